import { MultiSelect, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { segmentsQuery } from '@/api/queries'
import { useFormat } from '@/i18n'
import { Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { Step } from './Step'
import type { Draft } from './useDraft'

/** Whom the campaign is for: a saved segment, without others. */
export function WhoPart({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const segments = useQuery(segmentsQuery)
  const mayMake = useMay('ask')
  const { segment, exclude = [] } = draft.now
  return (
    <Step n={1} id="camp-who" title={t('campaign.who.title')}>
      <div className="camp-b">
        <Loaded query={segments} rows={3}>
          {(list) => {
            const data = list.map((s) => ({ value: s.id, label: s.name }))
            return (
              <div className="camp-2">
                <Select
                  label={t('campaign.who.segment')}
                  placeholder={t('campaign.who.choose')}
                  searchable
                  allowDeselect={false}
                  data={data}
                  value={segment || null}
                  onChange={(v) => v && draft.change({ segment: v, exclude: exclude.filter((x) => x !== v) })}
                />
                <MultiSelect
                  label={t('campaign.who.exclude')}
                  placeholder={exclude.length > 0 ? '' : t('campaign.who.nobody')}
                  searchable
                  data={data.filter((s) => s.value !== segment)}
                  value={exclude}
                  onChange={(v) => draft.change({ exclude: v })}
                />
              </div>
            )
          }}
        </Loaded>
        <p className="row camp-n">
          <People id={segment} />
          <span className="sp" />
          {mayMake && (
            <Link to="/segments/new" className="link">
              {t('who.make')}
            </Link>
          )}
        </p>
      </div>
    </Step>
  )
}

function People({ id }: { id: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const one = useQuery(segmentsQuery).data?.find((s) => s.id === id)
  if (!one) return <span className="t3">{t('campaign.who.none')}</span>
  return (
    <span aria-live="polite">
      <Link to="/customers" search={{ saved: id }} className="link">
        <b>{f.num(one.customers)}</b> {t('who.people', { count: one.customers })}
      </Link>{' '}
      <span className="t3">{t('campaign.who.now')}</span>
    </span>
  )
}
