import { describe, expect, it } from 'vitest'
import { apart, cut, stairs, ticks, timeTicks } from './plot'

describe('plot', () => {
  it('steps in round numbers up to the highest', () => {
    expect(ticks(0.83)).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(ticks(0)).toEqual([0, 1])
    expect(ticks(1234).at(-1)).toBeGreaterThanOrEqual(1234)
  })
  it('steps in times people count in', () => {
    expect(timeTicks(3 * 86_400)).toEqual([0, 43_200, 86_400, 129_600, 172_800, 216_000, 259_200])
    expect(timeTicks(100)).toEqual([0, 30, 60, 90])
  })
  it('keeps labels apart, in order and inside', () => {
    const at = apart([50, 52, 51, 99], 10, 0, 100)
    expect(at[0]).toBeLessThan(at[2]!)
    expect(at[2]).toBeLessThan(at[1]!)
    const sorted = [...at].sort((a, b) => a - b)
    for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThanOrEqual(10 - 1e-9)
    expect(sorted.at(-1)).toBeLessThanOrEqual(100)
  })
  it('draws stairs level until the next point', () =>
    expect(
      stairs([
        [0, 0],
        [5, 10],
      ]),
    ).toBe('M0.0 0.0H5.0V10.0'))
  it('cuts long words only', () => {
    expect(cut('Zalo', 100)).toBe('Zalo')
    expect(cut('Trang dịch vụ, sản phẩm', 60)).toMatch(/…$/)
  })
})
