import { midnight } from '@/period'

// Times of sending, as the clock of the business's zone shows them.

const minute = 60_000

/** An instant as inputs of a day and a time hold it: "2026-12-01T09:00". */
export function wallOf(instant: string | number, zone: string): string {
  const p = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
      .formatToParts(new Date(instant))
      .map((x) => [x.type, x.value]),
  )
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`
}

/** The instant of such a time, or nothing when it is none. */
export function instantOf(wall: string, zone: string): string | undefined {
  const m = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(wall)
  if (!m) return undefined
  const guess = midnight(m[1]!, zone).getTime() + (Number(m[2]) * 60 + Number(m[3])) * minute
  // A day on which the clock changes is longer or shorter than the others.
  const off = Date.parse(wall.slice(0, 16) + 'Z') - Date.parse(wallOf(guess, zone) + 'Z')
  return new Date(guess + off).toISOString()
}

/** The next morning at nine: what a time begins with when none was chosen. */
export const nextMorning = (now: number, zone: string) =>
  instantOf(wallOf(now + 24 * 60 * minute, zone).slice(0, 10) + 'T09:00', zone)!
