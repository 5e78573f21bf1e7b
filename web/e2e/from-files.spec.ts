import type { Locator, Page } from '@playwright/test'
import { api, customersKnown, expect, newShopMap, owner, send, test, type Source, type Words } from './cham'

// A shop owner's first evening: a file of orders, the website's snippet and an ads report become a map whose numbers
// say what they count. Everything is clicked; only the website's own calls come from outside.

test.use({ room: 'from-files' })
test.describe.configure({ mode: 'serial' })

const day = 86_400_000
const price = 450_000
const campaign = 'mua-he'
const visitors = 40 // of whom the first 30 came by the campaign
const bought = 32
const cancelled = 6
const returned = 4 // of those who bought

const ago = (days: number) => new Date(Date.now() - days * day)
const written = (days: number) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' }).format(ago(days)) // dd/MM/yyyy
const phone = (i: number) => `09123456${10 + i}`
const first = (n: number) => Array.from({ length: n }, (_, i) => i)

function orders() {
  const row = (i: number, days: number, status: string) =>
    `DH-${1001 + i},${written(days)},Khách ${i},${phone(i)},450.000,${status}`
  return [
    'Mã đơn,Ngày đặt,Họ tên,Số điện thoại,Tổng tiền,Trạng thái',
    ...first(bought).map((i) => row(i, 9, 'Hoàn thành')),
    ...first(cancelled).map((i) => row(bought + i, 9, 'Đã hủy')),
    ...first(returned).map((i) => row(i, 6, 'Trả hàng')),
  ].join('\n')
}

const report = () =>
  [
    'Ngày,Tên chiến dịch,Số tiền đã chi tiêu (VND)',
    `${written(12)},${campaign},600.000`,
    `${written(11)},${campaign},400.000`,
  ].join('\n')

/** What the snippet on the shop's pages says of its visitors, who leave their phone number there. */
function visits() {
  const call = (i: number, type: string, days: number, more: object) => ({
    type,
    anonymousId: `may-${i}`,
    messageId: `${type}-${i}-${days}`,
    timestamp: ago(days).toISOString(),
    ...more,
  })
  const page = (i: number, path: string, days: number, ad = false) =>
    call(i, 'page', days, {
      properties: { path, url: `https://mocan.vn${path}` },
      context: {
        page: { path, url: `https://mocan.vn${path}` },
        ...(ad && { campaign: { source: 'facebook', medium: 'cpc', name: campaign } }),
      },
    })
  return first(visitors).flatMap((i) => [
    page(i, '/san-pham/ao-dai', 12, i < 30),
    page(i, '/bang-size', 11),
    call(i, 'track', 10.5, { event: 'Size Asked' }),
    call(i, 'identify', 10.4, { traits: { phone: phone(i) } }),
  ])
}

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
const rail = (page: Page, t: Words, place: string) =>
  page
    .locator('nav.nav')
    .getByRole('link', { name: t(`nav.${place}`), exact: true })
    .click()

/** Gives a file to the button that asks for one. */
async function give(page: Page, button: Locator, file: ReturnType<typeof csv>) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()])
  await chooser.setFiles(file)
}

/** The name of a number says what it counts. */
async function says(page: Page, cell: Locator) {
  const name = cell.locator('.def').first()
  await name.click()
  await expect(page.getByRole('tooltip').first()).toHaveText(/.{20,}/)
  await page.keyboard.press('Escape')
}

/** A number says what it counts, and opens as many customers. */
async function opens(page: Page, cell: Locator, customers: number) {
  await says(page, cell)
  await cell.locator('.open-n').first().click()
  const list = page.getByRole('dialog')
  await expect(list.getByRole('listitem')).toHaveCount(customers)
  await page.keyboard.press('Escape')
  await expect(list).toBeHidden()
}

