import { expect, it } from 'vitest'
import type { JourneyMap, Touchpoint } from '@/api/types'
import { differences } from './differences'

const point = (id: string, name = id): Touchpoint => ({
  id,
  stage: 'a',
  name,
  channel: 'website',
  emotion: 0,
  rule: { any: [] },
})
const map = (...touchpoints: Touchpoint[]): JourneyMap => ({
  id: 'm',
  name: 'M',
  version: 1,
  persona: { name: '' },
  silenceDays: 30,
  windowDays: 30,
  updatedAt: '2026-01-01T00:00:00Z',
  stages: [{ id: 'a', name: 'A' }],
  touchpoints,
})

it('tells what became of a map', () => {
  const old = map(point('1'), point('2'), point('3'))
  expect(differences(old, { ...old, version: 9, updatedAt: '2026-02-01T00:00:00Z' })).toEqual({
    added: 0,
    gone: 0,
    edited: 0,
    stages: false,
    about: false,
  })
  const now = { ...map(point('1'), point('2', 'two'), point('4'), point('5')), name: 'N' }
  expect(differences(old, { ...now, stages: [{ id: 'a', name: 'B' }] })).toEqual({
    added: 2,
    gone: 1,
    edited: 1,
    stages: true,
    about: true,
  })
})
