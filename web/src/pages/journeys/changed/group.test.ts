import { describe, expect, it } from 'vitest'
import type { ChangeCell, Rate } from '@/api/types'
import { grouped } from './group'

const rate: Rate = { k: 1, n: 2, value: 0.5, low: 0, high: 1 }
const cell = (value: string, touchpoint: string, part: number): ChangeCell => ({
  value,
  touchpoint,
  name: touchpoint,
  now: rate,
  before: rate,
  part,
  mix: part / 4,
  rate: (part * 3) / 4,
  low: -1,
  high: 1,
})
const words = { value: (c: ChangeCell) => c.value, rest: (n: number) => `${n} more`, who: () => () => {} }
const cells = [
  cell('mobile', 'pay', -0.03),
  cell('mobile', 'cart', 0.01),
  cell('desktop', 'pay', -0.005),
  cell('desktop', 'cart', 0.002),
]
const total = cells.reduce((a, c) => a + c.part, 0)

describe('parts of a change', () => {
  it('add up however they are grouped and cut', () => {
    for (const by of ['cells', 'values', 'places'] as const) {
      for (const most of [1, 2, 9]) {
        const parts = grouped(cells, by, most, words)
        expect(parts.reduce((a, p) => a + p.part, 0)).toBeCloseTo(total, 12)
        for (const p of parts) expect(p.mix + p.rate).toBeCloseTo(p.part, 12)
      }
    }
  })
  it('stand by size, the small ones together', () => {
    const parts = grouped(cells, 'cells', 1, words)
    expect(parts.map((p) => p.name)).toEqual(['pay', '3 more'])
    expect(grouped(cells, 'values', 9, words).map((p) => p.name)).toEqual(['mobile', 'desktop'])
  })
})
