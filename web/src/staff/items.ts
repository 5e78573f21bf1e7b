import { attempt, keepsAgain, seal, unseal } from './base'
import { forgetAll, isOf, type Item, type Me, type Row, type Written } from './store'

// The queue: what waits to be sent, in order, and the day's work. Where the browser refuses to keep an entry, or a change
// of one, it lives as long as the page, as it is; null is an entry that is gone.

type Held = Omit<Row, 'sealed'> & { sealed?: Row['sealed']; written?: Written }
type Change = (row: Held) => Partial<Row> | null

const loose = new Map<number, Held | null>()
let last = 1e12 // above all numbers of the database: they are the youngest

const alter = (row: Held, to: Change) => {
  const next = to(row)
  loose.set(row.n!, next && { ...row, ...next })
}

export async function addItem(me: Me, written: Written): Promise<number> {
  const row = {
    id: written.touch.id,
    user: me.user,
    workspace: me.workspace,
    at: Date.parse(written.touch.at),
    state: 'waiting' as const,
  }
  return attempt(
    async (base) => {
      const n = await base.add('items', { ...row, sealed: await seal('items', written) })
      if (loose.size === 0) keepsAgain()
      return n
    },
    () => {
      loose.set(++last, { ...row, n: last, written })
      return last
    },
  )
}

const stored = () =>
  attempt<Held[]>(
    (base) => base.getAll('items'),
    () => [],
  )

async function all(): Promise<Held[]> {
  const rows = (await stored()).filter((r) => !loose.has(r.n!))
  return [...rows, ...[...loose.values()].filter((r) => r !== null)].sort((a, b) => a.n! - b.n!)
}

/** Everything in the queue, oldest first; what others wrote stays sealed. */
export async function items(me?: Me): Promise<Item[]> {
  return Promise.all(
    (await all()).map(async ({ sealed, written, ...row }) => ({
      ...row,
      n: row.n!,
      written: isOf(row, me) ? (written ?? (sealed && (await unseal<Written>('items', sealed)))) : undefined,
    })),
  )
}

/** Changes rows that are there still; to may be asked twice of one. */
export async function change(ns: number[], to: Change) {
  for (const n of ns) if (loose.get(n)) alter(loose.get(n)!, to)
  const others = ns.filter((n) => !loose.has(n))
  if (others.length === 0) return
  await attempt(
    async (base) => {
      const tx = base.transaction('items', 'readwrite')
      for (const n of others) {
        const row = await tx.store.get(n)
        if (!row) continue
        const next = to(row)
        if (next === null) await tx.store.delete(n)
        else await tx.store.put({ ...row, ...next })
      }
      await tx.done
    },
    async () => {
      for (const row of await stored()) if (others.includes(row.n!)) alter(row, to)
    },
  )
}

const forget = async (which: (row: Held) => boolean) =>
  change(
    (await all()).filter(which).map((r) => r.n!),
    (row) => (which(row) ? null : {}),
  )

const done = (r: Held) => r.state === 'sent' || r.state === 'undone'

/** Takes away what tells of customers, but for what waits to be sent. */
export const forgetDone = () => forget(done)

/** Forgets done work of days before. */
export const tidy = (startOfDay: number) => forget((r) => r.at < startOfDay && done(r))

/** Takes everything away, as at signing out. */
export async function wipe() {
  loose.clear()
  await forgetAll()
}
