import { useEffect, useSyncExternalStore } from 'react'
import { reachable } from './reach'
import type { DemoProgress, ImportInfo, LiveMap, LiveTick, LiveTouch } from './types'

// One stream of server-sent events for the whole page. It reconnects by itself;
// whoever needs to know subscribes to a kind of event.

interface Kinds {
  tick: LiveTick
  touch: LiveTouch
  import: ImportInfo
  demo: DemoProgress
  map: LiveMap
}

export interface LiveState {
  /** False while the stream is down: numbers may be older than they look. */
  connected: boolean
  /** The last tick, null until the first. */
  tick: LiveTick | null
}

const kinds: (keyof Kinds)[] = ['tick', 'touch', 'import', 'demo', 'map']
const listeners: { [K in keyof Kinds]: Set<(data: Kinds[K]) => void> } = {
  tick: new Set(),
  touch: new Set(),
  import: new Set(),
  demo: new Set(),
  map: new Set(),
}
const watchers = new Set<() => void>()
let state: LiveState = { connected: false, tick: null }
let source: EventSource | null = null
let retry: ReturnType<typeof setTimeout> | undefined

function set(next: Partial<LiveState>) {
  state = { ...state, ...next }
  watchers.forEach((f) => f())
}

function hear<K extends keyof Kinds>(kind: K, e: Event) {
  const data = JSON.parse((e as MessageEvent<string>).data) as Kinds[K]
  if (kind === 'tick') set({ tick: data as LiveTick, connected: true })
  listeners[kind].forEach((f) => f(data))
}

/** Opens the stream, telling the live customers of one map's touchpoints when given; replaces an open one. */
export function openLive(map?: string) {
  source?.close()
  clearTimeout(retry)
  const s = (source = new EventSource('/v1/live' + (map ? `?map=${encodeURIComponent(map)}` : '')))
  s.onopen = () => set({ connected: true })
  s.onerror = () => {
    set({ connected: false })
    const back = reachable()
    // The browser reconnects by itself unless the server answered with an error.
    if (s.readyState === EventSource.CLOSED && s === source)
      retry = setTimeout(() => void back.then(() => s === source && openLive(map)), 1000)
  }
  for (const kind of kinds) s.addEventListener(kind, (e) => hear(kind, e))
}

export function closeLive() {
  clearTimeout(retry)
  source?.close()
  source = null
  set({ connected: false, tick: null })
}

/** Calls f for every event of a kind while the component is there; f must be stable. */
export function useLiveEvent<K extends keyof Kinds>(kind: K, f: (data: Kinds[K]) => void) {
  useEffect(() => {
    const set: Set<(data: Kinds[K]) => void> = listeners[kind]
    set.add(f)
    return () => void set.delete(f)
  }, [kind, f])
}

const subscribe = (f: () => void) => {
  watchers.add(f)
  return () => void watchers.delete(f)
}
export const useLive = () => useSyncExternalStore(subscribe, () => state)
