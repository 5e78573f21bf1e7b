import type { CreditRow, Credits } from '@/api/types'

/** The models from those that look at the beginning to those that look at the end, then those that learn from the data. */
export const models = [
  'first',
  'position',
  'linear',
  'timeDecay',
  'last',
  'markov',
  'shapley',
] as const satisfies readonly (keyof Credits)[]
export type Model = (typeof models)[number]
export const isModel = (s: string | undefined): s is Model => (models as readonly string[]).includes(s ?? '')

/** A row's share of all conversions by a model. */
export const share = (r: CreditRow, m: Model, conversions: number) =>
  conversions > 0 ? r.credits[m].conversions / conversions : 0

/** Cost of one conversion and value back per unit of cost; null where there is no cost or no credit. */
export function worth(r: CreditRow, m: Model): { each: number | null; back: number | null } {
  const c = r.credits[m]
  return {
    each: r.cost > 0 && c.conversions > 0 ? r.cost / c.conversions : null,
    back: r.cost > 0 ? c.value / r.cost : null,
  }
}

/** By how much the models disagree about a row: the largest share less the smallest. */
export function spread(r: CreditRow, conversions: number): number {
  const s = models.map((m) => share(r, m, conversions))
  return Math.max(...s) - Math.min(...s)
}
