import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, call } from '@/api/client'
import type { IconName } from '@/parts/Icon'
import { phone } from '@/format'

// What the customers part of the API answers, and how pages ask for it.

export interface KeyView { id: number; kind: string; value: string; shared?: boolean; firstAt?: string }

export interface CustomerRow {
  id: number; name: string; keys: KeyView[]
  firstAt?: string; lastAt?: string; touches: number
  firstChannel?: string; firstSource?: string; lastName?: string; lastChannel?: string; value: number
}
export interface CustomersPageData { customers: CustomerRow[]; next?: string; total?: number }

/** Two keys that became one customer, with the call that said so. */
export interface Merge {
  id: number; a: KeyView; b: KeyView
  source?: string; messageId?: string; at: string; madeBy?: string; undoneAt?: string
}
export interface StageReached { id: string; name: string; at?: string }
export interface Customer {
  id: number; name: string; keys: KeyView[]; traits: Record<string, unknown>
  summary: Omit<CustomerRow, 'id' | 'name' | 'keys'>
  merges: Merge[]; stages: StageReached[]
}
export interface TimelineTouch {
  seq: number; at: string; type: string; name: string; channel: string; source?: string
  page?: { url?: string; path?: string; title?: string; referrer?: string }
  campaign?: { source?: string; medium?: string; name?: string; term?: string; content?: string }
  value?: number; currency?: string; duration?: number; device?: string; branch?: string
  touchpoint?: { id: string; name: string; goal?: boolean; momentOfTruth?: boolean }
  properties?: Record<string, unknown>
}
export interface TimelinePage { touches: TimelineTouch[]; next?: { before: string; beforeSeq: number } }
export interface Suggestion {
  id: number; a: CustomerRow; b: CustomerRow; via?: KeyView
  reason: string; source?: string; messageId?: string; at: string
}

export interface CustomerFilter { q?: string; channel?: string; status?: 'new' | 'returning' }

export const customersQuery = (filter: CustomerFilter, limit = 50) =>
  infiniteQueryOptions({
    queryKey: ['customers', filter, limit],
    queryFn: ({ pageParam, signal }) => call<CustomersPageData>(api.GET('/v1/customers', { signal, params: { query: { ...filter, after: pageParam || undefined, limit } } })),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  })

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => call<Customer>(api.GET('/v1/customers/{id}', { signal, params: { path: { id } } })),
  })

export const timelineQuery = (id: string, channel: string | undefined, limit = 60) =>
  infiniteQueryOptions({
    queryKey: ['customer', id, 'timeline', channel ?? '', limit],
    queryFn: ({ pageParam, signal }) =>
      call<TimelinePage>(api.GET('/v1/customers/{id}/timeline', { signal, params: { path: { id }, query: { ...pageParam, channel, limit } } })),
    initialPageParam: {} as { before?: string; beforeSeq?: number },
    getNextPageParam: (last) => last.next ?? undefined,
  })

export const suggestionsQuery = queryOptions({
  queryKey: ['merge-suggestions'],
  queryFn: ({ signal }) => call<{ suggestions: Suggestion[] }>(api.GET('/v1/merge-suggestions', { signal })),
})

const icons: Record<string, IconName> = {
  user: 'id', phone: 'phone', email: 'mail', zalo: 'zalo', facebook: 'facebook', shopee: 'shopee',
  lazada: 'lazada', tiktokshop: 'tiktokshop', member: 'id', anonymous: 'monitor',
}
/** The glyph of an identity's kind. */
export const keyIcon = (kind: string): IconName => icons[kind] ?? 'id'

/** An identity as people write it; a device's long id shortened to its end. */
export function keyText(k: KeyView): string {
  if (k.kind === 'phone') return phone(k.value)
  if (k.kind === 'anonymous' && k.value.length > 14) return '…' + k.value.slice(-8)
  return k.value
}

type Words = (key: string, o?: Record<string, unknown>) => string

/** What to call a customer: the name, else the strongest personal identity, else a visitor's number. */
export function calledAs(c: { id: number; name: string; keys: KeyView[] }, t: Words): string {
  if (c.name) return c.name
  const personal = c.keys.find((k) => k.kind !== 'anonymous')
  return personal ? keyText(personal) : t('customers.visitor', { id: c.id })
}
