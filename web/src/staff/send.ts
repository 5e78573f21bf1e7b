import type { components } from '../api/schema'
import { change, items } from './items'
import { ask, Away, Refused } from './server'
import { isOf, type Item, type Me } from './store'

// Sending what waits: in order, some at a time, by one tab of the browser. The ids were made on the phone, so a sending
// whose answer was lost is sent again, and the server counts it once.

type Result = components['schemas']['StaffResult']

const most = 50

/** How a sending ended: all is sent; no line; nobody, or somebody else, is signed in; the server refuses this page. */
export type Ended = { how: 'done' | 'away' | 'signedOut' | 'other' } | { how: 'refused'; why: string }

/** Sends what me wrote. Nothing of anybody else is sent, nor to another business. */
export async function send(me: Me, changed: () => Promise<void>): Promise<Ended> {
  return navigator.locks.request('cham-staff-send', async () => {
    try {
      const stuck = await sendAll(me, changed)
      return { how: stuck ? 'away' : 'done' }
    } catch (e) {
      await changed()
      if (e instanceof Away) return { how: 'away' }
      if (!(e instanceof Refused)) throw e
      if (e.status === 401) return { how: 'signedOut' }
      if (e.status === 409) return { how: 'other' }
      return { how: 'refused', why: e.message }
    }
  })
}

/** Sends until nothing waits but what is stuck: entries that the server cannot answer now hold up no other. */
async function sendAll(me: Me, changed: () => Promise<void>): Promise<boolean> {
  const stuck = new Set<number>()
  for (;;) {
    const mine = (await items(me)).filter((i) => isOf(i, me) && !stuck.has(i.n))
    const waiting = mine.filter((i) => i.state === 'waiting' && i.written).slice(0, most)
    const undo = mine.find((i) => i.state === 'undo')
    if (waiting.length > 0) await sendTouches(me, waiting, stuck)
    else if (undo) await sendUndo(me, undo, stuck)
    else return stuck.size > 0
    await changed()
  }
}

/** Whether the server refuses what is said, not who says it. */
const refusesIt = (e: unknown): e is Refused => e instanceof Refused && [400, 413, 422].includes(e.status)
/** Whether the server stumbles over it. */
const stumbles = (e: unknown) => e instanceof Away && e.status === 500

const whyNot = (e: Refused) => (e.status === 413 ? 'too_long' : 'entry')

async function sendTouches(me: Me, waiting: Item[], stuck: Set<number>) {
  const sending = await begin(waiting)
  if (sending.length === 0) return
  try {
    await deliver(me, sending)
  } catch (e) {
    if (!refusesIt(e) && !stumbles(e)) throw e
    for (const one of sending) await sendOne(me, one, stuck) // one of them is at fault: the others go
  }
}

async function sendOne(me: Me, item: Item, stuck: Set<number>) {
  try {
    await deliver(me, [item])
  } catch (e) {
    if (stumbles(e)) stuck.add(item.n)
    else if (refusesIt(e))
      await change([item.n], (row) => (row.state === 'waiting' ? { state: 'refused', reason: whyNot(e) } : {}))
    else throw e
  }
}

/** Those that nobody took back in this moment, marked before they leave: the answer may not come. */
async function begin(waiting: Item[]): Promise<Item[]> {
  const ns = new Set<number>()
  await change(
    waiting.map((i) => i.n),
    (row) => {
      if (row.state !== 'waiting') return {}
      ns.add(row.n!)
      return { tried: true }
    },
  )
  return waiting.filter((i) => ns.has(i.n))
}

async function deliver(me: Me, sending: Item[]) {
  const results = await ask<Result[]>('POST', '/v1/staff/touches', {
    user: me.user,
    workspace: me.workspace,
    sentAt: new Date().toISOString(),
    touches: sending.map((i) => i.written!.touch),
  })
  const of = new Map(results.map((r) => [r.id, r]))
  await change(
    sending.map((i) => i.n),
    (row) => {
      const r = of.get(row.id)
      if (!r || row.state !== 'waiting') return {} // it is being taken back meanwhile
      if (r.state === 'refused') return { state: 'refused', reason: r.reason }
      return { state: r.state === 'undone' ? 'undone' : 'sent' }
    },
  )
}

async function sendUndo(me: Me, item: Item, stuck: Set<number>) {
  try {
    await ask('POST', `/v1/staff/touches/${item.id}/undo`, {
      user: me.user,
      workspace: me.workspace,
      why: item.why ?? 'other',
    })
    await change([item.n], () => ({ state: 'undone' }))
  } catch (e) {
    if (e instanceof Away && e.status)
      stuck.add(item.n) // it is on its way still
    else if (refusesIt(e) || (e instanceof Refused && e.status === 403))
      await change([item.n], () => ({ state: 'sent', reason: e.message })) // it stands, and says why
    else throw e
  }
}
