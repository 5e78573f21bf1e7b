// Time on page: how long somebody looked, in seconds. It counts while the page
// is visible and something moved in the last 30 seconds: reading moves a page.

import type { Extras, Track } from '../extras'

const idle = 30e3 // ms
const most = 20 // touches of one page: who comes back to a tab looks again

export function watchTime(extras: Extras, track: Track): void {
  let page = extras.here()
  let looked = 0 // ms
  let last = performance.now()
  let sent = 0
  let visible = document.visibilityState == 'visible'

  const count = (): void => {
    const now = performance.now()
    if (visible) looked += Math.min(now - last, idle)
    last = now
  }
  const leave = (): void => {
    count()
    if (looked < 1e3 || sent >= most) return
    sent++
    track('Page Left', { duration: Math.round(looked / 1e3) }, { page })
    looked = 0
  }
  const begin = (): void => {
    page = extras.here()
    looked = sent = 0
    last = performance.now()
    visible = document.visibilityState == 'visible'
  }

  for (const name of ['scroll', 'pointerdown', 'pointermove', 'keydown', 'touchmove', 'wheel']) {
    addEventListener(name, count, { passive: true, capture: true })
  }
  // Capturing, on the window: before cham.js sends what is left of the page.
  const see = (): void => {
    if (document.visibilityState == 'hidden') leave()
    else last = performance.now()
    visible = document.visibilityState == 'visible'
  }
  addEventListener('visibilitychange', see, true)
  addEventListener('pagehide', leave, true)
  addEventListener('pageshow', (e) => e.persisted && begin())
  // An address that changes without loading is the next page.
  addEventListener('cham', leave)
  addEventListener('chamed', begin)
}
