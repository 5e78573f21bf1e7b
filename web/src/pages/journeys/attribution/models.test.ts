import { describe, expect, it } from 'vitest'
import type { CreditRow } from '@/api/types'
import { models, share, spread, worth } from './models'

const credit = (n: number) => ({ conversions: n, value: n * 100 })
const row = (of: Partial<Record<(typeof models)[number], number>>, cost = 0): CreditRow => ({
  value: 'zalo',
  paths: 10,
  null: 5,
  removal: 0.2,
  cost,
  credits: Object.fromEntries(models.map((m) => [m, credit(of[m] ?? 0)])) as unknown as CreditRow['credits'],
})

describe('models', () => {
  it('gives shares of all conversions', () => {
    expect(share(row({ first: 5 }), 'first', 20)).toBe(0.25)
    expect(share(row({ first: 5 }), 'first', 0)).toBe(0)
  })
  it('says what a conversion costs and brings back', () => {
    expect(worth(row({ last: 4 }, 1000), 'last')).toEqual({ each: 250, back: 0.4 })
    expect(worth(row({ last: 4 }), 'last')).toEqual({ each: null, back: null })
    expect(worth(row({}, 1000), 'last')).toEqual({ each: null, back: 0 })
  })
  it('measures how far the models are apart', () =>
    expect(spread(row({ first: 8, last: 2, linear: 4 }), 10)).toBeCloseTo(0.8))
})
