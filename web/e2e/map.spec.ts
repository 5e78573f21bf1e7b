import type { Locator } from '@playwright/test'
import { api, asOwner, customersKnown, expect, newSource, once, send, test, type Source } from './cham'

test.use({ room: 'map' })
once('which numbers a map shows, and when')
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

interface Map {
  id: string
  version: number
  stages: { id: string; name: string }[]
  touchpoints: object[]
}

let source: Source
let map: Map
const touch = (who: number, event: string, minutesAgo: number, more: object = {}) => ({
  type: 'track',
  userId: `KH-${who}`,
  event,
  messageId: `${event}-${who}-${minutesAgo}`,
  timestamp: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
  ...more,
})

test('a map shows live numbers', async ({ page, cham, num, shot }) => {
  source = await newSource(page, 'Máy chủ')
  map = await api.post<Map>(page, '/v1/maps', { name: 'Liệu trình' })
  const point = (id: string, stage: number, name: string, event: string, goal = false) => ({
    id,
    stage: map.stages[stage]!.id,
    name,
    channel: 'website',
    emotion: 0,
    goal,
    rule: { any: [{ event }] },
  })
  const saved = await page.request.put(`/v1/maps/${map.id}`, {
    data: {
      ...map,
      touchpoints: [
        point('price', 0, 'Bảng giá', 'Price Viewed'),
        point('book', 2, 'Đặt lịch', 'Appointment Booked', true),
      ],
    },
  })
  expect(saved.ok(), await saved.text()).toBe(true)
  const people = Array.from({ length: 40 }, (_, i) => i)
  expect(
    await send(
      cham,
      source,
      people.map((i) => touch(i, 'Price Viewed', 120 - i, i < 5 ? { properties: { duration: 40 } } : {})),
    ),
  ).toBe(200)
  expect(
    await send(cham, source, [
      ...people.slice(0, 12).map((i) => touch(i, 'Appointment Booked', 20)),
      ...people.slice(0, 8).map((i) => touch(i, 'Skin Measured', 30, { properties: { channel: 'store' } })),
    ]),
  ).toBe(200)
  await customersKnown(page, 40)

  await page.goto(`/maps/${map.id}`)
  const price = page.locator('[data-tp=price] .l2 b')
  await expect(price).toHaveText(num(40))
  await expect(page.locator('[data-tp=book] .l2 b')).toHaveText(num(12))
  await shot('map')
  expect(await send(cham, source, [touch(77, 'Price Viewed', 0)])).toBe(200)
  await expect(price).toHaveText(num(41)) // by itself, without a reload
})

test('a number opens the customers behind it', async ({ page, words: t, num }) => {
  await page.goto(`/maps/${map.id}`)
  await page.locator('[data-tp=book] .l2 b button').click()
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByText(`${num(12)} ${t('customers.unit', { count: 12 })}`)).toBeVisible()
  await expect(drawer.getByRole('listitem')).toHaveCount(12)
})

test('figures of time open the customers they are of, too', async ({ page, words: t }) => {
  const drawer = (who: string) => page.getByRole('dialog', { name: t(who, { name: 'Bảng giá', to: 'Đặt lịch' }) })
  const opens = async (figure: Locator, who: string, customers: number) => {
    await figure.click()
    await expect(drawer(who).getByRole('listitem')).toHaveCount(customers)
    await expect(drawer(who).locator(':focus')).toHaveCount(1) // before, Escape is the panel's too
    await page.keyboard.press('Escape')
    await expect(drawer(who)).toHaveCount(0)
  }
  await page.goto(`/maps/${map.id}`)
  await opens(page.locator('[data-tp=price] .l2 .chip .open-n'), 'map.who.onward', 12)
  await page.goto(`/maps/${map.id}?at=price`)
  const figure = (key: string) =>
    page
      .locator('.pan .kp > div')
      .filter({ has: page.getByText(t(key), { exact: true }) })
      .locator('.open-n')
  for (const i of [0, 1]) {
    await opens(figure('map.kpi.time').nth(i), 'map.who.onward', 12)
    await opens(figure('map.kpi.dwell').nth(i), 'map.who.dwelt', 5)
  }
  await opens(page.locator('.pan .su tr').first().locator('.open-n').last(), 'map.who.pair', 12)
})

test('an unmapped touch gets its place on the map with one click', async ({ page, words: t, num, shot }) => {
  await page.goto(`/maps/${map.id}`)
  await page
    .getByRole('button', { name: t('map.adoptInto', { name: 'Skin Measured', stage: map.stages[0]!.name }) })
    .click()
  const card = page.locator('[data-tp]', { hasText: 'Skin Measured' })
  await expect(card.locator('.l2 b')).toHaveText(num(8))
  await shot('map-adopted')
  await expect.poll(async () => (await api.get<Map>(page, `/v1/maps/${map.id}`)).touchpoints.length).toBe(3)
  await page.reload()
  await expect(page.locator('[data-tp]', { hasText: 'Skin Measured' }).locator('.l2 b')).toHaveText(num(8))
})
