import type { components } from '../api/schema'
import { attempt, seal, unseal } from './base'

// What the phone keeps beside the queue (items.ts): who is signed in, and the branch's customers. What the browser
// refuses to keep lives as long as the page.

type Schemas = components['schemas']
export type Tile = Schemas['StaffTile']
export type Page = Schemas['StaffPage']
export type Touch = Schemas['StaffTouch']
export type Customer = Schemas['StaffCustomer']
/** A call of the list, or an errand, that this person has in hand. */
export type Task = Schemas['TaskLine']
export type Why = Schemas['StaffUndo']['why']

/** Who is signed in on this phone, as of the last time the server said so. */
export interface Me {
  user: string
  name: string
  workspace: string
  business: string
  zone: string
  may: boolean
  sight: 'full' | 'masked' | 'hidden'
}

/** waiting and undo are to be sent, in their order; the others are the day's work, done. */
export type State = 'waiting' | 'sent' | 'refused' | 'undo' | 'undone'

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>
  data: ArrayBuffer
}

/** An entry of the queue, as it is kept. */
export interface Row {
  n?: number
  id: string
  user: string
  workspace: string
  at: number
  state: State
  /** A sending of it was begun: the server may have it, whatever the phone heard. */
  tried?: boolean
  why?: Why
  reason?: string
  sealed: Sealed
}

/** What was written down, as it is shown and sent. */
export interface Written {
  touch: Touch
  label: string
  who: string
}

export type Item = Omit<Row, 'n' | 'sealed'> & { n: number; written?: Written }

export const isOf = (row: { user: string; workspace: string }, me?: Me) =>
  row.user === me?.user && row.workspace === me?.workspace

// Facts: who is signed in, what may be written, which branch this phone is at.

const loose = new Map<string, unknown>()

export const fact = async <T>(name: string) =>
  (loose.has(name)
    ? loose.get(name)
    : await attempt(
        (base) => base.get('facts', name),
        () => undefined,
      )) as T | undefined

export const setFact = (name: string, value: unknown) =>
  attempt(
    async (base) => {
      await base.put('facts', value, name)
      loose.delete(name)
    },
    () => void loose.set(name, value),
  )

// The list of customers.

/** How long a list may be found in, and when a newer one is asked for. */
export const listAge = { most: 7 * 86_400_000, fresh: 6 * 3_600_000 }

export interface People {
  customers: Customer[]
  branch: string
  at: number
}

const nothing = () => undefined

/** The customers kept for who is signed in; none when they are another's, or too old. */
export async function people(me: Me, now: number): Promise<People | undefined> {
  const kept = await attempt((base) => base.get('people', 'list'), nothing)
  if (!kept) return undefined
  if (isOf(kept, me) && now - kept.at < listAge.most && now >= kept.at - 3_600_000) {
    const customers = await unseal<Customer[]>('list', kept.sealed)
    if (customers) return { customers, branch: kept.branch, at: kept.at }
  }
  await forgetPeople()
  return undefined
}

export const keepPeople = (me: Me, branch: string, customers: Customer[], now: number) =>
  attempt(async (base) => {
    const sealed = await seal('list', customers)
    await base.put('people', { user: me.user, workspace: me.workspace, branch, at: now, sealed }, 'list')
  }, nothing)

// What this person has in hand, sealed and forgotten with the list of customers.

export async function keptTasks(me: Me): Promise<Task[] | undefined> {
  const kept = await attempt((base) => base.get('people', 'tasks'), nothing)
  return kept && isOf(kept, me) ? unseal<Task[]>('list', kept.sealed) : undefined
}

export const keepTasks = (me: Me, tasks: Task[], now: number) =>
  attempt(async (base) => {
    const sealed = await seal('list', tasks)
    await base.put('people', { user: me.user, workspace: me.workspace, branch: '', at: now, sealed }, 'tasks')
  }, nothing)

/** Takes the list and its key away. */
export const forgetPeople = () =>
  attempt(async (base) => {
    const tx = base.transaction(['people', 'keys'], 'readwrite')
    await Promise.all([tx.objectStore('people').clear(), tx.objectStore('keys').delete('list'), tx.done])
  }, nothing)

/** Takes everything away but the queue's own memory, as at signing out. */
export async function forgetAll() {
  loose.clear()
  await attempt(async (base) => {
    const tx = base.transaction(['people', 'keys', 'facts', 'items'], 'readwrite')
    const all = (['people', 'keys', 'facts', 'items'] as const).map((s) => tx.objectStore(s).clear())
    await Promise.all([...all, tx.done])
  }, nothing)
}
