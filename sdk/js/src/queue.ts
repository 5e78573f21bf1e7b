// The queue of calls on their way. Each call lies in the browser's storage
// under its message id until the server has answered for it, so it survives a
// reload, and several open pages do not disturb each other. A call that is
// sent twice counts once, because its message id stays the same.

import { keys, read, remove, write } from './store'

const maxCalls = 300 // the oldest go first
const maxCall = 32e3 // bytes, a limit of the API
const maxBatch = 6e4 // bytes; browsers let 64 KB leave with a closing page
const patience = 500 // ms, to send calls together

let last = 0

/** A new message id; ids sort by age. */
export function newID(): string {
  last = Math.max(last + 1, Date.now() * 1e3)
  return last.toString(36) + '-' + Math.random().toString(36).slice(2, 12)
}

const bytes = (text: string): number => new Blob([text]).size

export class Queue {
  private calls: { [id: string]: string } = {}
  private timer = 0
  private sending = false
  private failures = 0
  private left = ''
  /** Whether calls may be stored and sent; else they wait in memory. */
  private open = false

  /** wrap makes the body of a request from the calls, joined by commas. */
  constructor(
    private url: string,
    private wrap: (calls: string) => string,
  ) {
    addEventListener('online', () => {
      this.failures = 0
      this.flush()
    })
    addEventListener('pagehide', () => this.leave())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState == 'hidden') this.leave()
    })
  }

  add(id: string, call: object): void {
    const text = JSON.stringify(call)
    if (bytes(text) > maxCall) return
    this.calls[id] = text
    const ids = Object.keys(this.calls)
    if (ids.length > maxCalls) this.forget([ids[0]])
    if (this.open) {
      write('q' + id, text)
      this.later(patience)
    }
  }

  /** Lets calls go: those of this page, and those an earlier one left behind. */
  start(): void {
    if (this.open) return
    this.open = true
    const fresh = this.calls
    this.calls = {}
    for (const key of keys('q')) this.calls[key.slice(1)] = read(key) as string
    for (const id in fresh) {
      this.calls[id] = fresh[id]
      write('q' + id, fresh[id])
    }
    this.later(patience)
  }

  /** Drops everything, sends nothing more. */
  stop(): void {
    this.open = false
    this.forget(Object.keys(this.calls))
    keys('q').forEach(remove)
  }

  private forget(ids: string[]): void {
    for (const id of ids) {
      delete this.calls[id]
      remove('q' + id)
    }
  }

  private later(ms: number): void {
    if (!this.timer) {
      this.timer = setTimeout(() => {
        this.timer = 0
        this.flush()
      }, ms) as unknown as number
    }
  }

  /** The oldest calls that fit into one request. */
  private batch(): string[] {
    let size = 200 // what wrap adds
    return Object.keys(this.calls).filter((id) => (size += bytes(this.calls[id]) + 1) < maxBatch)
  }

  private body(ids: string[]): string {
    return this.wrap(ids.map((id) => this.calls[id]).join())
  }

  private flush(): void {
    const ids = this.batch()
    // Without a network we wait for the "online" event.
    if (!this.open || this.sending || !ids.length || navigator.onLine === false) return
    this.sending = true
    // A plain text body needs no preflight.
    fetch(this.url, { method: 'POST', body: this.body(ids), credentials: 'omit' })
      .then((answer) => answer.status)
      .catch(() => 0)
      .then((status) => {
        this.sending = false
        // 400 and 413 will never be otherwise; all else may be, later.
        if ((status >= 200 && status < 300) || status == 400 || status == 413) {
          this.failures = 0
          this.forget(ids)
          if (Object.keys(this.calls).length) this.later(0)
        } else {
          this.later(Math.min(2 ** ++this.failures, 300) * (500 + Math.random() * 500))
        }
      })
  }

  /** Sends what is unanswered while the page goes away. Nobody hears the answer,
   * so the calls stay stored; the next page repeats them, which counts once. */
  private leave(): void {
    const ids = this.batch()
    // Closing a page hides it first: once is enough.
    if (!this.open || !ids.length || this.left == ids.join()) return
    this.left = ids.join()
    const body = this.body(ids)
    if (!navigator.sendBeacon || !navigator.sendBeacon(this.url, body)) {
      fetch(this.url, { method: 'POST', body, keepalive: true, credentials: 'omit' }).catch(() => 0)
    }
  }
}
