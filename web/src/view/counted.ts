import { queryOptions } from '@tanstack/react-query'
import { api, call } from '@/api/client'
import { useFormat } from '@/i18n'

/** What Google counted of each group of lead sources and of keywords, beside the customers. */
export const leadCountsQuery = (from?: string, to?: string) =>
  queryOptions({
    queryKey: ['counts', 'leads', from, to],
    queryFn: ({ signal }) => call(api.GET('/v1/counts/leads', { signal, params: { query: { from, to } } })),
  })

/** What Google Analytics counted of a touchpoint's pages. */
export const pageViewsQuery = (id: string, touchpoint: string, from?: string, to?: string) =>
  queryOptions({
    queryKey: ['counts', 'touchpoint', id, touchpoint, from, to],
    queryFn: ({ signal }) =>
      call(
        api.GET('/v1/maps/{id}/touchpoints/{touchpoint}/counts', {
          signal,
          params: { path: { id, touchpoint }, query: { from, to } },
        }),
      ),
  })

/** Writes whole days as people do: "1 – 28/11/2026". */
export function useDays() {
  const f = useFormat()
  return (p: { from?: string; to?: string }) =>
    p.from && p.to ? f.span(`${p.from}T12:00:00Z`, `${p.to}T12:00:00Z`) : ''
}
