import { useTranslation } from 'react-i18next'
import type { Answer, ExitRow, Rate, TrendPoint } from '@/api/types'
import { useFormat } from '@/i18n'
import { Trend } from '@/parts/charts'
import { ChannelIcon, Loaded } from '@/parts/parts'
import { Wide } from '@/parts/plot'
import { FEW, difference, told } from '@/stats'
import { Opens, useBehind } from '@/view/behind'
import { judged } from '@/view/judged'
import { RateRows } from '../RateRows'
import { others, useQuestion, type Asked } from '../useQuestion'
import { useJourneys } from '../useJourneys'

const none: Rate = { k: 0, n: 0, value: 0, low: 0, high: 1 }

/** One touchpoint: how many leave there and after how long, what came before, over the weeks, and by the breakdown. */
export function ExitPanel({ row, asked }: { row: ExitRow; asked: Asked }) {
  const { t } = useTranslation()
  const f = useFormat()
  const open = useBehind()
  const { place } = useJourneys()
  const was = asked.before?.exits?.find((r) => r.id === row.id)
  const j = judged(row)
  const d = difference(j.rate, was && judged(was).rate)
  const at = place(row.id)
  const left = (figure: string) => (
    <Opens
      query={asked.query}
      figure={{ kind: 'exit', touchpoint: row.id }}
      title={t('map.who.exit', { name: row.name })}
    >
      {figure}
    </Opens>
  )
  const who = (title: string) => `${title} · ${row.name}`
  return (
    <section className="card side1" aria-label={row.name}>
      <div className="hd">
        <ChannelIcon channel={at.channel ?? 'other'} label />
        <h2>{row.name}</h2>
      </div>
      <dl className="kp3">
        <div>
          <dt>{t(j.bad ? 'exits.rate' : 'exits.backRate')}</dt>
          <dd className={d?.sure && d.value > 0 === j.bad ? 'dn' : ''}>
            <Opens
              query={asked.query}
              figure={{ kind: j.kind, touchpoint: row.id }}
              title={t(`map.who.${j.kind}`, { name: row.name })}
            >
              {told(j.rate) ? f.pct(j.rate.value) : '–'}
            </Opens>
          </dd>
          <dd className="s">
            {f.interval(j.rate.low, j.rate.high)} · n={f.num(j.rate.n)}
            {j.rate.age ? <> · {t('figures.atAge', { count: j.rate.age })}</> : null}
          </dd>
        </div>
        {j.bad && (
          <div>
            <dt>{t('exits.after')}</dt>
            <dd>{row.after.n ? left(f.brief(row.after.median)) : '–'}</dd>
            <dd className="s">{row.after.n > 0 && left(t('exits.p90', { v: f.brief(row.after.p90) }))}</dd>
          </div>
        )}
        <div>
          <dt>{t('exits.openHere')}</dt>
          <dd>
            <Opens
              query={asked.query}
              figure={row.open > 0 ? { kind: 'through-open', touchpoint: row.id } : null}
              title={t('map.who.open', { name: row.name })}
            >
              {f.num(row.open)}
            </Opens>
          </dd>
          <dd className="s">{t('exits.countedToo')}</dd>
        </div>
      </dl>
      {asked.parts.length > 0 && <ByParts row={row} asked={asked} />}
      <h3>{t(j.bad ? 'exits.weeks' : 'exits.weeksBack')}</h3>
      <Weeks row={row} />
      {(row.before?.length ?? 0) > 0 && (
        <>
          <h3>{t('exits.before')}</h3>
          <ul className="came">
            {row.before!.map((b) => (
              <li key={b.id}>
                <span className="nm2" title={b.id ? place(b.id).name : undefined}>
                  {b.id ? place(b.id).name : t('exits.nothingBefore')}
                </span>
                <i>
                  <u style={{ width: `${(b.exits / Math.max(1, row.exits)) * 100}%` }} />
                </i>
                <button
                  type="button"
                  className="open-n"
                  onClick={() =>
                    open({
                      query: asked.query,
                      figure: { kind: 'before-exit', touchpoint: row.id, to: b.id },
                      title: who(b.id ? t('exits.whoBefore', { name: place(b.id).name }) : t('exits.nothingBefore')),
                    })
                  }
                >
                  {f.num(b.exits)}
                </button>
                <small>{f.pct(b.exits / Math.max(1, row.exits), 0)}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** What a line of a touchpoint behind the goal says of itself. */
export function useBackTip() {
  const { t } = useTranslation()
  const f = useFormat()
  return (name: string, rate: Rate) =>
    t('exits.backTip', { name, rate: f.pct(rate.value), range: f.interval(rate.low, rate.high), n: f.num(rate.n) })
}

/** The same touchpoint by the values of the breakdown, now and in the compared period. */
function ByParts({ row, asked }: { row: ExitRow; asked: Asked }) {
  const { t } = useTranslation()
  const open = useBehind()
  const { valueName, dimensionName, search, change } = useJourneys()
  const name = (p: { value: string; others?: boolean }) =>
    p.others ? t('journeys.others') : valueName(asked.by, p.value)
  const tip = useBackTip()
  const { kind, bad } = judged(row)
  const rateIn = (a: Answer | undefined) => {
    const r = a?.exits?.find((r) => r.id === row.id)
    return r && judged(r).rate
  }
  const rows = asked.parts
    .map((p) => ({
      key: p.others ? others : p.value,
      name: name(p),
      rate: rateIn(p.answer) ?? none,
      tip: bad ? undefined : tip(name(p), rateIn(p.answer) ?? none),
      before: rateIn(asked.partsBefore.find((b) => b.value === p.value && b.others === p.others)?.answer),
      open: () =>
        open({
          query: p.query,
          figure: { kind, touchpoint: row.id },
          title: `${t(`map.who.${kind}`, { name: row.name })} · ${name(p)}`,
        }),
    }))
    .filter((r) => r.rate.n > 0)
  if (asked.by === 'hour' || asked.by === 'weekday') rows.sort((a, b) => a.key.localeCompare(b.key))
  if (rows.length === 0) return null
  const by = dimensionName(asked.by)
  return (
    <>
      <h3>
        {t('exits.by', { by })}
        {search.part !== undefined && (
          <button type="button" className="link sm" onClick={() => change({ part: undefined })}>
            {t('common.all')}
          </button>
        )}
      </h3>
      <Wide least={240}>
        {(width) => <RateRows rows={rows} width={width} bad={bad} label={t('exits.by', { by })} />}
      </Wide>
    </>
  )
}

const weeks = 26,
  day = 86_400_000

/** Of the last half year: a change shows when it began. Weeks of which much is still open are dashed, those not yet old enough left out. */
function Weeks({ row }: { row: ExitRow }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { ask, view } = useJourneys()
  const to = view.span.to ?? new Date(Math.ceil(Date.now() / day) * day).toISOString()
  const from = new Date(Date.parse(to) - weeks * 7 * day).toISOString()
  const asked = useQuestion(
    ask('trend', { touchpoint: row.id, bucket: 'week', from, to, by: undefined, compare: undefined, noSpread: true }),
  )
  const { bad } = judged(row)
  const rate = (p: TrendPoint) => (bad ? p.exit : p.back)
  const full = (a: Answer) => Math.max(0, ...(a.trend ?? []).map((p) => rate(p).age ?? 0))
  const loose = (p: TrendPoint) => p.open > (rate(p).n + p.open) * 0.25 || Date.parse(p.from) + 7 * day > Date.now()
  return (
    <Loaded query={{ data: asked.answer, error: asked.error, refetch: asked.refetch }} rows={3}>
      {(a) => (
        <Wide least={240}>
          {(width) => (
            <Trend
              marks={(a.trend ?? []).map((p) => ({
                ...rate(p),
                // A rate of fewer days beside the others would look like a fall or a rise.
                n: (rate(p).age ?? 0) < full(a) || (loose(p) && rate(p).n < FEW) ? 0 : rate(p).n,
                label: f.dayMonth(p.from),
                loose: loose(p),
              }))}
              format={(v) => f.pct(v)}
              pain={bad}
              width={width}
              height={104}
              label={t(bad ? 'exits.weeksLabel' : 'exits.weeksBackLabel', { name: row.name, count: weeks })}
            />
          )}
        </Wide>
      )}
    </Loaded>
  )
}
