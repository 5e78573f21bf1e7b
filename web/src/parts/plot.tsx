import { useElementSize } from '@mantine/hooks'
import type { KeyboardEvent, ReactNode } from 'react'

// What hand-drawn pictures share: axes, labels that keep apart, shapes that open.

/** Round steps from 0 to at least hi, about n of them. */
export function ticks(hi: number, n = 4): number[] {
  if (!(hi > 0)) return [0, 1]
  const raw = hi / n,
    ten = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 2.5, 5, 10].map((m) => m * ten).find((s) => s >= raw * 0.999)!
  return Array.from({ length: Math.ceil(hi / step - 1e-9) + 1 }, (_, i) => i * step)
}

const minute = 60,
  hour = 3600,
  day = 86_400
const spans = [
  1,
  5,
  15,
  30,
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  5 * day,
  7 * day,
  14 * day,
  30 * day,
  60 * day,
  90 * day,
  180 * day,
  365 * day,
]

/** Steps of time from 0 to hi seconds that people count in, about n of them. */
export function timeTicks(hi: number, n = 6): number[] {
  const step = spans.find((s) => hi / s <= n) ?? Math.ceil(hi / n / day) * day
  return Array.from({ length: Math.floor(hi / step + 1e-9) + 1 }, (_, i) => i * step)
}

/** Moves positions apart so that neighbours keep a gap, inside [lo, hi]; the order stays. */
export function apart(wanted: number[], gap: number, lo: number, hi: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!)
  const at = order.map((i) => Math.max(lo, Math.min(hi, wanted[i]!)))
  for (let i = 1; i < at.length; i++) at[i] = Math.max(at[i]!, at[i - 1]! + gap)
  let most = hi
  for (let i = at.length - 1; i >= 0; i--) {
    at[i] = Math.min(at[i]!, most)
    most = at[i]! - gap
  }
  const out = new Array<number>(wanted.length)
  order.forEach((from, i) => (out[from] = at[i]!))
  return out
}

/** A path through points. */
export const line = (pts: [number, number][]) =>
  pts.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')

/** A path through points that stays level until the next one. */
export const stairs = (pts: [number, number][]) =>
  pts.map(([x, y], i) => (i ? `H${x.toFixed(1)}V${y.toFixed(1)}` : `M${x.toFixed(1)} ${y.toFixed(1)}`)).join('')

/** A shape that opens something, by mouse and keyboard; without onOpen it only shows its tooltip. */
export function Shape({
  label,
  onOpen,
  pressed,
  className,
  children,
}: {
  label: string
  onOpen?: () => void
  pressed?: boolean
  className?: string
  children: ReactNode
}) {
  if (!onOpen)
    return (
      <g className={className}>
        <title>{label}</title>
        {children}
      </g>
    )
  const keys = (e: KeyboardEvent) => {
    if (e.key !== 'Enter' && e.key !== ' ') return
    e.preventDefault()
    onOpen()
  }
  return (
    <g
      className={'shape ' + (className ?? '')}
      role="button"
      tabIndex={0}
      aria-label={label}
      aria-pressed={pressed}
      onClick={onOpen}
      onKeyDown={keys}
    >
      <title>{label}</title>
      {children}
    </g>
  )
}

/** Draws at the width there is; the height is the drawing's own. */
export function Wide({ children, least = 280 }: { children: (width: number) => ReactNode; least?: number }) {
  const { ref, width } = useElementSize()
  return (
    <div ref={ref} className="wide">
      {width > 0 && children(Math.max(least, width))}
    </div>
  )
}

/** A 95 % interval as a thin bar with a point: filled when there is enough to trust, hollow when not. */
export function Interval({
  x,
  y,
  low,
  high,
  ink,
  few,
  r = 4,
}: {
  x: number
  y: number
  low: number
  high: number
  ink: string
  few?: boolean
  r?: number
}) {
  return (
    <>
      <path
        d={`M${low} ${y}H${high}`}
        stroke={ink}
        strokeWidth="3"
        opacity=".32"
        strokeLinecap="round"
        strokeDasharray={few ? '2 3' : undefined}
      />
      <circle cx={x} cy={y} r={r} fill={few ? 'var(--surface)' : ink} stroke={ink} strokeWidth="1.5" />
    </>
  )
}

/** Text cut to about as many pixels as there are; the whole stands in the shape's title. */
export function cut(text: string, px: number, size = 12): string {
  const most = Math.max(3, Math.floor(px / (size * 0.55)))
  return text.length <= most ? text : text.slice(0, most - 1).trimEnd() + '…'
}
