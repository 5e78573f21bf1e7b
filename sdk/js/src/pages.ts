// Page views, also of pages that change their address without loading anew.

/** Calls view for this page and for every address that follows, with the
 * address it came from. */
export function watchPages(view: (referrer: string) => void): void {
  let here = ''
  const look = (): void => {
    // What follows # is a place on the page, unless an app keeps its route there.
    const now = location.href.replace(/#(?![!/]).*/, '')
    if (now != here) {
      view(here || document.referrer)
      here = now
    }
  }
  // The title is often set right after the address.
  const soon = (): void => void setTimeout(look, 60)
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name]
    history[name] = function (this: History) {
      original.apply(this, arguments as unknown as Parameters<History['pushState']>)
      soon()
    }
  }
  addEventListener('popstate', soon)
  addEventListener('hashchange', soon)
  // A page that comes back from the browser's memory is seen once more.
  addEventListener('pageshow', (e) => {
    if (e.persisted) {
      here = ''
      look()
    }
  })
  look()
}
