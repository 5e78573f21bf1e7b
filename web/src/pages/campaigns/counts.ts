import type { Counts, ItemState } from './types'

/** The parts of a send, in the order of the bar; what is on its way shows as one. */
export const parts = ['sent', 'held', 'failed', 'unknown', 'going', 'waiting', 'stopped'] as const
export type Part = (typeof parts)[number]

const states: Record<Part, ItemState[]> = {
  sent: ['sent'],
  held: ['held'],
  failed: ['failed'],
  unknown: ['unknown'],
  going: ['ready', 'sending'],
  waiting: ['waiting'],
  stopped: ['stopped'],
}

export const countOf = (counts: Counts, part: Part) => states[part].reduce((n, s) => n + (counts[s] ?? 0), 0)
export const partOf = (state: ItemState) => parts.find((p) => states[p].includes(state))!
/** The state whose recipients are listed for a part. */
export const listed = (part: Part) => states[part][0]!

/** The parts that are not empty. */
export const partsOf = (counts: Counts) =>
  parts.map((part) => ({ part, n: countOf(counts, part) })).filter(({ n }) => n > 0)

export const everyone = (counts: Counts) => Object.values(counts).reduce((a, b) => a + b, 0)
/** How many are over and done with, one way or another. */
export const settled = (counts: Counts) => everyone(counts) - countOf(counts, 'going') - countOf(counts, 'waiting')
