import { useState } from 'react'

/** The columns of the list that can be hidden, in their order; the name always stands first. */
export const columns = ['keys', 'first', 'last', 'touches', 'lead', 'lastLead', 'value'] as const
export type Column = (typeof columns)[number]

/** What the server can sort the list by; greatest or newest first unless up. By last it does when nothing is said. */
export const sortable = {
  first: 'first',
  last: 'last',
  touches: 'touches',
  value: 'value',
} as const

const key = 'cham.customers.columns'

function stored(): Column[] {
  try {
    const kept = localStorage.getItem(key)?.split(',')
    return kept ? columns.filter((c) => kept.includes(c)) : [...columns]
  } catch {
    return [...columns]
  }
}

/** The columns shown, kept on this device. */
export function useColumns(): [Column[], (c: Column) => void] {
  const [shown, setShown] = useState(stored)
  const toggle = (c: Column) => {
    const next = columns.filter((x) => shown.includes(x) !== (x === c))
    setShown(next)
    try {
      localStorage.setItem(key, next.join(','))
    } catch {
      /* storage is off: the choice holds until reload */
    }
  }
  return [shown, toggle]
}
