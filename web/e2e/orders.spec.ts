import { api, asOwner, customersKnown, expect, newSource, once, send, test } from './cham'

// A shop that sends its orders and nothing before them: nothing is claimed of the way to them, nor of days without data.

test.use({ room: 'orders' })
once('what is claimed of data that are not there')
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

interface Map {
  id: string
  stages: { id: string }[]
}

test('with orders alone Home says what is missing, and compares with no empty days', async ({
  page,
  cham,
  words: t,
  num,
  shot,
}) => {
  const map = await api.post<Map & object>(page, '/v1/maps', { name: 'Cửa hàng' })
  const point = (id: string, stage: number, event: string, goal = false) => ({
    id,
    stage: map.stages[stage]!.id,
    name: id,
    channel: 'store',
    emotion: 0,
    goal,
    rule: { any: [{ event }] },
  })
  const saved = await page.request.put(`/v1/maps/${map.id}`, {
    data: { ...map, touchpoints: [point('price', 0, 'Price Viewed'), point('order', 2, 'Order Completed', true)] },
  })
  expect(saved.ok(), await saved.text()).toBe(true)
  const source = await newSource(page, 'Máy bán hàng')
  const touch = (event: string, i: number, hours: number) => ({
    type: 'track',
    userId: `K${i}`,
    event,
    messageId: `${event}${i}`,
    timestamp: new Date(Date.now() - hours * 3_600_000).toISOString(),
    properties: { revenue: 450_000, currency: 'VND' },
  })
  const people = Array.from({ length: 40 }, (_, i) => i)
  expect(
    await send(
      cham,
      source,
      people.map((i) => touch('Order Completed', i, 30 + i)),
    ),
  ).toBe(200)
  await customersKnown(page, 40)

  await page.goto('/')
  const cards = page.getByRole('region', { name: t('home.measures') }).locator('.k')
  await expect(cards.nth(0).locator('> b')).toHaveText(num(40))
  await expect(page.getByRole('region', { name: t('home.missing') })).toContainText(t('home.missingHow'))
  for (const i of [1, 4]) await expect(cards.nth(i)).toContainText(t('home.noWay'))
  await expect(cards.filter({ hasText: /100[,.]0\s?%/ })).toHaveCount(0)
  await expect(page.getByRole('button', { name: t('view.early') })).toBeVisible()
  await shot('orders-alone')
  await page.goto(`/maps/${map.id}`)
  await expect(page.locator('.pan .kp').getByText(t('home.noWay'))).toBeVisible()

  // Once the way before is seen, the numbers say what they can.
  expect(
    await send(
      cham,
      source,
      people.map((i) => touch('Price Viewed', i, 90 + i)),
    ),
  ).toBe(200)
  await page.goto('/')
  await expect(cards.nth(1)).not.toContainText(t('home.noWay'))
  await expect(page.getByRole('region', { name: t('home.missing') })).toHaveCount(0)
})
