import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Answer, Query } from '@/api/types'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { ChannelIcon, Failed, Waiting } from '@/parts/parts'
import { difference, FEW, wilson } from '@/stats'
import { Opens } from '@/view/behind'
import type { JourneySearch } from '../search'
import { useJourneys } from '../useJourneys'
import { useQuestion, type Asked } from '../useQuestion'

const same = (old: JourneySearch) => old

/** A small card beside the flow that leads to its own tab. */
function Side({
  title,
  hint,
  tab,
  asked,
  children,
}: {
  title: string
  hint: string
  tab: 'funnel' | 'exits'
  asked: Asked
  children: (a: Answer, q: Query) => React.ReactNode
}) {
  return (
    <section className="card side1">
      <div className="hd">
        <h2>
          <Link to="/journeys/$tab" params={{ tab }} search={same}>
            {title}
          </Link>
        </h2>
        <span className="sp" />
        <span className="t3 sm">{hint}</span>
      </div>
      {asked.answer ? (
        children(asked.answer, asked.query)
      ) : asked.error ? (
        <Failed error={asked.error} retry={asked.refetch} />
      ) : (
        <Waiting rows={5} />
      )}
    </section>
  )
}

/** Through the map's stages to the goal, any order. */
export function FunnelCard() {
  const { t } = useTranslation()
  const f = useFormat()
  const { map, ask } = useJourneys()
  const stages = (map?.stages ?? [])
    .map((s) => ({ name: s.name, ids: map!.touchpoints.filter((p) => p.stage === s.id).map((p) => p.id) }))
    .filter((s) => s.ids.length > 0)
  const days = map?.windowDays || 30
  const asked = useQuestion(
    stages.length > 1
      ? ask('funnel', { steps: stages.map((s) => s.ids), order: 'any', windowDays: days, by: undefined })
      : null,
  )
  if (stages.length < 2) return null
  return (
    <Side
      title={t('journeys.tab.funnel')}
      hint={t('journeys.paths.funnelHow', { count: days })}
      tab="funnel"
      asked={asked}
    >
      {(a, q) => {
        const steps = a.funnel ?? [],
          first = steps[0]?.customers ?? 0
        const whole = wilson(steps[steps.length - 1]?.customers ?? 0, first)
        const was = asked.before?.funnel
        const before = was?.length ? wilson(was[was.length - 1]!.customers, was[0]!.customers) : undefined
        return (
          <>
            <ol className="fn">
              {steps.map((s, i) => (
                <li key={i}>
                  <div className="t">
                    <span>{stages[i]?.name}</span>
                    <b>
                      <Opens
                        query={q}
                        figure={{ kind: 'step', step: i }}
                        title={t('journeys.paths.whoStep', { name: stages[i]?.name })}
                      >
                        {f.num(s.customers)}
                      </Opens>
                    </b>
                    <span className="d">{i > 0 && s.rate.n > 0 ? f.pct(s.rate.value) : ''}</span>
                  </div>
                  <i>
                    <u style={{ width: `${first ? (s.customers / first) * 100 : 0}%` }} />
                  </i>
                </li>
              ))}
            </ol>
            <div className="note">
              <span>
                {t('journeys.paths.wholeFunnel')}{' '}
                <b className={whole.n < FEW ? 't3' : 'b'}>{first ? f.pct(whole.value) : '–'}</b>{' '}
                {first > 0 && <span className="t3">({f.interval(whole.low, whole.high)})</span>}
                {before && before.n > 0 && <>, {t('journeys.paths.before', { share: f.pct(before.value) })}</>}
              </span>
            </div>
          </>
        )
      }}
    </Side>
  )
}

/** Where journeys end without the goal, most first. */
export function ExitsCard() {
  const { t } = useTranslation()
  const f = useFormat()
  const { ask, place, map } = useJourneys()
  const asked = useQuestion(ask('exits', { by: undefined, noSpread: true }))
  return (
    <Side title={t('journeys.paths.exits')} hint={t('journeys.paths.exitsHow')} tab="exits" asked={asked}>
      {(a, q) => {
        const rows = [...(a.exits ?? [])]
          .filter((r) => r.exits > 0)
          .sort((x, y) => y.exits - x.exits)
          .slice(0, 7)
        const was = new Map((asked.before?.exits ?? []).map((r) => [r.id, r]))
        if (rows.length === 0)
          return (
            <p className="t2 md" style={{ padding: '0 16px 14px' }}>
              {t('journeys.paths.noExits')}
            </p>
          )
        return (
          <table className="ex">
            <thead>
              <tr>
                <th>{map ? t('home.touchpoint') : t('journeys.by.name')}</th>
                <th>{t('journeys.paths.count')}</th>
                <th>{t('journeys.paths.rate')}</th>
                <th>{asked.before && t('journeys.paths.moved')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((r) => {
                const d = difference(r.exit, was.get(r.id)?.exit)
                return (
                  <tr key={r.id}>
                    <td>
                      <span className="row">
                        {map && <ChannelIcon channel={place(r.id).channel ?? 'other'} />}
                        <span className="ex-n" title={place(r.id).name}>
                          {place(r.id).name}
                        </span>
                      </span>
                    </td>
                    <td className="r b">
                      <Opens
                        query={q}
                        figure={{ kind: 'exit', touchpoint: r.id }}
                        title={t('map.who.exit', { name: place(r.id).name })}
                      >
                        {f.num(r.exits)}
                      </Opens>
                    </td>
                    <td className={'r' + (r.exit.n < FEW ? ' t3' : '')}>
                      <Define what={t('view.intervalOf', { range: f.interval(r.exit.low, r.exit.high) })}>
                        {f.pct(r.exit.value)}
                      </Define>
                    </td>
                    <td className="r">
                      {asked.before && d && (
                        <span className={d.sure ? (d.value > 0 ? 'dn b' : 'up') : 't3'}>
                          <Define what={t('view.deltaTitle', { low: f.points(d.low), high: f.points(d.high) })}>
                            {f.signed(d.value * 100, 1)}
                          </Define>
                        </span>
                      )}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        )
      }}
    </Side>
  )
}
