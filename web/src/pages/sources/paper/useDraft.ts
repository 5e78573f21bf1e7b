import { useState } from 'react'
import { emptyRow, isEmpty, mostRows, type Read, type Row } from './list'

// A draft of a list stays in this browser, so that a closed window loses nothing; it goes with what was saved.

const atFirst = 12
const spare = 3

function load(key: string): Row[] {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '[]') as Partial<Row>[]
    return kept.slice(0, mostRows).map((r) => ({ ...emptyRow(), ...r }))
  } catch {
    return []
  }
}

/** With empty rows at the end to go on with. */
function padded(rows: Row[]): Row[] {
  const filled = rows.findLastIndex((r) => !isEmpty(r)) + 1
  const want = Math.min(mostRows, Math.max(atFirst, filled + spare))
  return [...rows.slice(0, want), ...Array.from({ length: want - rows.length }, emptyRow)]
}

/** Whether the browser keeps it: it may forbid that, or have no room. */
function store(key: string, rows: Row[]): boolean {
  const filled = rows.slice(0, rows.findLastIndex((r) => !isEmpty(r)) + 1)
  try {
    if (filled.length) localStorage.setItem(key, JSON.stringify(filled))
    else localStorage.removeItem(key)
    return true
  } catch {
    return filled.length === 0
  }
}

export function useDraft(workspace: string) {
  const key = `cham.paper.${workspace}`
  const [rows, setRows] = useState(() => padded(load(key)))
  const [over, setOver] = useState(0)
  const [kept, setKept] = useState(true)
  const set = (next: Row[], left = 0) => {
    setKept(store(key, next))
    setRows(padded(next))
    setOver(left)
  }
  return {
    rows,
    /** How many pasted lines did not fit. */
    over,
    /** Whether the browser keeps the draft. */
    kept,
    set,
    clear: () => set([]),
    /** Keeps the rows that were not taken, with what they took from above. */
    keep: (said: Read[], refused: number[]) =>
      set(
        said
          .filter((r) => r.faults.some((f) => f.fault !== 'double') || refused.includes(r.row))
          .map((r) => ({
            ...rows[r.row]!,
            time: rows[r.row]!.time || r.at,
            place: rows[r.row]!.place || (r.place?.name ?? ''),
          })),
      ),
  }
}
