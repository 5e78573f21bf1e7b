import { useTranslation } from 'react-i18next'
import type { Driver, DriverChange, Rate } from '@/api/types'
import { useFormat } from '@/i18n'
import { cut, Shape } from '@/parts/plot'
import { FEW } from '@/stats'

const rowH = 30,
  head = 34,
  gap = 26
const marks = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16]

/** A factor and what it is called. */
export interface Factor {
  d: Driver
  /** The same in the compared period. */
  then?: DriverChange
  name: string
  open: (converted: boolean) => void
}

/** Adjusted odds of reaching the goal with a factor against without, on a log axis; right of the line they go together, hollow is not sure. */
export function ForestPlot({ groups, width }: { groups: { title: string; factors: Factor[] }[]; width: number }) {
  const { t } = useTranslation()
  const f = useFormat()
  const narrow = width < 620
  const left = narrow ? 118 : 220,
    right = narrow ? 66 : 300,
    room = width - left - right
  const all = groups
    .flatMap((g) => g.factors)
    .map((x) => x.d)
    .filter((d) => d.odds > 0)
  const lo = Math.max(1 / 16, Math.min(0.5, ...all.map((d) => Math.max(d.low, 1e-3)))),
    hi = Math.min(16, Math.max(2, ...all.map((d) => d.high)))
  const steps = marks.filter((m) => m >= lo * 0.999 && m <= hi * 1.001)
  const x = (odds: number) =>
    left + ((Math.log(Math.min(hi, Math.max(lo, odds))) - Math.log(lo)) / (Math.log(hi) - Math.log(lo))) * room
  const tall = groups.reduce((h, g) => h + gap + g.factors.length * rowH, head)
  const times = (v: number) =>
    v >= 1 ? `×${f.num(v, v < 10 && v % 1 ? 1 : 0)}` : `÷${f.num(1 / v, 1 / v < 10 && (1 / v) % 1 ? 1 : 0)}`
  const odds = (v: number) => f.num(v, v < 10 ? 2 : 1)
  const rate = (r: Rate) => (r.n === 0 ? '–' : `${f.pct(r.value)} `)
  let y = head
  return (
    <svg
      className="chart"
      width={width}
      height={tall + 4}
      role="group"
      aria-label={t('drivers.label', { count: all.length })}
    >
      {steps.map((m) => (
        <g key={m}>
          <path
            d={`M${x(m) + 0.5} ${head - 6}V${tall}`}
            stroke={m === 1 ? 'var(--text-3)' : 'var(--grid)'}
            strokeWidth={m === 1 ? 1.5 : 1}
          />
          <text x={x(m)} y={head - 12} textAnchor="middle" className="t3">
            {m === 1 ? '1' : times(m)}
          </text>
        </g>
      ))}
      {!narrow && (
        <>
          <text x={left} y={9} className="t3">
            {t('drivers.less')}
          </text>
          <text x={left + room} y={9} textAnchor="end" className="t3">
            {t('drivers.more')}
          </text>
          <text x={width - 196} y={head - 12} textAnchor="end" className="t3">
            {t('drivers.odds')}
          </text>
          <text x={width - 104} y={head - 12} textAnchor="end" className="t3">
            {t('drivers.with')}
          </text>
          <text x={width} y={head - 12} textAnchor="end" className="t3">
            {t('drivers.without')}
          </text>
        </>
      )}
      {groups.map((g) => {
        const start = y
        y += gap + g.factors.length * rowH
        return (
          <g key={g.title} transform={`translate(0 ${start})`}>
            <text x={0} y={17} className="fs12 t3 b">
              {g.title}
            </text>
            {g.factors.map(({ d, then, name, open }, i) => {
              const mid = gap + i * rowH + rowH / 2,
                few = d.with.n < FEW,
                none = d.odds === 0
              const ink = !d.sure || few ? 'var(--axis)' : d.odds > 1 ? 'var(--brand)' : 'var(--pain)'
              const tip = t('drivers.tip', {
                name,
                odds: odds(d.odds),
                range: `${odds(d.low)}–${odds(d.high)}`,
                with: f.pct(d.with.value),
                n: f.num(d.with.n),
                without: f.pct(d.without.value),
                m: f.num(d.without.n),
              })
              return (
                <g key={d.by + d.value}>
                  <Shape
                    className="rowline"
                    label={[
                      tip,
                      t(d.sure ? 'drivers.sure' : 'drivers.unsure'),
                      then &&
                        t('drivers.then', { odds: odds(then.odds), range: `${odds(then.low)}–${odds(then.high)}` }),
                    ]
                      .filter(Boolean)
                      .join(' ')}
                    onOpen={() => open(false)}
                  >
                    <rect
                      x={-8}
                      y={mid - rowH / 2}
                      width={left + room + 14}
                      height={rowH}
                      rx="4"
                      fill="transparent"
                      className="back"
                    />
                    <text x={10} y={mid + 4} className="fs12 t1">
                      {cut(name, left - 24)}
                    </text>
                    {none ? (
                      <text x={x(1)} y={mid + 4} textAnchor="middle" className="t3 halo">
                        {t('drivers.none')}
                      </text>
                    ) : (
                      <>
                        {then && (
                          <path
                            d={`M${x(then.odds)} ${mid - 8}V${mid + 8}`}
                            stroke="var(--c6)"
                            strokeWidth={then.sure ? 3 : 1.5}
                          />
                        )}
                        <path
                          d={`M${x(d.low)} ${mid}H${x(d.high)}`}
                          stroke={ink}
                          strokeWidth="3"
                          opacity=".4"
                          strokeLinecap="round"
                        />
                        {d.odds > hi || d.odds < lo ? (
                          <path
                            d={
                              d.odds > hi
                                ? `M${x(hi) - 6} ${mid - 5}L${x(hi) + 3} ${mid}L${x(hi) - 6} ${mid + 5}Z`
                                : `M${x(lo) + 6} ${mid - 5}L${x(lo) - 3} ${mid}L${x(lo) + 6} ${mid + 5}Z`
                            }
                            fill={d.sure ? ink : 'var(--surface)'}
                            stroke={ink}
                          />
                        ) : (
                          <circle
                            cx={x(d.odds)}
                            cy={mid}
                            r={d.sure ? 5 : 4}
                            fill={d.sure ? ink : 'var(--surface)'}
                            stroke={ink}
                            strokeWidth="1.500"
                          />
                        )}
                      </>
                    )}
                  </Shape>
                  {narrow ? (
                    <text x={width} y={mid + 4} textAnchor="end" className={'fs12 ' + (d.sure ? 't1 b' : 't3')}>
                      {none ? '–' : odds(d.odds)}
                    </text>
                  ) : (
                    <>
                      <text x={width - 196} y={mid + 4} textAnchor="end" className="fs12">
                        {none ? (
                          '–'
                        ) : (
                          <>
                            <tspan className={d.sure ? 't1 b' : 't3'}>{odds(d.odds)}</tspan>
                          </>
                        )}
                      </text>
                      <Shape
                        label={t('drivers.withTip', { name, count: d.with.k, n: f.num(d.with.k) })}
                        onOpen={d.with.k > 0 ? () => open(true) : undefined}
                      >
                        <rect x={width - 186} y={mid - 12} width={84} height={24} fill="transparent" />
                        <text x={width - 104} y={mid + 4} textAnchor="end" className="fs12 under">
                          <tspan className="t1">{rate(d.with)}</tspan>
                          <tspan className="t3">n={f.num(d.with.n)}</tspan>
                        </text>
                      </Shape>
                      <text x={width} y={mid + 4} textAnchor="end" className="fs12">
                        <tspan>{rate(d.without)}</tspan>
                        <tspan className="t3">n={f.num(d.without.n)}</tspan>
                      </text>
                    </>
                  )}
                </g>
              )
            })}
          </g>
        )
      })}
    </svg>
  )
}