test('a newcomer makes a map from a file of orders, the website and an ads report', async ({
  page,
  cham,
  words: t,
  num,
  shot,
}) => {
  await page.goto('/')
  await page.getByLabel(t('welcome.workspace')).fill('Mộc An')
  await page.getByLabel(t('welcome.yourName')).fill(owner.name)
  await page.getByLabel(t('welcome.email')).fill(owner.email)
  await page.getByLabel(t('welcome.password'), { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: t('welcome.go') }).click()

  await test.step('the orders, read as they were written', async () => {
    await page.getByRole('link', { name: t('start.file') }).click()
    await give(page, page.getByRole('button', { name: t('sources.import.choose') }), csv('don-hang.csv', orders()))
    const status = (word: string) => page.getByRole('textbox', { name: new RegExp(`^${word} · `) })
    for (const [word, event] of [
      ['Hoàn thành', 'Order Completed'],
      ['Đã hủy', 'Order Cancelled'],
      ['Trả hàng', 'Order Returned'],
    ] as const)
      await expect(status(word)).toHaveValue(t(`sources.map.events.${event}`))
    // These orders stand in the file as sales, too: what is left of them is the refund.
    await expect(page.getByText(t('sources.import.refunds', { count: returned, n: num(returned) }))).toBeVisible()
    await expect(page.locator('.sum .kv')).toContainText(num(bought * price))
    await shot('from-files-orders')
    await page.getByRole('button', { name: t('sources.import.start') }).click()
    await expect(page.locator('.nums.three dd')).toHaveText([num(bought + cancelled + returned), num(0), num(0)])
  })

  await test.step('the website', async () => {
    await rail(page, t, 'sources')
    await page.getByRole('button', { name: t('sources.add.open') }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('sources.add.go') })
      .click()
    await expect(page.getByText(t('sources.setup.waiting'))).toBeVisible()
    const site = (await api.get<(Source & { kind: string })[]>(page, '/v1/sources')).find((s) => s.kind === 'website')!
    await expect(page.locator('.code pre')).toContainText(site.writeKey)
    expect(await send(cham, site, visits())).toBe(200)
    await expect(page.getByText(t('sources.setup.received'))).toBeVisible()
    await customersKnown(page, visitors)
  })

  await test.step('a template, and what it has no place for', async () => {
    await rail(page, t, 'maps')
    await newShopMap(page, t)
    const card = (name: string | RegExp) => page.locator('[data-tp]', { hasText: name })
    await expect(card(/Đặt hàng thành công|Order completed/).locator('.l2 b')).toHaveText(num(bought))
    // A page is placed by one click, an event by a rule made of what was seen.
    await page.getByRole('button', { name: t('map.adoptWhere', { name: '/bang-size' }) }).click()
    await page.getByRole('menuitem', { name: /Cân nhắc|Consideration/ }).click()
    await expect(card('/bang-size').locator('.l2 b')).toHaveText(num(visitors))
    await page
      .getByRole('region', { name: /Cân nhắc|Consideration/ })
      .getByRole('button', { name: t('map.addTouchpoint') })
      .click()
    await page.keyboard.type('Hỏi cỡ')
    await page.keyboard.press('Enter')
    await card('Hỏi cỡ').click()
    await page
      .locator('.pan')
      .getByRole('button', { name: t('map.bind') })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: t('rule.value') }).click()
    await page.getByRole('option', { name: /Size Asked/ }).click()
    await expect(dialog.locator('.pv dd').first()).toHaveText(num(visitors))
    await dialog.getByRole('button', { name: t('rule.save') }).click()
    await expect(card('Hỏi cỡ').locator('.l2 b')).toHaveText(num(visitors))
    await shot('from-files-map')
  })
})

