import { queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'

/** The groups of lead sources, in order, and those that stand there by default. */
export const leadGroupsQuery = queryOptions({
  queryKey: ['lead-groups'],
  staleTime: 60_000,
  queryFn: ({ signal }) => call(api.GET('/v1/lead-groups', { signal })),
})

/** What a group of lead sources is called: as people named it, else its own name; its id when it is no more. */
export function useLeadName() {
  const { t } = useTranslation()
  const groups = useQuery(leadGroupsQuery).data?.groups
  return useCallback(
    (id: string) => groups?.find((g) => g.id === id)?.name || t(`lead.group.${id}`, { defaultValue: id }),
    [groups, t],
  )
}

/** The groups of lead sources, in order, for a field that chooses one. */
export function useLeadChoices(enabled = true) {
  const name = useLeadName()
  const groups = useQuery({ ...leadGroupsQuery, enabled }).data?.groups ?? []
  return groups.map((g) => ({ value: g.id, label: name(g.id) }))
}
