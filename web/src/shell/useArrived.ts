import { useLayoutEffect } from 'react'

/** A page's own frame is there: the one that stood for it goes (scripts/bones.ts), and the device remembers which to show first. */
export function useArrived(inside?: boolean) {
  useLayoutEffect(() => {
    document.getElementById('bones')?.remove()
    if (inside === undefined) return
    try {
      localStorage.setItem('cham.inside', inside ? '1' : '')
    } catch {
      /* storage is off: the sign-in page's frame */
    }
  }, [inside])
}
