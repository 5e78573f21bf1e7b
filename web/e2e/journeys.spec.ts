import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { api, asOwner, customersKnown, expect, newSource, once, send, test } from './cham'

// Paths, graph, and the map against reality, on a small business whose journeys can be counted by hand.

test.use({ room: 'journeys', trace: 'off' })
once('what is counted, what clicks open, what is in files')
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const day = 86_400_000
const pct = (language: string, n: string) => (language === 'vi' ? `${n.replace('.', ',')}\u00a0%` : `${n}%`)
const drawn = (page: Page) => expect(page.locator('svg.chart').first()).toBeVisible()
const shown = (page: Page) => page.getByRole('dialog').getByRole('listitem')

/** 40 people see the advertisement (5 of them twice), 30 the price list, 12 of these chat, 18 pay. 58 come to the shop and
 *  are asked after, the payers among them. 15 write in Messenger, of which the map knows nothing. */
test('the business fills', async ({ page, cham }) => {
  const map = await api.post<{ id: string }>(page, '/v1/maps', { name: 'Cửa hàng' })
  const point = (id: string, stage: string, name: string, event: string, channel: string, goal = false) => ({
    id,
    stage,
    name,
    channel,
    emotion: 0,
    goal,
    rule: { any: event ? [{ event }] : [] },
  })
  const saved = await page.request.put(`/v1/maps/${map.id}`, {
    data: {
      ...map,
      silenceDays: 10,
      stages: ['Biết', 'Cân nhắc', 'Mua', 'Dùng'].map((name, i) => ({ id: `s${i}`, name })),
      touchpoints: [
        point('ad', 's0', 'Quảng cáo', 'Ad Clicked', 'facebook'),
        point('sign', 's0', 'Biển hiệu', '', 'print'),
        point('price', 's1', 'Bảng giá', 'Price Viewed', 'website'),
        point('chat', 's1', 'Tư vấn', 'Chat Opened', 'zalo'),
        point('survey', 's1', 'Khảo sát', 'Survey Answered', 'zalo'),
        point('pay', 's2', 'Thanh toán', 'Order Completed', 'website', true),
        point('visit', 's3', 'Đến cửa hàng', 'Shop Visited', 'store'),
      ],
    },
  })
  expect(saved.ok(), await saved.text()).toBe(true)
  const source = await newSource(page, 'Máy chủ')
  const touch = (who: string, event: string, ago: number, channel = 'website') => ({
    type: 'track',
    userId: who,
    event,
    messageId: `${event}-${who}-${ago}`,
    timestamp: new Date(Date.now() - ago * day).toISOString(),
    context: { channel },
  })
  const calls = [
    ...Array.from({ length: 40 }, (_, i) => [
      touch(`K${i}`, 'Ad Clicked', 25, 'facebook'),
      i < 5 && touch(`K${i}`, 'Ad Clicked', 24.9, 'facebook'),
      i < 30 && touch(`K${i}`, 'Price Viewed', 24),
      i < 12 && touch(`K${i}`, 'Chat Opened', 23, 'zalo'),
      i < 18 && touch(`K${i}`, 'Order Completed', 22),
      i < 18 && touch(`K${i}`, 'Shop Visited', 11.9, 'store'), // after the silence: a journey of its own
      i < 18 && touch(`K${i}`, 'Survey Answered', 10.9, 'zalo'),
    ]),
    ...Array.from({ length: 40 }, (_, i) => [
      touch(`V${i}`, 'Shop Visited', 21, 'store'),
      touch(`V${i}`, 'Survey Answered', 20, 'zalo'),
    ]),
    ...Array.from({ length: 15 }, (_, i) => [touch(`K${i}`, 'Price Asked', 23.5, 'messenger')]),
  ]
    .flat()
    .filter((x): x is ReturnType<typeof touch> => !!x)
  expect(await send(cham, source, calls)).toBe(200)
  await customersKnown(page, 80)
})

