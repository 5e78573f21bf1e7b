import { useTranslation } from 'react-i18next'
import type { Figure, Query } from '@/api/types'
import { useFormat } from '@/i18n'
import { cut, Shape } from '@/parts/plot'
import { FEW, wilson } from '@/stats'
import { grey, type Series } from '../series'

interface Props {
  series: Series[]
  /** The compared period, as ticks on a funnel that stands alone. */
  then?: Series
  names: string[]
  width: number
  open: (figure: Figure, title: string, query: Query) => void
}

/** A funnel, zero-based: one thick bar a step when it stands alone, thin bars of each series' own first step when several are compared. */
export function FunnelChart(props: Props) {
  const some = props.series.filter((s) => (customers(s)[0] ?? 0) > 0)
  // More than a handful have no colour of their own: names stand beside the bars.
  const plain = some.length > 6 ? some.map((s) => ({ ...s, ink: s.ink === grey ? grey : 'var(--c1)' })) : some
  return props.series.length === 1 ? <Single {...props} s={props.series[0]!} /> : <Several {...props} series={plain} />
}

const customers = (s: Series) => (s.answer.funnel ?? []).map((x) => x.customers)

const head = 22,
  bar = 22,
  gap = 34,
  row = head + bar + gap

/** Bars joined into one shape; what is lost between two steps is hatched, the time it takes stands in the gap. */
function Single({ s, then, names, width, open }: Props & { s: Series }) {
  const { t } = useTranslation()
  const f = useFormat()
  const steps = s.answer.funnel ?? []
  const n = customers(s),
    first = Math.max(1, n[0] ?? 0)
  const x = (v: number) => (v / first) * width
  const height = steps.length * row - gap + 4
  const narrow = width < 560
  const old = then ? customers(then) : []
  return (
    <svg
      className="chart"
      width={width}
      height={height}
      role="group"
      aria-label={t('funnel.label', { count: n[0] ?? 0, n: f.num(n[0] ?? 0), last: f.num(n.at(-1) ?? 0) })}
    >
      <Hatch />
      {steps.map((step, i) => {
        const y = i * row,
          top = y + head,
          was = n[i - 1] ?? n[0]!,
          lost = was - n[i]!
        const rate =
          i > 0 ? `${f.pct(step.rate.value)}${narrow ? '' : ` (${f.interval(step.rate.low, step.rate.high)})`}` : ''
        const next = n[i + 1]
        return (
          <g key={i}>
            <text x={0} y={y + 14} className="t1 b fs12">
              {cut(`${i + 1}. ${names[i]}`, width * (narrow ? 0.46 : 0.5))}
              <title>{names[i]}</title>
            </text>
            <text x={width} y={y + 14} textAnchor="end" className="fs12">
              <tspan className="t1 b">{f.num(n[i]!)}</tspan>
              {i > 0 && <tspan dx="8">{t('funnel.ofLast', { rate })}</tspan>}
              {i > 1 && !narrow && (
                <tspan dx="8" className="t3">
                  {t('funnel.ofFirst', { rate: f.pct(n[i]! / first) })}
                </tspan>
              )}
            </text>
            {i > 0 && lost > 0 && (
              <Shape
                label={t('funnel.dropTip', {
                  count: lost,
                  n: f.num(lost),
                  step: names[i - 1],
                  next: names[i],
                  rate: f.pct(lost / Math.max(1, was)),
                })}
                onOpen={() =>
                  open(
                    { kind: 'dropped', step: i - 1 },
                    t('funnel.whoDropped', { step: names[i - 1], next: names[i] }),
                    s.query,
                  )
                }
              >
                <rect
                  x={x(n[i]!)}
                  y={top}
                  width={x(lost)}
                  height={bar}
                  fill="url(#lost)"
                  stroke="var(--pain-line)"
                  strokeWidth=".75"
                />
                {x(lost) > 110 && (
                  <text x={x(was) - 8} y={top + 15} textAnchor="end" className="dn-t fs12 halo">
                    −{f.num(lost)} · {f.pct(lost / Math.max(1, was))}
                  </text>
                )}
              </Shape>
            )}
            <Shape
              label={t('funnel.stepTip', { count: n[i]!, n: f.num(n[i]!), step: names[i], rate: f.pct(n[i]! / first) })}
              onOpen={() => open({ kind: 'step', step: i }, t('funnel.whoStep', { step: names[i] }), s.query)}
            >
              <rect x={0} y={top} width={Math.max(n[i]! > 0 ? 2 : 0, x(n[i]!))} height={bar} rx="2" fill="var(--c1)" />
            </Shape>
            {old[0]! > 0 && i > 0 && (
              <path
                d={`M${x((old[i]! / old[0]!) * first)} ${top - 3}V${top + bar + 3}`}
                stroke="var(--text-3)"
                strokeWidth="2"
              >
                <title>{t('view.before', { n: f.pct(old[i]! / old[0]!) })}</title>
              </path>
            )}
            {i > 0 && step.rate.n >= 1 && (
              <path
                d={`M${x(step.rate.low * was)} ${top + bar / 2}H${x(step.rate.high * was)}`}
                stroke="var(--text)"
                strokeWidth="2"
                opacity=".55"
              />
            )}
            {next !== undefined && (
              <path
                d={`M0 ${top + bar}H${x(n[i]!)}L${x(next)} ${top + row}H0Z`}
                fill="var(--c1)"
                opacity=".1"
                pointerEvents="none"
              />
            )}
            {next !== undefined && steps[i + 1]!.time.n > 0 && (
              <text x={8} y={top + bar + 21} className="t2 fs12">
                {t(narrow ? 'funnel.timeShort' : 'funnel.time', {
                  median: f.brief(steps[i + 1]!.time.median),
                  p90: f.brief(steps[i + 1]!.time.p90),
                })}
              </text>
            )}
          </g>
        )
      })}
    </svg>
  )
}

