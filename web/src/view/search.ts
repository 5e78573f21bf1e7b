const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)

/** The filter bar lives in the address, so a view can be kept and sent. */
export interface ViewSearch {
  period?: string
  from?: string
  to?: string
  channel?: string
  source?: string
  status?: 'new' | 'returning'
  /** A saved segment's id. */
  saved?: string
  compare?: 'off'
}

/** Reads the filter bar from the address. */
export const viewSearch = (s: Record<string, unknown>): ViewSearch => ({
  period: text(s.period),
  from: text(s.from),
  to: text(s.to),
  channel: text(s.channel),
  source: text(s.source),
  status: s.status === 'new' || s.status === 'returning' ? s.status : undefined,
  saved: text(s.saved),
  compare: s.compare === 'off' ? 'off' : undefined,
})
