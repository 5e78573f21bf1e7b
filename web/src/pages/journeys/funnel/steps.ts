import type { JourneyMap } from '@/api/types'

/** The funnel a map suggests: its stages, each taken by any of its touchpoints, up to the one with the goal. */
export function stepsOf(map: JourneyMap | null, goals: string[]): string[][] {
  if (!map) return []
  const steps = map.stages.map((s) => map.touchpoints.filter((p) => p.stage === s.id).map((p) => p.id))
  const goal = Math.max(-1, ...map.stages.map((_, i) => (steps[i]!.some((id) => goals.includes(id)) ? i : -1)))
  const upTo = (goal < 0 ? steps : steps.slice(0, goal + 1)).filter((s) => s.length > 0)
  if (goal < 0) return upTo
  // Of the goal's own stage, other touchpoints come before the goal.
  const last = upTo.at(-1)!,
    others = last.filter((id) => !goals.includes(id))
  return [...upTo.slice(0, -1), ...(others.length ? [others] : []), last.filter((id) => goals.includes(id))]
}

/** What a step is called: a touchpoint, a whole stage, or the first of several. */
export function stepName(
  step: string[],
  map: JourneyMap | null,
  name: (id: string) => string,
  more: (name: string, n: number) => string,
): string {
  const stage = map?.stages.find((s) => {
    const of = map.touchpoints.filter((p) => p.stage === s.id)
    return of.length > 1 && of.length === step.length && of.every((p) => step.includes(p.id))
  })
  if (stage) return stage.name
  return step.length === 1 ? name(step[0]!) : more(name(step[0] ?? ''), step.length - 1)
}

/** The list with the item at i moved by d places. */
export function moved<T>(list: T[], i: number, d: number): T[] {
  const to = Math.max(0, Math.min(list.length - 1, i + d))
  const next = [...list]
  next.splice(to, 0, ...next.splice(i, 1))
  return next
}
