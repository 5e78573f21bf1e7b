import type { Page } from '@playwright/test'
import { asOwner, expect, once, test } from './cham'

// A slow line: the frame of a page is there within a second or so, in the right words and colours, long before its script.

test.use({ room: 'slow' })
test.describe.configure({ mode: 'serial' })

const line = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 }

/** Signs in: the device has been here before. */
async function enter(page: Page) {
  await page.goto('/')
  await page.locator('#main').waitFor()
}

async function slow(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
  await devtools.send('Network.emulateNetworkConditions', line)
}

const painted = (page: Page) =>
  page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0)

/**
 * When a page is first painted with nothing kept from before, and how far its parts moved until it was there. What a
 * busy machine takes on a fast line is not the page's.
 */
async function open(page: Page, path: string, until: string) {
  await page.goto(path)
  await expect.poll(() => painted(page)).toBeGreaterThan(0)
  const busy = Math.max(0, (await painted(page)) - 300)
  await slow(page)
  await page.addInitScript(() => {
    const seen = Object.assign(window, { moved: 0 })
    new PerformanceObserver((list) => {
      for (const e of list.getEntries() as unknown as { value: number }[]) seen.moved += e.value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto(path, { waitUntil: 'commit' })
  await page.locator(until).first().waitFor({ timeout: 50_000 })
  const seen = await page.evaluate(() => ({
    ready: performance.now(),
    moved: (window as unknown as { moved: number }).moved,
  }))
  return { paint: (await painted(page)) - busy, busy, ...seen }
}

/** Opens a page whose scripts never come. */
async function without(page: Page, path: string) {
  await page.route('**/assets/*.js', () => new Promise(() => {}))
  await page.goto(path, { waitUntil: 'commit' })
  await page.locator('#bones').waitFor()
}

/** Where parts of a page stand. */
const places = (page: Page, parts: string[]) =>
  page.evaluate(
    (all) =>
      all.map((part) => {
        const at = [...document.querySelectorAll(part)].find((e) => e.checkVisibility())?.getBoundingClientRect()
        return at
          ? [part, at.x, at.y, at.width, at.height].map((n) => (typeof n === 'number' ? Math.round(n) : n))
          : part
      }),
    parts,
  )

for (const place of [
  { name: 'Home', path: '/', until: '#main h1', owner: true },
  { name: 'the sign-in page', path: '/sign-in', until: '.door form input', owner: false },
])
  test(`${place.name} is painted long before it is there at 400 kbit/s`, async ({ page, language }) => {
    once('when a page is there', test.info())
    await asOwner(page, language)
    if (place.owner) await enter(page)
    else await page.context().clearCookies()
    const seen = await open(page, place.path, place.until)
    test.info().annotations.push({ type: 'ms', description: JSON.stringify(seen) })
    expect(seen.ready).toBeGreaterThan(2000) // the line was slow
    expect(seen.paint).toBeLessThan(seen.ready / 2) // a second on a quiet machine, as the annotation says
    expect(seen.moved).toBeLessThan(0.05)
  })

for (const [width, height] of [
  [1440, 900],
  [390, 844],
] as const)
  test(`before its script a page of ${width} pixels has its frame where it will be`, async ({
    page,
    language,
    words: t,
    shot,
  }) => {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: 'dark' })
    await asOwner(page, language)
    await enter(page)
    const wide = width > 720
    const parts = wide
      ? ['.rail', '.nav a', '.nav div:nth-child(6) a', '.ws .mark', '.find-b']
      : ['.mobtop', '.mob a', '.mob a:last-child', '.mobtop .mark']
    const there = await places(page, parts)
    const colour = () =>
      page.evaluate(() => getComputedStyle(document.querySelector('.app')!.parentElement!).colorScheme)
    await without(page, '/')
    const bones = page.locator('#bones')
    await expect(bones).toHaveAttribute('aria-busy', 'true')
    await expect(bones.getByRole('status')).toHaveText(t('common.loading'), { useInnerText: true })
    await expect(
      bones.locator(wide ? '.app:not(.slim) .nav' : '.mob').getByText(t('nav.maps'), { exact: true }),
    ).toBeVisible()
    expect(await places(page, parts)).toEqual(there)
    expect(await colour()).toBe('dark')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    await shot(`slow-${width}`)
  })

test('before its script a map has its slim rail, and the door its card', async ({ page, language, words: t, shot }) => {
  await asOwner(page, language)
  await enter(page)
  await without(page, '/maps/any')
  await expect(page.locator('#bones .slim .rail')).toBeVisible()
  await expect(page.locator('#bones .app:not(.slim)')).toBeHidden()
  await without(page, '/sign-in')
  await expect(page.locator('#bones .door')).toContainText(t('signIn.lead'))
  await expect(page.locator('#bones .rail:visible')).toHaveCount(0)
  await shot('slow-door')
})

test('a page whose script does not come, or may not run, says so', async ({
  browser,
  page,
  baseURL,
  words: t,
  shot,
}) => {
  await page.route('**/assets/*.js', (route) => route.abort())
  await page.goto('/')
  await expect(page.getByRole('alert')).toContainText(t('common.lost'))
  await expect(page.locator('#bones .frames')).toBeHidden()
  await shot('slow-lost')
  await page.unroute('**/assets/*.js')
  await page.getByRole('link', { name: t('common.retry') }).click()
  await page.locator('.door form input').first().waitFor()
  await expect(page.getByRole('alert')).toHaveCount(0)

  const off = await browser.newPage({ javaScriptEnabled: false, baseURL })
  await off.goto('/')
  await expect(off.locator('noscript p')).toContainText(t('common.noScript'))
  await off.close()
})

test('a page that is on its way leaves no white place', async ({ page, language, words: t }) => {
  once('when a page is there', test.info())
  await asOwner(page, language)
  await enter(page)
  await slow(page)
  await page.evaluate(() => {
    const seen = Object.assign(window, { white: 0, waited: false })
    const look = () => {
      const there = (what: string) =>
        [...document.querySelectorAll(what)].some((e) => e.checkVisibility({ visibilityProperty: true }))
      if (!there('#main h1') && !there('#main .sk1')) seen.white++
      seen.waited ||= there('#main .page > .waiting')
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await page
    .locator('.nav')
    .getByRole('link', { name: t('nav.settings') })
    .click()
  await page.getByRole('heading', { level: 1, name: t('nav.settings') }).waitFor()
  const seen = await page.evaluate(() => {
    const { white, waited } = window as unknown as { white: number; waited: boolean }
    return { white, waited }
  })
  expect(seen.waited).toBe(true) // the line was slow
  expect(seen.white).toBeLessThan(12) // pictures: a fifth of a second
})
