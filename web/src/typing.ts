// Whether somebody is in the middle of a form. A session that ends then must not take the page, and what was typed, away.

let last: Element | null = null
document.addEventListener('input', (e) => (last = e.target instanceof Element ? e.target : null), true)

/** Something was typed into a form or dialog that is still open. */
export const isTyping = () => !!last?.isConnected && !!last.closest('form, [role="dialog"]')

/** What was typed is given up, as on signing out. */
export const giveUpTyping = () => void (last = null)
