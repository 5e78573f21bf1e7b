import { useTranslation } from 'react-i18next'
import type { StageTime, TimeBin } from '@/api/types'
import { useFormat } from '@/i18n'
import { cut, Shape } from '@/parts/plot'
import { FEW } from '@/stats'

const rowH = 58

/** Time in each stage: little columns of how many stayed how long, the median in words. */
export function StageTimes({
  stages,
  before,
  width,
  name,
  open,
}: {
  stages: StageTime[]
  before?: StageTime[]
  width: number
  name: (id: string) => string
  open: (stage: string, bin: TimeBin, title: string) => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const left = Math.min(110, width * 0.28),
    right = 128,
    room = width - left - right
  const range = (b: TimeBin) =>
    b.toS === 0
      ? t('timing.over', { v: f.brief(b.fromS) })
      : b.fromS === 0
        ? t('timing.under', { v: f.brief(b.toS) })
        : t('timing.between', { from: f.brief(b.fromS), to: f.brief(b.toS) })
  return (
    <svg className="chart" width={width} height={stages.length * rowH} role="group" aria-label={t('timing.stages')}>
      {stages.map((s, i) => {
        const most = Math.max(1, ...s.bins.map((b) => b.n)),
          foot = i * rowH + rowH - 20,
          step = room / Math.max(1, s.bins.length),
          last = s.bins.at(-1)
        const old = before?.find((b) => b.id === s.id)?.time
        return (
          <g key={s.id}>
            <text x={0} y={foot - 12} className="fs12 t1">
              {cut(name(s.id), left - 8)}
              <title>{name(s.id)}</title>
            </text>
            {s.bins.map((b, k) => {
              const h = (b.n / most) * (rowH - 26)
              return (
                <Shape
                  key={b.fromS}
                  label={`${name(s.id)}: ${t('timing.binTip', { range: range(b), count: b.n, n: f.num(b.n), share: f.pct(s.time.n ? b.n / s.time.n : 0) })}`}
                  onOpen={b.n > 0 ? () => open(s.id, b, `${name(s.id)} · ${range(b)}`) : undefined}
                >
                  <rect x={left + k * step} y={foot - rowH + 22} width={step} height={rowH - 20} fill="transparent" />
                  <rect
                    x={left + k * step + step * 0.1}
                    y={foot - h}
                    width={step * 0.8}
                    height={h}
                    rx="1.500"
                    fill={s.time.n < FEW ? 'var(--c6)' : 'var(--c1)'}
                  />
                </Shape>
              )
            })}
            <path d={`M${left} ${foot + 0.5}H${left + room}`} stroke="var(--line-strong)" />
            {last && (
              <>
                <text x={left} y={foot + 13} className="t3">
                  0
                </text>
                <text x={left + room} y={foot + 13} textAnchor="end" className="t3">
                  {last.toS === 0 ? t('timing.over', { v: f.brief(last.fromS) }) : f.brief(last.toS)}
                </text>
              </>
            )}
            <text x={width} y={foot - 18} textAnchor="end" className={'fs12 ' + (s.time.n < FEW ? 't3' : 't1 b')}>
              {s.time.n ? f.brief(s.time.median) : '–'}
            </text>
            <text x={width} y={foot - 3} textAnchor="end" className="t3">
              {old && old.n > 0
                ? t('timing.wasN', { v: f.brief(old.median), n: f.num(s.time.n) })
                : `n=${f.num(s.time.n)}`}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
