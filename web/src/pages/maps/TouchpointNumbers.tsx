import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { JourneyMap, Rate, Touchpoint, TouchpointDetail, TouchpointRow } from '@/api/types'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { Bar, Trend } from '@/parts/charts'
import { Icon } from '@/parts/Icon'
import { FEW, difference, told } from '@/stats'
import { Opens, useBehind } from '@/view/behind'
import { CountDelta, Delta } from '@/view/Delta'
import { judged } from '@/view/judged'
import type { Numbers } from './numbers'

/** A touchpoint's figures, each beside the compared period's or with its interval. */
export function Kpis({
  map,
  tp,
  row,
  numbers,
}: {
  map: JourneyMap
  tp: Touchpoint
  row: TouchpointRow
  numbers: Numbers
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const was = numbers.before.get(tp.id)
  const compared = !!numbers.overlay.compare
  const j = judged(row)
  const open = (kind: string) => ({
    query: numbers.query,
    figure: { kind, touchpoint: tp.id },
    title: t(`map.who.${kind}`, { name: tp.name }),
  })
  const range = (r: Rate) => <small className="t3">{r.n ? f.interval(r.low, r.high) : ' '}</small>
  return (
    <dl className="kp">
      <Kpi
        name={t('map.kpi.reach')}
        title={t('map.kpi.reachTitle')}
        few={row.reach < FEW}
        sub={
          compared ? (
            <CountDelta now={row.reach} before={was?.reach ?? 0} />
          ) : (
            <small className="t3">{t('map.kpi.touches', { count: row.volume, n: f.num(row.volume) })}</small>
          )
        }
      >
        <Opens {...open('reach')}>{f.num(row.reach)}</Opens>
      </Kpi>
      <Kpi
        name={t('map.kpi.next')}
        title={t('map.kpi.nextTitle', {
          age: t('funnel.days', { count: row.next.age || map.windowDays }),
          open: f.num(row.next.open ?? 0),
        })}
        few={row.next.n < FEW}
        sub={compared ? <Delta d={difference(row.next, was?.next)} /> : range(row.next)}
      >
        <Opens {...open('next')}>{told(row.next) ? f.pct(row.next.value) : '–'}</Opens>
      </Kpi>
      <Kpi
        name={t(`map.kpi.${j.kind}`)}
        title={t(`map.kpi.${j.kind}Title`, {
          count: j.rate.n,
          n: f.num(j.rate.n),
          age: t('funnel.days', { count: j.rate.age || (j.bad ? map.silenceDays : map.returnDays) || 60 }),
          open: f.num(j.rate.open ?? 0),
        })}
        few={j.rate.n < FEW}
        hot={numbers.breakpoints.has(tp.id)}
        sub={compared ? <Delta d={difference(j.rate, was && judged(was).rate)} bad={j.bad} /> : range(j.rate)}
      >
        <Opens {...open(j.kind)}>{told(j.rate) ? f.pct(j.rate.value) : '–'}</Opens>
      </Kpi>
      <Kpi
        name={t('map.kpi.share')}
        title={t('map.kpi.shareTitle')}
        few={row.share.n < FEW}
        sub={<small className="t3">{t('map.kpi.touches', { count: row.volume, n: f.num(row.volume) })}</small>}
      >
        <Opens {...open('journeys')}>{f.pct(row.share.value)}</Opens>
      </Kpi>
      <Kpi
        name={t('map.kpi.time')}
        title={t('map.timeTitle', { n: f.num(row.timeToNext.n) })}
        few={row.timeToNext.n < FEW}
        sub={
          <small className="t3">
            {row.timeToNext.n ? (
              <Opens {...open('onward')}>{t('exits.p90', { v: f.brief(row.timeToNext.p90) })}</Opens>
            ) : (
              t('map.noNext')
            )}
          </small>
        }
      >
        {row.timeToNext.n ? <Opens {...open('onward')}>{f.brief(row.timeToNext.median)}</Opens> : '–'}
      </Kpi>
      {row.dwell.n > 0 ? (
        <Kpi
          name={t('map.kpi.dwell')}
          title={t('map.kpi.dwellTitle', { n: f.num(row.dwell.n) })}
          few={row.dwell.n < FEW}
          sub={
            <small className="t3">
              <Opens {...open('dwelt')}>{t('exits.p90', { v: f.brief(row.dwell.p90) })}</Opens>
            </small>
          }
        >
          <Opens {...open('dwelt')}>{f.brief(row.dwell.median)}</Opens>
        </Kpi>
      ) : (
        <Kpi
          name={t('map.kpi.emotion')}
          title={t('map.kpi.emotionTitle')}
          few
          sub={<small className="t3">{t('map.designedAs', { v: f.signed(tp.emotion, 1) })}</small>}
        >
          –
        </Kpi>
      )}
    </dl>
  )
}

function Kpi({
  name,
  title,
  few,
  hot,
  sub,
  children,
}: {
  name: string
  /** What it counts, in a sentence. */
  title: string
  few?: boolean
  hot?: boolean
  sub: ReactNode
  children: ReactNode
}) {
  return (
    <div className={hot ? 'hot' : ''}>
      <dt>
        <Define what={title}>{name}</Define>
      </dt>
      <dd className={few ? 'few' : ''}>{children}</dd>
      <dd className="s">{sub}</dd>
    </div>
  )
}

/** Where the journeys that touched it are now. */
export function Whereabouts({
  tp,
  row,
  numbers,
  days,
}: {
  tp: Touchpoint
  row: TouchpointRow
  numbers: Numbers
  days: number
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const open = useBehind()
  const parts = [
    { kind: 'next', n: row.went, ink: 'var(--brand)' },
    { kind: 'other', n: row.elsewhere, ink: 'var(--c6)' },
    { kind: 'left', n: row.left, ink: 'var(--pain)' },
    { kind: 'open', n: row.openHere, ink: 'var(--line-strong)' },
  ]
  const title = (kind: string) => t(`map.who.${kind}`, { name: tp.name })
  return (
    <section>
      <h3>
        {t('map.whereTo', { count: row.journeys, n: f.num(row.journeys) })}{' '}
        <span className="t3">{t('map.within', { count: days })}</span>
      </h3>
      <div className="cmpb" aria-hidden="true">
        {parts
          .filter((p) => p.n > 0)
          .map((p) => (
            <i key={p.kind} style={{ flex: p.n, background: p.ink }} />
          ))}
      </div>
      <div className="cmpl">
        {parts.map((p) => (
          <span key={p.kind}>
            <i style={{ background: p.ink }} />
            {t(`map.to.${p.kind}`)}{' '}
            <b>
              <Opens query={numbers.query} figure={{ kind: p.kind, touchpoint: tp.id }} title={title(p.kind)}>
                {f.num(p.n)}
              </Opens>
            </b>
          </span>
        ))}
      </div>
      {row.exit.k > 0 && (
        <button
          type="button"
          className="btn p wide"
          onClick={() =>
            open({ query: numbers.query, figure: { kind: 'exit', touchpoint: tp.id }, title: title('exit') })
          }
        >
          {t('map.seeLeft', { n: f.num(row.exit.k) })}
          <Icon name="right" size="s" />
        </button>
      )}
    </section>
  )
}

interface StepsProps {
  map: JourneyMap
  touchpoint: Touchpoint
  numbers: Numbers | null
  detail: TouchpointDetail
  onOpen: (id: string) => void
}

/** What came directly before and after it. */
export function Steps({ map, touchpoint: tp, numbers, detail, onOpen }: StepsProps) {
  const { t } = useTranslation()
  const f = useFormat()
  const order = (id: string) => map.stages.findIndex((s) => s.id === map.touchpoints.find((x) => x.id === id)?.stage)
  const here = order(tp.id)
  const top = detail.successors.slice(0, 6)
  const most = Math.max(1, ...top.map((s) => s.count))
  const name = (id: string) => map.touchpoints.find((x) => x.id === id)?.name ?? id
  const rest = detail.successors.slice(6)
  return (
    <section>
      <h3>
        {t('map.nextSteps')} <span className="t3">{t('map.nextStepsUnit')}</span>
      </h3>
      {top.length === 0 && <p className="t2">{t('map.noSteps')}</p>}
      <table className="su">
        <tbody>
          {top.map((s) => {
            const to = order(s.to)
            const opens = (figure: string) =>
              numbers ? (
                <Opens
                  query={{ ...numbers.query, question: 'transitions' }}
                  figure={{ kind: 'pair', touchpoint: tp.id, to: s.to }}
                  title={t('map.who.pair', { name: tp.name, to: name(s.to) })}
                >
                  {figure}
                </Opens>
              ) : (
                figure
              )
            return (
              <tr key={s.to}>
                <td title={name(s.to)}>
                  <span>
                    <span title={t(to > here ? 'map.forward' : to === here ? 'map.sideways' : 'map.backward')}>
                      <Icon name={to > here ? 'ar' : to === here ? 'loop' : 'undo'} size="xs" />
                    </span>
                    <button type="button" className="open-n" onClick={() => onOpen(s.to)}>
                      {name(s.to)}
                    </button>
                  </span>
                </td>
                <td>
                  <Bar share={s.count / most} />
                </td>
                <td className="r b">{opens(f.num(s.count))}</td>
                <td className="r t3">{opens(f.duration(s.medianS))}</td>
              </tr>
            )
          })}
          {rest.length > 0 && (
            <tr>
              <td className="t2">{t('map.otherSteps', { count: rest.length })}</td>
              <td>
                <Bar share={Math.min(1, rest.reduce((n, s) => n + s.count, 0) / most)} tone="grey" />
              </td>
              <td className="r b">{f.num(rest.reduce((n, s) => n + s.count, 0))}</td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  )
}

const week = 7 * 86_400_000

/** Its exit rate by week, or that of coming back; one that is not over, or mostly open, is dashed. */
export function Weeks({ detail, hot, behind }: { detail: TouchpointDetail; hot: boolean; behind: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const rates = detail.trend.map((p) => (behind ? p.back : p.exit))
  const full = Math.max(0, ...rates.map((r) => r.age ?? 0))
  const marks = detail.trend.map((p, i) => {
    const rate = rates[i]!
    return {
      ...rate,
      // A rate of fewer days beside the others would look like a fall or a rise.
      n: (rate.age ?? 0) < full ? 0 : rate.n,
      label: f.dayMonth(p.from),
      loose: p.open > rate.n || Date.parse(p.from) + week > Date.now(),
    }
  })
  const known = marks.filter((m) => m.n > 0 && !m.loose)
  if (known.length < 2) return null
  const label = t(behind ? 'map.weeksBackLabel' : 'map.weeksLabel', {
    from: f.pct(known[0]!.value),
    to: f.pct(known[known.length - 1]!.value),
    count: marks.length,
  })
  return (
    <section>
      <h3>
        {t(behind ? 'map.weeksBack' : 'map.weeks')} <span className="t3">{t('view.band')}</span>
      </h3>
      <Trend marks={marks} label={label} format={(v) => f.pct(v)} pain={hot} />
      {marks.some((m) => m.loose) && <p className="t3 xs">{t('map.weeksLoose')}</p>}
    </section>
  )
}
