import type { JourneyMap } from '@/api/types'
import { apply, type Action } from './actions'
import { clashes, type Clash } from './clash'

/** A map being edited. map is what the page shows: base, as stored, with the pending actions on it. */
export interface Editor {
  base: JourneyMap
  map: JourneyMap
  /** Done here and not yet confirmed by the server, oldest first. */
  pending: Action[]
  /** How many of them are on their way; 0 while no save runs. */
  sent: number
  undo: Action[]
  redo: Action[]
  /** Set when the last save failed and will be tried again. */
  failed: unknown
  /** Actions that could no longer be applied after somebody else's save; told to the user once. */
  dropped: number
  /** Cells that somebody else wrote meanwhile, too; told to the user once. */
  clashes: Clash[]
  savedAt: number | null
}

export type Event =
  | { type: 'stored'; map: JourneyMap } // read anew; maybe somebody else saved
  | { type: 'do'; action: Action }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'sending' }
  | { type: 'saved'; map: JourneyMap; at: number }
  | { type: 'failed'; error: unknown }
  | { type: 'conflict'; map: JourneyMap }
  | { type: 'told' }

export const begin = (map: JourneyMap): Editor => ({
  base: map,
  map,
  pending: [],
  sent: 0,
  undo: [],
  redo: [],
  failed: null,
  dropped: 0,
  clashes: [],
  savedAt: null,
})

/** Whether there is something the server does not have yet. */
export const unsaved = (e: Editor) => e.pending.length > 0

/** Puts pending actions onto a newly stored map; those that no longer fit are counted, what both wrote is listed. */
function onto(e: Editor, base: JourneyMap, pending: Action[]) {
  let map = base
  const kept: Action[] = []
  for (const a of pending) {
    const r = apply(map, a)
    if (!r) continue
    map = r.map
    kept.push(a)
  }
  const dropped = e.dropped + pending.length - kept.length
  return { base, map, pending: kept, dropped, clashes: [...e.clashes, ...clashes(e.base, base, kept)] }
}

function run(e: Editor, action: Action, stacks: (inverse: Action) => Partial<Editor>): Editor {
  const r = apply(e.map, action)
  if (!r) return e
  return { ...e, map: r.map, pending: [...e.pending, action], ...stacks(r.inverse) }
}

const depth = 200

export function reduce(e: Editor, ev: Event): Editor {
  switch (ev.type) {
    case 'do':
      return run(e, ev.action, (inverse) => ({ undo: [...e.undo, inverse].slice(-depth), redo: [] }))
    case 'undo': {
      const action = e.undo[e.undo.length - 1]
      if (!action) return e
      const popped = { ...e, undo: e.undo.slice(0, -1) }
      return run(popped, action, (inverse) => ({ redo: [...e.redo, inverse] }))
    }
    case 'redo': {
      const action = e.redo[e.redo.length - 1]
      if (!action) return e
      const popped = { ...e, redo: e.redo.slice(0, -1) }
      return run(popped, action, (inverse) => ({ undo: [...e.undo, inverse] }))
    }
    case 'sending':
      return { ...e, sent: e.pending.length }
    case 'saved': {
      const mine = { ...e, base: ev.map } // what was saved is no news
      return { ...e, ...onto(mine, ev.map, e.pending.slice(e.sent)), sent: 0, failed: null, savedAt: ev.at }
    }
    case 'failed':
      return { ...e, sent: 0, failed: ev.error }
    case 'conflict': {
      return { ...e, ...onto(e, ev.map, e.pending), sent: 0, failed: null }
    }
    case 'stored': {
      if (ev.map.version <= e.base.version || e.sent > 0) return e
      return { ...e, ...onto(e, ev.map, e.pending) }
    }
    case 'told':
      return { ...e, dropped: 0, clashes: [] }
  }
}
