import { describe, expect, it } from 'vitest'
import { countsDiffer, difference, median, rateLevel, timeLevel, wilson } from './stats'

describe('difference of shares', () => {
  it('equals Newcombe’s worked example (56/70 against 48/80)', () => {
    const d = difference(wilson(56, 70), wilson(48, 80))!
    expect(d.value).toBeCloseTo(0.2, 10)
    expect(d.low).toBeCloseTo(0.0524, 4)
    expect(d.high).toBeCloseTo(0.3339, 4)
    expect(d.sure).toBe(true)
  })
  it('is unsure of small numbers and silent without any', () => {
    expect(difference(wilson(5, 10), wilson(4, 10))!.sure).toBe(false)
    expect(difference(wilson(5, 10), wilson(0, 0))).toBeNull()
    expect(difference(undefined, wilson(1, 2))).toBeNull()
  })
})

it('tells counts apart only beyond chance', () => {
  expect(countsDiffer(100, 90)).toBe(false)
  expect(countsDiffer(18420, 16993)).toBe(true)
})

it('steps', () => {
  expect(rateLevel(0.41, 0.28, true)).toBe(-2)
  expect(rateLevel(0.26, 0.28, true)).toBe(0)
  expect(rateLevel(0.35, 0.28)).toBe(1)
  expect(timeLevel(60, 600)).toBe(2)
  expect(timeLevel(3000, 600)).toBe(-2)
  expect(timeLevel(0, 600)).toBe(0)
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
})
