import { useTranslation } from 'react-i18next'
import type { LeadCounts, LeadRow, LeadsAnswer, Query } from '@/api/types'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { useCurrency } from '@/session'
import { FEW, told } from '@/stats'
import { Opens } from '@/view/behind'
import { days, otherAge } from './row'

/** Every source in numbers, each opening into its customers; all together at the end. */
export function LeadsTable({
  of,
  query,
  name,
  counts,
}: {
  of: LeadsAnswer
  query: Query
  name: (id: string) => string
  /** What Google Analytics counted, to stand beside. */
  counts?: LeadCounts
}) {
  const { t } = useTranslation()
  const sessions = counts?.days.from ? new Map(counts.sessions?.map((s) => [s.lead, s.sessions])) : undefined
  const all = sessions && [...sessions.values()].reduce((sum, n) => sum + n, counts?.unknown ?? 0)
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('lead.table')}>
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('lead.source')}</th>
            <th className="r">{t('lead.customers')}</th>
            <th className="r">{t('lead.boughtN')}</th>
            <th className="r">{t('lead.buyers', { count: days(of) })}</th>
            <th className="r">{t('lead.half')}</th>
            <th className="r">{of.all.again.age ? t('lead.againIn', { count: of.all.again.age }) : t('lead.again')}</th>
            <th className="r">{t('lead.orders')}</th>
            <th className="r">{t('lead.revenue')}</th>
            <th className="r">
              <Define what={t('lead.eachWhy', { count: days(of) })}>{t('lead.each')}</Define>
            </th>
            {of.costed && (
              <>
                <th className="r">{t('lead.cost')}</th>
                <th className="r">{t('lead.costEach')}</th>
                <th className="r">
                  <Define what={t('lead.returnWhy')}>{t('lead.return')}</Define>
                </th>
              </>
            )}
            {sessions && (
              <th className="r lead-ga">
                <Define what={t('lead.counted.why')}>{t('lead.counted.sessions')}</Define>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {of.rows.map((r) => (
            <Row
              key={r.lead}
              r={r}
              called={name(r.lead)}
              query={query}
              of={of}
              ga={sessions && (sessions.get(r.lead) ?? 0)}
            />
          ))}
          <Row r={of.all} called={t('lead.all')} query={query} of={of} ga={all} />
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  r: LeadRow
  called: string
  query: Query
  of: LeadsAnswer
  /** Sessions of Google Analytics, where a report of them is there. */
  ga?: number
}

function Row({ r, called, query, of, ga }: RowProps) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  const money = (v: number) => (v ? f.money(v, currency) : '–')
  const { costed, all } = of
  const value = r.lead || undefined
  const grey = r.customers < FEW ? 'r t3' : 'r'
  const who = (kind: string, n: number, word: string) => (
    <Opens query={query} figure={n > 0 ? { kind, value } : null} title={t(word, { name: called })}>
      {f.num(n)}
    </Opens>
  )
  return (
    <tr className={r.lead ? undefined : 'lead-all'}>
      <td>{called}</td>
      <td className="r">{who('lead', r.customers, 'lead.who')}</td>
      <td className="r">{who('lead-bought', r.buyers.k, 'lead.whoBought')}</td>
      <td className={grey}>
        {told(r.buyers) ? (
          <>
            {f.pct(r.buyers.value)} <small className="t3">{f.interval(r.buyers.low, r.buyers.high)}</small>
            <After days={otherAge(r.buyers, all.buyers)} />
          </>
        ) : (
          '–'
        )}
      </td>
      <td className={grey}>{r.halfDays ? t('lead.days', { count: r.halfDays }) : '–'}</td>
      <td className={grey}>
        {told(r.again) ? (
          <Opens
            query={query}
            figure={r.again.k > 0 ? { kind: 'lead-again', value } : null}
            title={t('lead.whoAgain', { name: called })}
          >
            {f.pct(r.again.value)}
          </Opens>
        ) : (
          '–'
        )}
        <After days={otherAge(r.again, all.again)} />
      </td>
      <td className="r">{f.num(r.orders)}</td>
      <td className="r">{money(r.revenue)}</td>
      <td className={grey}>
        {r.each.age ? f.money(r.each.value, currency) : '–'}
        {r.each.age !== all.each.age && <After days={r.each.age} />}
      </td>
      {costed && (
        <>
          <td className="r">{money(r.cost)}</td>
          <td className="r">{r.cost > 0 && r.buyers.k > 0 ? money(r.cost / r.buyers.k) : '–'}</td>
          <td className="r">{r.cost > 0 ? `${f.num(r.return, 1)}×` : '–'}</td>
        </>
      )}
      {ga !== undefined && <td className="r t2 lead-ga">{ga ? f.num(ga) : '–'}</td>}
    </tr>
  )
}

/** "After 5 days", below a figure that is told at another age than its column. */
function After({ days }: { days?: number }) {
  const { t } = useTranslation()
  return days ? <small className="t3 lead-age">{t('lead.after', { count: days })}</small> : null
}
