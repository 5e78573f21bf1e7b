import { useSyncExternalStore } from 'react'

// Whether the server can be reached. A call or the stream that fails for want of it
// asks whether it is gone; from then on it is asked for until it is back.

const every = 1500 // ms between two tries
const watchers = new Set<() => void>()
let gone = false
let trying: Promise<void> | undefined

function say(now: boolean) {
  gone = now
  watchers.forEach((f) => f())
}

const answers = () =>
  fetch('/readyz', { cache: 'no-store' }).then(
    (r) => r.ok,
    () => false,
  )

async function tryUntilBack() {
  while (!(await answers())) {
    if (!gone) say(true)
    await new Promise((done) => setTimeout(done, every))
  }
  trying = undefined
  if (gone) say(false)
}

/** Settles when the server answers: at once, or after it has come back. */
export const reachable = () => (trying ??= tryUntilBack())

/** Whether an answer's status says that the server itself was not reached. */
export const isUnreached = (status: number) => status === 0 || (status >= 502 && status <= 504)

const subscribe = (f: () => void) => {
  watchers.add(f)
  return () => void watchers.delete(f)
}

/** True while the server is gone. */
export const useGone = () => useSyncExternalStore(subscribe, () => gone)
