import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { View } from '@/view/view'
import { api, call } from './client'
import type { Rule } from './types'

// What the pages of Home and Maps ask. Old numbers stay on the page while new ones are computed.

const when = (v: View) => ({ from: v.span.from, to: v.span.to })
const who = ({ segment: { saved, ...s } }: View) => ({ ...s, segment: saved })
const against = (v: View) => (v.compare ? { compareFrom: v.compare.from, compareTo: v.compare.to } : {})

export const homeQuery = (v: View) =>
  queryOptions({
    queryKey: ['home', v.span.from, v.span.to, v.compare?.from, v.segment],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/home', { signal, params: { query: { ...when(v), ...against(v), ...who(v) } } })),
    placeholderData: keepPreviousData,
  })

/** What of the machine somebody must see to; of who runs the business. */
export const machineQuery = queryOptions({
  queryKey: ['machine'],
  staleTime: 30_000,
  refetchInterval: 60_000,
  queryFn: ({ signal }) => call(api.GET('/v1/machine', { signal })),
})

/** Asked beside the rest: it looks at every touchpoint by five dimensions. */
export const causesQuery = (v: View) =>
  queryOptions({
    queryKey: ['causes', v.span.from, v.span.to, v.segment],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => call(api.GET('/v1/home/causes', { signal, params: { query: { ...when(v), ...who(v) } } })),
  })

export const mapsQuery = queryOptions({
  queryKey: ['maps'],
  queryFn: ({ signal }) => call(api.GET('/v1/maps', { signal })),
})

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  staleTime: Infinity,
  queryFn: ({ signal }) => call(api.GET('/v1/map-templates', { signal })),
})

export const mapQuery = (id: string) =>
  queryOptions({
    queryKey: ['map', id],
    staleTime: 30_000,
    queryFn: ({ signal }) => call(api.GET('/v1/maps/{id}', { signal, params: { path: { id } } })),
  })

export const versionsQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['map', id, 'versions', version],
    queryFn: ({ signal }) => call(api.GET('/v1/maps/{id}/versions', { signal, params: { path: { id } } })),
  })

export const versionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['map', id, 'version', version],
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      call(api.GET('/v1/maps/{id}/versions/{version}', { signal, params: { path: { id, version } } })),
  })

/** version is that of the stored map: rules change the numbers. */
export const overlayQuery = (id: string, version: number, v: View) =>
  queryOptions({
    queryKey: ['overlay', id, version, v.span.from, v.span.to, v.compare?.from, v.segment],
    queryFn: ({ signal }) =>
      call(
        api.GET('/v1/maps/{id}/overlay', {
          signal,
          params: { path: { id }, query: { ...when(v), ...against(v), ...who(v) } },
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const touchpointQuery = (id: string, touchpoint: string, version: number, v: View) =>
  queryOptions({
    queryKey: ['touchpoint', id, touchpoint, version, v.span.from, v.span.to, v.segment],
    queryFn: ({ signal }) =>
      call(
        api.GET('/v1/maps/{id}/touchpoints/{touchpoint}', {
          signal,
          params: { path: { id, touchpoint }, query: { ...when(v), ...who(v) } },
        }),
      ),
  })

export const matchQuery = (id: string, rule: Rule, v: View) =>
  queryOptions({
    queryKey: ['match', id, rule, v.span.from, v.span.to],
    queryFn: ({ signal }) =>
      call(api.POST('/v1/maps/{id}/match', { signal, params: { path: { id } }, body: { rule, ...when(v) } })),
    placeholderData: keepPreviousData,
  })

export const dimensionsQuery = (v: View) =>
  queryOptions({
    queryKey: ['dimensions', v.span.from, v.span.to],
    staleTime: 60_000,
    queryFn: ({ signal }) => call(api.GET('/v1/dimensions', { signal, params: { query: when(v) } })),
  })

export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: ({ signal }) => call(api.GET('/v1/demo', { signal })),
})

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  staleTime: 60_000,
  queryFn: ({ signal }) => call(api.GET('/v1/segments', { signal })),
})

/** The words that the business puts on customers. */
export const tagsQuery = queryOptions({
  queryKey: ['tags'],
  staleTime: 60_000,
  queryFn: ({ signal }) => call(api.GET('/v1/tags', { signal })),
})

/** Whether the data go back as far as the day that begins at an instant. */
export const beganQuery = (from: string) =>
  queryOptions({
    queryKey: ['began', from],
    staleTime: 60_000,
    refetchInterval: (q) => q.state.data === false && 30_000, // an import may bring the past
    queryFn: async ({ signal }) => {
      const to = new Date(Date.parse(from) + 86_400_000).toISOString()
      return (await call(api.POST('/v1/query', { signal, body: { question: 'touches', to } }))).volume !== 0
    },
  })

/** What the business calls events and properties. */
export const namesQuery = queryOptions({
  queryKey: ['names'],
  staleTime: 60_000,
  queryFn: ({ signal }) => call(api.GET('/v1/names', { signal })),
})

/** Kept views of a page. */
export const viewsQuery = (page: string) =>
  queryOptions({
    queryKey: ['views', page],
    queryFn: ({ signal }) => call(api.GET('/v1/views', { signal, params: { query: { page } } })),
  })
