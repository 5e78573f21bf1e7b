import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, call } from '@/api/client'
import type { Answer, Part, Query } from '@/api/types'
import { useJourneys } from './useJourneys'

// What a tab of Journeys is made of:
//
//   const { ask, search, change, place, goals } = useJourneys()   what the bar says; change({ depth: 5 }) keeps a choice in the address
//   const asked = useQuestion(ask('funnel', { steps }))           the answer; null asks nothing
//   <Frame title=… asked={asked} n={(a) => …} table={(a) => …}>{(answer, query) => <svg …>}</Frame>
//
// Frame (Frame.tsx) draws the card: title, n, period, the parts of a breakdown, the empty, loading, failed and too-few
// states, and the downloads: CSV of table(), PNG of the first <svg class="chart"> inside.
// useBehind() of view/behind opens the customers of { query, figure, title }; `press` (Frame.tsx) makes a shape of an svg
// a button; Opens does so for a number. Options of a tab that are not the bar's go into search.ts under the name they have in Query.

/** A question's answer as it stands: the last one stays while the next is computed. */
export interface Asked {
  /** Of the chosen part, when the answer is broken down and one is chosen. */
  answer: Answer | undefined
  /** The same about the compared period. */
  before: Answer | undefined
  /** What answer answers, to list the customers behind its figures. */
  query: Query
  by: string
  parts: Part[]
  /** The same values in the compared period; not each of them need be there. */
  partsBefore: Part[]
  part: Part | undefined
  error: unknown
  refetch: () => void
  /** True while a new answer is on its way. */
  waiting: boolean
  /** When the answer came, ms since 1970; 0 before the first. */
  at: number
}

/** Asks a question of POST /v1/query, and again when it or the data change; what is no longer wanted is cancelled. */
export function useQuestion(query: Query | null): Asked {
  const { search } = useJourneys()
  const q = useQuery({
    queryKey: ['query', query],
    queryFn: ({ signal }) => call(api.POST('/v1/query', { signal, body: query! })),
    enabled: query !== null,
    placeholderData: keepPreviousData,
  })
  const parts = q.data?.parts ?? none
  const partsBefore = q.data?.before?.parts ?? none
  const part =
    search.by && search.part !== undefined
      ? parts.find((p) => (p.others ? others : p.value) === search.part)
      : undefined
  return {
    answer: part?.answer ?? q.data,
    before: part ? partsBefore.find((p) => p.value === part.value && p.others === part.others)?.answer : q.data?.before,
    query: part?.query ?? alone(query),
    by: query?.by ?? '',
    parts,
    partsBefore,
    part,
    error: q.error,
    refetch: () => void q.refetch(),
    waiting: q.isFetching,
    at: q.dataUpdatedAt,
  }
}

const none: Part[] = []
/** Stands for all values without a part of their own, in the address. */
export const others = '…'

/** The query without what multiplies it: the customers behind a figure are those of one answer. */
function alone(q: Query | null): Query {
  if (!q) return { question: 'journeys' }
  return { ...q, by: undefined, most: undefined, compare: q.question === 'changed' ? q.compare : undefined }
}