test('paths: bars open their customers, who are kept as a segment and looked at alone', async ({
  page,
  words: t,
  num,
  language,
  shot,
}) => {
  await page.goto('/')
  await page
    .getByRole('link', { name: t('nav.journeys'), exact: true })
    .first()
    .click()
  await expect(page).toHaveURL(/\/journeys\/paths/)
  const node = (name: string, n: number, share: string) =>
    page.getByRole('button', {
      name: t('journeys.paths.nodeTip', { name, n: num(n), share: pct(language, share) }),
      exact: true,
    })
  const end = (outcome: string, n: number, share: string) =>
    page.getByRole('button', {
      name: t('journeys.paths.endTip', {
        name: t(`journeys.outcome.${outcome}`),
        n: num(n),
        share: pct(language, share),
      }),
      exact: true,
    })
  // 40 journeys from the advertisement, 58 from the shop.
  await expect(node('Đến cửa hàng', 58, '59.2')).toBeVisible()
  await expect(node('Quảng cáo', 40, '40.8')).toBeVisible()
  await expect(node('Bảng giá', 30, '30.6')).toBeVisible()
  await shot('journeys-paths')
  await end('lost', 10, '10.2').click()
  await expect(shown(page)).toHaveCount(10)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('customers.keepSegment') })
    .click()
  await page.getByLabel(t('customers.segmentName')).fill('Chỉ xem quảng cáo')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('common.save') })
    .click()
  await expect(page.getByText(t('customers.segmentKept', { name: 'Chỉ xem quảng cáo' }))).toBeVisible()
  await page.getByRole('button', { name: t('customers.close') }).click()

  await page.getByRole('button', { name: t('view.everybody') }).click()
  await page
    .getByRole('combobox', { name: t('view.savedSegment') })
    .or(page.getByRole('textbox', { name: t('view.savedSegment') }))
    .first()
    .click()
  await page.getByRole('option', { name: 'Chỉ xem quảng cáo' }).click()
  await expect(page).toHaveURL(/saved=/)
  await page.keyboard.press('Escape')
  await expect(node('Quảng cáo', 10, '100.0')).toBeVisible()
  await page.goBack()
  await expect(node('Quảng cáo', 40, '40.8')).toBeVisible()
})

test('paths: steps, start and end stay in the address; what is drawn can be taken along', async ({
  page,
  words: t,
  num,
}) => {
  await page.goto('/journeys/paths')
  const five = page.getByRole('button', { name: t('journeys.paths.steps', { count: 5 }), exact: true })
  await five.click()
  await expect(page).toHaveURL(/depth=5/)
  await page.goBack()
  await expect(five).toHaveAttribute('aria-pressed', 'false')
  await page.goForward()
  await page.reload()
  await expect(five).toHaveAttribute('aria-pressed', 'true')

  await page
    .getByRole('textbox', { name: t('journeys.paths.endAt') })
    .or(page.getByRole('combobox', { name: t('journeys.paths.endAt') }))
    .first()
    .click()
  await page.getByRole('option', { name: t('journeys.paths.anyGoal') }).click()
  await expect(page.getByText(t('journeys.paths.leakN', { lost: num(12), of: num(18) }))).toBeVisible() // of 18 who paid, 12 had chatted right before
  await expect(page.getByText(t('journeys.paths.rightBefore', { name: 'Tư vấn' }))).toBeVisible()

  await page.goto('/journeys/paths')
  await drawn(page)
  const flow = page.locator('.pg-flow')
  const saved = async (what: string) => {
    await flow.getByRole('button', { name: t('journeys.download') }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: t(what) }).click(),
    ])
    return { name: file.suggestedFilename(), bytes: readFileSync((await file.path())!) }
  }
  const csv = await saved('journeys.csv')
  expect(csv.name).toMatch(/^duong-di_.*\.csv$/)
  expect(csv.bytes.toString()).toContain('1,Quảng cáo,Bảng giá,30,0.75')
  expect(csv.bytes.toString()).toContain(`1,Quảng cáo,${t('journeys.outcome.lost')},10,0.25`)
  const semicolons = await saved('common.csvSemicolon')
  expect(semicolons.bytes.toString()).toContain('1;Quảng cáo;Bảng giá;30;0,75')
  const book = await saved('common.xlsx')
  expect(book.name).toMatch(/\.xlsx$/)
  expect(book.bytes.subarray(0, 2).toString()).toBe('PK')
  const png = await saved('journeys.png')
  expect(png.bytes.subarray(1, 4).toString()).toBe('PNG')
  expect(png.bytes.length).toBeGreaterThan(20_000)
})

test('graph: the sliders move the picture without asking; loops and ways back are seen', async ({
  page,
  words: t,
  num,
  shot,
}) => {
  const questions = new Set<string>() // the same may be asked again, when touches come in
  page.on('request', (r) => {
    if (r.url().endsWith('/v1/query')) questions.add(r.postData() ?? '')
  })
  await page.goto('/journeys/graph')
  await expect(page.locator('.nb')).toHaveCount(6)
  const all = await page.locator('.mv').count()
  await expect(page.locator('.mv.bk')).toHaveCount(1) // from the shop back to the survey
  await shot('journeys-graph')
  const before = questions.size
  const points = page.getByRole('slider', { name: t('journeys.graph.nodes') })
  await points.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(page.locator('.nb')).toHaveCount(5)
  expect(await page.locator('.mv').count()).toBeLessThan(all)
  await expect(page).toHaveURL(/nodes=5/)
  expect(questions.size).toBe(before)
  await page.keyboard.press('ArrowRight')

  await page
    .getByRole('switch', { name: t('journeys.collapse') })
    .or(page.getByLabel(t('journeys.collapse')))
    .first()
    .uncheck({ force: true })
  await expect(page).toHaveURL(/repeats=all/)
  const loop = page.getByRole('button', { name: t('journeys.graph.loop', { name: 'Quảng cáo', n: num(5) }) })
  await expect(loop).toBeVisible()
  await loop.click()
  await expect(shown(page)).toHaveCount(5)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.locator('.mv.bk .hit').dispatchEvent('click')
  await expect(page.getByRole('dialog').getByText(num(58), { exact: true })).toBeVisible()
})

