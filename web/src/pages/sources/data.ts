import { queryOptions, skipToken } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ImportInfo, SourceInfo } from '@/api/types'
import type { IconName } from '@/parts/Icon'
import type { Tone } from '@/parts/parts'

// How pages ask about sources and imports, and how their states look.

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => call(api.GET('/v1/sources', { signal })),
})

/** The touchpoints of a map that can be written down by hand. */
export const tilesQuery = (id: string) =>
  queryOptions({
    queryKey: ['map', id, 'tiles'],
    queryFn: ({ signal }) => call(api.GET('/v1/maps/{id}/tiles', { signal, params: { path: { id } } })),
  })

export type Show = 'all' | 'accepted' | 'refused'

export const debuggerQuery = (id: string, show: Show) =>
  queryOptions({
    queryKey: ['source', id, 'debugger', show],
    queryFn: ({ signal }) =>
      call(
        api.GET('/v1/sources/{id}/debugger', {
          signal,
          params: { path: { id }, query: show === 'all' ? {} : { show, limit: 1000 } },
        }),
      ),
    staleTime: 0,
  })

export const snippetQuery = (id: string) =>
  queryOptions({
    queryKey: ['source', id, 'snippet'],
    queryFn: ({ signal }) => call(api.GET('/v1/sources/{id}/snippet', { signal, params: { path: { id } } })),
    staleTime: Infinity,
  })

export const pluginsQuery = (id: string) =>
  queryOptions({
    queryKey: ['source', id, 'snippet', 'plugins'], // a new key changes both
    queryFn: ({ signal }) => call(api.GET('/v1/sources/{id}/plugins', { signal, params: { path: { id } } })),
    staleTime: Infinity,
  })

export const websiteQuery = (id: string) =>
  queryOptions({
    queryKey: ['source', id, 'website'],
    queryFn: ({ signal }) => call(api.GET('/v1/sources/{id}/website', { signal, params: { path: { id } } })),
  })

/** The key of a source that was made, or given a new key, a moment ago: a server's is not shown again. */
export const keyQuery = (id: string) =>
  queryOptions<string>({ queryKey: ['source', id, 'key'], queryFn: skipToken, staleTime: Infinity })

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['source', id, 'webhook'],
    queryFn: ({ signal }) => call(api.GET('/v1/sources/{id}/webhook', { signal, params: { path: { id } } })),
  })

export const callsQuery = (id: string) =>
  queryOptions({
    queryKey: ['source', id, 'calls'],
    queryFn: ({ signal }) => call(api.GET('/v1/sources/{id}/calls', { signal, params: { path: { id } } })),
  })

export const presetsQuery = queryOptions({
  queryKey: ['webhook-presets'],
  queryFn: ({ signal }) => call(api.GET('/v1/webhook-presets', { signal })),
  staleTime: Infinity,
})

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => call(api.GET('/v1/imports', { signal })),
})

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => call(api.GET('/v1/imports/{id}', { signal, params: { path: { id } } })),
  })

/** An uploaded file as it was last read, by a mapping tried here: the server answers with its own guess. */
export const triedQuery = (id: string) =>
  queryOptions<ImportInfo>({ queryKey: ['imports', id, 'tried'], queryFn: skipToken, staleTime: Infinity })

export const kindIcon: Record<SourceInfo['kind'], IconName> = {
  website: 'website',
  server: 'plug',
  staff: 'phone',
  webhook: 'link',
  file: 'upload',
  demo: 'spark',
  qr: 'print',
  form: 'template',
}
export const healthTone: Record<SourceInfo['health'], Tone | undefined> = {
  ok: 'good',
  some: 'warn',
  mixed: 'warn',
  quiet: 'warn',
  refusing: 'pain',
  off: undefined,
}
export const healthIcon: Record<SourceInfo['health'], IconName> = {
  ok: 'check',
  some: 'alert',
  mixed: 'alert',
  quiet: 'clock',
  refusing: 'alert',
  off: 'pause',
}
export const stateTone: Record<ImportInfo['state'], Tone | undefined> = {
  uploaded: 'brand',
  running: 'good',
  done: undefined,
  cancelled: 'warn',
  failed: 'pain',
  undoing: 'warn',
  undone: undefined,
}

/** What stands where a row was refused, the kind of a customer's key in plain words. */
export function useDetail() {
  const { t } = useTranslation()
  return (detail: string) => {
    const kind = /^[a-z]+(?= )/.exec(detail)?.[0]
    const word = kind && t(`customers.key.${kind}`, { defaultValue: '' })
    return word ? word + detail.slice(kind.length) : detail.replace(/^timestamp /, '')
  }
}

/** The sentence for a reason of refusal, in plain words. */
export function useReason() {
  const { t } = useTranslation()
  return (reason: string) => t(`refusal.${reason}`, { defaultValue: reason })
}
