import { useSyncExternalStore } from 'react'

// The chosen theme lives in localStorage, where first.js reads it before
// first paint; this keeps the page in step when it changes.

export type Theme = 'light' | 'dark' | 'system'

const key = 'cham.theme'
const system = matchMedia('(prefers-color-scheme:dark)')
const listeners = new Set<() => void>()

const stored = (): Theme => {
  try {
    const t = localStorage.getItem(key)
    return t === 'light' || t === 'dark' ? t : 'system'
  } catch {
    return 'system'
  }
}
let theme = stored()

const scheme = () => (theme === 'system' ? (system.matches ? 'dark' : 'light') : theme)

function apply() {
  const root = document.documentElement
  root.dataset.theme = root.dataset.mantineColorScheme = scheme()
  listeners.forEach((f) => f())
}
system.addEventListener('change', apply)

export function setTheme(t: Theme) {
  theme = t
  try {
    localStorage.setItem(key, t)
  } catch {
    /* storage is off: the choice holds until reload */
  }
  apply()
}

/** Whether a theme was chosen on this device. */
export const isThemeChosen = () => {
  try {
    return localStorage.getItem(key) !== null
  } catch {
    return true
  }
}

const subscribe = (f: () => void) => {
  listeners.add(f)
  return () => listeners.delete(f)
}
/** What was chosen. */
export const useTheme = () => useSyncExternalStore(subscribe, () => theme)
/** What is shown now. */
export const useScheme = () => useSyncExternalStore(subscribe, scheme)
