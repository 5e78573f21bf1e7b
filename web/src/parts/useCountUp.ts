import { useEffect, useRef, useState } from 'react'

const length = 420 // ms, as --t-slow

/** A number that runs to its new value instead of jumping; still under reduced motion. */
export function useCountUp(value: number): number {
  const [shown, setShown] = useState(value)
  const at = useRef(value)
  useEffect(() => {
    const from = at.current
    if (from === value) return
    if (matchMedia('(prefers-reduced-motion:reduce)').matches || document.hidden) {
      at.current = value
      setShown(value)
      return
    }
    const start = performance.now()
    let frame = requestAnimationFrame(function step(t) {
      const p = Math.min(1, Math.max(0, (t - start) / length))
      at.current = from + (value - from) * (1 - (1 - p) ** 3)
      setShown(p < 1 ? Math.round(at.current) : value)
      if (p < 1) frame = requestAnimationFrame(step)
      else at.current = value
    })
    return () => cancelAnimationFrame(frame)
  }, [value])
  return shown
}
