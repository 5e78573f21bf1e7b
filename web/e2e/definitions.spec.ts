import type { Locator, Page } from '@playwright/test'
import { api, asOwner, customersKnown, expect, newSource, send, test } from './cham'
import { problems } from './look'

// What a figure counts is told where it stands: by a tap on a phone, by keyboard, on hover; the figure itself opens its customers.

test.use({ room: 'definitions', viewport: { width: 390, height: 844 }, hasTouch: true })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const people = 40
let map = ''

test('a shop whose orders come from two channels', async ({ page, cham }) => {
  const made = await api.post<{ id: string; stages: { id: string }[] }>(page, '/v1/maps', { name: 'Cửa hàng' })
  map = made.id
  const point = (id: string, stage: number, event: string, goal = false) => ({
    id,
    stage: made.stages[stage]!.id,
    name: id,
    channel: 'store',
    emotion: 0,
    goal,
    rule: { any: [{ event }] },
  })
  const saved = await page.request.put(`/v1/maps/${map}`, {
    data: { ...made, touchpoints: [point('price', 0, 'Price Viewed'), point('order', 2, 'Order Completed', true)] },
  })
  expect(saved.ok(), await saved.text()).toBe(true)
  const source = await newSource(page, 'Máy chủ')
  const touch = (event: string, i: number, hours: number, channel: string) => ({
    type: 'track',
    userId: `K${i}`,
    event,
    messageId: `${event}${i}`,
    timestamp: new Date(Date.now() - hours * 3_600_000).toISOString(),
    properties: event === 'Order Completed' ? { revenue: i < 20 ? 900_000 : 100_000, currency: 'VND' } : {},
    context: { channel },
  })
  const calls = Array.from({ length: people }, (_, i) => [
    touch('Price Viewed', i, 200 + i, i < 20 ? 'facebook' : 'zalo'),
    touch('Order Completed', i, 100 + i, 'store'),
  ])
  expect(await send(cham, source, calls.flat())).toBe(200)
  await customersKnown(page, people)
})

/** A tap on the name tells what the figure counts, and opens nobody; a tap beside it takes that back; a tap on the figure opens its customers. */
async function tapped(page: Page, figure: Locator, says: string, who: string) {
  const list = page.getByRole('dialog', { name: who })
  const told = page.getByRole('tooltip').filter({ hasText: says })
  const name = figure.locator('.def').first()
  await name.tap()
  await expect(told).toBeVisible()
  await expect(list).toHaveCount(0)
  const box = (await told.boundingBox())!
  expect(box.x).toBeGreaterThanOrEqual(0)
  expect(box.x + box.width).toBeLessThanOrEqual(390)
  await name.tap()
  await expect(told).toHaveCount(0)
  await figure.locator('.open-n').first().tap()
  await expect(told).toHaveCount(0)
  await expect(list.getByRole('listitem')).toHaveCount(people)
  await page.keyboard.press('Escape')
  await expect(list).toHaveCount(0)
}

test('Home: by tap and by keyboard', async ({ page, words: t, shot }) => {
  await page.goto('/')
  const cards = page.getByRole('region', { name: t('home.measures') }).locator('.k')
  await tapped(page, cards.nth(0), t('home.what.started'), t('map.who.started'))
  await tapped(page, cards.nth(1), t('home.what.conversion'), t('map.who.converted'))
  const name = cards.nth(3).locator('.def').first()
  await name.tap()
  await expect(page.getByRole('tooltip')).toHaveText(t('home.what.value'))
  await shot('definition-home')
  await page.getByRole('heading', { level: 1 }).tap()
  await expect(page.getByRole('tooltip')).toHaveCount(0)

  await cards.nth(0).locator('.open-n').focus()
  await page.keyboard.press('Tab')
  await expect(cards.nth(1).locator('.def').first()).toBeFocused()
  await expect(page.getByRole('tooltip')).toHaveText(t('home.what.conversion'))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('tooltip')).toHaveCount(0)
  expect(await problems(page)).toEqual([])
})

test('a touchpoint of the map', async ({ page, words: t, shot }) => {
  await page.goto(`/maps/${map}?at=price`)
  const figure = page.locator('.pan .kp > div').filter({ has: page.getByText(t('map.kpi.reach'), { exact: true }) })
  await tapped(page, figure, t('map.kpi.reachTitle'), t('map.who.reach', { name: 'price' }))
  await page.goto(`/maps/${map}?at=price`)
  await figure.locator('.def').first().tap()
  await expect(page.getByRole('tooltip')).toHaveText(t('map.kpi.reachTitle'))
  await shot('definition-panel')
})

test('Journeys: what revenue by Markov is', async ({ page, words: t, shot }) => {
  await page.goto(`/journeys/attribution?map=${map}`)
  const table = page.getByRole('region', { name: t('attribution.table', { model: t('attribution.model.markov') }) })
  const worth = table.getByRole('button', { name: t('attribution.worth'), exact: true })
  await worth.scrollIntoViewIfNeeded()
  await worth.tap()
  await expect(page.getByRole('tooltip')).toHaveText(t('attribution.worthMarkov'))
  await shot('definition-markov')
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`/journeys/attribution?map=${map}&show=last`)
  await table
    .or(page.locator('.tbl'))
    .first()
    .getByRole('button', { name: t('attribution.worth'), exact: true })
    .hover()
  await expect(page.getByRole('tooltip')).toHaveText(t('attribution.worthWhy'))
})
