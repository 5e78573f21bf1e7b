import type { ChangeCell } from '@/api/types'
import type { ChangePart } from './PartsChart'

const groups = ['cells', 'values', 'places'] as const
/** Each value at each touchpoint, or added up over either. */
export type Group = (typeof groups)[number]
export const isGroup = (s: string | undefined): s is Group => (groups as readonly string[]).includes(s ?? '')

interface Words {
  value: (c: ChangeCell) => string
  rest: (n: number) => string
  who: (c: ChangeCell) => () => void
}

/** The largest parts, the others added up into one, so that all still add up to the whole change. */
export function grouped(cells: ChangeCell[], by: Group, most: number, w: Words): ChangePart[] {
  const parts =
    by === 'cells' ? cells.map((c) => single(c, w)) : summed(cells, (c) => (by === 'values' ? w.value(c) : c.name))
  parts.sort((a, b) => Math.abs(b.part) - Math.abs(a.part))
  if (parts.length <= most + 1) return parts
  return [...parts.slice(0, most), add('…', w.rest(parts.length - most), parts.slice(most))]
}

const single = (c: ChangeCell, w: Words): ChangePart => ({
  key: `${c.others ? '…' : c.value}\u0000${c.touchpoint}`,
  name: c.name,
  detail: w.value(c),
  part: c.part,
  mix: c.mix,
  rate: c.rate,
  now: c.now,
  before: c.before,
  sure: c.low > 0 || c.high < 0,
  open: w.who(c),
})

function summed(cells: ChangeCell[], name: (c: ChangeCell) => string): ChangePart[] {
  const by = new Map<string, ChangeCell[]>()
  for (const c of cells) by.set(name(c), [...(by.get(name(c)) ?? []), c])
  return [...by].map(([n, list]) => add(n, n, list))
}

function add(key: string, name: string, list: Pick<ChangePart, 'part' | 'mix' | 'rate'>[]): ChangePart {
  const sum = (of: 'part' | 'mix' | 'rate') => list.reduce((a, p) => a + p[of], 0)
  return { key, name, part: sum('part'), mix: sum('mix'), rate: sum('rate'), sure: true }
}
