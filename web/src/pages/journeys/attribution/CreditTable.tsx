import { useTranslation } from 'react-i18next'
import type { AttributionAnswer, CreditRow, Figure, Query } from '@/api/types'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { Bar } from '@/parts/charts'
import { ChannelIcon } from '@/parts/parts'
import { useCurrency } from '@/session'
import { Opens } from '@/view/behind'
import { models, share, worth, type Model } from './models'

interface Props {
  rows: CreditRow[]
  answer: AttributionAnswer
  before?: AttributionAnswer
  model: Model
  credit: string
  name: (v: string) => string
  query: Query
  who: (v: string) => { figure: Figure; title: string }
}

/** What each has by the chosen model, by all models, what would be lost without it, and what it costs and brings back. */
export function CreditTable({ rows, answer, before, model, credit, name, query, who }: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  const money = (v: number | null) => (v === null ? '–' : f.money(v, currency))
  const worthWhy = t(model === 'markov' ? 'attribution.worthMarkov' : 'attribution.worthWhy')
  const priced = answer.cost > 0
  const most = Math.max(1e-9, ...rows.map((r) => share(r, model, answer.conversions)))
  const was = (v: string) => before?.rows.find((r) => r.value === v)
  return (
    <div
      className="scroll-x"
      tabIndex={0}
      role="region"
      aria-label={t('attribution.table', { model: t(`attribution.model.${model}`) })}
    >
      <table className="tbl">
        <thead>
          <tr>
            <th>{t('attribution.value')}</th>
            <th className="r">{t('attribution.has')}</th>
            <th className="r">{t('attribution.share')}</th>
            {before && <th className="r">{t('attribution.change')}</th>}
            <th className="r">
              <Define what={worthWhy}>{t('attribution.worth')}</Define>
            </th>
            <th className="r">
              <Define what={t('attribution.removalWhy')}>{t('attribution.removal')}</Define>
            </th>
            {priced && (
              <>
                <th className="r">{t('attribution.cost')}</th>
                <th className="r">{t('attribution.each')}</th>
                <th className="r">
                  <Define what={`${t('attribution.backWhy')} ${worthWhy}`}>{t('attribution.back')}</Define>
                </th>
              </>
            )}
            {models.map((m) => (
              <th key={m} className={'r' + (m === model ? ' on' : '')}>
                {t(`attribution.model.${m}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => {
            const c = r.credits[model],
              { each, back } = worth(r, model),
              old = was(r.value),
              now = share(r, model, answer.conversions)
            return (
              <tr key={r.value}>
                <td>
                  <span className="row">
                    {(credit === 'channel' || credit === 'first-channel') && r.value && (
                      <ChannelIcon channel={r.value} />
                    )}
                    <b className="b">{name(r.value)}</b>
                  </span>
                </td>
                <td className="r">
                  <Opens query={query} {...who(r.value)}>
                    {f.num(r.paths)}
                  </Opens>
                </td>
                <td className="r sharecell">
                  <b className="b">{f.pct(now)}</b>
                  <Bar share={now / most} />
                </td>
                {before && (
                  <td className="r t3">
                    {old ? f.points(now - share(old, model, before.conversions)) : t('view.nothingBefore')}
                  </td>
                )}
                <td className="r">{c.value > 0 ? f.money(c.value, currency) : '–'}</td>
                <td className="r">{f.pct(r.removal)}</td>
                {priced && (
                  <>
                    <td className="r">{r.cost > 0 ? f.money(r.cost, currency) : '–'}</td>
                    <td className="r">{money(each)}</td>
                    <td className="r">
                      {back === null ? '–' : <b className="b">{t('attribution.times', { n: f.num(back, 1) })}</b>}
                    </td>
                  </>
                )}
                {models.map((m) => (
                  <td key={m} className={'r' + (m === model ? ' on' : '')}>
                    {f.num(r.credits[m].conversions, 1)}
                  </td>
                ))}
              </tr>
            )
          })}
          {answer.unallocated > 0 && (
            <tr className="rest">
              <td>{t('attribution.unallocatedRow')}</td>
              <td colSpan={before ? 5 : 4} />
              <td className="r">
                <b className="b">{f.money(answer.unallocated, currency)}</b>
              </td>
              <td colSpan={2 + models.length} />
            </tr>
          )}
          {priced && answer.conversions > 0 && (
            <tr className="all">
              <td>
                <Define what={t('attribution.allWhy')}>{t('attribution.all')}</Define>
              </td>
              <td className="r">{f.num(answer.conversions)}</td>
              <td colSpan={before ? 2 : 1} />
              <td className="r">{f.money(answer.value, currency)}</td>
              <td />
              <td className="r">{f.money(answer.cost, currency)}</td>
              <td className="r">
                <b className="b">{f.money(answer.cost / answer.conversions, currency)}</b>
              </td>
              <td className="r">
                <b className="b">{t('attribution.times', { n: f.num(answer.value / answer.cost, 1) })}</b>
              </td>
              <td colSpan={models.length} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}
