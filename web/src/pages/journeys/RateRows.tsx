import { useTranslation } from 'react-i18next'
import type { Rate } from '@/api/types'
import { useFormat } from '@/i18n'
import { cut, Interval, Shape, ticks } from '@/parts/plot'
import { difference, FEW } from '@/stats'

/** A share of one of several, with the same in the compared period. */
export interface RateRow {
  key: string
  name: string
  rate: Rate
  before?: Rate
  open?: () => void
  tip?: string
}

/** From this many rows on they stand closer, each name beside its line. */
const many = 9

/** Shares side by side on one zero-based axis, with intervals; names stand above their line so that they fit. */
export function RateRows({
  rows,
  width,
  bad,
  roomy,
  label,
}: {
  rows: RateRow[]
  width: number
  bad?: boolean
  /** Names keep their own line, however many they are. */
  roomy?: boolean
  label: string
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const top = Math.min(
    1,
    Math.max(0.05, ...rows.flatMap((r) => [r.rate.n >= FEW ? r.rate.high : r.rate.value, r.before?.value ?? 0])),
  )
  const steps = ticks(top, 3).filter((v) => v <= 1)
  const far = Math.max(steps.at(-1)!, top)
  const close = !roomy && rows.length >= many,
    rowH = close ? 22 : 40
  const left = close ? 76 : 4,
    right = close ? 112 : 12,
    x = (v: number) => left + (Math.min(v, far) / far) * (width - right - left)
  const height = rows.length * rowH + 16
  return (
    <svg className="chart" width={width} height={height} role="group" aria-label={label}>
      {steps.map((v) => (
        <g key={v}>
          <path d={`M${x(v) + 0.5} 0V${height - 16}`} stroke={v === 0 ? 'var(--line-strong)' : 'var(--grid)'} />
          <text
            x={x(v)}
            y={height - 3}
            textAnchor={v === 0 ? 'start' : v === steps.at(-1) && x(v) > width - 20 ? 'end' : 'middle'}
            className="t3"
          >
            {f.pct(v, 0)}
          </text>
        </g>
      ))}
      {rows.map((r, i) => {
        const y = i * rowH,
          mid = y + (close ? 11 : 28),
          few = r.rate.n < FEW,
          d = few ? null : difference(r.rate, r.before)
        const worse = !!d?.sure && (bad ? d.value > 0 : d.value < 0)
        const ink = few ? 'var(--c6)' : worse ? 'var(--pain)' : 'var(--brand)'
        const words = r.rate.n > 0 ? `${f.pct(r.rate.value)}` : '–'
        return (
          <Shape
            key={r.key}
            label={
              r.tip ??
              t('exits.rowTip', {
                name: r.name,
                rate: f.pct(r.rate.value),
                range: f.interval(r.rate.low, r.rate.high),
                n: f.num(r.rate.n),
              })
            }
            onOpen={r.rate.k > 0 ? r.open : undefined}
          >
            <rect x={0} y={y} width={width} height={rowH} fill="transparent" />
            <text x={close ? left - 8 : 6} y={y + 15} textAnchor={close ? 'end' : 'start'} className="fs12 t1 halo">
              {cut(r.name, close ? left - 8 : width - 150)}
            </text>
            <text x={width} y={y + 15} textAnchor="end" className="fs12 halo">
              <tspan className={few ? 't3' : 't1 b'}>{words}</tspan>
              {d && (
                <tspan dx="6" className={d.sure ? (worse ? 'dn-t b' : 'up-t b') : 't3'}>
                  {f.signed(d.value * 100, 1)}
                </tspan>
              )}
              {!close && (
                <tspan dx="6" className="t3">
                  n={f.num(r.rate.n)}
                </tspan>
              )}
            </text>
            {r.rate.n > 0 && (
              <path d={`M${x(0)} ${mid}H${x(r.rate.value)}`} stroke={ink} strokeWidth="6" opacity=".18" />
            )}
            {r.before && r.before.n > 0 && (
              <path d={`M${x(r.before.value)} ${mid - 7}V${mid + 7}`} stroke="var(--c6)" strokeWidth="2" />
            )}
            {r.rate.n > 0 && (
              <Interval x={x(r.rate.value)} y={mid} low={x(r.rate.low)} high={x(r.rate.high)} ink={ink} few={few} />
            )}
          </Shape>
        )
      })}
    </svg>
  )
}
