// A paper list: what people type or paste, as a table, and as the file it is imported by. No page here, so that
// it can be tested alone.

export const columns = ['phone', 'name', 'time', 'place', 'value', 'note'] as const
export type Column = (typeof columns)[number]
export type Row = Record<Column, string>

export const mostRows = 200
export const emptyRow = (): Row => ({ phone: '', name: '', time: '', place: '', value: '', note: '' })
export const isEmpty = (r: Row) => columns.every((c) => !r[c].trim())

/** A touchpoint that can be written down by hand, as the server has it. */
export interface Place {
  name: string
  event: string
  channel: string
}

/** The touchpoints by which a line says where it was: of two of one name the first. */
export function placesOf(tiles: { label: string; event: string; channel: string }[]): Place[] {
  const seen = new Set<string>()
  return tiles.flatMap((t) => {
    if (seen.has(fold(t.label))) return []
    seen.add(fold(t.label))
    return [{ name: t.label, event: t.event, channel: t.channel }]
  })
}

/** Text as it is compared: without marks, đ as d, small letters. */
export const fold = (s: string) =>
  s
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
    .trim()

/** The digits of a Vietnamese number as they are dialled, null for what is none. The server has the last word. */
export function phoneOf(text: string): string | null {
  const digits = text.replace(/[\s.\-()]/g, '')
  if (/^\+(?!84)\d{8,14}$/.test(digits)) return digits
  const n = digits.replace(/^(\+84|84(?=\d{9,10}$))/, '').replace(/^0/, '')
  const mobile = /^(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}$/.test(n)
  const old = /^(12[0-9]|16[2-9]|18[68]|199)\d{7}$/.test(n)
  const land = /^2\d{8,9}$/.test(n)
  const madeUp = ['987654321', '123456789'].includes(n) || /^(\d)\1+$/.test(n) || /^..0+$/.test(n)
  return (mobile || old || land) && !madeUp ? '0' + n : null
}

export interface Day {
  y: number
  m: number
  d: number
}

const two = (n: number) => String(n).padStart(2, '0')

/** 5/11, 5-11-26, 5/11/2026 14:30, 14h30 5/11, today: "2026-11-05" or "2026-11-05 14:30"; null for none of these. */
export function timeOf(text: string, today: Day): string | null {
  const s = fold(text)
  const clock = /(\d{1,2})\s*(?:[h:])\s*(\d{2})?(?!\d)/.exec(s)
  const rest = (clock ? s.replace(clock[0], ' ') : s).trim()
  const date = dayOf(rest, today)
  if (!date || (clock && (Number(clock[1]) > 23 || Number(clock[2] ?? 0) > 59))) return null
  return clock ? `${date} ${two(Number(clock[1]))}:${clock[2] ?? '00'}` : date
}

function dayOf(s: string, t: Day): string | null {
  if (s === '' || s === 'hom nay' || s === 'today') return `${t.y}-${two(t.m)}-${two(t.d)}`
  if (s === 'hom qua' || s === 'yesterday') return iso(new Date(Date.UTC(t.y, t.m - 1, t.d - 1)))
  const given = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2}|\d{4}))?$/.exec(s)
  const back = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(s)
  if (back) return valid(Number(back[1]), Number(back[2]), Number(back[3]))
  if (!given) return null
  const [d, m] = [Number(given[1]), Number(given[2])]
  if (given[3]) return valid(Number(given[3]) + (given[3].length === 2 ? 2000 : 0), m, d)
  const past = m < t.m || (m === t.m && d <= t.d) // a list tells what was: 30/12 on 5/1 is last year's
  return valid(past ? t.y : t.y - 1, m, d)
}

const iso = (d: Date) => d.toISOString().slice(0, 10)

function valid(y: number, m: number, d: number): string | null {
  const at = new Date(Date.UTC(y, m - 1, d))
  return at.getUTCMonth() === m - 1 && at.getUTCDate() === d && y > 1989 && y < 2100 ? iso(at) : null
}

/** 450.000, 450k, 1,2tr: the plain number, null for none. */
export function valueOf(text: string): number | null {
  const s = fold(text).replace(/[\sđd₫]|vn$/g, '')
  const short = /^(\d+(?:[.,]\d+)?)(k|n|nghin|ngan|tr|trieu|m)$/.exec(s)
  if (short) return Math.round(Number(short[1]!.replace(',', '.')) * (/^[kn]/.test(short[2]!) ? 1e3 : 1e6))
  if (/^\d{1,3}([.,]\d{3})+$/.test(s)) return Number(s.replace(/[.,]/g, ''))
  return /^\d+$/.test(s) ? Number(s) : null
}

export type Fault = 'phone' | 'time' | 'future' | 'place' | 'noPlace' | 'value' | 'double'

/** A row as it will be read: an empty time or touchpoint is that of the row above. */
export interface Read {
  row: number
  phone: string
  name: string
  at: string
  place?: Place
  value: number | null
  note: string
  faults: { column: Column; fault: Fault; of?: number }[]
}

