// Files downloaded, and links that lead to other sites: host and path.

import type { Track } from '../extras'
import { place } from './clean'

const file = /\.(pdf|docx?|xlsx?|pptx?|csv|txt|rtf|odt|ods|epub|zip|rar|7z|gz|apk|exe|dmg|mp3|mp4|mov|avi)$/i

export function watchLinks(track: Track): void {
  const click = (e: MouseEvent): void => {
    const link = e.target instanceof Element && e.target.closest('a[href],area[href]')
    if (!link || e.button > 1 || link.closest('[data-cham]')) return
    const to = place((link as HTMLAnchorElement).href)
    const path = to.replace(/^[^/]*/, '')
    if (file.test(path)) track('File Downloaded', { file: to })
    else if (to && to.replace(/\/.*/, '') != location.host) track('Link Clicked', { link: to })
  }
  document.addEventListener('click', click, true)
  document.addEventListener('auxclick', click, true) // the middle button opens a tab
}
