import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Row, Sealed } from './store'

// The phone's own database, and the keys with which what it holds is sealed: this browser has them and never shows them
// (AES-GCM, not extractable). docs/decisions/0020-staff-page.md says why so.

interface Shapes extends DBSchema {
  keys: { key: string; value: CryptoKey }
  facts: { key: string; value: unknown }
  people: { key: string; value: { user: string; workspace: string; branch: string; at: number; sealed: Sealed } }
  items: { key: number; value: Row }
}
export type Base = IDBPDatabase<Shapes>

let opened: Promise<Base> | undefined
const db = () =>
  (opened ??= openDB<Shapes>('cham-staff', 1, {
    upgrade(base) {
      base.createObjectStore('keys')
      base.createObjectStore('facts')
      base.createObjectStore('people')
      base.createObjectStore('items', { keyPath: 'n', autoIncrement: true })
    },
    terminated: () => (opened = undefined),
  }))

/** Whether the browser can seal things and work without a line: only over HTTPS, or on this machine. */
export const able = () =>
  isSecureContext && !!globalThis.crypto?.subtle && 'indexedDB' in globalThis && 'locks' in navigator

let refused = false

/** Whether the browser keeps what it is given: not in some private windows, nor when there is no room. */
export const keeps = () => !refused
export const keepsAgain = () => void (refused = false)

/** Does something with the database; the other thing where the browser refuses. */
export async function attempt<T>(work: (base: Base) => Promise<T>, otherwise: () => T | Promise<T>): Promise<T> {
  try {
    return await work(await db())
  } catch {
    refused = true
    return otherwise()
  }
}

/** "list" seals the list of customers, "items" the queue. */
export type KeyName = 'list' | 'items'

async function key(name: KeyName) {
  const base = await db()
  const found = await base.get('keys', name)
  if (found) return found
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const tx = base.transaction('keys', 'readwrite')
  const first = (await tx.store.get(name)) ?? made // another tab may have been first
  await tx.store.put(first, name)
  await tx.done
  return first
}

export async function seal(name: KeyName, what: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const data = new TextEncoder().encode(JSON.stringify(what))
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key(name), data) }
}

export async function unseal<T>(name: KeyName, s: Sealed): Promise<T | undefined> {
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: s.iv }, await key(name), s.data)
    return JSON.parse(new TextDecoder().decode(plain)) as T
  } catch {
    return undefined // its key is gone: so is what it said
  }
}
