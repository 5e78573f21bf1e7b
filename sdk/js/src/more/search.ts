// Site search: what was searched for, by the parameters that the owner names,
// and whether the page says that it found nothing.

import type { Extras, Track } from '../extras'
import { clean } from './clean'

const nothing =
  /không (tìm thấy|có kết quả|có sản phẩm( nào)? (phù hợp|được tìm thấy))|chưa có kết quả|(^|\D)0 kết quả|no (results|products|matches|items)( were)?( found)?\b|nothing (was |matched|found)|did not match|(^|\D)0 results/i

/** The term in an address, "" when it has none or one that could name somebody. */
export function term(address: string, names: string[]): string {
  try {
    const params = new URL(address).searchParams
    return clean(names.map((name) => params.get(name)).find(Boolean) || '')
  } catch {
    return ''
  }
}

let last = ''

export function viewSearch(extras: Extras, track: Track): void {
  const query = term(location.href, extras.search)
  // A further page of the same answer is no further search.
  if (!query || query == last || query == term(document.referrer, extras.search)) return
  last = query
  track('Products Searched', Object.assign({ query }, found()))
}

/** {results} as the page states it in data-cham-results, or 0 when it says so. */
function found(): object {
  const marked = document.querySelector('[data-cham-results]')
  if (marked) return { results: parseInt(marked.getAttribute('data-cham-results') || '', 10) || 0 }
  const body = (document.querySelector('main,#main,[role=main]') || document.body) as HTMLElement
  return nothing.test(body.innerText.slice(0, 2e4)) ? { results: 0 } : {}
}
