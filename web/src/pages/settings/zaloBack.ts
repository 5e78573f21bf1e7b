// Connecting Zalo leaves this page: Zalo asks its own questions, and leads back to an address of ours. Both halves meet
// in the storage of the tab.

const [stateKey, arrivalKey] = ['cham.zalo.state', 'cham.zalo.arrival']

/** What Zalo led back with; mine says that it answers what was asked in this tab. */
export interface Arrival {
  code: string
  oaId: string
  mine: boolean
}

/** The query as it came: the router would read an official account's number, which is longer than a number holds. */
let came = typeof location === 'object' && location.pathname === '/settings/channels' ? location.search : ''

/** Where Zalo asks, with a word by which its answer is known again. */
export function askZalo(authUrl: string): string {
  const state = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')
  sessionStorage.setItem(stateKey, state)
  const url = new URL(authUrl)
  url.searchParams.set('state', state)
  return url.href
}

/** Keeps what Zalo led back with until somebody is signed in to use it; the word is good for one answer. */
export function keepArrival() {
  const query = new URLSearchParams(came)
  const of = (name: string) => query.get(name) ?? ''
  came = ''
  if (query.size === 0) return
  const asked = sessionStorage.getItem(stateKey)
  sessionStorage.removeItem(stateKey)
  const arrival: Arrival = { code: of('code'), oaId: of('oa_id'), mine: asked !== null && of('state') === asked }
  sessionStorage.setItem(arrivalKey, JSON.stringify(arrival))
}

export function arrival(): Arrival | undefined {
  const kept = sessionStorage.getItem(arrivalKey)
  return kept === null ? undefined : (JSON.parse(kept) as Arrival)
}

export const dropArrival = () => sessionStorage.removeItem(arrivalKey)
