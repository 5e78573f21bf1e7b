import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, call } from '@/api/client'
import type { Exclusion, ExclusionRule } from '@/api/types'
import type { IconName } from '@/parts/Icon'

export type Kind = NonNullable<ExclusionRule['kind']>
export type Days = 30 | 90

/** What rules can look at: whose field is named, and how they look. */
export const kinds: Record<Kind, { field?: true; icon: IconName }> = {
  customer: { icon: 'user' },
  address: { icon: 'globe' },
  host: { icon: 'website' },
  robots: { icon: 'bolt' },
  agent: { icon: 'phone' },
  source: { icon: 'plug' },
  parameter: { field: true, icon: 'link' },
  property: { field: true, icon: 'list' },
  trait: { field: true, icon: 'users' },
}

export const exclusionsQuery = queryOptions({
  queryKey: ['exclusions'],
  queryFn: ({ signal }) => call(api.GET('/v1/exclusions', { signal })),
})

export const effectQuery = (days: Days) =>
  queryOptions({
    queryKey: ['exclusions', 'effect', days],
    queryFn: ({ signal }) => call(api.GET('/v1/exclusions/effect', { signal, params: { query: { days } } })),
    placeholderData: keepPreviousData,
  })

export const previewQuery = (id: string | undefined, rule: ExclusionRule, days: Days) =>
  queryOptions({
    queryKey: ['exclusions', 'preview', id ?? '', rule, days],
    queryFn: ({ signal }) => call(api.POST('/v1/exclusions/preview', { signal, body: { id, rule, days } })),
    placeholderData: keepPreviousData,
    retry: false,
  })

export const progressQuery = queryOptions({
  queryKey: ['exclusions', 'progress'],
  queryFn: ({ signal }) => call(api.GET('/v1/exclusions/progress', { signal })),
  refetchInterval: 500,
})

/** A change of the rules: every number everywhere may be another after it. */
export function useChange<I>(act: (input: I) => Promise<unknown>, done?: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: async () => {
      done?.()
      await client.invalidateQueries()
    },
  })
}

export const ruleOf = (r: Exclusion): ExclusionRule => ({
  name: r.name,
  kind: r.kind as Kind,
  field: r.field,
  values: r.values ?? [],
  off: r.off,
})

/** How rules of a kind look, and whether they name a field. */
export const kindOf = (kind: string) => kinds[kind as Kind]

/** Whether a rule says enough to be tried. */
export const ready = (r: ExclusionRule) =>
  kindOf(r.kind).field ? !!r.field?.trim() : r.kind === 'robots' || (r.values?.length ?? 0) > 0
