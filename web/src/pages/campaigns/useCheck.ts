import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { segmentsQuery } from '@/api/queries'
import { checkQuery } from './data'
import type { Draft } from './useDraft'

/** Up to so many customers are checked unasked: more may take seconds. */
const small = 2000

export type Checked = ReturnType<typeof useCheck>

/** Who would get the draft. What was found for an older draft is not shown as if it were this one's. */
export function useCheck({ now, changed }: Draft) {
  // The name changes nobody's mail: it is not asked again for it.
  const { name: _, ...of } = now
  const draft = { name: '', ...of }
  const text = JSON.stringify(draft)
  const [asked, setAsked] = useState('')
  const size = useQuery(segmentsQuery).data?.find((s) => s.id === now.segment)?.customers ?? Infinity
  const query = useQuery({
    ...checkQuery(draft),
    enabled: !!now.segment && (asked === text || (!changed && size <= small)),
  })
  return {
    found: query.data,
    error: query.error,
    busy: query.isFetching,
    ask: () => {
      setAsked(text)
      if (query.isFetched) void query.refetch()
    },
  }
}
