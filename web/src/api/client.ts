import createClient from 'openapi-fetch'
import { isUnreached, reachable } from './reach'
import type { paths } from './schema'
import type { JourneyMap, Problem } from './types'

/** What the server says went wrong, in the reader's words; status 0 when it could not be reached. */
export class ApiError extends Error {
  override name = 'ApiError'
  constructor(
    readonly status: number,
    /** The sentence for the user, from locale/. */
    readonly detail: string,
    readonly problem: Partial<Problem> = {},
  ) {
    super(detail || `HTTP ${status}`)
  }
  /** On a conflict over a map: the map as it is stored now. */
  get currentMap() {
    return this.problem.current as JourneyMap | undefined
  }
}

/** The typed client: paths and bodies come from the server's own OpenAPI. Wrap calls in call(). */
export const api = createClient<paths>({
  baseUrl: '',
  credentials: 'same-origin',
  headers: { 'X-Cham-Request': 'web' }, // a header of our own: other sites cannot send it, so they cannot act for the user
})
api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', document.documentElement.lang || 'vi')
    return request
  },
})

/** The data of an API call; throws ApiError, and notifies the shell when nobody is signed in any more. */
export async function call<T>(request: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let r: { data?: T; error?: unknown; response: Response }
  try {
    r = await request
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e
    void reachable()
    throw new ApiError(0, '')
  }
  if (r.response.ok) return r.data as T
  const p = (typeof r.error === 'object' && r.error ? r.error : {}) as Partial<Problem>
  if (r.response.status === 401) window.dispatchEvent(new Event('cham:signed-out'))
  if (isUnreached(r.response.status)) void reachable()
  throw new ApiError(r.response.status, p.detail || p.title || '', p)
}
