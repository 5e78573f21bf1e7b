import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/**
 * What is wrong with a page as it stands: serious and critical findings of axe, and elements wider than the window.
 * Another theme changes nothing but colours.
 */
export async function problems(page: Page, coloursOnly = false): Promise<string[]> {
  // No page has frames of its own: what axe does for these costs three times the rest.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(true)
  if (coloursOnly) axe.withRules(['color-contrast', 'link-in-text-block'])
  else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
  const { violations } = await axe.analyze()
  const serious = violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map(
      (v) =>
        `${v.id} at ${v.nodes
          .map((n) => n.target.join(' '))
          .slice(0, 3)
          .join(' | ')}`,
    )
  return [...serious, ...(await page.evaluate(tooWide))]
}

/** The innermost elements that make the page wider than the window. */
function tooWide(): string[] {
  const over = document.documentElement.scrollWidth - innerWidth
  if (over <= 0) return []
  const wide = [...document.querySelectorAll('main *')].filter(
    (e) => e.getBoundingClientRect().right > innerWidth + 0.5,
  )
  const inner = wide.filter((e) => !wide.some((o) => o !== e && e.contains(o)))
  const name = (e: Element) => `${e.tagName.toLowerCase()}.${e.classList} “${(e.textContent ?? '').slice(0, 40)}”`
  return [`${over} px too wide: ${inner.slice(0, 3).map(name).join(' | ')}`]
}
