import { useTranslation } from 'react-i18next'
import type { TimeBin } from '@/api/types'
import { useFormat } from '@/i18n'
import { Shape } from '@/parts/plot'

/** How many took how long, zero-based; the last column is open to the right. A click lists them. */
export function BinChart({
  bins,
  width,
  height = 150,
  ink = 'var(--c1)',
  small,
  open,
  label,
}: {
  bins: TimeBin[]
  width: number
  height?: number
  ink?: string
  small?: boolean
  open: (bin: TimeBin) => void
  label: string
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const foot = 18,
    top = small ? 4 : 16
  const all = bins.reduce((a, b) => a + b.n, 0),
    most = Math.max(1, ...bins.map((b) => b.n))
  const step = width / Math.max(1, bins.length),
    bar = Math.max(2, step - Math.min(6, step * 0.2))
  const h = (n: number) => (n / most) * (height - foot - top)
  const every = Math.max(1, Math.ceil(46 / step))
  const range = (b: TimeBin) =>
    b.toS === 0
      ? t('timing.over', { v: f.brief(b.fromS) })
      : b.fromS === 0
        ? t('timing.under', { v: f.brief(b.toS) })
        : t('timing.between', { from: f.brief(b.fromS), to: f.brief(b.toS) })
  return (
    <svg className="chart" width={width} height={height} role="group" aria-label={label}>
      {bins.map((b, i) => (
        <Shape
          key={b.fromS}
          label={t('timing.binTip', { range: range(b), count: b.n, n: f.num(b.n), share: f.pct(all ? b.n / all : 0) })}
          onOpen={b.n > 0 ? () => open(b) : undefined}
        >
          <rect x={i * step} y={0} width={step} height={height - foot} fill="transparent" />
          <rect
            x={i * step + (step - bar) / 2}
            y={height - foot - h(b.n)}
            width={bar}
            height={h(b.n)}
            rx="2"
            fill={ink}
          />
          {!small && b.n > 0 && (step > 30 || b.n === most) && (
            <text x={Math.max(14, (i + 0.5) * step)} y={height - foot - h(b.n) - 4} textAnchor="middle">
              {f.num(b.n)}
            </text>
          )}
        </Shape>
      ))}
      <path d={`M0 ${height - foot + 0.5}H${width}`} stroke="var(--line-strong)" />
      {bins.length > 1 && bins.at(-1)!.toS === 0 && (
        <text x={width} y={height - 4} textAnchor="end" className="t3">
          {t('timing.over', { v: f.brief(bins.at(-1)!.fromS) })}
        </text>
      )}
      {bins.map(
        (b, i) =>
          i % every === 0 &&
          (bins.at(-1)!.toS !== 0 || width - i * step > 110) && (
            <text
              key={b.fromS}
              x={Math.max(1, i * step)}
              y={height - 4}
              textAnchor={i === 0 ? 'start' : 'middle'}
              className="t3"
            >
              {b.fromS === 0 ? '0' : f.brief(b.fromS)}
            </text>
          ),
      )}
    </svg>
  )
}
