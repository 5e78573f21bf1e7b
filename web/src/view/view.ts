import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Query, Segment } from '@/api/types'
import { before, span, type Span } from '@/period'
import type { ViewSearch } from './search'
import { useZone } from '@/session'

/** What a page looks at: when, who, against what. It lives in the address. */
export interface View {
  span: Span
  compare: Span | null
  segment: Segment
}

/** The view of the page's address, and a way to change it. */
export function useView(): [View, (patch: ViewSearch) => void] {
  const search: ViewSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const zone = useZone()
  const { period, from, to, channel, source, status, saved, compare } = search
  const view = useMemo((): View => {
    const s = span({ period, from, to }, Date.now(), zone)
    const segment: Segment = {}
    if (channel) segment.channel = channel
    if (source) segment.source = source
    if (status) segment.status = status
    if (saved) segment.saved = saved
    return { span: s, compare: compare === 'off' ? null : before(s, zone), segment }
  }, [period, from, to, channel, source, status, saved, compare, zone])
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
