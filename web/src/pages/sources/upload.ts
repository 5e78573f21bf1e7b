import { useSyncExternalStore } from 'react'
import { ApiError } from '@/api/client'
import type { ImportInfo, Problem } from '@/api/types'

// A file on its way to the server. It lives outside the pages, so that they can
// be left and come back to; XMLHttpRequest, because fetch reports no upload progress.

export interface Upload {
  name: string
  loaded: number
  total: number
  error?: unknown
  done?: ImportInfo
}

let upload: Upload | null = null
let sending: AbortController | null = null
const watchers = new Set<() => void>()

function set(next: Upload | null) {
  upload = next
  watchers.forEach((f) => f())
}

const warn = (e: BeforeUnloadEvent) => e.preventDefault()

/** Sends the file; any earlier upload is given up. */
export function startUpload(file: File, source: string) {
  sending?.abort()
  const mine = (sending = new AbortController())
  const finish = (end: Partial<Upload>) => {
    if (sending !== mine) return
    window.removeEventListener('beforeunload', warn)
    sending = null
    set({ name: file.name, loaded: file.size, total: file.size, ...end })
  }
  set({ name: file.name, loaded: 0, total: file.size })
  window.addEventListener('beforeunload', warn)
  sendFile(file, source, {
    signal: mine.signal,
    progress: (loaded, total) => sending === mine && set({ name: file.name, loaded, total: total || file.size }),
  }).then(
    (done) => finish({ done }),
    (error: unknown) => finish({ error }),
  )
}

interface Sending {
  signal?: AbortSignal
  progress?: (loaded: number, total: number) => void
}

/** Sends a file for an import. As call() does, it throws ApiError and tells the shell when nobody is signed in any more. */
export function sendFile(file: File, source: string, { signal, progress }: Sending = {}): Promise<ImportInfo> {
  const r = new XMLHttpRequest()
  r.open('POST', `/v1/imports?source=${encodeURIComponent(source)}`)
  r.setRequestHeader('X-Cham-Request', 'web')
  r.setRequestHeader('Accept-Language', document.documentElement.lang || 'vi')
  r.upload.onprogress = (e) => progress?.(e.loaded, e.total)
  signal?.addEventListener('abort', () => r.abort())
  const answer = new Promise<ImportInfo>((resolve, reject) => {
    r.onload = () => {
      const said = parse(r.responseText)
      if (r.status >= 200 && r.status < 300 && said) resolve(said as ImportInfo)
      else reject(refused(r.status, said))
    }
    r.onerror = r.onabort = () => reject(new ApiError(0, ''))
  })
  const body = new FormData()
  body.append('file', file, file.name)
  r.send(body)
  return answer
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function refused(status: number, answer: unknown) {
  if (status === 401) window.dispatchEvent(new Event('cham:signed-out'))
  const problem = (answer ?? {}) as Partial<Problem>
  return new ApiError(status, problem.detail ?? problem.title ?? '', problem)
}

/** Stops the upload and forgets it. */
export function clearUpload() {
  sending?.abort()
  sending = null
  window.removeEventListener('beforeunload', warn)
  set(null)
}

const subscribe = (f: () => void) => {
  watchers.add(f)
  return () => void watchers.delete(f)
}
export const useUpload = () => useSyncExternalStore(subscribe, () => upload)
