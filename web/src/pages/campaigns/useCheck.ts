import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { segmentsQuery } from '@/api/queries'
import { checkQuery } from './data'
import type { Draft } from './useDraft'

/** Up to so many customers are checked unasked: more may take seconds. */
const small = 2000

export type Checked = ReturnType<typeof useCheck>

/** Who would get the draft; what was found before the last change is told apart. */
export function useCheck({ now, changed }: Draft) {
  // The name changes nobody's mail: nothing is asked again for it.
  const draft = { ...now, name: '' }
  const text = JSON.stringify(draft)
  const [asked, setAsked] = useState('')
  const size = useQuery(segmentsQuery).data?.find((s) => s.id === now.segment)?.customers ?? Infinity
  const enabled = !!now.segment && (asked === text || (!changed && size <= small))
  const query = useQuery({ ...checkQuery(draft), enabled, placeholderData: keepPreviousData })
  return {
    found: query.data,
    old: query.isPlaceholderData,
    error: query.error,
    busy: query.isFetching,
    ask: () => {
      setAsked(text)
      if (enabled) void query.refetch()
    },
  }
}
