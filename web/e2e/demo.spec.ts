import { api, asOwner, enterDemo, expect, test, type Demo } from './cham'
import { faults } from './faults'
import { problemsOf, windows } from './look'

test.use({ room: 'demo', trace: 'off' }) // the walk is long; its pictures tell enough
test.describe.configure({ mode: 'serial' })

let paths: Record<string, string> = {}

test('the demo fills under the eyes of the user, and home and map come alive', async ({
  page,
  language,
  words: t,
  shot,
}) => {
  test.setTimeout(600_000)
  await asOwner(page, language)
  await page.goto('/start')
  await page.getByRole('button', { name: t('start.demoGo') }).click()
  await expect(page.getByRole('progressbar', { name: t('start.demo') })).toBeVisible()
  await expect
    .poll(async () => (await api.get<Demo>(page, '/v1/demo')).finished, { timeout: 580_000, intervals: [500] })
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
    campaigns: '/campaigns',
    campaign: '/campaigns/demo-thanks',
    draft: '/campaigns/demo-return',
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
      ['people', 'keys', 'privacy', 'reach', 'audit', 'backups', 'sessions', 'security', 'me'].map((tab) => [
        tab,
        `/settings?tab=${tab}`,
      ]),
    ),
  }
})

test.describe('the planted faults', faults)

test('the list of customers fits its card at 1280 px, and a row has one line', async ({ page, language }) => {
  await asOwner(page, language)
  await enterDemo(page)
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.goto('/customers')
  await expect(page.locator('.ctable tbody tr').nth(9)).toBeVisible()
  const wrong = await page.locator('.ctable').evaluate((table) => {
    const over = table.getBoundingClientRect().right - table.parentElement!.getBoundingClientRect().right
    const middle = (e: Element) => (e.getBoundingClientRect().top + e.getBoundingClientRect().bottom) / 2
    const apart = [...table.querySelectorAll('tbody tr')].flatMap((row) => {
      const [first, latest] = ['.c-lead .cut', '.c-lastLead .cut'].map((c) => row.querySelector(c))
      const far = first && latest ? Math.abs(middle(first) - middle(latest)) : 0
      const keys = row.querySelector('.c-keys')!.getBoundingClientRect().right
      if ([...row.querySelectorAll('.keychip')].some((k) => k.getBoundingClientRect().right > keys))
        return [`${row.textContent}: identities run over`]
      return far > 1 ? [`${row.textContent}: the sources stand ${far} px apart`] : []
    })
    return over > 1 ? [`${over} px over`, ...apart] : apart
  })
  expect(wrong).toEqual([])
})

for (const viewport of windows)
  test(`every page, light and dark, ${viewport.width} px: axe finds nothing serious and nothing runs over`, async ({
    page,
    language,
    shot,
  }) => {
    test.setTimeout(900_000)
    await asOwner(page, language)
    await enterDemo(page)
    await page.setViewportSize(viewport)
    const looked = { language, shot: (name: string) => shot(`page-${name}`) }
    expect(await problemsOf(page, paths, 'main h1, main h2', looked)).toEqual([])
  })
