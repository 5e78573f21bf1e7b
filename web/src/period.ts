// Periods as people choose them, in the workspace's days.

export const presets = ['7d', '30d', '90d', 'month', 'lastMonth', '12m', 'all'] as const
export type Preset = (typeof presets)[number]

/** [from, to) in RFC 3339; both absent when all time is meant. first and last are the days shown, YYYY-MM-DD. */
export interface Span {
  preset: Preset | 'own'
  from?: string
  to?: string
  first?: string
  last?: string
  days: number
}

const day = 86_400_000

/** YYYY-MM-DD plus n days. */
export const addDays = (iso: string, n: number) =>
  new Date(Date.parse(iso + 'T00:00:00Z') + n * day).toISOString().slice(0, 10)
const daysBetween = (a: string, b: string) =>
  Math.round((Date.parse(b + 'T00:00:00Z') - Date.parse(a + 'T00:00:00Z')) / day)
const addMonths = (iso: string, n: number) => {
  const [y, m] = iso.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(y, m - 1 + n, 1)).toISOString().slice(0, 10)
}

/** The day of an instant in a zone, YYYY-MM-DD. */
export function dayOf(t: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    t,
  )
}

function offset(t: number, zone: string): number {
  const p = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(t)
      .map((x) => [x.type, x.value]),
  )
  return Date.UTC(+p.year!, +p.month! - 1, +p.day!, +p.hour!, +p.minute!, +p.second!) - Math.floor(t / 1000) * 1000
}

/** The instant a day begins in a zone. */
export function midnight(iso: string, zone: string): Date {
  const wall = Date.parse(iso + 'T00:00:00Z')
  let t = wall - offset(wall, zone)
  t = wall - offset(t, zone) // again, for days on which the clock changes
  return new Date(t)
}

/** Turns the choice in the address into instants; now is in milliseconds. */
export function span(choice: { period?: string; from?: string; to?: string }, now: number, zone: string): Span {
  const today = dayOf(now, zone)
  const make = (preset: Span['preset'], first: string, last: string): Span => ({
    preset,
    first,
    last,
    days: daysBetween(first, last) + 1,
    from: midnight(first, zone).toISOString(),
    to: midnight(addDays(last, 1), zone).toISOString(),
  })
  const iso = /^\d{4}-\d{2}-\d{2}$/
  if (choice.from && choice.to && iso.test(choice.from) && iso.test(choice.to) && choice.from <= choice.to)
    return make('own', choice.from, choice.to)
  switch (choice.period) {
    case '7d':
      return make('7d', addDays(today, -6), today)
    case '90d':
      return make('90d', addDays(today, -89), today)
    case 'month':
      return make('month', today.slice(0, 8) + '01', today)
    case 'lastMonth': {
      const first = addMonths(today, -1)
      return make('lastMonth', first, addDays(addMonths(first, 1), -1))
    }
    case '12m':
      return make('12m', addDays(today, -364), today)
    case 'all':
      return { preset: 'all', days: 0 }
    default:
      return make('30d', addDays(today, -29), today)
  }
}

/** The span of equal length right before; null for all time. */
export function before(s: Span, zone: string): Span | null {
  if (!s.first || !s.last) return null
  const last = addDays(s.first, -1),
    first = addDays(last, 1 - s.days)
  return {
    preset: 'own',
    first,
    last,
    days: s.days,
    from: midnight(first, zone).toISOString(),
    to: midnight(s.first, zone).toISOString(),
  }
}
