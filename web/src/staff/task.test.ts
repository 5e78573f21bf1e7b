import { expect, test } from 'vitest'
import type { Task } from './store'
import { outcomesOf, toldOf, whenOf } from './task'

const call = { id: 't1', kind: 'call' } as Task
const now = new Date(2026, 11, 31, 16, 30)

test('a call again has a time, a refusal says how much it covers', () => {
  expect(toldOf(call, { note: '' }, now)).toBeUndefined()
  expect(toldOf(call, { outcome: 'call_again', note: '' }, now)).toBeUndefined()
  expect(toldOf(call, { outcome: 'refuses', note: '' }, now)).toBeUndefined()
  expect(toldOf(call, { outcome: 'refuses', covers: 'calls', note: '' }, now)).toEqual({
    id: 't1',
    outcome: 'refuses',
    covers: 'calls',
  })
  expect(toldOf(call, { outcome: 'no_answer', again: 'week', note: '' }, now)).toEqual({
    id: 't1',
    outcome: 'no_answer',
  })
})

test('tomorrow is over the end of a year, too', () => {
  expect(whenOf('morning', now)).toEqual(new Date(2027, 0, 1, 9))
  expect(whenOf('afternoon', now)).toEqual(new Date(2027, 0, 1, 14))
  expect(whenOf('hour', now)).toEqual(new Date(2026, 11, 31, 17, 30))
  expect(whenOf('week', now)).toEqual(new Date(2027, 0, 7, 9))
})

test('an errand is done, not answered', () => {
  expect(outcomesOf({ kind: 'do' } as Task)).toEqual(['finished'])
  expect(outcomesOf(call)).toHaveLength(6)
})
