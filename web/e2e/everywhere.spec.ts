import { api, asOwner, customersKnown, expect, newSource, once, send, test } from './cham'

// What every page has: its help, the finder, the focus where it was, and a way back when the server was gone.

test.use({ room: 'everywhere' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

test('a business to look at', async ({ page, cham }) => {
  await api.post(page, '/v1/maps', { name: 'Liệu trình da' })
  const source = await newSource(page, 'Máy chủ')
  const touch = (who: string, name: string) => ({
    type: 'track',
    userId: who,
    event: 'Price Viewed',
    messageId: who,
    timestamp: new Date(Date.now() - 3_600_000).toISOString(),
    context: { traits: { name } },
  })
  expect(await send(cham, source, [touch('K1', 'Trần Thu Lan'), touch('K2', 'Đỗ Văn Hùng')])).toBe(200)
  await customersKnown(page, 2)
})

const pages = {
  home: '/',
  start: '/start',
  maps: '/maps',
  customers: '/customers',
  segments: '/segments',
  campaigns: '/campaigns',
  sources: '/sources',
  import: '/sources/import',
  staff: '/sources/staff',
  qr: '/sources/qr',
  forms: '/sources/forms',
  paper: '/sources/paper',
  outgoing: '/sources/outgoing',
  exclusions: '/sources/exclusions',
  quality: '/sources/quality',
  settings: '/settings',
  ...Object.fromEntries(
    [
      'paths',
      'graph',
      'funnel',
      'exits',
      'timing',
      'attribution',
      'leads',
      'retention',
      'reality',
      'drivers',
      'changed',
    ].map((tab) => [`journeys.${tab}`, `/journeys/${tab}`]),
  ),
}

test('every page explains itself behind "?"', async ({ page, words: t }) => {
  test.setTimeout(240_000) // twenty pages
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path)
    const open = page.getByRole('main').getByRole('button', { name: t('help.open') })
    await open.click()
    const help = page.getByRole('dialog', { name: t('help.open') })
    for (const part of ['shows', 'counts', 'do']) await expect(help).toContainText(t(`help.${name}.${part}`))
    await page.keyboard.press('Escape')
    await expect(help).toHaveCount(0)
    await expect(open).toBeFocused()
  }
})

test('Ctrl+K finds a page, a way to look, a map and a customer', async ({ page, words: t, shot }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const find = async (typed: string, name: string) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: t('find.title') }).fill(typed)
    await expect(page.getByRole('option', { name })).toBeVisible()
    await shot('finder')
    await page.keyboard.press('Enter')
  }
  await find(t('journeys.tab.retention'), t('journeys.tab.retention'))
  await expect(page).toHaveURL(/journeys\/retention/)
  await find('lieu trinh', 'Liệu trình da')
  await expect(page).toHaveURL(/\/maps\/./)
  await find('do van', 'Đỗ Văn Hùng')
  await expect(page.getByRole('heading', { level: 1, name: 'Đỗ Văn Hùng' })).toBeVisible()
  await find(t('nav.settings'), t('nav.settings'))
  await expect(page).toHaveURL(/\/settings/)
})

test('the focus is back where it was when a drawer closes', async ({ page, words: t }) => {
  once('where the focus is', test.info())
  await page.goto('/journeys/graph?map=none')
  const place = page.getByRole('button', { name: /Price Viewed/ }).first()
  await place.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(2)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(place).toBeFocused()
  await page.goto('/sources')
  const add = page.getByRole('button', { name: t('sources.add.open') }).first()
  await add.click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('common.close') })
    .click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(add).toBeFocused()
})

test('a page that lost the server says so and comes back by itself', async ({ page, cham, words: t }) => {
  once('what a page does by itself', test.info())
  test.slow()
  await page.goto('/customers')
  await expect(page.locator('.ctable tbody tr')).toHaveCount(2)
  await cham.down()
  const gone = page.getByRole('main').getByText(t('common.offline'))
  await expect(gone.first()).toBeVisible()
  // A page that was never opened waits; the old one's numbers stay.
  await expect(page.locator('.ctable tbody tr')).toHaveCount(2)
  await page
    .getByRole('navigation')
    .first()
    .getByRole('link', { name: t('nav.settings') })
    .click()
  await cham.up()
  await expect(page.getByRole('heading', { level: 1, name: t('nav.settings') })).toBeVisible()
  await expect(gone).toHaveCount(0)
})
