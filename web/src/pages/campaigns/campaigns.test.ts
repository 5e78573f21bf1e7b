import { expect, test } from 'vitest'
import { countOf, everyone, partOf, partsOf, settled } from './counts'
import { blankBlock, blankLetter, blockKinds, isBlank, liquid, moved, pieces, put } from './letter'
import { lookedAt, plainParts, saidBy, saying, waysOf } from './ways'
import { instantOf, nextMorning, wallOf } from './when'

test('the parts of a send add up to everybody', () => {
  const counts = { waiting: 200, ready: 12, sending: 5, sent: 268, failed: 5, unknown: 1, held: 12 }
  expect(partsOf(counts).map((p) => p.part)).toEqual(['sent', 'held', 'failed', 'unknown', 'going', 'waiting'])
  expect(partsOf(counts).reduce((n, p) => n + p.n, 0)).toBe(everyone(counts))
  expect(countOf(counts, 'going')).toBe(17)
  expect(settled(counts)).toBe(286)
  expect(partOf('sending')).toBe('going')
  expect(partsOf({})).toEqual([])
})

test('blocks move within their list', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b'])
  for (const [from, to] of [
    [0, -1],
    [2, 3],
    [5, 0],
    [1, 1],
  ])
    expect(moved(['a', 'b', 'c'], from!, to!)).toEqual(['a', 'b', 'c'])
})

test('a letter nobody wrote is blank, and every kind of block begins empty', () => {
  expect(isBlank({ ...blankLetter(), blocks: blockKinds.map(blankBlock) })).toBe(true)
  expect(isBlank({ ...blankLetter(), preheader: 'Chào' })).toBe(false)
  expect(isBlank({ subject: '', blocks: [{ kind: 'image', url: 'https://a.vn/a.png' }] })).toBe(false)
})

test('a field stands where the caret was, with what stands in for it', () => {
  expect(liquid('name', ' bạn "quý" ')).toBe('{{ name | default: "bạn quý" }}')
  expect(liquid('first_name', '')).toBe('{{ first_name }}')
  expect(put('Chào !', 5, 5, '{{ name }}')).toEqual({ text: 'Chào {{ name }}!', caret: 15 })
  expect(put('Chào X!', 5, 6, 'Y')).toEqual({ text: 'Chào Y!', caret: 6 })
})

test('what is filled in is told apart from what is written', () => {
  expect(pieces('Chào {{ name | default: "bạn" }}, hẹn gặp')).toEqual([
    { text: 'Chào ', filled: false },
    { text: '{{ name | default: "bạn" }}', filled: true },
    { text: ', hẹn gặp', filled: false },
  ])
  expect(pieces('{{ name }}')).toEqual([{ text: '{{ name }}', filled: true }])
  expect(pieces('{{ nửa')).toEqual([{ text: '{{ nửa', filled: false }])
})

test('times of sending are those of the business’s clock', () => {
  const zone = 'Asia/Ho_Chi_Minh'
  expect(instantOf('2026-12-01T09:00', zone)).toBe('2026-12-01T02:00:00.000Z')
  expect(wallOf('2026-12-01T02:00:00Z', zone)).toBe('2026-12-01T09:00')
  expect(instantOf('', zone)).toBeUndefined()
  expect(nextMorning(Date.parse('2026-11-30T20:00:00Z'), zone)).toBe('2026-12-02T02:00:00.000Z')
  // Berlin's clock goes back at 03:00 on that day.
  expect(instantOf('2026-10-25T09:00', 'Europe/Berlin')).toBe('2026-10-25T08:00:00.000Z')
})

test('each way and version says its own, and what is not begun is not looked at', () => {
  const letter = blankLetter()
  const a = { class: 'care' as const, lang: 'vi' as const, letter, texts: { sms: { text: 'A' } } }
  const two = { ...a, b: { letter, texts: { sms: { text: 'B' } } } }
  expect(waysOf({})).toEqual(['email'])
  expect(saidBy(a, 'b').texts).toEqual(a.texts)
  expect(lookedAt(two, { way: 'sms', side: 'b' })?.text?.text).toBe('B')
  expect(saying(two, 'b', { texts: {} })).toEqual({ b: { letter, texts: {} } })
  expect(saying(two, 'a', { texts: {} })).toEqual({ texts: {} })
  expect(lookedAt(a, { way: 'zalo', side: 'a' })).toBeUndefined()
  const zns = { ...a, texts: { zns: { template: '12', params: { name: 'x', 'no name': 'y', empty: ' ' } } } }
  expect(lookedAt(zns, { way: 'zns', side: 'a' })?.text?.params).toEqual({ name: 'x' })
  expect([160, 161, 307].map(plainParts)).toEqual([1, 2, 3])
})
