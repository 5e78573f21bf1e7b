import { queryOptions } from '@tanstack/react-query'
import { api, call } from '@/api/client'

// How pages ask about sources and imports.

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => call(api.GET('/v1/sources', { signal })),
})
