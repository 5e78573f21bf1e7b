import { expect, test } from 'vitest'
import type { SegmentRule } from '@/api/types'
import { asGroup, blank, complete, group, kindOf, kinds, ready } from './rule'

test('what is not filled in is neither asked nor kept', () => {
  const buy = blank('buy')
  const r = group('all', [buy, blank('segment'), group('none', [blank('stand')]), group('any', [])])
  expect(ready(r)).toEqual({ all: [buy] })
  expect(complete(r)).toBe(false)
  expect(ready(group('all', [blank('trait')]))).toBeUndefined()
  expect(complete(group('any', [buy, { trait: { name: 'city', is: ['Huế'] } }]))).toBe(true)
})

test('every kind of condition begins somewhere', () => {
  for (const k of kinds) expect(kindOf(blank(k))).toBe(k)
})

test('a lone condition is edited in a group', () => {
  const r: SegmentRule = { buy: {} }
  expect(asGroup(r)).toEqual({ all: [r] })
  expect(asGroup({ any: [r] })).toEqual({ any: [r] })
  expect(asGroup()).toEqual({ all: [] })
})
