import { describe, expect, it } from 'vitest'
import { before, midnight, span } from './period'

const zone = 'Asia/Ho_Chi_Minh'
const now = Date.parse('2026-11-21T18:30:00Z') // 22/11 01:30 there

describe('span', () => {
  it('takes thirty days by default, today included', () => {
    const s = span({}, now, zone)
    expect([s.first, s.last, s.days]).toEqual(['2026-10-24', '2026-11-22', 30])
    expect([s.from, s.to]).toEqual(['2026-10-23T17:00:00.000Z', '2026-11-22T17:00:00.000Z'])
    const b = before(s, zone)!
    expect([b.first, b.last, b.to]).toEqual(['2026-09-24', '2026-10-23', s.from])
  })
  it('knows months', () => {
    expect(span({ period: 'month' }, now, zone).first).toBe('2026-11-01')
    const s = span({ period: 'lastMonth' }, now, zone)
    expect([s.first, s.last, s.days]).toEqual(['2026-10-01', '2026-10-31', 31])
    expect(span({ period: 'lastMonth' }, Date.parse('2026-01-31T05:00:00Z'), zone).first).toBe('2025-12-01')
  })
  it('takes own dates and refuses nonsense', () => {
    expect(span({ from: '2026-01-01', to: '2026-01-31' }, now, zone).days).toBe(31)
    expect(span({ from: '2026-02-01', to: '2026-01-31' }, now, zone).preset).toBe('30d')
    expect(span({ period: 'x' }, now, zone).preset).toBe('30d')
  })
  it('has no span before all time', () => expect(before(span({ period: 'all' }, now, zone), zone)).toBeNull())
})

it('finds midnight on days the clock changes', () => {
  expect(midnight('2026-03-08', 'America/New_York').toISOString()).toBe('2026-03-08T05:00:00.000Z')
  expect(midnight('2026-03-09', 'America/New_York').toISOString()).toBe('2026-03-09T04:00:00.000Z')
  expect(midnight('2026-11-02', 'America/New_York').toISOString()).toBe('2026-11-02T05:00:00.000Z')
})
