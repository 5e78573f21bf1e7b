import { useId } from 'react'

// Charts are drawn by hand: few marks, direct labels, zero-based where bars stand.

/** A point of a trend with its 95 % interval; n under 30 is drawn hollow. */
export interface TrendMark {
  value: number
  low: number
  high: number
  n: number
  label: string
  /** Too much is still open to trust it yet: drawn dashed, never named. */
  loose?: boolean
}

const path = (pts: [number, number][]) =>
  pts.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')

/** A line with its band, first and last value written at the ends. Points with n = 0 break the line. */
export function Trend({
  marks,
  label,
  format,
  pain,
  width = 292,
  height = 82,
}: {
  marks: TrendMark[]
  label: string
  format: (v: number) => string
  pain?: boolean
  width?: number
  height?: number
}) {
  const foot = 20,
    top = 16,
    left = 8,
    right = 12
  const known = marks.filter((m) => m.n > 0 && !m.loose)
  const hi = Math.max(0.05, ...known.map((m) => Math.min(m.high, m.value * 2 + 0.1))) * 1.05
  const x = (i: number) => left + (i * (width - left - right)) / Math.max(1, marks.length - 1)
  const y = (v: number) => top + (1 - Math.min(v, hi) / hi) * (height - foot - top)
  const runs: number[][] = []
  marks.forEach((m, i) => {
    if (m.n === 0 || m.loose) return
    const run = runs[runs.length - 1]
    if (run && run[run.length - 1] === i - 1) run.push(i)
    else runs.push([i])
  })
  const ink = pain ? 'var(--pain)' : 'var(--brand)'
  const first = marks.findIndex((m) => m.n > 0 && !m.loose)
  const last = marks.findLastIndex((m) => m.n > 0 && !m.loose)
  const tail = marks.flatMap((m, i): [number, number][] =>
    m.n > 0 && (m.loose || i === last) && i >= last ? [[x(i), y(m.value)]] : [],
  )
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width="100%" role="img" aria-label={label} style={{ display: 'block' }}>
      <path d={`M0 ${height - foot + 0.5}H${width}`} stroke="var(--line)" />
      {runs.map((run) => (
        <g key={run[0]}>
          <path
            d={
              path(run.map((i) => [x(i), y(marks[i]!.low)])) +
              path(run.map((i): [number, number] => [x(i), y(marks[i]!.high)]).reverse()).replace('M', 'L') +
              'Z'
            }
            fill={ink}
            opacity=".13"
          />
          <path
            d={path(run.map((i) => [x(i), y(marks[i]!.value)]))}
            fill="none"
            stroke={ink}
            strokeWidth="2"
            strokeLinejoin="round"
          />
        </g>
      ))}
      {tail.length > 1 && (
        <path d={path(tail)} fill="none" stroke="var(--c6)" strokeWidth="1.5" strokeDasharray="2 3" />
      )}
      {marks.map(
        (m, i) =>
          m.n > 0 &&
          !m.loose &&
          (m.n < 30 || i === last) && (
            <circle
              key={i}
              cx={x(i)}
              cy={y(m.value)}
              r={i === last ? 3.5 : 2.5}
              fill={m.n < 30 ? 'var(--surface)' : ink}
              stroke={ink}
              strokeWidth="1.5"
            />
          ),
      )}
      {first >= 0 && first !== last && (
        <text x={Math.max(0, x(first) - 6)} y={Math.max(11, y(marks[first]!.high) - 5)}>
          {format(marks[first]!.value)}
        </text>
      )}
      {last >= 0 && (
        <text
          x={Math.min(width - 2, x(last) + 8)}
          y={Math.max(11, y(marks[last]!.high) - 5)}
          textAnchor="end"
          className="b"
          style={{ fill: pain ? 'var(--pain-text)' : 'var(--text)' }}
        >
          {format(marks[last]!.value)}
        </text>
      )}
      {marks.length > 0 && (
        <text x="0" y={height - 4} className="t3">
          {marks[0]!.label}
        </text>
      )}
      {marks.length > 1 && (
        <text x={width} y={height - 4} textAnchor="end" className="t3">
          {marks[marks.length - 1]!.label}
        </text>
      )}
    </svg>
  )
}

/** A value with its interval, and the previous period as a grey tick, on one line. */
export function Whisker({
  value,
  low,
  high,
  before,
  bad,
}: {
  value: number
  low: number
  high: number
  before?: number
  bad?: boolean
}) {
  const marks = [value, low, high, ...(before === undefined ? [] : [before])]
  const lo = Math.min(...marks),
    hi = Math.max(...marks)
  const room = (hi - lo || Math.abs(value) || 1) * 0.6
  const x = (v: number) => 6 + ((v - lo + room) / (hi - lo + 2 * room)) * 128
  const ink = bad ? 'var(--pain)' : 'var(--brand)'
  return (
    <svg className="wh" viewBox="0 0 140 16" preserveAspectRatio="xMinYMid meet" aria-hidden="true">
      <path d="M0 8H140" stroke="var(--line)" />
      {before !== undefined && <path d={`M${x(before)} 3V13`} stroke="var(--c6)" strokeWidth="2" />}
      {high > low && <path d={`M${x(low)} 8H${x(high)}`} stroke={ink} strokeWidth="4" opacity=".35" />}
      <circle cx={x(value)} cy="8" r="3.500" fill={ink} />
    </svg>
  )
}

/** A small line of volumes, zero-based, no axes. */
export function Spark({
  values,
  label,
  width = 88,
  height = 22,
}: {
  values: number[]
  label: string
  width?: number
  height?: number
}) {
  const id = useId()
  const hi = Math.max(1, ...values)
  const pts = values.map((v, i): [number, number] => [
    (i * (width - 4)) / Math.max(1, values.length - 1) + 2,
    height - 2 - (v / hi) * (height - 5),
  ])
  const last = pts[pts.length - 1]
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-labelledby={id}
      style={{ display: 'block' }}
    >
      <title id={id}>{label}</title>
      <path d={`M0 ${height - 1.5}H${width}`} stroke="var(--line)" />
      {pts.length > 1 && <path d={path(pts) + `L${width - 2} ${height - 2}L2 ${height - 2}Z`} fill="var(--band)" />}
      <path d={path(pts)} fill="none" stroke="var(--brand)" strokeWidth="1.5" />
      {last && <circle cx={last[0]} cy={last[1]} r="2" fill="var(--brand)" />}
    </svg>
  )
}

/** A zero-based bar; share is 0…1 of the full width. */
export function Bar({ share, tone }: { share: number; tone?: 'pain' | 'grey' }) {
  const fill = tone === 'pain' ? 'var(--pain)' : tone === 'grey' ? 'var(--c6)' : 'var(--brand)'
  return (
    <i className="bar1">
      <u style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%`, background: fill }} />
    </i>
  )
}
