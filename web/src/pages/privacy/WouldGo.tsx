import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Outlook } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty } from '@/parts/parts'
import { useCurrency } from '@/session'

const kinds = ['customers', 'visitors', 'touches', 'calls', 'refusals', 'rows', 'files', 'audit', 'consents'] as const
const monthsShown = 12

/** What counts say in words, the kinds that there are none of left out. */
export function useCounts() {
  const { t } = useTranslation()
  const f = useFormat()
  return (removed: Record<string, number>) =>
    kinds.flatMap((k) =>
      removed[k] ? [t(`privacy.retention.n.${k}`, { count: removed[k], n: f.num(removed[k]) })] : [],
    )
}

/** What rules would remove now: how much, which numbers change, and some of the people. */
export function WouldGo({ outlook: o }: { outlook: Outlook }) {
  const { t } = useTranslation()
  const f = useFormat()
  const counts = useCounts()(o.removed)
  const kept = Object.entries(o.kept ?? {})
  if (counts.length === 0 && kept.length === 0)
    return (
      <Empty icon="check" title={t('privacy.retention.nothing')}>
        {t('privacy.retention.nothingHint')}
      </Empty>
    )
  return (
    <div className="would" role="status">
      {counts.length > 0 && (
        <p>
          <b>{t('privacy.retention.would')}</b> {counts.join(' · ')}
        </p>
      )}
      {kept.map(([why, n]) => (
        <p key={why}>{t(`privacy.retention.kept.${why}`, { count: n, n: f.num(n) })}</p>
      ))}
      <Months outlook={o} />
      <Examples outlook={o} />
    </div>
  )
}

function Months({ outlook: o }: { outlook: Outlook }) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  const months = o.months ?? []
  if (months.length === 0) return null
  return (
    <>
      <h3>{t('privacy.retention.changes')}</h3>
      {o.until && <p>{t('privacy.retention.until', { date: f.date(o.until) })}</p>}
      <div className="keep-t">
        <table>
          <thead>
            <tr>
              <th>{t('privacy.retention.month')}</th>
              <th>{t('privacy.retention.less')}</th>
              <th>{t('privacy.retention.lessMoney')}</th>
            </tr>
          </thead>
          <tbody>
            {months.slice(-monthsShown).map((m) => (
              <tr key={m.month}>
                <td>{m.month.split('-').reverse().join('/')}</td>
                <td>{t('privacy.retention.of', { n: f.num(m.touches), of: f.num(m.of) })}</td>
                <td>{m.value > 0 ? f.money(m.value, currency) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {months.length > monthsShown && (
        <p>
          {t('privacy.retention.moreMonths', {
            count: months.length - monthsShown,
            n: f.num(months.length - monthsShown),
          })}
        </p>
      )}
    </>
  )
}

function Examples({ outlook: o }: { outlook: Outlook }) {
  const { t } = useTranslation()
  const f = useFormat()
  if (o.examples.length === 0) return null
  return (
    <>
      <h3>{t('privacy.retention.examples')}</h3>
      <ul className="rows">
        {o.examples.map((e) => (
          <li key={e.customer}>
            <Icon name="user" />
            <span className="two">
              <Link to="/customers/$id" params={{ id: String(e.customer) }} className="link any">
                {e.name || t(e.known ? 'privacy.retention.somebody' : 'privacy.retention.nobody', { id: e.customer })}
              </Link>
              <small>
                {t('privacy.retention.last', { count: e.touches, n: f.num(e.touches), date: f.date(e.last) })}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
