// Errors on a page: what failed to run or to load. Few a page, each kind once,
// and nothing in them that could be somebody's.

import type { Extras, Track } from '../extras'
import { clean, place } from './clean'

const most = 5 // of one page

export function watchErrors(extras: Extras, track: Track): void {
  let said: string[] = []
  const tell = (kind: string, message: string, at: string): void => {
    const file = place(at)
    const key = kind + message + file
    // Scripts that the browser's extensions put in are not the page's.
    if (/^\w+-extension:/.test(at) || said.length >= most || said.includes(key)) return
    said.push(key)
    track('Page Error', { kind, message, file: file || undefined })
  }
  const hear = (e: Event | ErrorEvent): void => {
    const target = e.target as HTMLElement & { src?: string; href?: string }
    if (target && target != (window as unknown) && target.tagName) {
      tell('resource', target.tagName.toLowerCase(), target.src || target.href || '')
    } else if ((e as ErrorEvent).filename) {
      tell('script', plain((e as ErrorEvent).message), (e as ErrorEvent).filename)
    }
  }
  extras.errors.forEach(hear)
  addEventListener('error', hear, true)
  addEventListener('unhandledrejection', (e) => {
    const reason = (e as PromiseRejectionEvent).reason
    tell('promise', plain(String((reason && reason.message) || reason)), '')
  })
  addEventListener('chamed', () => (said = []))
  failedBefore(tell)
}

/** What failed to load before this script came, as far as the browser tells. */
function failedBefore(tell: (kind: string, message: string, at: string) => void): void {
  type Timing = PerformanceResourceTiming & { responseStatus?: number }
  for (const r of performance.getEntriesByType('resource') as Timing[]) {
    if ((r.responseStatus || 0) >= 400 && /^(img|script|link|css)$/.test(r.initiatorType)) {
      tell('resource', r.initiatorType, r.name)
    }
  }
}

/** A message that is alike for everybody: without addresses' queries, long
 * numbers, and what stands in quotes and is longer than a name. */
function plain(message: string): string {
  return clean(
    message
      .replace(/https?:\/\/[^\s'"<>]+/g, (url) => place(url))
      .replace(/(["'`])(?:(?!\1).){30,}\1/g, '…')
      .replace(/\d{4,}/g, '#'),
    150,
  )
}
