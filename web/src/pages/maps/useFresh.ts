import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useLive, useLiveEvent } from '@/api/live'
import type { LiveTick } from '@/api/types'

const every = 2500 // ms between two askings while touches come in
const patience = 20_000 // ms without the stream after which numbers are called old

/** Asks for new numbers when touches came in; returns since when they are old, null while they are fresh. */
export function useFresh(query: { dataUpdatedAt: number; error: unknown; data: unknown }): number | null {
  const client = useQueryClient()
  const { connected } = useLive()
  const seen = useRef<number | null>(null)
  const asked = useRef(0)
  const heard = useRef((tick: LiveTick) => {
    const shown = tick.touches - tick.backlog
    // The first tick asks again too: a touch may have come between the first answer and it.
    if (shown === seen.current) return
    if (document.hidden || Date.now() - asked.current < every) return
    seen.current = shown
    asked.current = Date.now()
    void client.invalidateQueries({ queryKey: ['overlay'] })
    void client.invalidateQueries({ queryKey: ['home'] })
    // A slow answer is waited for: begun anew at every touch it would never come.
    void client.invalidateQueries({ queryKey: ['query'] }, { cancelRefetch: false })
  })
  useLiveEvent('tick', heard.current)

  const [late, setLate] = useState(false)
  useEffect(() => {
    setLate(false)
    if (connected) return
    const wait = setTimeout(() => setLate(true), patience)
    return () => clearTimeout(wait)
  }, [connected])
  return query.data !== undefined && (late || query.error) ? query.dataUpdatedAt : null
}
