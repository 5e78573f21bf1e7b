import type { SegmentRule } from '@/api/types'

/** How a group joins what is in it. */
export type Op = 'all' | 'any' | 'none'
export const ops: Op[] = ['all', 'any', 'none']

/** What a condition is about, in the order of the menu. */
export const kinds = [
  'touch',
  'buy',
  'stand',
  'came',
  'trait',
  'consent',
  'tag',
  'reach',
  'account',
  'segment',
] as const
export type Kind = (typeof kinds)[number]

/** Groups in groups; the server allows more than a person can follow. */
export const deepest = 3

export const opOf = (r: SegmentRule): Op | undefined => ops.find((op) => r[op])
export const inside = (r: SegmentRule): SegmentRule[] => (r.all ?? r.any ?? r.none ?? []) as SegmentRule[]
export const group = (op: Op, of: SegmentRule[]): SegmentRule => ({ [op]: of })
export const kindOf = (r: SegmentRule): Kind | undefined => kinds.find((k) => r[k] !== undefined)

/** A rule as the page edits it: its outermost part is a group. */
export const asGroup = (r?: SegmentRule): SegmentRule => (r && opOf(r) ? r : group('all', r ? [r] : []))

/** A condition that nobody has filled in. */
export function blank(kind: Kind): SegmentRule {
  switch (kind) {
    case 'touch':
      return { touch: { withinDays: 30 } }
    case 'buy':
      return { buy: { times: { atLeast: 1 } } }
    case 'stand':
      return { stand: { map: '' } }
    case 'came':
      return { came: { firstLead: [] } }
    case 'trait':
      return { trait: { name: '' } }
    case 'consent':
      return { consent: { purpose: 'marketing', channel: 'zalo', state: 'yes' } }
    case 'tag':
      return { tag: { any: [] } }
    case 'reach':
      return { reach: 'phone' }
    case 'account':
      return { account: [] }
    case 'segment':
      return { segment: '' }
  }
}

const some = (list?: unknown[] | null) => !!list && list.length > 0

function filled(r: SegmentRule): boolean {
  const { came, stand, trait } = r
  if (stand) return stand.map !== '' && (some(stand.touchpoints) || some(stand.stages))
  if (came) return [came.firstLead, came.lastLead, came.firstChannel, came.firstSource].some(some)
  if (trait) return trait.name.trim() !== '' && (!trait.is || trait.is.every((v) => v !== ''))
  if (r.tag) return some(r.tag.any)
  if (r.account) return some(r.account)
  return r.segment !== ''
}

/** The rule without what is not filled in yet; undefined when nothing is left. */
export function ready(r: SegmentRule): SegmentRule | undefined {
  const op = opOf(r)
  if (!op) return filled(r) ? r : undefined
  const of = inside(r)
    .map(ready)
    .filter((x) => x !== undefined)
  return of.length > 0 ? group(op, of) : undefined
}

/** Whether everything is filled in. */
export const complete = (r: SegmentRule): boolean =>
  opOf(r) ? inside(r).length > 0 && inside(r).every(complete) : filled(r)
