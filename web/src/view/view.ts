import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { beganQuery } from '@/api/queries'
import type { Query, Segment } from '@/api/types'
import { before, span, type Span } from '@/period'
import type { ViewSearch } from './search'
import { useZone } from '@/session'

/** What a page looks at: when, who, against what. It lives in the address. */
export interface View {
  span: Span
  compare: Span | null
  /** The compared period was asked for, but began before the data did. */
  early: boolean
  segment: Segment
}

/** The view of the page's address, and a way to change it. */
export function useView(): [View, (patch: ViewSearch) => void] {
  const search: ViewSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const zone = useZone()
  const { period, from, to, channel, source, firstLead, lastLead, status, saved, compare } = search
  const earlier = before(span({ period, from, to }, Date.now(), zone), zone)
  const asked = compare === 'off' ? undefined : earlier?.from
  // Days before the first touch are no zeros to compare with.
  const early = useQuery({ ...beganQuery(asked ?? ''), enabled: !!asked }).data === false && !!asked
  const view = useMemo((): View => {
    const s = span({ period, from, to }, Date.now(), zone)
    const segment: Segment = {}
    if (channel) segment.channel = channel
    if (source) segment.source = source
    if (firstLead) segment.firstLead = firstLead
    if (lastLead) segment.lastLead = lastLead
    if (status) segment.status = status
    if (saved) segment.saved = saved
    return { span: s, compare: compare === 'off' || early ? null : before(s, zone), early, segment }
  }, [period, from, to, channel, source, firstLead, lastLead, status, saved, compare, early, zone])
  const change = (patch: ViewSearch) =>
    void navigate({ to: '.', search: (old: ViewSearch) => ({ ...old, ...patch }), replace: true })
  return [view, change]
}

/** The question behind a page's numbers, to list the customers of one of them. */
export function question(view: View, map: string | undefined, q: Query['question']): Query {
  return {
    question: q,
    map,
    from: view.span.from,
    to: view.span.to,
    segment: Object.keys(view.segment).length ? view.segment : undefined,
    collapse: true,
  }
}
