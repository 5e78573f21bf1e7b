import axe from 'axe-core'
import { expect, type Page } from '@playwright/test'
import type { Lang } from './cham'

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const colours: axe.RunOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }

/**
 * What is wrong with a page as it stands: serious and critical findings of axe, and elements wider than the window.
 * Another theme changes nothing but colours.
 */
export async function problems(page: Page, coloursOnly = false): Promise<string[]> {
  await page.evaluate(settled)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const violations = await page.evaluate(violated, coloursOnly ? colours : standards)
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

/** The windows pages are looked at in. */
export const windows = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]

/**
 * Problems of pages, light and dark, once what they are looked at for is there. Dark colours are the same in every
 * language: before a release (make soak) they are looked at in English, too.
 */
export async function problemsOf(
  page: Page,
  paths: Record<string, string>,
  there: string,
  { language, shot }: { language: Lang; shot: (name: string) => Promise<void> },
): Promise<string[]> {
  const found: string[] = []
  for (const [name, path] of Object.entries(paths)) {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(path)
    await expect(page.locator(there).first(), name).toBeVisible()
    await expect(page.locator('[aria-busy=true]'), name).toHaveCount(0)
    for (const theme of language === 'vi' || process.env.BOTH ? ['light', 'dark'] : ['light']) {
      await page.emulateMedia({ colorScheme: theme as 'light' | 'dark' }) // the theme follows the system's
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await shot(`${name}-${theme}-${page.viewportSize()!.width}`)
      found.push(...(await problems(page, theme === 'dark')).map((p) => `${name}, ${theme}: ${p}`))
    }
  }
  return found
}

declare global {
  interface Window {
    axe: typeof axe & { _audit: { rules: { id: string; impact?: string }[] } }
  }
}

/**
 * Brings to its end whatever moves: a dialog half faded in has too little contrast. Waiting for the ends would be waiting
 * for ever: of an element that is hidden meanwhile, Chromium tells none.
 */
async function settled() {
  const frame = () => new Promise(requestAnimationFrame)
  const moving = () =>
    document
      .getAnimations()
      .filter((a) => a.playState === 'running' && Number.isFinite(Number(a.effect?.getComputedTiming().endTime ?? 0)))
  for (let round = 0; round < 10; round++) {
    moving().forEach((a) => a.finish())
    await frame()
    await frame()
    if (moving().length === 0) return
  }
}

/** Rules whose findings are never serious would take a third of the time. */
async function violated(runOnly: axe.RunOptions['runOnly']) {
  const minor = window.axe._audit.rules.filter((r) => r.impact === 'minor' || r.impact === 'moderate')
  const rules = Object.fromEntries(minor.map((r) => [r.id, { enabled: false }]))
  return (await window.axe.run({ resultTypes: ['violations'], runOnly, rules })).violations
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

/** Problems in both sizes and themes, with a picture of each. */
export async function problemsEverywhere(
  page: Page,
  shot: (name: string, of?: Page, whole?: boolean) => Promise<void>,
  name: string,
) {
  const found: string[] = []
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      await shot(`${name}-${theme}-${width}`, page, true)
      found.push(...(await problems(page)).map((p) => `${name}, ${theme}, ${width}: ${p}`))
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1440, height: 900 })
  return found
}
