import type { Rate } from './api/types'

/** Under this many, a share is shown grey and takes no colour. */
export const FEW = 30

export interface Difference {
  value: number
  low: number
  high: number
  sure: boolean
}

/** Whether a rate says anything: one of what takes time says nothing while no day of it could be watched. */
export const told = (r: Rate) => r.n > 0 && !(r.open && !r.age)

/**
 * Whether conversions came out of nothing: nine in ten journeys that reached the goal began with it, as when a business
 * sends its orders and nothing before them. Such a conversion rate and time to the goal say nothing.
 */
export const wayless = (j: { timeToGoal: { n: number; p90: number } }) => j.timeToGoal.n > 0 && j.timeToGoal.p90 === 0

/** now − before of two shares with its 95 % interval (Newcombe 1998, method 10, from the Wilson limits); null when either says nothing. */
export function difference(now: Rate | undefined, before: Rate | undefined): Difference | null {
  if (!now || !before || !told(now) || !told(before)) return null
  const value = now.value - before.value
  const low = value - Math.hypot(now.value - now.low, before.high - before.value)
  const high = value + Math.hypot(now.high - now.value, before.value - before.low)
  return { value, low, high, sure: low > 0 || high < 0 }
}

/** Whether two counts differ by more than chance would (Poisson, 95 %). */
export const countsDiffer = (now: number, before: number) => Math.abs(now - before) > 1.96 * Math.sqrt(now + before)

/** Wilson 95 % interval of k of n. */
export function wilson(k: number, n: number): Rate {
  if (n === 0) return { k, n, value: 0, low: 0, high: 1 }
  const z = 1.959963984540054,
    p = k / n
  const mid = (p + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  return { k, n, value: p, low: Math.max(0, mid - half), high: Math.min(1, mid + half) }
}

export type Level = -2 | -1 | 0 | 1 | 2

/** Where a share stands against the map's own: a step at 3 and at 10 points; up is good unless bad is set. */
export function rateLevel(share: number, norm: number, bad = false): Level {
  const d = bad ? norm - share : share - norm
  return d > 0.1 ? 2 : d > 0.03 ? 1 : d < -0.1 ? -2 : d < -0.03 ? -1 : 0
}

/** Where a time stands against the map's median: a step at half or double, and at a quarter or fourfold; short is good. */
export function timeLevel(seconds: number, norm: number): Level {
  if (!(seconds > 0) || !(norm > 0)) return 0
  const r = Math.log2(norm / seconds)
  return r >= 2 ? 2 : r >= 1 ? 1 : r <= -2 ? -2 : r <= -1 ? -1 : 0
}

/** Middle of some numbers; 0 when there are none. */
export function median(values: number[]): number {
  if (values.length === 0) return 0
  const v = [...values].sort((a, b) => a - b)
  const h = (v.length - 1) / 2
  return (v[Math.floor(h)]! + v[Math.ceil(h)]!) / 2
}
