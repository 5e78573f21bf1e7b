import { useTranslation } from 'react-i18next'
import type { SurvivalPoint } from '@/api/types'
import { useFormat } from '@/i18n'
import { apart, cut, Shape, stairs, ticks, timeTicks } from '@/parts/plot'

/** One survival curve (Kaplan–Meier), from 0 on. */
export interface Curve {
  key: string
  name: string
  ink: string
  then?: boolean
  n: number
  points: SurvivalPoint[]
  /** Seconds after which half have the goal; null when fewer ever do. */
  median: number | null
  /** Lists who has the event in [from, to) seconds; to 0 is whenever. */
  open?: (fromS: number, toS: number) => void
}

const top = 14,
  H = 268,
  axis = 22,
  lineH = 15

/** How far right the picture goes: on every curve nearly all who ever have the event are inside, and somebody is still looked at. */
export function reach(curves: Curve[]): number {
  return Math.max(
    60,
    ...curves.map((c) => {
      const events = c.points.reduce((n, p) => n + p.events, 0)
      let seen = 0
      return c.points.find((p) => (seen += p.events) >= events * 0.985 || p.atRisk < 10)?.s ?? c.points.at(-1)?.s ?? 0
    }),
  )
}

const at = (points: SurvivalPoint[], s: number) => points.findLast((p) => p.s <= s)

