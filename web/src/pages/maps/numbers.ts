import type { Breakpoint, MapOverlay, NeglectedTouchpoint, Query, Rate, StageRow, TouchpointRow } from '@/api/types'
import { FEW, median, rateLevel, timeLevel, wilson, type Level } from '@/stats'
import { judged } from '@/view/judged'

export const measures = ['exit', 'next', 'reach', 'time'] as const
/** What colours the edge of a card. */
export type Measure = (typeof measures)[number]

/** A map's numbers, arranged for looking up by touchpoint and stage. */
export interface Numbers {
  rows: Map<string, TouchpointRow>
  before: Map<string, TouchpointRow>
  stages: Map<string, StageRow>
  /** Of a touchpoint that is one of both kinds, the larger. */
  breakpoints: Map<string, Breakpoint>
  neglected: Map<string, NeglectedTouchpoint>
  /** The map's own exit and next-step rates over all touchpoints, and its middle time to the next. */
  norm: { exit: number; back: number; next: number; time: number; reach: number }
  overlay: MapOverlay
  /** The question behind them, for the list of customers. */
  query: Query
}

const byId = <T>(list: T[] | undefined, id: (t: T) => string) => new Map((list ?? []).map((t) => [id(t), t]))
const pooled = (rates: Rate[]) => {
  const k = rates.reduce((s, r) => s + r.k, 0),
    n = rates.reduce((s, r) => s + r.n, 0)
  return n > 0 ? k / n : 0
}

export function arrange(overlay: MapOverlay, query: Query): Numbers {
  const rows = overlay.answer.touchpoints ?? []
  return {
    rows: byId(rows, (r) => r.id),
    before: byId(overlay.compare?.touchpoints, (r) => r.id),
    stages: byId(overlay.answer.stages, (s) => s.id),
    breakpoints: byId(overlay.breakpoints.toReversed(), (b) => b.touchpoint),
    neglected: byId(overlay.neglected, (n) => n.touchpoint),
    norm: {
      exit: pooled(rows.map((r) => r.exit)),
      back: pooled(rows.map((r) => r.back)),
      next: pooled(rows.map((r) => r.next)),
      time: median(rows.filter((r) => r.timeToNext.n >= FEW).map((r) => r.timeToNext.median)),
      reach: Math.max(1, ...rows.map((r) => r.reach)),
    },
    overlay,
    query,
  }
}

/** The colour of a card's edge by the chosen measure; undefined under 30 or where there is nothing to measure. */
export function edge(row: TouchpointRow | undefined, n: Numbers, by: Measure): string | undefined {
  const level = levelOf(row, n, by)
  if (level === null || !row) return undefined
  if (by === 'reach') return `color-mix(in srgb, var(--brand) ${[20, 40, 60, 80, 100][level + 2]}%, var(--sunken))`
  return `var(--emo-${{ '-2': 'n2', '-1': 'n1', 0: '0', 1: 'p1', 2: 'p2' }[level]})`
}

/** The step of a touchpoint by the chosen measure, −2…+2; null under 30. */
export function levelOf(row: TouchpointRow | undefined, n: Numbers, by: Measure): Level | null {
  if (!row) return null
  switch (by) {
    case 'exit':
      if (judged(row).rate.n < FEW) return null
      return row.behind ? rateLevel(row.back.value, n.norm.back) : rateLevel(row.exit.value, n.norm.exit, true)
    case 'next':
      return row.next.n < FEW ? null : rateLevel(row.next.value, n.norm.next)
    case 'time':
      return row.timeToNext.n < FEW ? null : timeLevel(row.timeToNext.median, n.norm.time)
    case 'reach':
      return row.reach < FEW ? null : ((Math.min(4, Math.floor((row.reach / n.norm.reach) * 5)) - 2) as Level)
  }
}

/** What share of a stage's journeys; its Wilson interval comes along. */
export const shareOf = (k: number, s: StageRow) => wilson(k, s.reach)
