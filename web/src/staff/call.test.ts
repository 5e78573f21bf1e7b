import { expect, it } from 'vitest'
import { callForm, callTouch, emptyCall, typedMinutes } from './call'

it('holds minutes to what a call can be', () => {
  for (const [typed, is] of Object.entries({
    '2': '2',
    '2,5': '2,5',
    '2.5': '2.5',
    '2,5,1': '2,51',
    '2000': '1440',
    '99999': '1440',
    '1440': '1440',
    '-3': '3',
    hai: '',
    '': '',
  }))
    expect(typedMinutes(typed), typed).toBe(is)
})

it('says of a call what was filled in', () => {
  const calls = [{ id: 'm/t', label: 'Tư vấn', map: 'M', event: 'Consulted', channel: 'call', outcomes: [] }]
  const form = { ...emptyCall, outcome: 'answered' as const, minutes: '2,5', note: ' giá ', tile: 'm/t' }
  const touch = callTouch(form, calls)
  expect(touch).toEqual({
    event: 'Consulted',
    note: 'giá',
    call: { direction: 'in', outcome: 'answered', minutes: 2.5 },
  })
  expect(callForm({ id: 'x', at: '', ...touch }, calls)).toEqual({ ...form, minutes: '2.5', note: 'giá' })
  expect(callTouch({ ...form, outcome: 'missed' }, calls).event).toBeUndefined() // nobody was spoken to
  expect(callTouch({ ...form, minutes: '9999' }, calls).call?.minutes).toBe(1440)
})
