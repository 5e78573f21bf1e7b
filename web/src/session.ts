import { queryOptions, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { api, call } from './api/client'

export type Role = 'owner' | 'manager' | 'editor' | 'viewer'

/** Who is signed in where; user is null when nobody is, and firstRun when there is no user at all yet. */
export interface Session {
  firstRun: boolean
  user: { id: string; name: string; email: string; role: Role } | null
  workspace: { id: string; name: string; timeZone: string; currency: string; demo: boolean } | null
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call<Session>(api.GET('/v1/session', { signal })),
  staleTime: 60_000,
})

export const useSession = () => useQuery(sessionQuery).data
export const useZone = () => useSession()?.workspace?.timeZone ?? 'Asia/Ho_Chi_Minh'
export const useCurrency = () => useSession()?.workspace?.currency ?? 'VND'

const ranks: Record<Role, number> = { viewer: 1, editor: 2, manager: 3, owner: 4 }

/** Whether the signed-in user may do what needs this role; the server checks again. */
export function useMay(role: Role) {
  const user = useSession()?.user
  return !!user && ranks[user.role] >= ranks[role]
}

export function useSignOut() {
  const client = useQueryClient()
  return async () => {
    await call(api.DELETE('/v1/session', {}))
    await forget(client)
  }
}

/** Drops everything the last user saw and asks anew who is here. */
export async function forget(client: QueryClient) {
  client.removeQueries({ predicate: (q) => q.queryKey[0] !== 'session' })
  await client.invalidateQueries({ queryKey: ['session'] })
}
