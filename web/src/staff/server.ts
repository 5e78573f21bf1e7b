import type { components } from '../api/schema'
import { language } from './words'
import type { Me, Page } from './store'

// Calls to the server. The main app's client is not used: this page stays small.

type Schemas = components['schemas']

/** The server could not be reached, or cannot answer now (status): what waits goes on waiting. */
export class Away extends Error {
  constructor(readonly status?: number) {
    super()
  }
}

/** The server said no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  let answer: Response
  const stop = new AbortController() // AbortSignal.timeout is younger than some phones
  const timer = setTimeout(() => stop.abort(), 20_000)
  try {
    answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      signal: stop.signal,
      headers: {
        'X-Cham-Request': 'web',
        'Accept-Language': language(),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  } catch {
    throw new Away()
  } finally {
    clearTimeout(timer)
  }
  if (answer.status === 429 || answer.status >= 500) throw new Away(answer.status)
  const said = answer.status === 204 ? undefined : await answer.json().catch(() => undefined)
  if (answer.ok) return said as T
  throw new Refused(answer.status, (said as { detail?: string } | undefined)?.detail ?? '')
}

/** Who is signed in, undefined for nobody. */
export async function whoami(): Promise<Me | undefined> {
  const s = await ask<Schemas['SessionInfo']>('GET', '/v1/session')
  if (!s.user || !s.workspace) return undefined
  return {
    user: s.user.id,
    name: s.user.name,
    workspace: s.workspace.id,
    business: s.workspace.name,
    zone: s.workspace.timeZone,
    may: s.user.may.includes('touch') && !s.user.mustSecondStep,
    sight: s.user.sight,
  }
}

export const loadPage = () => ask<Page>('GET', '/v1/staff')
export const loadPeople = (branch: string) =>
  ask<Schemas['StaffCustomers']>('GET', '/v1/staff/customers' + (branch ? '?branch=' + encodeURIComponent(branch) : ''))
export const loadTasks = () => ask<Schemas['TaskPage']>('GET', '/v1/tasks?view=mine&limit=100')
export const takeCalls = (count: number) => ask<Schemas['TaskLine'][]>('POST', '/v1/tasks/take', { count })
export const releaseTask = (id: string) =>
  ask<Schemas['TaskLine']>('POST', `/v1/tasks/${encodeURIComponent(id)}/release`)
export const search = (q: string) =>
  ask<Schemas['CustomerPage']>('GET', '/v1/customers?limit=10&q=' + encodeURIComponent(q))
export const timeline = (id: number) => ask<Schemas['TimelinePage']>('GET', `/v1/customers/${id}/timeline?limit=6`)
export const profile = (id: number) => ask<Schemas['CustomerProfile']>('GET', `/v1/customers/${id}`)
export const endSession = () => ask<void>('DELETE', '/v1/session')
