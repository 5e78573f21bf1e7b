import { queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { mapQuery, mapsQuery } from '@/api/queries'
import { useNames } from '@/view/names'

/** What has come in, ever. */
const seenQuery = queryOptions({
  queryKey: ['dimensions', 'ever'],
  staleTime: 60_000,
  queryFn: ({ signal }) => call(api.GET('/v1/dimensions', { signal })),
})

/** What a map's places are called, for fields that choose one; values are "map/touchpoint". */
export function usePlaces(of: 'touchpoints' | 'stages') {
  const { t } = useTranslation()
  const maps = useQuery(mapsQuery).data ?? []
  return useQueries({
    queries: maps.slice(0, 20).map((m) => mapQuery(m.id)),
    combine: (all) =>
      all.flatMap(({ data: m }) =>
        m && m[of].length > 0
          ? [
              {
                group: `${t(`who.${of}`)} · ${m.name}`,
                items: m[of].map((x) => ({ value: `${m.id}/${x.id}`, label: x.name })),
              },
            ]
          : [],
      ),
  })
}

/** What was done, of what has come in: events with how they are called. */
export function useEvents() {
  const names = useNames()
  const events = useQuery(seenQuery).data?.events ?? []
  return events.map((e) => ({ value: 'e:' + e.value, label: names.event(e.value) }))
}

/** The channels and first traffic sources that have come in. */
export function useWays() {
  const { t } = useTranslation()
  const d = useQuery(seenQuery).data
  return {
    channels: (d?.channels ?? []).map((c) => ({
      value: c.value,
      label: t(`channel.${c.value}`, { defaultValue: c.value }),
    })),
    sources: (d?.sources ?? []).map((s) => s.value).filter(Boolean),
  }
}
