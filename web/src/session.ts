import { queryOptions, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { api, call } from './api/client'
import type { May } from './api/types'
import { giveUpTyping, isTyping } from './typing'

/** Who is signed in where; user is absent when nobody is, firstRun when there is no user at all yet. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal, client }) => {
    const now = await call(api.GET('/v1/session', { signal }))
    const known = client.getQueryData<typeof now>(['session'])
    // A form that is open stays open: its page depends on who is signed in.
    return known?.user && !now.user && isTyping() ? known : now
  },
  staleTime: 60_000,
})

export const useSession = () => useQuery(sessionQuery).data
export const useZone = () => useSession()?.workspace?.timeZone || 'Asia/Ho_Chi_Minh'
export const useCurrency = () => useSession()?.workspace?.currency || 'VND'

/** Whether the signed-in user may do something here; the server's table of roles says what, and checks again. */
export function useMay(what: May) {
  return !!useSession()?.user?.may.includes(what)
}

export function useSignOut() {
  const client = useQueryClient()
  return async () => {
    await call(api.DELETE('/v1/session'))
    await forget(client)
  }
}

/** Looks at another workspace; everything on the page is asked anew. */
export function useEnterWorkspace() {
  const client = useQueryClient()
  return async (id: string) => {
    await call(api.PUT('/v1/session/workspace', { body: { id } }))
    await forget(client)
  }
}

/** Drops everything the last user or workspace showed and asks anew who is here. */
export async function forget(client: QueryClient) {
  giveUpTyping()
  client.removeQueries({ predicate: (q) => q.queryKey[0] !== 'session' })
  await client.fetchQuery({ ...sessionQuery, staleTime: 0 })
}
