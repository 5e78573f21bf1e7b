import { describe, expect, it } from 'vitest'
import type { JourneyMap, Touchpoint } from '@/api/types'
import { apply, inStage, type Action } from './actions'
import { begin, reduce, unsaved, type Editor } from './editor'

const tp = (id: string, stage: string): Touchpoint => ({
  id,
  stage,
  name: id,
  channel: 'website',
  emotion: 0,
  rule: { any: [] },
})
const map = (version = 1): JourneyMap => ({
  id: 'm',
  name: 'M',
  version,
  persona: { name: '' },
  silenceDays: 30,
  windowDays: 30,
  updatedAt: '2026-01-01T00:00:00Z',
  stages: [
    { id: 'a', name: 'A' },
    { id: 'b', name: 'B' },
    { id: 'c', name: 'C' },
  ],
  touchpoints: [tp('1', 'a'), tp('2', 'a'), tp('3', 'b'), tp('4', 'a'), tp('5', 'c')],
})
const shape = (m: JourneyMap) =>
  m.stages
    .map(
      (s) =>
        `${s.id}:${inStage(m, s.id)
          .map((t) => t.id)
          .join('')}`,
    )
    .join(' ')

describe('actions', () => {
  it('moves a touchpoint within and between stages', () => {
    expect(shape(apply(map(), { type: 'tp.move', id: '4', stage: 'a', index: 0 })!.map)).toBe('a:412 b:3 c:5')
    expect(shape(apply(map(), { type: 'tp.move', id: '1', stage: 'b', index: 1 })!.map)).toBe('a:24 b:31 c:5')
    expect(shape(apply(map(), { type: 'tp.move', id: '1', stage: 'a', index: 9 })!.map)).toBe('a:241 b:3 c:5')
  })
  it('refuses what is not there', () => {
    expect(apply(map(), { type: 'tp.set', id: 'x', patch: { name: 'y' } })).toBeNull()
    expect(apply(map(), { type: 'tp.move', id: '1', stage: 'x', index: 0 })).toBeNull()
    expect(apply({ ...map(), stages: [{ id: 'a', name: 'A' }] }, { type: 'stage.remove', id: 'a' })).toBeNull()
  })
  it('takes back a field that was absent', () => {
    const r = apply(map(), { type: 'stage.set', id: 'a', patch: { pains: 'x' } })!
    expect(apply(r.map, r.inverse)!.map.stages[0]).toEqual({ id: 'a', name: 'A' })
  })

  // A small generator of its own: the same steps in every run.
  const random = (seed: number) => () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff
  const any = (r: () => number, m: JourneyMap, n: number): Action => {
    const pick = <T>(l: T[]) => l[Math.floor(r() * l.length)]!
    const stage = pick(m.stages).id,
      t = m.touchpoints.length ? pick(m.touchpoints).id : 'none',
      index = Math.floor(r() * 5)
    return pick<Action>([
      { type: 'tp.move', id: t, stage, index },
      { type: 'tp.move', id: t, stage, index },
      { type: 'tp.remove', id: t },
      { type: 'tp.add', touchpoint: tp(`n${n}`, stage), index },
      { type: 'tp.set', id: t, patch: { name: `x${n}`, goal: r() < 0.5 ? true : undefined } },
      { type: 'stage.add', stage: { id: `s${n}`, name: 'S' }, index },
      { type: 'stage.remove', id: stage },
      { type: 'stage.move', id: stage, index },
      { type: 'stage.set', id: stage, patch: { ideas: `i${n}` } },
      { type: 'map.set', patch: { name: `m${n}` } },
    ])
  }
  it('has an inverse for every action', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const r = random(seed * 7919)
      let e = begin(map())
      const seen = [shape(e.map) + JSON.stringify(e.map.stages) + e.map.name]
      for (let n = 0; n < 30; n++) {
        const next = reduce(e, { type: 'do', action: any(r, e.map, n) })
        if (next !== e) seen.push(shape(next.map) + JSON.stringify(next.map.stages) + next.map.name)
        e = next
      }
      for (let i = seen.length - 2; i >= 0; i--) {
        e = reduce(e, { type: 'undo' })
        expect(shape(e.map) + JSON.stringify(e.map.stages) + e.map.name).toBe(seen[i])
      }
      for (let i = 1; i < seen.length; i++) e = reduce(e, { type: 'redo' })
      expect(shape(e.map) + JSON.stringify(e.map.stages) + e.map.name).toBe(seen[seen.length - 1])
    }
  })
})

