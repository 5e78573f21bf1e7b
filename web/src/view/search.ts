const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)

/** The filter bar lives in the address, so a view can be kept and sent. */
export interface ViewSearch {
  period?: string
  from?: string
  to?: string
  channel?: string
  source?: string
  /** Groups of lead sources: of the first touch, and of the latest that says by what link. */
  firstLead?: string
  lastLead?: string
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
  firstLead: text(s.firstLead),
  lastLead: text(s.lastLead),
  status: s.status === 'new' || s.status === 'returning' ? s.status : undefined,
  saved: text(s.saved),
  compare: s.compare === 'off' ? 'off' : undefined,
})

/** Nobody is left out: what clears the choice of who is looked at. */
export const everybody = {
  channel: undefined,
  source: undefined,
  firstLead: undefined,
  lastLead: undefined,
  status: undefined,
  saved: undefined,
} satisfies Partial<ViewSearch>

/** Whether somebody is left out. */
export const narrowed = (s: Partial<Record<keyof typeof everybody, unknown>>) =>
  (Object.keys(everybody) as (keyof typeof everybody)[]).some((k) => s[k])
