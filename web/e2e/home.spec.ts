import { api, asOwner, customersKnown, expect, newSource, send, test } from './cham'

test.use({ room: 'home' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

interface Map {
  id: string
  stages: { id: string; name: string }[]
}

test('without touches Home shows the way in', async ({ page, words: t }) => {
  await page.goto('/')
  await expect(page.getByText(t('home.noData'))).toBeVisible()
  await page.getByRole('link', { name: t('home.begin') }).click()
  await expect(page.getByRole('heading', { level: 1, name: t('start.title') })).toBeVisible()
})

test('measures, what waits and the weeks come from the touches, and open the customers behind them', async ({
  page,
  cham,
  words: t,
  num,
  shot,
}) => {
  const map = await api.post<Map & object>(page, '/v1/maps', { name: 'Liệu trình' })
  const point = (id: string, stage: number, name: string, event: string, goal = false) => ({
    id,
    stage: map.stages[stage]!.id,
    name,
    channel: 'website',
    emotion: 0,
    goal,
    rule: { any: event ? [{ event }] : [] },
  })
  const saved = await page.request.put(`/v1/maps/${map.id}`, {
    data: {
      ...map,
      touchpoints: [
        point('price', 0, 'Bảng giá', 'Price Viewed'),
        point('book', 2, 'Đặt lịch', 'Appointment Booked', true),
        point('sign', 0, 'Biển hiệu', ''),
      ],
    },
  })
  expect(saved.ok(), await saved.text()).toBe(true)
  const source = await newSource(page, 'Máy chủ')
  const day = 86_400_000
  const touch = (who: number, event: string, ago: number) => ({
    type: 'track',
    userId: `K${who}`,
    event,
    messageId: `${event}${who}`,
    timestamp: new Date(Date.now() - ago).toISOString(),
  })
  const people = Array.from({ length: 60 }, (_, i) => i)
  expect(
    await send(cham, source, [
      ...people.map((i) => touch(i, 'Price Viewed', 3 * day)),
      ...people.slice(0, 21).map((i) => touch(i, 'Appointment Booked', 2 * day)),
      ...people.slice(0, 5).map((i) => touch(i, 'Skin Measured', day)),
    ]),
  ).toBe(200)
  await customersKnown(page, 60)

  await page.goto('/')
  const cards = page.getByRole('region', { name: t('home.measures') }).locator('.k')
  await expect(cards.nth(0).locator('> b')).toHaveText(num(60))
  // Of 60 journeys, all watched for three days, 21 converted; the others are still open.
  await expect(cards.nth(1).locator('> b')).toHaveText(/^35[,.]0\s?%$/)
  await expect(cards.nth(5)).toContainText(t('home.notSurveyed'))
  await expect(page.getByText(t('home.task.unmapped', { count: 1, n: num(1) }))).toBeVisible()
  await expect(page.getByText(t('home.task.neglected', { count: 1, n: num(1) }))).toBeVisible()
  await shot('home')
  await cards.nth(1).locator('> b button').click()
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(21)
})

test('the period and the comparison stay in the address', async ({ page, words: t }) => {
  await page.goto('/')
  await page.locator('.fil .flt').first().click()
  await page.getByRole('button', { name: t('view.preset.7d'), exact: true }).click()
  await expect(page).toHaveURL(/period=7d/)
  await page.reload()
  await page.locator('.fil .flt').first().click()
  await expect(page.getByRole('button', { name: t('view.preset.7d'), exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
})
