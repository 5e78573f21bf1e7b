// What stays in the visitor's browser. In-app browsers and private windows may
// refuse storage; then everything lives as long as the page.

const prefix = 'cham.'

export function read(key: string): string | null {
  try {
    return localStorage.getItem(prefix + key)
  } catch {
    return null
  }
}

export function write(key: string, value: string): void {
  try {
    localStorage.setItem(prefix + key, value)
  } catch {
    // full or forbidden: memory has it too
  }
}

export function remove(key: string): void {
  try {
    localStorage.removeItem(prefix + key)
  } catch {
    // was never there
  }
}

/** The stored keys that begin with start, in order, without our prefix. */
export function keys(start: string): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => !key.indexOf(prefix + start))
      .map((key) => key.slice(prefix.length))
      .sort()
  } catch {
    return []
  }
}

/** The value of our cookie, '' when there is none. */
export function cookie(name: string): string {
  const found = document.cookie.match('(?:^|; )' + name + '=([^;]*)')
  return found ? found[1] : ''
}

/** Sets a first-party cookie for so many seconds; 0 deletes it. */
export function setCookie(name: string, value: string, domain: string | undefined, seconds: number): void {
  document.cookie =
    `${name}=${value};path=/;max-age=${seconds};samesite=lax` +
    (domain ? ';domain=' + domain : '') +
    (location.protocol == 'https:' ? ';secure' : '')
}
