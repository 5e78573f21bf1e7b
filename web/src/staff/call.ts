import type { Tile, Touch } from './store'

// What is written down of a telephone call, in the words that telephone systems' own files use: for the staff page and
// for a customer's page.

export type Call = NonNullable<Touch['call']>
export type Outcome = Call['outcome']

export const directions: Call['direction'][] = ['in', 'out']
export const outcomes: Outcome[] = ['answered', 'call_back', 'missed', 'voicemail', 'wrong_number']
export const spoken = (o?: Outcome) => o === 'answered' || o === 'call_back'

/** A call as it is filled in; tile is the id of the touchpoint that it belongs to. */
export interface CallForm {
  direction: Call['direction']
  outcome?: Outcome
  minutes: string
  note: string
  tile?: string
}

export const emptyCall: CallForm = { direction: 'in', minutes: '', note: '' }

export const mostMinutes = 24 * 60

/** Minutes as somebody types them: a number, of a day at most. */
export function typedMinutes(text: string): string {
  const clean = text.replace(/[^\d.,]/g, '').replace(/([.,].*?)[.,]/g, '$1')
  return number(clean) > mostMinutes ? String(mostMinutes) : clean
}
const number = (text: string) => Number(text.replace(',', '.')) || 0

/** What is sent of it, but for whose call it was. */
export function callTouch(f: CallForm & { outcome: Outcome }, calls: Tile[]): Partial<Touch> {
  const spoke = spoken(f.outcome)
  return {
    event: spoke ? calls.find((c) => c.id === f.tile)?.event : undefined,
    note: f.note.trim() || undefined,
    call: {
      direction: f.direction,
      outcome: f.outcome,
      minutes: spoke ? Math.min(number(f.minutes), mostMinutes) || undefined : undefined,
    },
  }
}

/** The form that a call which was sent was filled in with. */
export const callForm = ({ call, note, event }: Touch, calls: Tile[]): CallForm => ({
  direction: call?.direction ?? 'in',
  outcome: call?.outcome,
  minutes: call?.minutes ? typedMinutes(String(call.minutes)) : '',
  note: note ?? '',
  tile: calls.find((c) => c.event === event)?.id,
})
