import type { Task, Touch } from './store'

// How a call of the list ended, as it is written down.

export type Told = NonNullable<Touch['task']>
export type Outcome = Told['outcome']
export type Covers = NonNullable<Told['covers']>

export const outcomesOf = (task: Task): Outcome[] =>
  task.kind === 'do'
    ? ['finished']
    : ['interested', 'not_interested', 'call_again', 'no_answer', 'wrong_number', 'refuses']

export const coverings: Covers[] = ['offers', 'calls', 'everything']

export const agains = ['hour', 'morning', 'afternoon', 'week'] as const
export type Again = (typeof agains)[number]

const days: Record<Again, number> = { hour: 0, morning: 1, afternoon: 1, week: 7 }
const hours: Partial<Record<Again, number>> = { morning: 9, afternoon: 14, week: 9 }

/** When a customer wants to be called, by the phone's clock. */
export function whenOf(again: Again, now: Date): Date {
  const at = new Date(now)
  if (again === 'hour') return new Date(at.setHours(at.getHours() + 1))
  at.setDate(at.getDate() + days[again])
  at.setHours(hours[again]!, 0, 0, 0)
  return at
}

export interface Form {
  outcome?: Outcome
  again?: Again
  covers?: Covers
  note: string
}

/** What is told of it, nothing while something is missing. */
export function toldOf(task: Task, f: Form, now: Date): Told | undefined {
  if (!f.outcome) return undefined
  const told: Told = { id: task.id, outcome: f.outcome }
  if (f.outcome === 'call_again') return f.again && { ...told, again: whenOf(f.again, now).toISOString() }
  if (f.outcome === 'refuses') return f.covers && { ...told, covers: f.covers }
  return told
}
