import { infiniteQueryOptions, queryOptions, useQuery, type QueryClient } from '@tanstack/react-query'
import { api, call } from '@/api/client'
import { mapQuery, mapsQuery } from '@/api/queries'
import type { CustomersBehind, KeyRef, TimelineCursor } from '@/api/types'
import { phone } from '@/format'
import type { IconName } from '@/parts/Icon'

// How pages ask about customers, and how identities are written.

/** What narrows the list; from is where "new" begins. */
export interface CustomerFilter {
  q?: string
  channel?: string
  /** Groups of lead sources: of the first touch, and of the latest that says by what link. */
  firstLead?: string
  lastLead?: string
  status?: 'new' | 'returning'
  from?: string
  /** A saved segment's id. */
  saved?: string
  sort?: 'first' | 'touches' | 'value'
  up?: boolean
}

/** The filter as the server is asked with. */
export const asked = ({ saved, ...filter }: CustomerFilter) => ({ ...filter, segment: saved })

export const customersQuery = (filter: CustomerFilter, limit = 50) =>
  infiniteQueryOptions({
    queryKey: ['customers', filter, limit],
    queryFn: ({ pageParam, signal }) =>
      call(
        api.GET('/v1/customers', {
          signal,
          params: { query: { ...asked(filter), after: pageParam || undefined, limit } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  })

/** Who is behind a figure; the figure is the total. */
export const behindQuery = (query: CustomersBehind['query'], figure: CustomersBehind['figure']) =>
  infiniteQueryOptions({
    queryKey: ['customers', 'behind', query, figure],
    queryFn: ({ pageParam, signal }) =>
      call(
        api.POST('/v1/customers/list', { signal, body: { query, figure, after: pageParam || undefined, limit: 50 } }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  })

export const customerQuery = (id: number) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => call(api.GET('/v1/customers/{id}', { signal, params: { path: { id } } })),
  })

/** What happened with a customer; counted leaves out what rules leave out of the numbers. */
export const timelineQuery = (id: number, channel: string | undefined, counted = false, limit = 60) =>
  infiniteQueryOptions({
    queryKey: ['customer', id, 'timeline', channel ?? '', counted, limit],
    queryFn: ({ pageParam, signal }) =>
      call(
        api.GET('/v1/customers/{id}/timeline', {
          signal,
          params: { path: { id }, query: { ...pageParam, channel, counted, limit } },
        }),
      ),
    initialPageParam: {} as Partial<TimelineCursor>,
    getNextPageParam: (last) => last.next ?? undefined,
  })

export const suggestionsQuery = queryOptions({
  queryKey: ['merge-suggestions'],
  queryFn: ({ signal }) => call(api.GET('/v1/merge-suggestions', { signal })),
})

/** The map changed last, whose stages and touchpoints profiles speak of; null while there is none. */
export function useMainMap() {
  const first = useQuery(mapsQuery).data?.[0]
  return useQuery({ ...mapQuery(first?.id ?? ''), enabled: !!first }).data ?? null
}

/** After a merge, an undo or a split: every list, profile and number may have changed. */
export const refreshCustomers = (client: QueryClient) =>
  client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' })

const icons: Record<string, IconName> = {
  user: 'id',
  phone: 'phone',
  email: 'mail',
  zalo: 'zalo',
  facebook: 'facebook',
  shopee: 'shopee',
  lazada: 'lazada',
  tiktokshop: 'tiktokshop',
  member: 'id',
  anonymous: 'monitor',
}
/** The glyph of an identity's kind. */
export const keyIcon = (kind: string): IconName => icons[kind] ?? 'id'

/** An identity as people write it; a device's long id shortened to its end. */
export function keyText(k: KeyRef): string {
  if (k.kind === 'phone') return phone(k.value)
  if (k.kind === 'anonymous' && k.value.length > 14) return '…' + k.value.slice(-8)
  return k.value
}

type Words = (key: string, o?: Record<string, unknown>) => string

/** What to call a customer: the name, else the strongest personal identity, else a visitor's number. */
export function calledAs(c: { id: number; name?: string; keys: KeyRef[] }, t: Words): string {
  if (c.name) return c.name
  const personal = c.keys.find((k) => k.kind !== 'anonymous')
  return personal ? keyText(personal) : t('customers.visitor', { id: c.id })
}
