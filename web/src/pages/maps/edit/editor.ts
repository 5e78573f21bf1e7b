import type { JourneyMap } from '@/api/types'
import { apply, type Action } from './actions'

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
  savedAt: null,
})

/** Whether there is something the server does not have yet. */
export const unsaved = (e: Editor) => e.pending.length > 0

/** Puts pending actions onto a newly stored map; those that no longer fit are counted. */
function onto(base: JourneyMap, pending: Action[]) {
  let map = base
  const kept: Action[] = []
  for (const a of pending) {
    const r = apply(map, a)
    if (!r) continue
    map = r.map
    kept.push(a)
  }
  return { base, map, pending: kept, dropped: pending.length - kept.length }
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
      const { dropped, ...rest } = onto(ev.map, e.pending.slice(e.sent))
      return { ...e, ...rest, sent: 0, failed: null, dropped: e.dropped + dropped, savedAt: ev.at }
    }
    case 'failed':
      return { ...e, sent: 0, failed: ev.error }
    case 'conflict': {
      const { dropped, ...rest } = onto(ev.map, e.pending)
      return { ...e, ...rest, sent: 0, failed: null, dropped: e.dropped + dropped }
    }
    case 'stored': {
      if (ev.map.version <= e.base.version || e.sent > 0) return e
      const { dropped, ...rest } = onto(ev.map, e.pending)
      return { ...e, ...rest, dropped: e.dropped + dropped }
    }
    case 'told':
      return { ...e, dropped: 0 }
  }
}
