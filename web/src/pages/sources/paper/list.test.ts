import { describe, expect, test } from 'vitest'
import {
  cellsOf,
  emptyRow,
  mostRows,
  paste,
  phoneOf,
  placesOf,
  read,
  refusedRows,
  timeOf,
  toCSV,
  valueOf,
} from './list'

const today = { y: 2026, m: 11, d: 29 }

test('phone numbers as people write them', () => {
  for (const good of [
    '0912345678',
    '0912 345 678',
    '+84 912.345.678',
    '84912345678',
    '912345678',
    '01234567890',
    '028 3822 1234',
  ])
    expect(phoneOf(good), good).not.toBeNull()
  expect(phoneOf('+84 912 345 678')).toBe('0912345678')
  expect(phoneOf('+1 415 555 2671')).toBe('+14155552671')
  for (const bad of [
    '',
    '0912',
    'chị Lan',
    '091234567',
    '09123456789',
    '0112345678',
    '0987654321',
    '0900000000',
    '0999999999',
  ])
    expect(phoneOf(bad), bad).toBeNull()
})

test('days and times as people write them', () => {
  const cases: Record<string, string | null> = {
    '5/11': '2026-11-05',
    '05-11-26': '2026-11-05',
    '5.11.2025': '2025-11-05',
    '30/12': '2025-12-30', // a list tells what was
    '5/11 14:30': '2026-11-05 14:30',
    '14h30 5/11': '2026-11-05 14:30',
    '9h': '2026-11-29 09:00',
    'hôm qua': '2026-11-28',
    '': '2026-11-29',
    '2026-11-05': '2026-11-05',
    '31/2': null,
    '5/13': null,
    '25:00 5/11': null,
    mai: null,
  }
  for (const [text, want] of Object.entries(cases)) expect(timeOf(text, today), text).toBe(want)
})

test('money as people write it', () => {
  expect(['450.000', '450k', '1,2tr', '1tr', '450000', '450.000 đ', 'x', '1.5'].map(valueOf)).toEqual([
    450000,
    450000,
    1200000,
    1000000,
    450000,
    450000,
    null,
    null,
  ])
})

test('cells of Excel and lines of Zalo', () => {
  expect(cellsOf('0912\tLan\n"a\nb"\t"say ""hi"""\r\n')).toEqual([
    ['0912', 'Lan'],
    ['a\nb', 'say "hi"'],
  ])
  expect(cellsOf('1) 0912 345 678 - chị Lan\n0987650321\nkhách quen')).toEqual([
    ['0912 345 678', 'chị Lan'],
    ['0987650321'],
    ['khách quen'],
  ])
  expect(cellsOf('"never closed\tx')).toEqual([['"never closed', 'x']])
  const many = paste(
    [emptyRow()],
    1,
    'name',
    Array.from({ length: 300 }, () => ['a', 'b', 'c', 'd', 'e', 'f', 'g']),
  )
  expect(many.rows.length).toBe(mostRows)
  expect(many.over).toBe(101)
  expect(many.rows[1]).toEqual({ phone: '', name: 'a', time: 'b', place: 'c', value: 'd', note: 'e' })
})

describe('a list', () => {
  const places = placesOf([
    { label: 'Ghé quầy', channel: 'store', event: 'Store Visited' },
    { label: 'Hội chợ', channel: 'event', event: 'Fair Visited' },
    { label: 'GHE QUAY', channel: 'store', event: 'Another' },
  ])
  test('has the touchpoints that a line can be of, by a name once', () =>
    expect(places.map((p) => p.event)).toEqual(['Store Visited', 'Fair Visited']))
  const row = (phone: string, time = '', place = '', more = {}) => ({ ...emptyRow(), phone, time, place, ...more })
  test('takes what a row leaves out from above, and says what is wrong', () => {
    const all = read(
      [
        row('0912345678', '5/11', 'ghe quay'),
        emptyRow(),
        row('0987650321'),
        row('0912 345 678'),
        row('12', 'x', 'đâu đó'),
      ],
      places,
      today,
    )
    expect(all.map((r) => [r.row, r.at, r.place?.name])).toEqual([
      [0, '2026-11-05', 'Ghé quầy'],
      [2, '2026-11-05', 'Ghé quầy'],
      [3, '2026-11-05', 'Ghé quầy'],
      [4, '', undefined],
    ])
    expect(all.map((r) => r.faults.map((f) => f.fault))).toEqual([[], [], ['double'], ['phone', 'time', 'place']])
    expect(all[2]!.faults[0]!.of).toBe(1)
    expect(read([row('0912345678', '1/1/2027')], places, today)[0]!.faults.map((f) => f.fault)).toEqual([
      'noPlace',
      'future',
    ])
  })
  test('is the same file each time, whatever is in it', () => {
    const rows = [row('0912345678', '5/11', 'Ghé quầy', { name: 'Lan, "béo"', note: 'a\nb', value: '450k' })]
    expect(toCSV(read(rows, places, today))).toBe(
      'phone,name,time,event,channel,value,note\n0912345678,"Lan, ""béo""",2026-11-05,Store Visited,store,450000,a b\n',
    )
  })
})

test('what the server refuses stays, all of it', () => {
  const places = placesOf([{ label: 'Ghé quầy', channel: 'store', event: 'Store Visited' }])
  const rows = Array.from({ length: 60 }, (_, i) => ({
    ...emptyRow(),
    phone: '09123400' + String(10 + i),
    time: '5/11',
    place: 'Ghé quầy',
  }))
  const said = read(rows, places, today)
  const problems = said.slice(15, 55).map((_, i) => ({ line: 15 + i + 2 }))
  const preview = (count: number) => ({ problems, sum: { refused: [{ count }] } })
  expect(refusedRows(preview(40), said)).toEqual(Array.from({ length: 40 }, (_, i) => 15 + i))
  expect(refusedRows(preview(41), said)).toBeUndefined() // one is not named: none is known to be taken
  expect(refusedRows(undefined, said)).toBeUndefined()
})
