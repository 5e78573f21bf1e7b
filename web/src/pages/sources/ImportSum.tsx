import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportPreview } from '@/api/types'
import { useFormat } from '@/i18n'
import { useCurrency } from '@/session'
import { useNames } from '@/view/names'

const bought = 'Order Completed'
const refunded = 'Order Refunded'

/** What importing now would bring, in words and numbers. */
export function ImportSum(p: { preview: ImportPreview; busy: boolean; children: ReactNode }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { sum } = p.preview
  const fresh = sum.customers - sum.known
  return (
    <section className="card sum" aria-labelledby="sum" aria-busy={p.busy}>
      <div className="hd">
        <h2 id="sum">{t('sources.import.now')}</h2>
      </div>
      {!p.preview.lacks && (
        <>
          <p className="say" role="status">
            <Said preview={p.preview} />
            {fresh > 0 && <span className="mu">{t('sources.import.fresh', { count: fresh, n: f.num(fresh) })}</span>}
          </p>
          <Figures preview={p.preview} />
          {(['returned', 'refunds'] as const).map((what) => {
            const count = p.preview[what] ?? 0
            return (
              count > 0 && (
                <p key={what} className="quiet">
                  {t(`sources.import.${what}`, { count, n: f.num(count) })}
                </p>
              )
            )
          })}
          {!sum.whole && <p className="quiet">{t('sources.import.part', { n: f.num(sum.rows) })}</p>}
        </>
      )}
      <div className="job-b">{p.children}</div>
    </section>
  )
}

/** "1.204 orders of 986 customers", or touches where there are no orders. */
function Said({ preview: { sum } }: { preview: ImportPreview }) {
  const { t } = useTranslation()
  const f = useFormat()
  const orders = sum.events.find((e) => e.event === bought)?.count ?? 0
  const touches = sum.events.reduce((n, e) => n + e.count, 0)
  const customers = t('sources.import.ofCustomers', { count: sum.customers, n: f.num(sum.customers) })
  if (touches === 0) return <>{t('sources.import.saysCustomers', { customers })}</>
  const what =
    orders > 0
      ? t('sources.import.orders', { count: orders, n: f.num(orders) })
      : t('sources.import.touchesN', { count: touches, n: f.num(touches) })
  return <>{t('sources.import.says', { what, customers })}</>
}

function Figures({ preview: { sum } }: { preview: ImportPreview }) {
  const { t } = useTranslation()
  const f = useFormat()
  const names = useNames()
  const currency = useCurrency()
  const refused = sum.refused.reduce((n, r) => n + r.count, 0)
  const value = (event: string) => sum.events.find((e) => e.event === event)?.value ?? 0
  return (
    <dl className="kv">
      {value(bought) !== 0 && <Pair name={t('sources.import.revenue')} value={f.money(value(bought), currency)} />}
      {value(refunded) !== 0 && (
        <Pair name={t('sources.import.givenBack')} value={f.money(-value(refunded), currency)} quiet />
      )}
      {sum.events.slice(0, 6).map((e) => (
        <Pair key={e.event} name={names.event(e.event)} value={f.num(e.count)} />
      ))}
      <Pair name={t('sources.import.known')} value={f.num(sum.known)} />
      <Pair name={t('sources.import.new')} value={f.num(sum.customers - sum.known)} />
      {sum.first && sum.last && <Pair name={t('sources.import.period')} value={f.span(sum.first, sum.last)} />}
      <Pair
        name={t('sources.import.rowsRead')}
        value={`${f.num(sum.rows - refused)} / ${f.num(sum.rows)}`}
        quiet={refused === 0}
      />
    </dl>
  )
}

function Pair({ name, value, quiet }: { name: string; value: string; quiet?: boolean }) {
  return (
    <div className={quiet ? 'mi' : undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
