import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SourceInfo } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { Failed, Waiting } from '@/parts/parts'
import { useMay } from '@/session'
import { Code } from './Code'
import { pluginsQuery, sourcesQuery } from './data'
import { useChange } from './SourcePage'
import './website.css'

const platforms = ['haravan', 'sapo', 'woocommerce', 'shopify', 'gtm'] as const
export type Platform = (typeof platforms)[number]

/** What the website runs on; null is any. */
export function Platforms({ chosen, choose }: { chosen: Platform | null; choose: (p: Platform | null) => void }) {
  const { t } = useTranslation()
  return (
    <div className="platforms" role="group" aria-label={t('sources.plugins.which')}>
      {([null, ...platforms] as const).map((p) => (
        <button
          key={p ?? 'any'}
          type="button"
          className={'btn o' + (p === chosen ? ' on' : '')}
          aria-pressed={p === chosen}
          onClick={() => choose(p)}
        >
          {t(`sources.plugins.${p ?? 'any'}.name`)}
        </button>
      ))}
    </div>
  )
}

/** The steps of a platform: each text to paste with the place it goes to, and what it will tell. */
export function Plugin({ source, platform }: { source: SourceInfo; platform: Platform }) {
  const { t } = useTranslation()
  const plugins = useQuery(pluginsQuery(source.id))
  const files = plugins.data?.find((p) => p.id === platform)?.files
  if (!files) {
    return (
      <li>{plugins.error ? <Failed error={plugins.error} retry={() => plugins.refetch()} /> : <Waiting rows={4} />}</li>
    )
  }
  return (
    <>
      {files.map((file) => (
        <li key={file.name}>
          <h3>{t(`sources.plugins.${platform}.${file.id}`)}</h3>
          <p>{t(`sources.plugins.${platform}.${file.id}How`)}</p>
          <Code text={file.text} label={file.name} file={/json|php/.test(file.name) ? file.name : undefined} />
        </li>
      ))}
      <li>
        <h3>{t('sources.plugins.sends')}</h3>
        <p>{t(`sources.plugins.${platform}.sends`)}</p>
        <p className="t3 sm">{t('sources.plugins.once')}</p>
      </li>
    </>
  )
}

/** Kinds of sources that a website's orders may be counted from, as the server has it (Source.BringsOrders). */
const bringOrders = ['webhook', 'server', 'file']

/** What a website loses with a source that its orders are counted from; nothing where none does. */
export function OrdersLost({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const sites = useQuery(sourcesQuery).data?.filter((s) => s.ordersFrom === source.id) ?? []
  if (!sites.length) return null
  return (
    <p className="warnline" role="note">
      <Icon name="alert" />
      {t('sources.orders.lose', { name: sites.map((s) => s.name).join(', ') })}
    </p>
  )
}

/** From where a website's orders are counted, so that one which a shop's webhook brings too counts once. */
export function OrdersCard({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const may = useMay('sources')
  const change = useChange(source)
  const all = useQuery(sourcesQuery).data
  const from = source.ordersFrom ?? ''
  const others = all?.filter((s) => s.id === from || (s.enabled && bringOrders.includes(s.kind))) ?? []
  const chosen = others.find((s) => s.id === from)
  if (!all || (!others.length && !from)) return null
  return (
    <section className="card" aria-labelledby="orders-from">
      <div className="hd">
        <h2 id="orders-from">{t('sources.orders.title')}</h2>
      </div>
      <p className="quiet">{t('sources.orders.about')}</p>
      <div className="switches">
        <Select
          aria-label={t('sources.orders.title')}
          data={[
            { value: '', label: t('sources.orders.here') },
            ...others.map((s) => ({ value: s.id, label: t('sources.orders.from', { name: s.name }) })),
          ]}
          value={from}
          disabled={!may || change.isPending}
          allowDeselect={false}
          onChange={(v) => change.mutate({ ordersFrom: v ?? '' })}
        />
        {from &&
          (chosen?.enabled && bringOrders.includes(chosen.kind) ? (
            <p className="t3 sm">{t('sources.orders.then')}</p>
          ) : (
            <p className="bad" role="alert">
              {t(chosen && bringOrders.includes(chosen.kind) ? 'sources.orders.off' : 'sources.orders.gone')}
            </p>
          ))}
      </div>
    </section>
  )
}