test('completed orders are goals, cancelled ones are not, and each number of the map says what it counts', async ({
  page,
  words: t,
  num,
  shot,
}) => {
  await signIn(page, t)
  await rail(page, t, 'maps')
  await page.locator('.mapc h2 a, .mapc h2 button').first().click()
  const figures = page.locator('.pan .kp > div')
  const figure = (key: string) => figures.filter({ has: page.getByText(t(key), { exact: true }) })
  await expect(figure('map.started').locator('dd').first()).toHaveText(num(visitors))
  await opens(page, figure('map.started'), visitors)
  await expect(figure('map.conversion').locator('dd').first()).toHaveText(/^80[,.]0\s?%$/)
  await opens(page, figure('map.conversion'), bought)
  await opens(page, figure('map.stillOpen'), visitors - bought)
  for (const one of await figures.all()) await says(page, one)
  await page.getByRole('button', { name: t('help.open') }).click()
  await expect(page.getByRole('dialog', { name: t('help.open') })).toContainText(t('help.map.counts'))
  await page.keyboard.press('Escape')

  await page
    .locator('[data-tp]', { hasText: /Hủy, đổi trả|Cancellations and returns/ })
    .getByRole('button')
    .first()
    .click()
  await expect(figure('map.kpi.reach').locator('dd').first()).toHaveText(num(cancelled + returned))
  await opens(page, figure('map.kpi.reach'), cancelled + returned)
  for (const one of await figures.all()) await says(page, one)
  await shot('from-files-panel')
})

test('what the campaign cost stands beside what it brought', async ({ page, words: t, num, language, shot }) => {
  await signIn(page, t)
  await rail(page, t, 'journeys')
  await page.getByRole('link', { name: t('journeys.tab.attribution') }).click()
  await page.getByRole('button', { name: t('attribution.upload'), exact: true }).click()
  await give(page, page.getByRole('button', { name: t('attribution.uploadPick') }), csv('quang-cao.csv', report()))
  await expect(page.getByText(t('attribution.uploaded', { count: 2 }))).toBeVisible()
  await page.getByRole('button', { name: new RegExp(t('attribution.credit')) }).click()
  await page.getByRole('menuitem', { name: t('journeys.by.campaign'), exact: true }).click()
  await page.getByRole('button', { name: new RegExp(`^${t('attribution.model.first')}: `) }).click()
  const row = page.getByRole('row').filter({ hasText: campaign })
  await expect(row.getByRole('cell').nth(1)).toHaveText(num(30))
  await expect(row).toContainText(num(1_000_000))
  await expect(row).toContainText(num((30 - returned) * price))
  await expect(row).toContainText(language === 'vi' ? t('attribution.times', { n: '11,7' }) : '11.7')
  await expect(page.locator('.note').last()).toContainText(num(1_000_000))
  await shot('from-files-cost')
  await row.getByRole('cell').nth(1).getByRole('button').click()
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(30)
})

test('on Home returned orders lower the revenue, and every number opens its customers', async ({
  page,
  words: t,
  num,
  shot,
}) => {
  await signIn(page, t)
  const cards = page.getByRole('region', { name: t('home.measures') }).locator('.k')
  const card = (key: string) => cards.filter({ has: page.getByRole('heading', { name: t(key) }) })
  await expect(card('home.started').locator('> b')).toHaveText(num(visitors))
  await expect(card('home.conversion').locator('> b')).toHaveText(/^80[,.]0\s?%$/)
  await expect(card('home.value').locator('> b')).toContainText(num((bought - returned) * price))
  await shot('from-files-home')
  await opens(page, card('home.started'), visitors)
  for (const key of ['conversion', 'value', 'timeToGoal']) await opens(page, card(`home.${key}`), bought)
  await opens(page, card('home.repeat'), 0)
  await page.getByRole('button', { name: t('help.open') }).click()
  await expect(page.getByRole('dialog', { name: t('help.open') })).toContainText(t('help.home.counts'))
  await page.goto('/journeys/funnel') // the same conversion over every way to look at journeys
  await expect(page.locator('.jn-sum')).toContainText(/80[,.]0\s?%/)
})

async function signIn(page: Page, t: Words) {
  await page.goto('/')
  await page.getByLabel(t('signIn.email')).fill(owner.email)
  await page.getByLabel(t('signIn.password'), { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: t('signIn.go') }).click()
  await expect(page.getByRole('heading', { level: 1, name: t('home.title') })).toBeVisible()
}