/** Diagonal lines for what is lost or not over yet. */
export function Hatch() {
  return (
    <defs>
      <pattern id="lost" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" fill="var(--pain-tint)" />
        <path d="M0 0V6" stroke="var(--pain)" strokeWidth="1.2" opacity=".35" />
      </pattern>
    </defs>
  )
}

const thin = 14,
  line = 20,
  stepGap = 16

/** Each series as shares of its own first step, so that small and large ones compare. */
function Several({ series, names, width, open }: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  const narrow = width < 560
  const left = narrow ? 88 : 150,
    right = narrow ? 96 : 252,
    room = width - left - right
  const steps = Math.max(...series.map((s) => s.answer.funnel?.length ?? 0))
  const block = 22 + series.length * line + stepGap
  return (
    <svg
      className="chart"
      width={width}
      height={steps * block}
      role="group"
      aria-label={t('funnel.several', { count: series.length })}
    >
      {Array.from({ length: steps }, (_, i) => (
        <g key={i} transform={`translate(0 ${i * block})`}>
          <text x={0} y={14} className="t1 b fs12">
            {cut(`${i + 1}. ${names[i]}`, width)}
          </text>
          {[0, 0.25, 0.5, 0.75, 1].map((v) => (
            <path key={v} d={`M${left + v * room + 0.5} 22V${22 + series.length * line}`} stroke="var(--grid)" />
          ))}
          {series.map((s, k) => {
            const n = customers(s),
              whole = wilson(n[i] ?? 0, n[0] ?? 0),
              y = 22 + k * line,
              mid = y + line / 2
            const last = s.answer.funnel?.[i]?.rate
            return (
              <g key={s.key}>
                <text x={left - 8} y={mid + 4} textAnchor="end" className={'fs12' + (s.then ? ' t3' : '')}>
                  {cut(s.name, left - 10)}
                  <title>{s.name}</title>
                </text>
                <Shape
                  label={`${s.name}: ${t('funnel.stepTip', { count: n[i] ?? 0, n: f.num(n[i] ?? 0), step: names[i], rate: f.pct(whole.value) })}`}
                  onOpen={() =>
                    open({ kind: 'step', step: i }, `${t('funnel.whoStep', { step: names[i] })} · ${s.name}`, s.query)
                  }
                >
                  <rect x={left} y={y} width={room} height={line} fill="transparent" />
                  <rect
                    x={left}
                    y={mid - thin / 2}
                    width={Math.max(whole.k > 0 ? 2 : 0, whole.value * room)}
                    height={thin}
                    rx="2"
                    fill={s.ink}
                    opacity={whole.n < FEW ? 0.4 : 1}
                  />
                  {i > 0 && whole.n > 0 && (
                    <path
                      d={`M${left + whole.low * room} ${mid}H${left + whole.high * room}`}
                      stroke="var(--text)"
                      strokeWidth="2"
                      opacity=".55"
                    />
                  )}
                </Shape>
                <text x={left + room + 8} y={mid + 4} className="fs12">
                  <tspan className="t1 b">{i === 0 ? f.num(n[0] ?? 0) : f.pct(whole.value)}</tspan>
                  {i > 0 && (
                    <tspan dx="6" className="t3">
                      {narrow
                        ? f.num(n[i] ?? 0)
                        : i === 1
                          ? t('journeys.n.customers', { count: n[i] ?? 0, n: f.num(n[i] ?? 0) })
                          : t('funnel.lastShort', {
                              count: n[i] ?? 0,
                              n: f.num(n[i] ?? 0),
                              rate: f.pct(last?.value ?? 0),
                            })}
                    </tspan>
                  )}
                </text>
              </g>
            )
          })}
        </g>
      ))}
    </svg>
  )
}
