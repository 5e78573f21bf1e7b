import { useSyncExternalStore } from 'react'

// One stream of server-sent events for the whole page. It reconnects by itself;
// whoever needs to know subscribes to a kind of event.

export interface LiveState {
  /** False while the stream is down: numbers may be older than they look. */
  connected: boolean
  /** Touches in the last minute, null until the first tick. */
  perMinute: number | null
}

type Listener = (data: unknown) => void

let state: LiveState = { connected: false, perMinute: null }
let source: EventSource | null = null
const watchers = new Set<() => void>()
const listeners = new Map<string, Set<Listener>>()

function set(next: Partial<LiveState>) {
  state = { ...state, ...next }
  watchers.forEach((f) => f())
}

function listen(kind: string) {
  source?.addEventListener(kind, (e) => {
    const data: unknown = JSON.parse((e as MessageEvent<string>).data)
    listeners.get(kind)?.forEach((f) => f(data))
  })
}

/** Opens the stream; the shell does so once somebody is signed in. */
export function openLive() {
  if (source) return
  source = new EventSource('/v1/live')
  source.onopen = () => set({ connected: true })
  source.onerror = () => set({ connected: false })
  for (const kind of listeners.keys()) listen(kind)
}

export function closeLive() {
  source?.close()
  source = null
  set({ connected: false, perMinute: null })
}

/** Calls f for every event of a kind until the returned function is called. */
export function onLive<T>(kind: string, f: (data: T) => void): () => void {
  let set = listeners.get(kind)
  if (!set) {
    listeners.set(kind, (set = new Set()))
    listen(kind)
  }
  set.add(f as Listener)
  return () => void set.delete(f as Listener)
}

onLive<{ perMinute: number }>('tick', (t) => set({ perMinute: t.perMinute }))

export const useLive = () => useSyncExternalStore((f) => (watchers.add(f), () => watchers.delete(f)), () => state)
