import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState, type CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { Failed, Waiting } from '@/parts/parts'
import { Wide } from '@/parts/plot'
import { useSession } from '@/session'
import { calledAs, customersQuery } from '../customers/data'
import { channelsQuery, letterQuery, type Looked } from './data'
import type { Class, Lang, Letter } from './types'

interface Props {
  letter: Letter
  of: Class
  lang: Lang
  /** It has been started: it is not written any more. */
  sent?: boolean
}

const widths = ['phone', 'desktop'] as const
const desktop = 680 // px; where there is less room it is drawn smaller

/** The letter as it arrives, on a phone or wide, with example values or as one customer gets it. */
export function Preview({ letter, of, lang, sent }: Props) {
  const { t } = useTranslation()
  const [width, setWidth] = useState<(typeof widths)[number]>('phone')
  const [customer, setCustomer] = useState<number>()
  // As text: it stands still while nothing of it changes.
  const [slow] = useDebouncedValue(JSON.stringify({ letter, class: of, lang, customer }), 400)
  const seen = useQuery(letterQuery(JSON.parse(slow) as Looked))
  return (
    <section className="card camp-p" aria-labelledby="camp-look">
      <div className="hd">
        <h2 id="camp-look">{t(sent ? 'campaign.look.sent' : 'campaign.look.title')}</h2>
        <span className="sp" />
        <div className="seg" role="group" aria-label={t('campaign.look.width')}>
          {widths.map((w) => (
            <button key={w} type="button" aria-pressed={width === w} onClick={() => setWidth(w)}>
              {t(`campaign.look.${w}`)}
            </button>
          ))}
        </div>
      </div>
      <div className="camp-b">
        {!sent && <As value={customer} set={setCustomer} />}
        {seen.data?.missing && (
          <p className="camp-note warn" role="status">
            <Icon name="alert" size="s" />
            {t('campaign.look.missing', { field: fieldWord(t, seen.data.missing) })}
          </p>
        )}
        {seen.error ? (
          <Failed error={seen.error} retry={() => void seen.refetch()} />
        ) : seen.data ? (
          <Frame width={width} subject={seen.data.subject} html={seen.data.html} busy={seen.isFetching} />
        ) : (
          <Waiting rows={8} />
        )}
        {letter.blocks.some((b) => b.kind === 'image') && <p className="t3 sm">{t('campaign.look.images')}</p>}
      </div>
    </section>
  )
}

/** What a field is called; one of the business's own is called as it is. */
export const fieldWord = (t: (k: string, o?: { defaultValue: string }) => string, field: string) =>
  t(`campaign.field.${field}`, { defaultValue: field })

function Frame({ width, subject, html, busy }: { width: string; subject: string; html: string; busy: boolean }) {
  const { t } = useTranslation()
  const shop = useSession()?.workspace?.name ?? ''
  const sender = useQuery(channelsQuery).data?.channels.find((c) => c.way === 'email')?.settings
  const from = sender?.fromName || shop
  return (
    <div className={`phn ${width}` + (busy ? ' old' : '')}>
      <div className="phn-w">
        <span aria-hidden="true">{from.slice(0, 1).toUpperCase()}</span>
        <p>
          <b>{subject || t('campaign.look.noSubject')}</b>
          <small>{[from, sender?.from].filter(Boolean).join(' · ')}</small>
        </p>
      </div>
      {/* Nothing in a letter runs or opens anything: it is looked at. */}
      {width === 'phone' ? (
        <iframe sandbox="" title={t('campaign.look.frame')} srcDoc={html} />
      ) : (
        <Wide least={240}>
          {(room) => (
            <div className="phn-s" style={{ '--s': Math.min(1, room / desktop) } as CSSProperties}>
              <iframe sandbox="" title={t('campaign.look.frame')} srcDoc={html} />
            </div>
          )}
        </Wide>
      )}
    </div>
  )
}

/** A customer to look at the letter as. */
function As({ value, set }: { value?: number; set: (id?: number) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed, 250)
  const found = useInfiniteQuery(customersQuery({ q: q || undefined }, 10))
  const data = (found.data?.pages[0]?.customers ?? []).map((c) => ({ value: String(c.id), label: calledAs(c, t) }))
  return (
    <Select
      label={t('campaign.look.as')}
      placeholder={t('campaign.look.example')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('campaign.look.example') }}
      data={data}
      filter={({ options }) => options}
      nothingFoundMessage={t('customers.noneFound')}
      value={value ? String(value) : null}
      onSearchChange={setTyped}
      onChange={(v) => set(v ? Number(v) : undefined)}
    />
  )
}
