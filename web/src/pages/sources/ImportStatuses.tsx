import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import type { Mapped } from './ImportColumns'
import { statusEvents } from './mapping'

/** What the statuses met stand for, how often, and what each does to revenue: the guess, to be corrected. */
export function ImportStatuses({ preview, mapping, set }: Mapped) {
  const { t } = useTranslation()
  const f = useFormat()
  const all = preview.statuses ?? []
  if (all.length === 0) return null
  const rows = all.reduce((sum, s) => sum + s.rows, 0)
  const name = (event: string) => t(`sources.map.events.${event}`, { defaultValue: event })
  return (
    <section className="card" aria-labelledby="statuses">
      <div className="hd">
        <h2 id="statuses">{t('sources.map.statuses')}</h2>
        <span className="t3 sm">{t('sources.map.statusesHint')}</span>
      </div>
      <div className="e1s">
        {all.map((s) => {
          const event = mapping.statuses?.[s.status] ?? s.event ?? null
          return (
            <div className={'e1' + (event ? '' : ' ask')} key={s.status}>
              <Select
                size="xs"
                label={<b className="any">{s.status}</b>}
                aria-label={`${s.status} · ${t('sources.map.statusRows', { count: s.rows, n: f.num(s.rows) })}`}
                placeholder={t('sources.map.statusAsk')}
                value={event}
                allowDeselect={false}
                data={[...new Set([...statusEvents(mapping.event), ...(s.event ? [s.event] : [])])].map((e) => ({
                  value: e,
                  label: name(e),
                }))}
                onChange={(e) => e && set({ ...mapping, statuses: { ...mapping.statuses, [s.status]: e } })}
              />
              <div className="bg" aria-hidden>
                <u style={{ width: `${(100 * s.rows) / rows}%` }} className={event === 'Order Completed' ? 'on' : ''} />
              </div>
              <p>
                <b>{t('sources.map.statusRows', { count: s.rows, n: f.num(s.rows) })}</b> ·{' '}
                {t(`sources.map.money.${event ?? 'unknown'}`, { defaultValue: '–' })}
              </p>
            </div>
          )
        })}
      </div>
    </section>
  )
}
