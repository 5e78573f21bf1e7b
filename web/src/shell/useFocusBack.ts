import { useEffect } from 'react'

const layer = '[role=dialog],[role=menu]'

/** After a drawer, dialog or menu is gone, the focus goes back to what had it before. */
export function useFocusBack() {
  useEffect(() => {
    let before: HTMLElement | null = null
    const seen = (e: FocusEvent) => {
      const at = e.target as HTMLElement
      if (!at.closest(layer)) before = at
    }
    const held = (n: Node) => n instanceof Element && (n.matches(layer) || n.querySelector(layer) !== null)
    const closed = new MutationObserver((changes) => {
      if (document.activeElement !== document.body || !before?.isConnected) return
      if (changes.some((c) => [...c.removedNodes].some(held))) before.focus({ preventScroll: true })
    })
    document.addEventListener('focusin', seen)
    closed.observe(document.body, { childList: true, subtree: true })
    return () => {
      document.removeEventListener('focusin', seen)
      closed.disconnect()
    }
  }, [])
}