describe('saving', () => {
  const rename = (id: string, name: string): Action => ({ type: 'tp.set', id, patch: { name } })
  const name = (e: Editor, id: string) => e.map.touchpoints.find((t) => t.id === id)?.name

  it('keeps what was done while a save ran', () => {
    let e = reduce(begin(map()), { type: 'do', action: rename('1', 'one') })
    e = reduce(e, { type: 'sending' })
    const stored = { ...e.map, version: 2 }
    e = reduce(e, { type: 'do', action: rename('2', 'two') })
    e = reduce(e, { type: 'saved', map: stored, at: 1 })
    expect([name(e, '1'), name(e, '2'), e.base.version, e.pending.length]).toEqual(['one', 'two', 2, 1])
  })
  it('applies its edits again on another’s map, and says which no longer fit', () => {
    let e = reduce(begin(map()), { type: 'do', action: rename('1', 'mine') })
    e = reduce(e, { type: 'do', action: rename('3', 'lost') })
    e = reduce(e, { type: 'sending' })
    const theirs = apply(apply(map(5), rename('2', 'theirs'))!.map, { type: 'tp.remove', id: '3' })!.map
    e = reduce(e, { type: 'conflict', map: theirs })
    expect([name(e, '1'), name(e, '2'), name(e, '3'), e.dropped, e.pending.length, e.base.version]).toEqual([
      'mine',
      'theirs',
      undefined,
      1,
      1,
      5,
    ])
    expect(unsaved(e)).toBe(true)
  })
  it('undo after another’s save takes back only what was done here', () => {
    let e = reduce(begin(map()), { type: 'do', action: rename('1', 'mine') })
    e = reduce(e, { type: 'conflict', map: apply(map(5), rename('2', 'theirs'))!.map })
    e = reduce(e, { type: 'undo' })
    expect([name(e, '1'), name(e, '2')]).toEqual(['1', 'theirs'])
  })
  it('says which cells two people wrote, keeps mine and can take theirs', () => {
    let e = reduce(begin(map()), { type: 'do', action: rename('1', 'mine') })
    e = reduce(e, { type: 'do', action: rename('2', 'both the same') })
    e = reduce(reduce(e, { type: 'do', action: rename('4', 'only here') }), { type: 'sending' })
    const theirs = apply(apply(map(5), rename('1', 'theirs'))!.map, rename('2', 'both the same'))!.map
    e = reduce(e, { type: 'conflict', map: theirs })
    expect(e.clashes).toMatchObject([{ of: 'theirs', key: 'name', mine: 'mine', theirs: 'theirs' }])
    expect(name(e, '1')).toBe('mine')
    expect(name(reduce(e, { type: 'do', action: e.clashes[0]!.take }), '1')).toBe('theirs')
    expect(reduce(e, { type: 'told' }).clashes).toEqual([])
  })
  it('does not call its own save somebody else’s', () => {
    let e = reduce(begin(map()), { type: 'do', action: rename('1', 'a') })
    e = reduce(e, { type: 'sending' })
    const stored = { ...e.map, version: 2 }
    e = reduce(e, { type: 'do', action: rename('1', 'b') })
    expect(reduce(e, { type: 'saved', map: stored, at: 1 }).clashes).toEqual([])
  })
  it('keeps everything when a save fails', () => {
    let e = reduce(begin(map()), { type: 'do', action: rename('1', 'mine') })
    e = reduce(reduce(e, { type: 'sending' }), { type: 'failed', error: new Error() })
    expect([name(e, '1'), e.pending.length, e.sent]).toEqual(['mine', 1, 0])
  })
  it('takes a newer stored map, never an older one', () => {
    const e = begin(map(3))
    expect(reduce(e, { type: 'stored', map: map(2) })).toBe(e)
    expect(reduce(e, { type: 'stored', map: map(4) }).base.version).toBe(4)
  })
})
