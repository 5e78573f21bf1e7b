import { useTranslation } from 'react-i18next'
import type { ExitRow, Figure } from '@/api/types'
import { useFormat } from '@/i18n'
import { cut, Interval, Shape, ticks } from '@/parts/plot'
import { difference, FEW } from '@/stats'

const rowH = 30,
  head = 30

/** Where journeys end without the goal: a row a touchpoint, the rate with its interval, the compared period as a grey tick, and how many. */
export function ExitsChart({
  rows,
  before,
  chosen,
  width,
  choose,
  open,
}: {
  rows: ExitRow[]
  before?: ExitRow[]
  chosen?: string
  width: number
  choose: (id: string) => void
  open: (figure: Figure, title: string) => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const narrow = width < 560
  const left = narrow ? 120 : 196,
    right = narrow ? 92 : 268,
    room = width - left - right
  const top = Math.min(1, Math.max(0.1, ...rows.map((r) => (r.exit.n >= FEW ? r.exit.high : r.exit.value))))
  const steps = ticks(top, narrow ? 2 : 4).filter((v) => v <= 1)
  const far = Math.max(steps.at(-1)!, top)
  const x = (v: number) => left + (Math.min(v, far) / far) * room
  const height = head + rows.length * rowH + 6
  const was = (id: string) => before?.find((b) => b.id === id)?.exit
  const cols = { n: width - (narrow ? 44 : 196), open: width - 118, delta: width }
  return (
    <svg
      className="chart"
      width={width}
      height={height}
      role="group"
      aria-label={t('exits.label', { count: rows.length })}
    >
      {steps.map((v) => (
        <g key={v}>
          <path
            d={`M${x(v) + 0.5} ${head - 8}V${height - 4}`}
            stroke={v === 0 ? 'var(--line-strong)' : 'var(--grid)'}
          />
          <text x={x(v)} y={14} textAnchor="middle" className="t3">
            {f.pct(v, 0)}
          </text>
        </g>
      ))}
      <text x={cols.n} y={14} textAnchor="end" className="t3">
        {t('exits.left')}
      </text>
      {!narrow && (
        <text x={cols.open} y={14} textAnchor="end" className="t3">
          {t('exits.open')}
        </text>
      )}
      {before && (
        <>
          <text x={cols.delta} y={14} textAnchor="end" className="t3">
            {t(narrow ? 'exits.changeShort' : 'exits.change')}
          </text>
          {!narrow && <path d={`M${cols.delta - 84} 4V16`} stroke="var(--c6)" strokeWidth="2" />}
        </>
      )}
      {rows.map((r, i) => {
        const y = head + i * rowH,
          mid = y + rowH / 2,
          old = was(r.id),
          d = difference(r.exit, old)
        const few = r.exit.n < FEW,
          worse = !!d?.sure && d.value > 0
        const ink = few ? 'var(--c6)' : worse ? 'var(--pain)' : 'var(--brand)'
        return (
          <g key={r.id}>
            <Shape
              className="rowline"
              pressed={chosen === r.id}
              label={t('exits.rowTip', {
                name: r.name,
                rate: f.pct(r.exit.value),
                range: f.interval(r.exit.low, r.exit.high),
                n: f.num(r.exit.n),
              })}
              onOpen={() => choose(r.id)}
            >
              <rect
                x={-8}
                y={y}
                width={width + 16}
                height={rowH}
                rx="4"
                fill={chosen === r.id ? 'var(--brand-tint)' : 'transparent'}
                className="back"
              />
              <text x={0} y={mid + 4} className={'fs12 ' + (chosen === r.id ? 'b t1' : 't1')}>
                {cut(r.name, left - 10)}
                <title>{r.name}</title>
              </text>
              {r.exit.n > 0 && (
                <path d={`M${x(0)} ${mid}H${x(r.exit.value)}`} stroke={ink} strokeWidth="6" opacity=".18" />
              )}
              {old && old.n > 0 && (
                <path d={`M${x(old.value)} ${mid - 8}V${mid + 8}`} stroke="var(--c6)" strokeWidth="2">
                  <title>{t('view.before', { n: f.pct(old.value) })}</title>
                </path>
              )}
              {r.exit.n > 0 && (
                <Interval x={x(r.exit.value)} y={mid} low={x(r.exit.low)} high={x(r.exit.high)} ink={ink} few={few} />
              )}
            </Shape>
            <Shape
              label={t('exits.leftTip', { name: r.name, count: r.exits, n: f.num(r.exits) })}
              onOpen={
                r.exits > 0
                  ? () => open({ kind: 'exit', touchpoint: r.id }, t('map.who.exit', { name: r.name }))
                  : undefined
              }
            >
              <rect x={cols.n - 52} y={y + 3} width={56} height={rowH - 6} fill="transparent" />
              <text x={cols.n} y={mid + 4} textAnchor="end" className="fs12 t1 b under">
                {f.num(r.exits)}
              </text>
            </Shape>
            {!narrow && (
              <Shape
                label={t('exits.openTip', { name: r.name, count: r.open, n: f.num(r.open) })}
                onOpen={
                  r.open > 0
                    ? () => open({ kind: 'through-open', touchpoint: r.id }, t('map.who.open', { name: r.name }))
                    : undefined
                }
              >
                <rect x={cols.open - 52} y={y + 3} width={56} height={rowH - 6} fill="transparent" />
                <text x={cols.open} y={mid + 4} textAnchor="end" className="fs12 under">
                  {f.num(r.open)}
                </text>
              </Shape>
            )}
            {d && (
              <text
                x={cols.delta}
                y={mid + 4}
                textAnchor="end"
                className={'fs12 ' + (d.sure ? (d.value > 0 ? 'dn-t b' : 'up-t b') : 't3')}
              >
                {narrow ? f.signed(d.value * 100, 1) : f.points(d.value)}
              </text>
            )}
          </g>
        )
      })}
    </svg>
  )
}
