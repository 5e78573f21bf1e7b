import type { JourneyMap } from '@/api/types'
import type { Action } from './actions'

/** A cell that was written here and, at the same time, by somebody who saved first. Ours is kept; take puts theirs there. */
export interface Clash {
  /** What it is a cell of. */
  of: string
  key: string
  mine: unknown
  theirs: unknown
  take: Action
}

type Edit = Extract<Action, { type: 'map.set' | 'stage.set' | 'tp.set' }>
const isEdit = (a: Action): a is Edit => a.type === 'map.set' || a.type === 'stage.set' || a.type === 'tp.set'

/** Where pending edits and those of another, which made base of was, wrote different things into one cell. */
export function clashes(was: JourneyMap, base: JourneyMap, pending: Action[]): Clash[] {
  const found = new Map<string, Clash>() // of several edits of a cell the last one counts
  for (const a of pending.filter(isEdit)) {
    const before = target(was, a),
      theirs = target(base, a)
    if (!before || !theirs) continue
    for (const [key, mine] of Object.entries(a.patch))
      if (!same(before[key], theirs[key]) && !same(theirs[key], mine))
        found.set(JSON.stringify([a.type, 'id' in a ? a.id : '', key]), {
          of: String(theirs.name),
          key,
          mine,
          theirs: theirs[key],
          take: { ...a, patch: { [key]: theirs[key] } } as Action,
        })
  }
  return [...found.values()]
}

function target(map: JourneyMap, a: Edit): Record<string, unknown> | undefined {
  if (a.type === 'map.set') return map as unknown as Record<string, unknown>
  const list: { id: string }[] = a.type === 'stage.set' ? map.stages : map.touchpoints
  return list.find((x) => x.id === a.id) as Record<string, unknown> | undefined
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
