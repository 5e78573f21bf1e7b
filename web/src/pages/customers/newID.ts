/** An id that nobody makes again; pages without HTTPS have no randomUUID. */
export function newID() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')
}
