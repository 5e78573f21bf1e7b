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
let request: XMLHttpRequest | null = null
const watchers = new Set<() => void>()

function set(next: Upload | null) {
  upload = next
  watchers.forEach((f) => f())
}

const warn = (e: BeforeUnloadEvent) => e.preventDefault()

/** Sends the file; any earlier upload is given up. */
export function startUpload(file: File, source: string) {
  request?.abort()
  const r = (request = new XMLHttpRequest())
  const mine = () => r === request
  r.open('POST', `/v1/imports?source=${encodeURIComponent(source)}`)
  r.setRequestHeader('X-Cham-Request', 'web')
  r.setRequestHeader('Accept-Language', document.documentElement.lang || 'vi')
  r.upload.onprogress = (e) => mine() && set({ name: file.name, loaded: e.loaded, total: e.total || file.size })
  r.onload = () => mine() && finish(file, r.status, parse(r.responseText))
  r.onerror = () => mine() && finish(file, 0, null)
  const body = new FormData()
  body.append('file', file, file.name)
  set({ name: file.name, loaded: 0, total: file.size })
  window.addEventListener('beforeunload', warn)
  r.send(body)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function finish(file: File, status: number, answer: unknown) {
  window.removeEventListener('beforeunload', warn)
  request = null
  const at = { name: file.name, loaded: file.size, total: file.size }
  if (status >= 200 && status < 300 && answer) return set({ ...at, done: answer as ImportInfo })
  if (status === 401) window.dispatchEvent(new Event('cham:signed-out'))
  const problem = (answer ?? {}) as Partial<Problem>
  set({ ...at, error: new ApiError(status, problem.detail ?? problem.title ?? '', problem) })
}

/** Stops the upload and forgets it. */
export function clearUpload() {
  request?.abort()
  request = null
  window.removeEventListener('beforeunload', warn)
  set(null)
}

const subscribe = (f: () => void) => {
  watchers.add(f)
  return () => void watchers.delete(f)
}
export const useUpload = () => useSyncExternalStore(subscribe, () => upload)