test('graph without a map: the names of the touches', async ({ page, words: t }) => {
  await page.goto('/journeys/graph')
  await page.getByRole('button', { name: 'Cửa hàng' }).click()
  await page.getByRole('menuitem', { name: t('journeys.noMap') }).click()
  await expect(page).toHaveURL(/map=none/)
  await expect(page.locator('.nb')).toHaveCount(7)
  await expect(page.locator('.nb').filter({ hasText: 'Price Asked' })).toBeVisible()
})

test('map against reality: what is unmapped, unused and out of place is found by clicking, and adopted with one click', async ({
  page,
  words: t,
  num,
  language,
  shot,
}) => {
  await page.goto('/')
  await page
    .getByRole('link', { name: t('nav.journeys'), exact: true })
    .first()
    .click()
  await page
    .getByRole('navigation', { name: t('journeys.tabs') })
    .getByRole('link', { name: t('journeys.tab.reality'), exact: true })
    .click()
  // 98 journeys: the 58 from the shop go back to a touchpoint drawn before it.
  await expect(page.locator('.rg-k .num').first()).toHaveText(pct(language, '40.8'))
  await expect(page.locator('.rg-k .num').nth(1)).toHaveText(pct(language, '59.2'))
  await shot('journeys-reality')
  await page.locator('.rg-k .num').nth(1).getByRole('button').click()
  await expect(page.getByRole('dialog').getByText(num(58), { exact: true })).toBeVisible()
  await page.keyboard.press('Escape')

  const card = (title: string) => page.locator('.rl').filter({ has: page.getByRole('heading', { name: t(title) }) })
  const asked = card('map.unmapped').getByRole('listitem').filter({ hasText: 'Price Asked' })
  await expect(asked).toContainText(num(15))
  await asked.getByRole('button', { name: 'Cân nhắc' }).click()
  await expect(page.getByText(t('map.added', { name: 'Price Asked', stage: 'Cân nhắc' }))).toBeVisible()
  await expect(asked).toHaveCount(0)
  await page.getByRole('button', { name: t('common.undo'), exact: true }).click()
  await expect(asked).toHaveCount(1)

  await expect(card('journeys.reality.unused').getByRole('listitem').filter({ hasText: 'Biển hiệu' })).toBeVisible()
  await card('journeys.reality.misplaced')
    .getByRole('listitem')
    .filter({ hasText: 'Khảo sát' })
    .getByRole('button', { name: t('journeys.reality.moveTo', { stage: 'Dùng' }) })
    .click()
  await expect(page.locator('.rg-k .num').nth(1)).toHaveText(pct(language, '0.0')) // now nobody goes back
  await card('journeys.reality.unused')
    .getByRole('link', { name: t('journeys.reality.onMap') })
    .click()
  await expect(page).toHaveURL(/\/maps\/.*at=sign/)
})

test('a view is kept under a name and shown again', async ({ page, words: t }) => {
  await page.goto('/journeys/graph?nodes=4&period=90d')
  await page.getByRole('button', { name: t('journeys.views'), exact: true }).click()
  await page.getByRole('textbox', { name: t('journeys.viewName') }).fill('Bốn điểm')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('common.save') })
    .click()
  await expect(page.getByText(t('journeys.viewKept', { name: 'Bốn điểm' }))).toBeVisible()
  await page.goto('/journeys/paths')
  await page.getByRole('button', { name: t('journeys.views'), exact: true }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Bốn điểm/ })
    .click()
  await expect(page).toHaveURL(/\/journeys\/graph\?.*period=90d.*nodes=4|\/journeys\/graph\?.*nodes=4.*period=90d/)
  await expect(page.locator('.nb')).toHaveCount(4)
  await page.getByRole('button', { name: t('journeys.views'), exact: true }).click()
  await page.getByRole('button', { name: t('journeys.viewDelete', { name: 'Bốn điểm' }) }).click()
  await expect(page.getByText(t('journeys.viewsNone'))).toBeVisible()
})
