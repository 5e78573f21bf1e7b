import type { PathsAnswer } from '@/api/types'
import { difference, FEW, wilson } from '@/stats'

/** A touchpoint of one step from which more journeys are lost than from the rest of the step. */
export interface Leak {
  node: number
  link: number
  lost: number
  of: number
  share: number
  rest: number
  depth: number
  id: string
}

/**
 * The leak that costs most journeys; null when no touchpoint loses more than its step beyond chance.
 * Open journeys count as not lost so far, as in the picture.
 */
export function worstLeak(a: PathsAnswer): Leak | null {
  const out = a.nodes.map(() => ({ lost: 0, link: -1 }))
  a.links.forEach((l, i) => {
    const to = a.nodes[l.to]!,
      from = out[l.from]!
    if (to.outcome === 'lost') Object.assign(from, { lost: l.journeys, link: i })
  })
  let worst: (Leak & { cost: number }) | null = null
  const places = a.nodes.map((n, i) => ({ n, i })).filter(({ n }) => !n.outcome)
  for (const depth of new Set(places.map(({ n }) => n.depth))) {
    const list = places.filter(({ n }) => n.depth === depth)
    const all = list.reduce((s, { n, i }) => ({ k: s.k + out[i]!.lost, n: s.n + n.journeys }), {
      k: 0,
      n: 0,
    })
    for (const { n, i } of list) {
      const { lost, link } = out[i]!
      const of = n.journeys
      if (n.others || !n.id || of < FEW || link < 0) continue
      const mine = wilson(lost, of),
        rest = wilson(all.k - lost, all.n - of)
      const d = difference(mine, rest)
      const cost = d ? d.value * of : 0
      if (d?.sure && d.value > 0 && (!worst || cost > worst.cost))
        worst = { node: i, link, lost, of, share: mine.value, rest: rest.value, depth, id: n.id, cost }
    }
  }
  return worst
}