/** Shares that have the goal by a time (or, rising false, have it not yet), with 95 % bands, medians and how many are still looked at. */
export function CurveChart({
  curves,
  width,
  rising = true,
  what,
}: {
  curves: Curve[]
  width: number
  rising?: boolean
  what: string
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const narrow = width < 560
  const left = narrow ? 40 : 92,
    right = narrow ? 76 : 132
  const hi = reach(curves)
  const steps = timeTicks(hi, narrow ? 4 : 8)
  const v = (share: number) => (rising ? 1 - share : share)
  const shown = curves.map((c) => ({ ...c, points: c.points.filter((p) => p.s <= hi) }))
  const most = rising
    ? Math.max(0.05, ...shown.flatMap((c) => c.points.map((p) => (p.atRisk >= 10 ? 1 - p.low : 1 - p.survival))))
    : 1
  const rows = rising ? ticks(Math.min(1, most)).filter((r) => r <= 1.0001) : [0, 0.25, 0.5, 0.75, 1]
  const yMax = Math.max(rows.at(-1)!, rising ? Math.min(1, most) : 1)
  const x = (s: number) => left + (Math.min(s, hi) / hi) * (width - left - right)
  const y = (share: number) => top + (1 - Math.min(share, yMax) / yMax) * H
  const bottom = top + H
  const ends = shown.map((c) => v(c.points.at(-1)?.survival ?? 1))
  const labels = apart(ends.map(y), narrow ? 28 : 30, top + 6, bottom - 4)
  const height = bottom + axis + 8 + lineH * curves.length + 4
  const path = (c: Curve, pick: (p: SurvivalPoint) => number): [number, number][] => [
    [x(0), y(v(1))],
    ...c.points.map((p): [number, number] => [x(p.s), y(v(pick(p)))]),
    [x(hi), y(v(c.points.length ? pick(c.points.at(-1)!) : 1))],
  ]
  return (
    <svg className="chart" width={width} height={height} role="group" aria-label={what}>
      {rows.map((r) => (
        <g key={r}>
          <path d={`M${left} ${y(r) + 0.5}H${width - right}`} stroke={r === 0 ? 'var(--line-strong)' : 'var(--grid)'} />
          <text x={left - 8} y={y(r) + 4} textAnchor="end" className="t3">
            {f.pct(r, yMax < 0.1 ? 1 : 0)}
          </text>
        </g>
      ))}
      {steps.map((s) => (
        <text key={s} x={x(s)} y={bottom + 16} textAnchor={s === 0 ? 'start' : 'middle'} className="t3">
          {s === 0 ? '0' : f.brief(s)}
        </text>
      ))}
      {shown.map((c) => (
        <g key={c.key}>
          <path
            d={band(
              path(c, (p) => p.low),
              path(c, (p) => p.high),
            )}
            fill={c.ink}
            opacity={curves.length > 3 ? 0.07 : 0.14}
          />
          <path
            d={stairs(path(c, (p) => p.survival))}
            fill="none"
            stroke={c.ink}
            strokeWidth="2"
            strokeDasharray={c.then ? '5 4' : undefined}
            strokeLinejoin="round"
          />
        </g>
      ))}
      {shown.map(
        (c) =>
          c.median !== null &&
          c.median <= hi &&
          yMax >= 0.5 && (
            <g key={c.key}>
              <path d={`M${x(c.median)} ${y(0.5)}V${bottom}`} stroke={c.ink} strokeWidth="1.5" strokeDasharray="2 3" />
              <circle cx={x(c.median)} cy={y(0.5)} r="4" fill="var(--surface)" stroke={c.ink} strokeWidth="2">
                <title>{t('timing.median', { v: f.duration(c.median) })}</title>
              </circle>
              {curves.length === 1 && (
                <text x={x(c.median) + 8} y={y(0.5) + 4} className="t1 b fs12 halo">
                  {t('timing.median', { v: f.brief(c.median) })}
                </text>
              )}
            </g>
          ),
      )}
      {shown.map((c, i) => (
        <Shape
          key={c.key}
          label={t('timing.endTip', { name: c.name, share: f.pct(ends[i]!) })}
          onOpen={c.open ? () => c.open!(0, 0) : undefined}
        >
          <rect x={x(hi) + 8} y={labels[i]! - 13} width={right - 8} height="28" fill="transparent" />
          <path d={`M${x(hi)} ${y(ends[i]!)}L${x(hi) + 8} ${labels[i]}`} stroke={c.ink} opacity=".6" fill="none" />
          <text x={x(hi) + 12} y={labels[i]! - 1} className={'b fs12 ' + (c.then ? 't3' : 't1')}>
            {cut(c.name, right - 14)}
          </text>
          <text x={x(hi) + 12} y={labels[i]! + 12} className="t3">
            {f.pct(ends[i]!)}
          </text>
        </Shape>
      ))}
      {/* Columns between the steps of time: a click lists who came to the goal in between. */}
      {(curves.length === 1 || curves[1]?.then) &&
        curves[0]!.open &&
        steps.map((s, i) => {
          const to = steps[i + 1] ?? hi
          if (to <= s) return null
          const c = shown[0]!,
            a = at(c.points, s)?.survival ?? 1,
            b = at(c.points, to)?.survival ?? 1
          return (
            <Shape
              key={s}
              className="slice"
              label={t('timing.sliceTip', { from: s === 0 ? '0' : f.brief(s), to: f.brief(to), share: f.pct(a - b) })}
              onOpen={() => curves[0]!.open!(s, to)}
            >
              <rect x={x(s)} y={top} width={x(to) - x(s)} height={H} fill="transparent" />
            </Shape>
          )
        })}
      <text x={0} y={bottom + axis + 19} className="t3">
        {narrow ? '' : t('timing.atRisk')}
      </text>
      {shown.map((c, i) => (
        <g key={c.key} transform={`translate(0 ${bottom + axis + 19 + i * lineH})`}>
          <circle cx={left - 12} cy={-4} r="3.500" fill={c.ink} />
          {steps.map((s) => (
            <text key={s} x={x(s)} textAnchor={s === 0 ? 'start' : 'middle'} className="t3">
              {f.num(s === 0 ? c.n : (c.points.find((p) => p.s >= s)?.atRisk ?? c.points.at(-1)?.atRisk ?? 0))}
            </text>
          ))}
        </g>
      ))}
    </svg>
  )
}

/** The area between two stairs. */
function band(low: [number, number][], high: [number, number][]): string {
  const back = [...high].reverse()
  const down = back
    .map(([x, y], i) => (i === 0 ? `L${x.toFixed(1)} ${y.toFixed(1)}` : `V${y.toFixed(1)}H${x.toFixed(1)}`))
    .join('')
  return stairs(low) + down + 'Z'
}
