// Forms made in Chạm that stand in frames of the page learn whose browser it is, so that
// who sends one is the customer of the visits here.

/** Tells each frame of Chạm's own that asked; the function it answers tells them again.
 * id is '' while the visitor wants not to be known. */
export function watchFrames(host: string, id: () => string): () => void {
  const asked = new Set<WindowProxy>()
  const tell = (): void => asked.forEach((frame) => frame.postMessage({ cham: id() }, host))
  addEventListener('message', (e) => {
    if (e.origin != host || e.data != 'cham') return
    asked.add(e.source as WindowProxy)
    tell()
  })
  return tell
}
