import { useElementSize } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { JourneyMap, Query, RealityAnswer } from '@/api/types'
import { useFormat } from '@/i18n'
import { FEW } from '@/stats'
import { useBehind } from '@/view/behind'
import { cut } from '../fit'
import { press } from '../Frame'
import { useJourneys } from '../useJourneys'

const top = 92,
  box = 40

/** The map's stages in a row: arcs of steps back over them, and under each how often it is passed over. */
export function Stages({ map, reality, query }: { map: JourneyMap; reality: RealityAnswer; query: Query }) {
  const { t } = useTranslation()
  const f = useFormat()
  const open = useBehind()
  const { place } = useJourneys()
  const { ref, width: room } = useElementSize()
  const width = Math.max(room, map.stages.length * 128)
  const pitch = width / Math.max(1, map.stages.length),
    w = pitch - 22
  const skips = new Map(reality.skipped.map((s) => [s.id, s.skip]))
  const arcs = byStage(reality, (id) => place(id).order)
  const most = Math.max(1, ...arcs.map((a) => a.count))
  const mid = (i: number) => i * pitch + w / 2
  const worst = Math.max(0.05, ...reality.skipped.map((s) => s.skip.high))
  return (
    <div ref={ref} className="st-in" tabIndex={0} role="region" aria-label={t('journeys.reality.stagesLabel')}>
      {room > 0 && (
        <svg
          className="chart stages"
          width={width}
          height={top + box + 72}
          viewBox={`0 0 ${width} ${top + box + 72}`}
          role="presentation"
        >
          {arcs.map((a) => {
            const x0 = mid(a.from) - (a.from === a.to ? -16 : 6),
              x1 = mid(a.to) + (a.from === a.to ? -16 : 6),
              rise = a.from === a.to ? 34 : 26 + 17 * (a.from - a.to)
            const y = top - 2,
              line = 1 + 6 * Math.sqrt(a.count / most)
            return (
              <g key={`${a.from}-${a.to}`} className="arc">
                <title>
                  {t('journeys.reality.arcTip', {
                    from: map.stages[a.from]!.name,
                    to: map.stages[a.to]!.name,
                    count: a.count,
                    n: f.num(a.count),
                  })}
                </title>
                <path d={`M${x0} ${y}C${x0} ${y - rise} ${x1} ${y - rise} ${x1} ${y - 7}`} strokeWidth={line} />
                <path className="tip" d={`M${x1} ${y}l${-3.5 - line / 2} ${-8}h${7 + line}z`} />
                <text className="halo b" x={(x0 + x1) / 2} y={y - rise * 0.75 - 5} textAnchor="middle">
                  {f.num(a.count)}
                </text>
              </g>
            )
          })}
          {map.stages.map((s, i) => {
            const skip = skips.get(s.id)
            const x = i * pitch
            const said =
              skip &&
              t('journeys.reality.skipTip', {
                name: s.name,
                share: f.pct(skip.value),
                k: f.num(skip.k),
                count: skip.n,
                n: f.num(skip.n),
                low: f.pct(skip.low),
                high: f.pct(skip.high),
              })
            const scale = (v: number) => (v / worst) * w
            return (
              <g key={s.id}>
                <rect className="sbox" x={x} y={top} width={w} height={box} rx="6" />
                <text className="t1 b st-n" x={x + w / 2} y={top + box / 2 + 4} textAnchor="middle">
                  <title>{s.name}</title>
                  {cut(s.name, w - 12, 12, 600)}
                </text>
                {i < map.stages.length - 1 && (
                  <path className="fwd" d={`M${x + w + 3} ${top + box / 2}h12m-5 -4l5 4l-5 4`} />
                )}
                {skip && skip.n > 0 && (
                  <g
                    {...press(said!, () =>
                      open({
                        query,
                        figure: { kind: 'skips', stage: s.id },
                        title: t('journeys.reality.whoSkips', { name: s.name }),
                      }),
                    )}
                    className={'over' + (skip.n < FEW ? ' few' : '')}
                  >
                    <title>{said}</title>
                    <rect x={x} y={top + box + 8} width={w} height="44" fill="transparent" />
                    <rect className="trk" x={x} y={top + box + 30} width={w} height="8" rx="2" />
                    <rect
                      className="fil"
                      x={x}
                      y={top + box + 30}
                      width={Math.max(1.5, scale(skip.value))}
                      height="8"
                      rx="2"
                    />
                    <path className="ci" d={`M${x + scale(skip.low)} ${top + box + 34}H${x + scale(skip.high)}`} />
                    <text x={x} y={top + box + 24}>
                      {t('journeys.reality.skipped')} <tspan className="b t1">{f.pct(skip.value)}</tspan>
                    </text>
                    <text className="t3" x={x} y={top + box + 53}>
                      n={f.num(skip.n)}
                    </text>
                  </g>
                )}
              </g>
            )
          })}
        </svg>
      )}
    </div>
  )
}

/** Steps back, added up between stages. */
function byStage(r: RealityAnswer, order: (id: string) => number) {
  const sums = new Map<string, { from: number; to: number; count: number }>()
  for (const b of r.backs) {
    const from = order(b.from),
      to = order(b.to)
    if (from < 0 || to < 0) continue
    const at = sums.get(`${from}-${to}`) ?? { from, to, count: 0 }
    at.count += b.count
    sums.set(`${from}-${to}`, at)
  }
  return [...sums.values()].sort((a, b) => b.from - b.to - (a.from - a.to))
}
