import type { Answer, Query } from '@/api/types'
import type { Asked } from './useQuestion'

/** One line of a picture: everybody, one value of the breakdown, or the compared period. */
export interface Series {
  key: string
  name: string
  /** A colour token; the compared period is grey and drawn dashed. */
  ink: string
  answer: Answer
  /** What to ask to get it alone, and its customers. */
  query: Query
  then?: boolean
}

const inks = ['var(--c1)', 'var(--c2)', 'var(--c3)', 'var(--c4)', 'var(--c5)']
export const grey = 'var(--c6)'

/** The query about the compared period alone, judged at the same age. */
export const queryThen = (query: Query, before: Answer): Query => ({
  ...query,
  by: undefined,
  compare: undefined,
  from: before.from,
  to: before.to,
  asOf: before.asOf,
})

/** The words a series takes from the page. */
export interface SeriesWords {
  value: (by: string, value: string) => string
  others: string
  now: string
  then: string
}

/** The values of the breakdown, when there are some and none is chosen; else now and, when compared, then. */
export function seriesOf(asked: Asked, w: SeriesWords): Series[] {
  if (asked.parts.length && !asked.part) {
    return asked.parts.map((p, i) =>
      p.others
        ? { key: '…', name: w.others, ink: grey, answer: p.answer, query: p.query }
        : {
            key: p.value,
            name: w.value(asked.by, p.value),
            ink: inks[i % inks.length]!,
            answer: p.answer,
            query: p.query,
          },
    )
  }
  if (!asked.answer) return []
  const now: Series = {
    key: 'now',
    name: w.now,
    ink: inks[0]!,
    answer: asked.answer,
    query: { ...asked.query, compare: undefined },
  }
  return asked.before
    ? [
        now,
        {
          key: 'then',
          name: w.then,
          ink: grey,
          answer: asked.before,
          query: queryThen(asked.query, asked.before),
          then: true,
        },
      ]
    : [now]
}
