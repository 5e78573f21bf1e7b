import type { JourneyMap, Transition } from '@/api/types'

/** A touchpoint that customers come to from later stages, and the stage it stands in as they live it. */
export interface Misplaced {
  id: string
  stage: string
  share: number
  moves: number
}

/** Touchpoints most of whose ways in, at least 30 and not by chance alone, come from later stages than their own; the most moves first. */
export function misplaced(map: JourneyMap, edges: Transition[]): Misplaced[] {
  const order = new Map(map.stages.map((s, i) => [s.id, i]))
  const at = new Map(map.touchpoints.map((p) => [p.id, order.get(p.stage) ?? -1]))
  return map.touchpoints
    .flatMap((p): Misplaced[] => {
      const here = at.get(p.id)!
      const into = edges.filter((e) => e.to === p.id && e.from !== p.id && (at.get(e.from) ?? -1) >= 0)
      const all = into.reduce((s, e) => s + e.count, 0)
      const later = into.filter((e) => at.get(e.from)! > here)
      const moves = later.reduce((s, e) => s + e.count, 0)
      // A customer who begins anew comes back to the first stages too: there it says nothing about the map.
      if (here === 0 || moves < 30 || moves < 0.6 * all) return []
      return [{ id: p.id, stage: map.stages[middle(later, (e) => at.get(e.from)!)]!.id, share: moves / all, moves }]
    })
    .sort((a, b) => b.moves - a.moves)
}

/** The stage that half of the moves come from or from before. */
function middle(list: Transition[], place: (e: Transition) => number): number {
  const sorted = [...list].sort((a, b) => place(a) - place(b))
  let left = sorted.reduce((s, e) => s + e.count, 0) / 2
  for (const e of sorted) if ((left -= e.count) <= 0) return place(e)
  return place(sorted[sorted.length - 1]!)
}
