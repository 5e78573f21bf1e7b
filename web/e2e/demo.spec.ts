import type { Page } from '@playwright/test'
import { api, asOwner, expect, test } from './cham'
import { problems } from './look'

test.use({ room: 'demo', trace: 'off' }) // the walk is long; its pictures tell enough
test.describe.configure({ mode: 'serial' })

interface Demo {
  finished: boolean
  done: number
  total: number
  workspace?: string
}
let paths: Record<string, string> = {}

/** Looks at the demo business. */
async function enterDemo(page: Page) {
  const demo = await api.get<Demo>(page, '/v1/demo')
  const entered = await page.request.put('/v1/session/workspace', { data: { id: demo.workspace } })
  expect(entered.ok()).toBe(true)
}

test('the demo fills under the eyes of the user, and home and map come alive', async ({
  page,
  language,
  words: t,
  shot,
}) => {
  test.setTimeout(180_000)
  await asOwner(page, language)
  await page.goto('/start')
  await page.getByRole('button', { name: t('start.demoGo') }).click()
  await expect(page.getByRole('progressbar', { name: t('start.demo') })).toBeVisible()
  await expect
    .poll(async () => (await api.get<Demo>(page, '/v1/demo')).finished, { timeout: 150_000, intervals: [500] })
    .toBe(true)
  await enterDemo(page)
  const [map] = await api.get<{ id: string }[]>(page, '/v1/maps')
  await page.goto(`/maps/${map!.id}`)
  await expect(page.locator('[data-tp] .l2 b').first()).toHaveText(/\d/)
  await shot('demo-map')
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('#main')).toContainText(/\d{2}/)
  await shot('demo-home')
  const { touchpoints } = await api.get<{ touchpoints: { id: string }[] }>(page, `/v1/maps/${map!.id}`)
  const { customers } = await api.get<{ customers: { id: number; touches: number; value: number }[] }>(
    page,
    '/v1/customers?limit=100',
  )
  const customer = customers.reduce((best, c) => (c.value > 0 && c.touches > best.touches ? c : best))
  const [source] = await api.get<{ id: string }[]>(page, '/v1/sources')
  paths = {
    home: '/',
    maps: '/maps',
    map: `/maps/${map!.id}`,
    touchpoint: `/maps/${map!.id}?at=${touchpoints[3]!.id}`,
    customers: '/customers',
    segments: '/segments',
    customer: `/customers/${customer.id}`,
    start: '/start',
    ...Object.fromEntries(
      ['paths', 'graph', 'funnel', 'exits', 'timing', 'attribution', 'retention', 'reality', 'drivers', 'changed'].map(
        (tab) => [tab, `/journeys/${tab}`],
      ),
    ),
    'attribution-source': '/journeys/attribution?credit=source',
    'exits-device': '/journeys/exits?by=device',
    'funnel-branch': '/journeys/funnel?by=branch',
    sources: '/sources',
    source: `/sources/${source!.id}`,
    import: '/sources/import',
    workspace: '/settings',
    ...Object.fromEntries(
      ['people', 'keys', 'privacy', 'audit', 'backups', 'sessions', 'security', 'me'].map((tab) => [
        tab,
        `/settings?tab=${tab}`,
      ]),
    ),
  }
})

test('every page, light and dark, wide and narrow: axe finds nothing serious and nothing runs over', async ({
  page,
  language,
  shot,
}) => {
  test.setTimeout(1_500_000)
  await asOwner(page, language)
  await enterDemo(page)
  const found: string[] = []
  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const [name, path] of Object.entries(paths)) {
      await page.emulateMedia({ colorScheme: 'light' })
      await page.goto(path)
      await expect(page.locator('main h1, main h2').first()).toBeVisible()
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme }) // the theme follows the system's
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
        await shot(`page-${name}-${theme}-${width}`)
        found.push(...(await problems(page, theme === 'dark')).map((p) => `${name}, ${theme}, ${width}: ${p}`))
      }
    }
  }
  expect(found).toEqual([])
})
