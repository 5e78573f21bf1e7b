import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { api, call } from '@/api/client'
import type { components } from '@/api/schema'

// How pages ask about what campaigns take their words from.

type S = components['schemas']

export type Stock = S['Stock']
export type PoolDraft = S['PoolDraft']
export type CodesAdded = S['CodesAdded']

export const vouchersQuery = queryOptions({
  queryKey: ['vouchers'],
  queryFn: ({ signal }) => call(api.GET('/v1/vouchers', { signal })),
})

/** Asks anew after a change, also what campaigns say of their codes. */
export function useAsked() {
  const client = useQueryClient()
  return () =>
    Promise.all(
      ['messages', 'vouchers', 'campaign-check', 'letter'].map((k) => client.invalidateQueries({ queryKey: [k] })),
    )
}

/** Adds the codes of a file, or pasted ones: a file of one column. */
export const addCodes = (id: string, codes: File | string) =>
  call(
    api.POST('/v1/vouchers/{id}/codes', {
      params: { path: { id }, query: { file: typeof codes === 'string' ? undefined : codes.name } },
      // The body is the file itself, which the schema knows only as bytes.
      body: codes as never,
      bodySerializer: (b: unknown) => b as never,
      headers: { 'Content-Type': 'application/octet-stream' },
    }),
  )

/** Codes as they were pasted, one a line under a heading. */
export const pasted = (text: string) => ['code', ...text.split(/[\s,;]+/).filter(Boolean)].join('\n')

export type Saved = S['SavedMessage']
export type SavedDraft = S['SavedDraft']
export type Saying = S['Saying']

export const messagesQuery = queryOptions({
  queryKey: ['messages'],
  queryFn: ({ signal }) => call(api.GET('/v1/messages', { signal })),
})
