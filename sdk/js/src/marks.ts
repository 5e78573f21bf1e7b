// Marks that somebody who writes no code can put into a page:
//
//	<button data-cham="Booking Made" data-cham-prop-service="Gội đầu">
//
// A marked form counts when it is sent, anything else when it is clicked.

type Properties = { [name: string]: string | number }
type Track = (event: string, properties: Properties) => void

export function watchMarks(track: Track): void {
  const marked = (e: Element | null): void => {
    const event = e && e.getAttribute('data-cham')
    if (event) track(event, properties(e as Element))
  }
  const element = (e: Event): Element | null => (e.target instanceof Element ? e.target : null)
  document.addEventListener(
    'click',
    (e) => {
      const at = element(e)
      marked(at && at.closest('[data-cham]:not(form)'))
    },
    true,
  )
  document.addEventListener('submit', (e) => marked(element(e)), true)
}

/** data-cham-prop-product-id="12" is the property product_id, the number 12. */
function properties(e: Element): Properties {
  const found: Properties = {}
  for (const { name, value } of Array.from(e.attributes)) {
    if (!name.indexOf('data-cham-prop-')) {
      // Telephone numbers begin with 0 and stay text.
      found[name.slice(15).replace(/-/g, '_')] = /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(value) ? +value : value
    }
  }
  return found
}
