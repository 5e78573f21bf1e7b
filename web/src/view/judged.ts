import type { Rate } from '@/api/types'

/** What a touchpoint is judged by: its exits; behind the goal, where nobody fails to convert, who comes back. */
export const judged = (row: { behind?: boolean; exit: Rate; back: Rate }) =>
  row.behind
    ? ({ kind: 'came-back', rate: row.back, bad: false } as const)
    : ({ kind: 'exit', rate: row.exit, bad: true } as const)
