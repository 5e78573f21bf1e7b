import type { JourneyMap, Stage, Touchpoint } from '@/api/types'

// Every edit of a map is an Action: applied to a map it gives the new map and the
// action that takes it back. Undo is that action; after somebody else saved first,
// the unsaved actions are applied again to their map. Nobody's edit is lost silently.

export type MapPatch = Partial<Pick<JourneyMap, 'name' | 'persona' | 'silenceDays' | 'windowDays' | 'returnDays'>>
export type StagePatch = Partial<Omit<Stage, 'id'>>
export type TouchpointPatch = Partial<Omit<Touchpoint, 'id' | 'stage'>>

export type Action =
  | { type: 'map.set'; patch: MapPatch }
  | { type: 'stage.add'; stage: Stage; index: number; touchpoints?: Touchpoint[] }
  | { type: 'stage.remove'; id: string }
  | { type: 'stage.set'; id: string; patch: StagePatch }
  | { type: 'stage.move'; id: string; index: number }
  | { type: 'tp.add'; touchpoint: Touchpoint; index: number }
  | { type: 'tp.remove'; id: string }
  | { type: 'tp.set'; id: string; patch: TouchpointPatch }
  | { type: 'tp.move'; id: string; stage: string; index: number }

export interface Applied {
  map: JourneyMap
  inverse: Action
}

/** A stage's touchpoints in display order. */
export const inStage = (map: JourneyMap, stage: string) => map.touchpoints.filter((t) => t.stage === stage)

const insert = <T>(list: T[], index: number, item: T) => [...list.slice(0, index), item, ...list.slice(index)]

/** Puts a touchpoint at a place among those of its stage; others keep their order. */
function place(all: Touchpoint[], t: Touchpoint, index: number): Touchpoint[] {
  const mates = all.filter((o) => o.stage === t.stage)
  const next = mates[Math.max(0, index)]
  if (next) return insert(all, all.indexOf(next), t)
  const last = mates[mates.length - 1]
  return insert(all, last ? all.indexOf(last) + 1 : all.length, t)
}

/** What the keys of a patch hold now; absent fields become undefined and so are taken out again. */
function held<P extends object>(target: object, patch: P): P {
  const now = target as Record<string, unknown>
  return Object.fromEntries(Object.keys(patch).map((k) => [k, now[k]])) as P
}
function patched<T extends object>(target: T, patch: object): T {
  return Object.fromEntries(Object.entries({ ...target, ...patch }).filter(([, v]) => v !== undefined)) as T
}

/** Applies an action; null when what it is about is no longer on the map. */
export function apply(map: JourneyMap, a: Action): Applied | null {
  switch (a.type) {
    case 'map.set':
      return { map: patched(map, a.patch), inverse: { type: 'map.set', patch: held(map, a.patch) } }
    case 'stage.add': {
      if (map.stages.some((s) => s.id === a.stage.id)) return null
      const stages = insert(map.stages, Math.min(a.index, map.stages.length), a.stage)
      const taken = new Set(map.touchpoints.map((t) => t.id))
      const back = (a.touchpoints ?? []).filter((t) => !taken.has(t.id))
      return {
        map: { ...map, stages, touchpoints: [...map.touchpoints, ...back] },
        inverse: { type: 'stage.remove', id: a.stage.id },
      }
    }
    case 'stage.remove': {
      const index = map.stages.findIndex((s) => s.id === a.id)
      const stage = map.stages[index]
      if (!stage || map.stages.length === 1) return null
      const gone = inStage(map, a.id)
      return {
        map: {
          ...map,
          stages: map.stages.filter((s) => s !== stage),
          touchpoints: map.touchpoints.filter((t) => t.stage !== a.id),
        },
        inverse: { type: 'stage.add', stage, index, touchpoints: gone },
      }
    }
    case 'stage.set': {
      const stage = map.stages.find((s) => s.id === a.id)
      if (!stage) return null
      return {
        map: { ...map, stages: map.stages.map((s) => (s === stage ? patched(s, a.patch) : s)) },
        inverse: { type: 'stage.set', id: a.id, patch: held(stage, a.patch) },
      }
    }
    case 'stage.move': {
      const from = map.stages.findIndex((s) => s.id === a.id)
      const stage = map.stages[from]
      if (!stage) return null
      const rest = map.stages.filter((s) => s !== stage)
      return {
        map: { ...map, stages: insert(rest, Math.max(0, Math.min(a.index, rest.length)), stage) },
        inverse: { type: 'stage.move', id: a.id, index: from },
      }
    }
    case 'tp.add': {
      if (map.touchpoints.some((t) => t.id === a.touchpoint.id) || !map.stages.some((s) => s.id === a.touchpoint.stage))
        return null
      return {
        map: { ...map, touchpoints: place(map.touchpoints, a.touchpoint, a.index) },
        inverse: { type: 'tp.remove', id: a.touchpoint.id },
      }
    }
    case 'tp.remove': {
      const t = map.touchpoints.find((o) => o.id === a.id)
      if (!t) return null
      return {
        map: { ...map, touchpoints: map.touchpoints.filter((o) => o !== t) },
        inverse: { type: 'tp.add', touchpoint: t, index: inStage(map, t.stage).indexOf(t) },
      }
    }
    case 'tp.set': {
      const t = map.touchpoints.find((o) => o.id === a.id)
      if (!t) return null
      return {
        map: { ...map, touchpoints: map.touchpoints.map((o) => (o === t ? patched(o, a.patch) : o)) },
        inverse: { type: 'tp.set', id: a.id, patch: held(t, a.patch) },
      }
    }
    case 'tp.move': {
      const t = map.touchpoints.find((o) => o.id === a.id)
      if (!t || !map.stages.some((s) => s.id === a.stage)) return null
      const rest = map.touchpoints.filter((o) => o !== t)
      return {
        map: { ...map, touchpoints: place(rest, { ...t, stage: a.stage }, a.index) },
        inverse: { type: 'tp.move', id: a.id, stage: t.stage, index: inStage(map, t.stage).indexOf(t) },
      }
    }
  }
}
