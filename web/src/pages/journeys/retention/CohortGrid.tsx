import { useTranslation } from 'react-i18next'
import type { Cohort, Rate, Retained, RetainedChange } from '@/api/types'
import { useFormat } from '@/i18n'
import { Shape } from '@/parts/plot'
import { FEW, wilson } from '@/stats'

const rowH = 30,
  head = 34

/** All cohorts together, bucket by bucket; a bucket that is not over counts for nobody. */
export function together(cohorts: Cohort[]): Rate[] {
  const longest = Math.max(0, ...cohorts.map((c) => c.cells.length))
  return Array.from({ length: longest }, (_, i) => {
    const over = cohorts.map((c) => c.cells[i]).filter((c): c is Retained => !!c && !c.partial)
    return wilson(
      over.reduce((a, c) => a + c.k, 0),
      over.reduce((a, c) => a + c.n, 0),
    )
  })
}

/**
 * The cohort triangle: a row a cohort, a column a bucket after it, darker the more came back; hatched while it runs.
 * On top all together, and under them the compared period's, as long after.
 */
export function CohortGrid({
  cohorts,
  moved = [],
  bucket,
  width,
  open,
}: {
  cohorts: Cohort[]
  moved?: RetainedChange[]
  bucket: 'day' | 'week' | 'month'
  width: number
  open: (cohort: number, bucket: number | null) => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const longest = Math.max(1, ...cohorts.map((c) => c.cells.length))
  const left = width < 560 ? 92 : 132
  const cell = Math.max(38, Math.min(64, (width - left) / longest))
  const W = Math.max(width, left + cell * longest),
    tops = moved.length > 0 ? 2 : 1,
    height = head + (cohorts.length + tops) * rowH + 8
  const most = Math.max(
    0.01,
    ...cohorts.flatMap((c) => c.cells.filter((x) => !x.partial && x.n >= FEW).map((x) => x.value)),
  )
  const shade = (v: number) =>
    `color-mix(in srgb, var(--brand) ${Math.round(Math.min(1, v / most) * 58) + 2}%, var(--surface))`
  const name = (c: Cohort) =>
    bucket === 'month' ? f.date(c.from).slice(3) : bucket === 'day' ? f.date(c.from) : f.dayMonth(c.from)
  const x = (i: number) => left + i * cell
  return (
    <div
      className="scroll-x"
      tabIndex={W > width ? 0 : undefined}
      role={W > width ? 'region' : undefined}
      aria-label={W > width ? t('retention.title') : undefined}
    >
      <svg
        className="chart"
        width={W}
        height={height}
        role="group"
        aria-label={t('retention.label', { count: cohorts.length })}
      >
        <defs>
          <pattern id="running" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0V6" stroke="var(--surface)" strokeWidth="3" opacity=".6" />
          </pattern>
        </defs>
        {left > 100 && (
          <text x={0} y={14} className="t3">
            {t('retention.began')}
          </text>
        )}
        <text x={left - 12} y={14} textAnchor="end" className="t3">
          {t('retention.people')}
        </text>
        <text x={x(0)} y={14} className="t3">
          {t(`retention.after.${bucket}`)}
        </text>
        {Array.from({ length: longest }, (_, i) => (
          <text key={i} x={x(i) + cell / 2} y={28} textAnchor="middle" className="t3">
            {i + 1}
          </text>
        ))}
        <g transform={`translate(0 ${head})`}>
          <text x={0} y={19} className="fs12 t1 b">
            {t('retention.together')}
          </text>
          <text x={left - 12} y={19} textAnchor="end" className="fs12 t1 b">
            {f.num(cohorts.reduce((a, c) => a + c.size, 0))}
          </text>
          {together(cohorts).map(
            (r, i) =>
              r.n > 0 && (
                <g key={i}>
                  <title>{`${f.pct(r.value)} (${f.interval(r.low, r.high)}) · n=${f.num(r.n)}`}</title>
                  <text
                    x={x(i) + cell / 2}
                    y={19}
                    textAnchor="middle"
                    className={'fs12 ' + (r.n < FEW ? 't3' : 't1 b')}
                  >
                    {f.pct(r.value, r.value < 0.1 ? 1 : 0)}
                  </text>
                </g>
              ),
          )}
          {moved.length > 0 && (
            <text x={0} y={rowH + 15} className="fs12 t3">
              {t('retention.before')}
            </text>
          )}
          {moved.map((m) => (
            <g key={m.bucket}>
              <title>
                {t('retention.movedTip', {
                  rate: f.pct(m.before.value),
                  n: f.num(m.before.n),
                  change: f.points(m.now.value - m.before.value),
                  low: f.points(m.low),
                  high: f.points(m.high),
                })}
              </title>
              <text
                x={x(m.bucket) + cell / 2}
                y={rowH + 15}
                textAnchor="middle"
                className={'fs12 ' + (m.sure ? (m.now.value > m.before.value ? 'up b' : 'dn b') : 't3')}
              >
                {m.sure && (m.now.value > m.before.value ? '▲' : '▼')}
                {f.pct(m.before.value, m.before.value < 0.1 ? 1 : 0)}
              </text>
            </g>
          ))}
          <path d={`M0 ${tops * rowH - 0.5}H${W}`} stroke="var(--line)" />
        </g>
        {cohorts.map((c, k) => (
          <g key={c.from} transform={`translate(0 ${head + (k + tops) * rowH + 4})`}>
            <text x={0} y={19} className="fs12">
              {name(c)}
            </text>
            <Shape
              label={t('retention.sizeTip', { when: name(c), count: c.size, n: f.num(c.size) })}
              onOpen={c.size > 0 ? () => open(k, null) : undefined}
            >
              <rect x={left - 60} y={2} width={52} height={rowH - 4} fill="transparent" />
              <text x={left - 12} y={19} textAnchor="end" className="fs12 t1 under">
                {f.num(c.size)}
              </text>
            </Shape>
            {c.cells.map((r, i) => (
              <Shape
                key={i}
                label={t(r.partial ? 'retention.cellRunning' : 'retention.cellTip', {
                  when: name(c),
                  i: i + 1,
                  unit: t(`retention.unit.${bucket}`),
                  rate: f.pct(r.value),
                  range: f.interval(r.low, r.high),
                  k: f.num(r.k),
                  count: r.n,
                  n: f.num(r.n),
                })}
                onOpen={r.k > 0 ? () => open(k, i) : undefined}
              >
                <rect
                  x={x(i) + 1}
                  y={1}
                  width={cell - 2}
                  height={rowH - 2}
                  rx="3"
                  fill={c.size === 0 ? 'var(--sunken)' : shade(r.value)}
                />
                {r.partial && (
                  <rect x={x(i) + 1} y={1} width={cell - 2} height={rowH - 2} rx="3" fill="url(#running)" />
                )}
                {c.size > 0 && (
                  <text
                    x={x(i) + cell / 2}
                    y={19}
                    textAnchor="middle"
                    className={'fs12 ' + (r.partial || r.n < FEW ? 't2' : 't1')}
                    fontStyle={r.partial ? 'italic' : undefined}
                  >
                    {f.pct(r.value, r.value < 0.1 && cell > 44 ? 1 : 0)}
                  </text>
                )}
              </Shape>
            ))}
          </g>
        ))}
      </svg>
    </div>
  )
}
