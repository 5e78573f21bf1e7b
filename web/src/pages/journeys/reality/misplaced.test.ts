import { expect, it } from 'vitest'
import type { JourneyMap } from '@/api/types'
import { misplaced } from './misplaced'

const map = {
  stages: ['s0', 's1', 's2', 's3'].map((id) => ({ id, name: id })),
  touchpoints: [
    ['ad', 's0'],
    ['page', 's1'],
    ['pay', 's1'],
    ['visit', 's2'],
    ['card', 's3'],
  ].map(([id, stage]) => ({ id, stage, name: id, channel: 'website', emotion: 0, rule: { any: [] } })),
} as unknown as JourneyMap
const e = (from: string, to: string, count: number) => ({
  from,
  to,
  count,
  customers: count,
  meanS: 0,
  medianS: 0,
  p90S: 0,
})

it('finds what is drawn before the stage it is lived in', () => {
  expect(
    misplaced(map, [e('visit', 'pay', 80), e('page', 'pay', 20), e('pay', 'card', 60), e('card', 'ad', 500)]),
  ).toEqual([{ id: 'pay', stage: 's2', share: 0.8, moves: 80 }])
})
it('says nothing of a few, of a minority, and of beginning anew', () => {
  expect(misplaced(map, [e('visit', 'pay', 29)])).toEqual([])
  expect(misplaced(map, [e('visit', 'pay', 50), e('page', 'pay', 50)])).toEqual([])
  expect(misplaced(map, [e('card', 'ad', 500)])).toEqual([])
})
