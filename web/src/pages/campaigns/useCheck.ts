import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { segmentsQuery } from '@/api/queries'
import { checkQuery } from './data'
import type { Check } from './types'
import type { Draft } from './useDraft'

/** Up to so many customers are checked unasked: more may take seconds. */
const small = 2000

/** Two ways may lack the same thing: it is said once. */
const unlike = (check: Check): Check => ({
  ...check,
  problems: check.problems.filter((p, i, all) => i === all.findIndex((o) => o.field + o.text === p.field + p.text)),
})

export type Checked = ReturnType<typeof useCheck>

/** Who would get the draft; what was found before the last change is told apart. */
export function useCheck({ now, changed }: Draft) {
  // The name changes nobody's mail: nothing is asked again for it.
  const draft = { ...now, name: '' }
  const text = JSON.stringify(draft)
  const [asked, setAsked] = useState('')
  const size = useQuery(segmentsQuery).data?.find((s) => s.id === now.segment)?.customers ?? Infinity
  const enabled = !!now.segment && (asked === text || (!changed && size <= small))
  const query = useQuery({ ...checkQuery(draft), enabled, placeholderData: keepPreviousData, select: unlike })
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
