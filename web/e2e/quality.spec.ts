import { api, asOwner, expect, newSource, send, test } from './cham'
import { problems } from './look'

// Data quality: what is wrong is found, shown with examples, told on Home, and said to be meant so.

test.use({ room: 'quality' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

test('what is wrong is shown with examples, and can be meant so', async ({ page, cham, words: t, num, shot }) => {
  await page.goto('/sources')
  await page.getByRole('link', { name: t('quality.open') }).click()
  await expect(
    page.getByText(t('quality.notYet'), { exact: true }).or(page.getByText(t('quality.none'), { exact: true })),
  ).toBeVisible()
  await shot('quality-empty')
  expect(await problems(page)).toEqual([])

  const source = await newSource(page, 'Máy chủ')
  const order = (n: number) => ({
    type: 'track',
    anonymousId: `o${n}`,
    messageId: `o${n}`,
    event: 'Order Completed',
    properties: { revenue: 450000, order_id: `d${n}` },
  })
  const view = (n: number, query: string) => ({
    type: 'page',
    anonymousId: `v${n}${query}`,
    messageId: `v${n}${query}`,
    context: { page: { url: `https://shop.vn/?${query}` }, library: { name: 'cham.js' } },
  })
  const six = [1, 2, 3, 4, 5, 6]
  const calls = six.flatMap((n) => [
    order(n),
    view(n, 'utm_source=facebook&utm_medium=cpc'),
    view(n, 'utm_source=Face_Book&utm_medium=cpc&utm_campaign={{campaign.name}}'),
  ])
  expect(await send(cham, source, calls)).toBe(200)
  await expect
    .poll(async () => (await api.post<{ findings: unknown[] }>(page, '/v1/data-quality/check', {})).findings.length)
    .toBeGreaterThanOrEqual(3)

  await page.getByRole('button', { name: t('quality.check0') }).click()
  const card = page.getByRole('listitem').filter({ hasText: t('quality.check.noKeys.name') })
  await expect(card).toContainText(num(6))
  await card.getByRole('button', { name: t('quality.examples') }).click()
  await expect(card.getByRole('row')).toHaveCount(6)
  await shot('quality')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 800 })
  await shot('quality-phone')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })

  const name = t('quality.check.utmTemplate.name')
  await page.getByRole('button', { name: t('quality.dismissOf', { name }) }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('quality.note')).fill('Đang thử')
  expect(await problems(page)).toEqual([])
  await dialog.getByRole('button', { name: t('quality.dismissGo') }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText(name)).toHaveCount(0)
  await page.getByText(`${t('quality.tab.dismissed')} (`).click()
  await expect(page.getByText('Đang thử')).toBeVisible()
  await page.getByRole('button', { name: t('quality.restore') }).click()
  await page.getByText(`${t('quality.tab.open')} (`).click()
  await expect(page.getByText(name)).toBeVisible()

  await api.post(page, '/v1/maps', { name: 'Spa', template: 'spa' })
  await page.goto('/')
  await page.getByRole('link', { name: t('home.task.quality', { count: 3, n: num(3) }) }).click()
  await expect(page).toHaveURL(/sources\/quality/)
})

test('what cannot be loaded says so', async ({ page, words: t }) => {
  await page.route('**/v1/data-quality', (r) => r.fulfill({ status: 500, json: { title: 'x', status: 500 } }))
  await page.goto('/sources/quality')
  await expect(page.getByRole('button', { name: t('common.retry') })).toBeVisible()
})
