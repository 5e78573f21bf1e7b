import type { Query } from '@/api/types'
import { viewSearch, type ViewSearch } from '@/view/search'

/** The tabs, in the order they stand; each is its own part of the address: /journeys/$tab. */
export const tabs = [
  'paths',
  'graph',
  'funnel',
  'exits',
  'timing',
  'attribution',
  'leads',
  'retention',
  'reality',
  'drivers',
  'changed',
] as const
export type Tab = (typeof tabs)[number]

type Choices = Pick<
  Query,
  | 'goal'
  | 'by'
  | 'start'
  | 'end'
  | 'depth'
  | 'steps'
  | 'order'
  | 'windowDays'
  | 'without'
  | 'hold'
  | 'bucket'
  | 'credit'
  | 'direct'
  | 'markovOrder'
  | 'halfLifeDays'
  | 'cohort'
  | 'return'
  | 'rolling'
  | 'touchpoint'
>

/** Everything a Journeys page looks at. Choices of a question keep the name they have in Query. */
export interface JourneySearch extends ViewSearch, Choices {
  /** A map's id; 'none' looks at the names of the touches; absent is the map changed last. */
  map?: string
  /** 'all' counts touches in a row at one touchpoint one by one; absent takes them for one. */
  repeats?: 'all'
  unit?: 'account'
  /** The value of `by` whose picture is shown; absent is all of them together. */
  part?: string
  /** What a picture shows of itself: how much detail, which model, which curve. Numbers and words of its tab. */
  nodes?: number
  edges?: number
  show?: string
}

const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : typeof v === 'number' ? String(v) : undefined)
const number = (v: unknown) => (typeof v === 'number' && Number.isFinite(v) && v >= 0 ? v : undefined)
const one = <T extends string>(v: unknown, ...of: T[]) => of.find((x) => x === v)
const texts = (v: unknown) =>
  Array.isArray(v) && v.length > 0 && v.every((x) => typeof x === 'string') ? (v as string[]) : undefined

/** Reads the address; what is not understood is left out. */
export const journeySearch = (s: Record<string, unknown>): JourneySearch => ({
  ...viewSearch(s),
  map: text(s.map),
  goal: texts(s.goal),
  repeats: one(s.repeats, 'all'),
  unit: one(s.unit, 'account'),
  by: text(s.by),
  part: typeof s.part === 'string' ? s.part : text(s.part),
  start: text(s.start),
  end: text(s.end),
  depth: number(s.depth),
  touchpoint: text(s.touchpoint),
  steps: Array.isArray(s.steps) && s.steps.every(texts) ? (s.steps as string[][]) : undefined,
  order: one(s.order, 'strict', 'any'),
  windowDays: number(s.windowDays),
  without: texts(s.without),
  hold: text(s.hold),
  bucket: one(s.bucket, 'day', 'week', 'month'),
  credit: text(s.credit),
  direct: one(s.direct, 'skip', 'count'),
  markovOrder: number(s.markovOrder),
  halfLifeDays: number(s.halfLifeDays),
  cohort: one(s.cohort, 'touch', 'goal'),
  return: one(s.return, 'touch', 'goal'),
  rolling: typeof s.rolling === 'boolean' ? s.rolling : undefined,
  nodes: number(s.nodes),
  edges: number(s.edges),
  show: text(s.show),
})
