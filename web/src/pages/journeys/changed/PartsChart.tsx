import { useTranslation } from 'react-i18next'
import type { Rate } from '@/api/types'
import { useFormat } from '@/i18n'
import { cut, Shape, ticks } from '@/parts/plot'

/** One part of the change of the conversion, in shares: it adds up with the others. */
export interface ChangePart {
  key: string
  name: string
  detail?: string
  part: number
  mix: number
  rate: number
  /** How often its journeys are lost there, in both periods; only of a single cell. */
  now?: Rate
  before?: Rate
  sure: boolean
  open?: () => void
}

const rowH = 40,
  head = 30

/** Bars left and right of zero: what pulled the conversion down and what lifted it; the last bar is their sum. */
export function PartsChart({ parts, total, width }: { parts: ChangePart[]; total: number; width: number }) {
  const { t } = useTranslation()
  const f = useFormat()
  const narrow = width < 620
  const left = narrow ? 126 : 260,
    right = narrow ? 8 : 236,
    room = width - left - right
  const far = ticks(Math.max(0.001, Math.abs(total), ...parts.map((p) => Math.abs(p.part))), 2).at(-1)!
  const pad = narrow ? 36 : 62,
    x = (v: number) => left + pad + ((v + far) / (2 * far)) * (room - 2 * pad)
  const height = head + (parts.length + 1) * rowH + 8
  const bar = (v: number, y: number, h: number, ink: string) => (
    <rect x={Math.min(x(0), x(v))} y={y} width={Math.max(1, Math.abs(x(v) - x(0)))} height={h} rx="2" fill={ink} />
  )
  const value = (v: number, mid: number, strong: boolean) => (
    <text
      x={v < 0 ? x(v) - 6 : x(v) + 6}
      y={mid + 4}
      textAnchor={v < 0 ? 'end' : 'start'}
      className={'fs12 ' + (strong ? 't1 b' : 't2')}
    >
      {f.signed(v * 100, Math.abs(v) < 0.001 ? 2 : 1)}
    </text>
  )
  const y0 = head + parts.length * rowH
  return (
    <svg
      className="chart"
      width={width}
      height={height}
      role="group"
      aria-label={t('changed.label', { count: parts.length, total: f.points(total) })}
    >
      {[-far, -far / 2, 0, far / 2, far].map((v) => (
        <g key={v}>
          <path
            d={`M${x(v) + 0.5} ${head - 8}V${height - 6}`}
            stroke={v === 0 ? 'var(--line-strong)' : 'var(--grid)'}
          />
          {(!narrow || v === 0 || Math.abs(v) === far) && (
            <text x={x(v)} y={14} textAnchor="middle" className="t3">
              {f.signed(v * 100, far < 0.02 ? 2 : 1)}
            </text>
          )}
        </g>
      ))}
      {!narrow && (
        <>
          <text x={width - 112} y={14} textAnchor="end" className="t3">
            {t('changed.lostThere')}
          </text>
          <text x={width} y={14} textAnchor="end" className="t3">
            {t('changed.split')}
          </text>
        </>
      )}
      {parts.map((p, i) => {
        const y = head + i * rowH,
          mid = y + rowH / 2
        return (
          <Shape
            key={p.key}
            className="rowline"
            label={t('changed.tip', {
              name: [p.name, p.detail].filter(Boolean).join(' · '),
              part: f.points(p.part),
              rate: f.points(p.rate),
              mix: f.points(p.mix),
            })}
            onOpen={p.open}
          >
            <rect x={-8} y={y} width={width + 16} height={rowH} rx="4" fill="transparent" className="back" />
            <text x={0} y={p.detail ? mid - 2 : mid + 4} className="fs12 t1 b">
              {cut(p.name, left - 14)}
            </text>
            {p.detail && (
              <text x={0} y={mid + 13} className="t3">
                {cut(p.detail, left - 14, 11)}
              </text>
            )}
            {bar(p.part, mid - 9, 18, p.part < 0 ? 'var(--pain)' : 'var(--c2)')}
            {!p.sure && p.now && (
              <rect
                x={Math.min(x(0), x(p.part))}
                y={mid - 9}
                width={Math.abs(x(p.part) - x(0))}
                height="18"
                rx="2"
                fill="var(--surface)"
                opacity=".6"
              />
            )}
            {value(p.part, mid, p.sure)}
            {!narrow && p.now && p.before && (
              <text
                x={width - 112}
                y={mid + 4}
                textAnchor="end"
                className={'fs12 ' + (p.sure ? (p.part < 0 ? 'dn-t' : 'up-t') : 't3')}
              >
                {f.pct(p.before.value)} → {f.pct(p.now.value)}
              </text>
            )}
            {!narrow && (
              <text x={width} y={mid + 4} textAnchor="end" className="t3">
                {f.signed(p.rate * 100, 1)} / {f.signed(p.mix * 100, 1)}
              </text>
            )}
          </Shape>
        )
      })}
      <path d={`M0 ${y0 + 2.5}H${width}`} stroke="var(--line-strong)" />
      <text x={0} y={y0 + rowH / 2 + 7} className="fs12 t1 b">
        {t('changed.total')}
      </text>
      {bar(total, y0 + rowH / 2 - 6, 18, 'var(--text-2)')}
      {value(total, y0 + rowH / 2 + 3, true)}
    </svg>
  )
}
