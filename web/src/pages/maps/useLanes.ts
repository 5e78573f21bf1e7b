import { useState } from 'react'

export const laneNames = ['emotion', 'does', 'thinks', 'pains', 'ideas', 'kpi'] as const
export type Lane = (typeof laneNames)[number]

const key = 'cham.lanes.hidden'

/** Which lanes are shown; remembered on this device. */
export function useLanes(): [Lane[], (l: Lane[]) => void] {
  const [shown, set] = useState<Lane[]>(() => {
    try {
      const hidden: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
      return laneNames.filter((l) => !(Array.isArray(hidden) && hidden.includes(l)))
    } catch {
      return [...laneNames]
    }
  })
  return [
    shown,
    (next) => {
      set(laneNames.filter((l) => next.includes(l)))
      try {
        localStorage.setItem(key, JSON.stringify(laneNames.filter((l) => !next.includes(l))))
      } catch {
        /* storage is off: the choice holds until reload */
      }
    },
  ]
}
