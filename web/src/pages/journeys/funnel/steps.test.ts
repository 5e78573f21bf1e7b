import { describe, expect, it } from 'vitest'
import type { JourneyMap } from '@/api/types'
import { moved, stepName, stepsOf } from './steps'

const point = (id: string, stage: string) => ({ id, stage, name: id.toUpperCase() })
const map = {
  stages: [
    { id: 'a', name: 'Biết' },
    { id: 'b', name: 'Mua' },
    { id: 'c', name: 'Dùng' },
  ],
  touchpoints: [point('ad', 'a'), point('video', 'a'), point('cart', 'b'), point('pay', 'b'), point('care', 'c')],
} as unknown as JourneyMap
const more = (n: string, k: number) => `${n} +${k}`

describe('steps of a funnel', () => {
  it('go through the stages up to the goal', () =>
    expect(stepsOf(map, ['pay'])).toEqual([['ad', 'video'], ['cart'], ['pay']]))
  it('go through all stages without a goal, and are none without a map', () => {
    expect(stepsOf(map, [])).toEqual([['ad', 'video'], ['cart', 'pay'], ['care']])
    expect(stepsOf(null, [])).toEqual([])
  })
  it('are called by their touchpoint, their stage or the first of several', () => {
    const name = (id: string) => id.toUpperCase()
    expect(stepName(['pay'], map, name, more)).toBe('PAY')
    expect(stepName(['video', 'ad'], map, name, more)).toBe('Biết')
    expect(stepName(['pay', 'care'], map, name, more)).toBe('PAY +1')
    expect(stepName(['care'], map, name, more)).toBe('CARE')
  })
  it('move one place', () => {
    expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3])
    expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3])
  })
})