export function read(rows: Row[], places: Place[], today: Day): Read[] {
  const all: Read[] = []
  const met = new Map<string, number>()
  let time = ''
  let place = ''
  rows.forEach((r, i) => {
    if (isEmpty(r)) return
    time = r.time.trim() || time
    place = r.place.trim() || place
    const one = readRow(r, i, timeOf(time, today), place, places)
    if (one.at.slice(0, 10) > `${today.y}-${two(today.m)}-${two(today.d)}`)
      one.faults.push({ column: 'time', fault: 'future' })
    const key = [one.phone, one.at, one.place?.event, one.value, one.note].join('\n')
    const first = met.get(key)
    if (one.phone && first !== undefined) one.faults.push({ column: 'phone', fault: 'double', of: first + 1 })
    else met.set(key, i)
    all.push(one)
  })
  return all
}

function readRow(r: Row, row: number, at: string | null, place: string, places: Place[]): Read {
  const phone = phoneOf(r.phone)
  const value = valueOf(r.value)
  const found = places.find((p) => fold(p.name) === fold(place))
  const faults: Read['faults'] = []
  if (!phone) faults.push({ column: 'phone', fault: 'phone' })
  if (!at) faults.push({ column: 'time', fault: 'time' })
  if (!found) faults.push({ column: 'place', fault: place ? 'place' : 'noPlace' })
  if (r.value.trim() && value === null) faults.push({ column: 'value', fault: 'value' })
  return {
    row,
    phone: phone ?? '',
    name: r.name.trim(),
    at: at ?? '',
    place: found,
    value,
    note: r.note.trim(),
    faults,
  }
}

const cell = (s: string) => (/[",\n\r]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s)

const header = ['phone', 'name', 'time', 'event', 'channel', 'value', 'note']

/** The rows as the file that is imported; the same list is the same file, so that it comes in once. */
export const toCSV = (rows: Read[]) =>
  [
    header,
    ...rows.map((r) => [
      r.phone,
      r.name,
      r.at,
      r.place?.event ?? '',
      r.place?.channel ?? '',
      r.value === null ? '' : String(r.value),
      r.note,
    ]),
  ]
    .map((line) => line.map((c) => cell(c.replace(/\s+/g, ' '))).join(','))
    .join('\n') + '\n'

/** How that file is read. */
export const mapping = (timeZone: string) => ({
  timeZone,
  columns: {
    phone: 'phone',
    'traits.name': 'name',
    time: 'time',
    event: 'event',
    channel: 'channel',
    value: 'value',
    'properties.note': 'note',
  },
})

/**
 * The rows of the grid that the server would refuse. Undefined when it does not name all of them: then none is known
 * to be taken.
 */
export function refusedRows(
  preview: { problems: { line: number }[] | null; sum: { refused: { count: number }[] | null } } | undefined,
  sent: Read[],
): number[] | undefined {
  const rows = (preview?.problems ?? []).flatMap((p) => sent[p.line - 2]?.row ?? [])
  const count = (preview?.sum.refused ?? []).reduce((n, r) => n + r.count, 0)
  return preview && rows.length >= count ? rows : undefined
}

/** Cells of what was copied in Excel, or lines of a Zalo message: "0912 345 678 chị Lan". */
export function cellsOf(text: string): string[][] {
  const lines = split(text.replace(/\r\n?/g, '\n').replace(/\n$/, ''))
  if (lines.some((l) => l.length > 1)) return lines
  return lines.map(([line = '']) => {
    const m = /(\+?\d[\d\s.-]{7,14}\d)/.exec(line)
    if (!m || !phoneOf(m[1]!)) return [line]
    const rest = line.replace(m[1]!, ' ').replace(/^[\s\-–:,;.)\d]+|[\s\-–:,;]+$/g, '')
    return rest ? [m[1]!, rest] : [m[1]!]
  })
}

/** Tab-separated cells, with quotes around those that hold a break, as spreadsheets copy them. */
function split(text: string): string[][] {
  const out: string[][] = [[]]
  const cells = /(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/y
  while (cells.lastIndex <= text.length) {
    const m = cells.exec(text)
    if (!m) return text.split('\n').map((l) => l.split('\t')) // a quote that is never closed is a letter
    out.at(-1)!.push((m[1]?.replaceAll('""', '"') ?? m[2] ?? '').trim())
    if (m[3] === '\n') out.push([])
    if (m[3] === '') break
  }
  return out
}

/** Rows with cells put in from a place on, at most mostRows; over says how many lines did not fit. */
export function paste(rows: Row[], at: number, column: Column, cells: string[][]): { rows: Row[]; over: number } {
  const next = rows.map((r) => ({ ...r }))
  const from = columns.indexOf(column)
  const fitting = cells.slice(0, mostRows - at)
  fitting.forEach((line, i) => {
    while (next.length <= at + i) next.push(emptyRow())
    line.slice(0, columns.length - from).forEach((text, j) => (next[at + i]![columns[from + j]!] = text))
  })
  return { rows: next, over: cells.length - fitting.length }
}
