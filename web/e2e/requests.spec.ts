import { api, asOwner, expect, newSource, send, test } from './cham'
import { problems } from './look'

test.use({ room: 'requests' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const day = 86_400_000
const iso = (at: number) => new Date(at).toISOString().slice(0, 10)

test('an overdue request is seen on Home and opened from there', async ({ page, cham, words: t, shot }) => {
  await api.post(page, '/v1/maps', { name: 'Liệu trình' })
  const source = await newSource(page, 'Máy chủ')
  await send(cham, source, [{ type: 'track', event: 'Price Viewed', userId: 'KH-1', messageId: 'm1' }])
  await expect.poll(async () => (await api.get<{ totalEver: number }>(page, '/v1/home')).totalEver).toBe(1)
  await page.goto('/')
  const tasks = page.locator('section.tk')
  await expect(tasks.getByRole('heading', { name: t('home.tasks') })).toBeVisible()
  await expect(tasks.getByText(t('home.task.requestsLate', { count: 1, n: 1 }))).toHaveCount(0)

  // Somebody called two months ago; it is written down today.
  await page.goto('/settings?tab=privacy')
  await page.getByRole('button', { name: t('privacy.requests.add') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('privacy.requests.message')).fill('xin bản sao, gọi từ hai tháng trước')
  await dialog.getByLabel(t('privacy.requests.cameAt')).fill(iso(Date.now() - 60 * day))
  await dialog.getByRole('button', { name: t('privacy.requests.add') }).click()
  await expect(page.getByText(t('privacy.requests.late'), { exact: true })).toBeVisible()

  await page.goto('/')
  const task = tasks.getByRole('link', { name: t('home.task.requestsLate', { count: 1, n: 1 }) })
  await expect(task).toBeVisible()
  await shot('home-request-overdue')
  await task.click()
  await expect(page.getByText('xin bản sao, gọi từ hai tháng trước')).toBeVisible()
  expect(new URL(page.url()).searchParams.get('tab')).toBe('privacy')
  await shot('requests-overdue')
  expect(await problems(page)).toEqual([])
})

test('a day off that is added moves what is due, and the page says why', async ({ page, words: t, shot }) => {
  const { dueAt } = await api.post<{ dueAt: string }>(page, '/v1/data-requests', { kind: 'erase', message: 'xin xóa' })
  const due = iso(Date.parse(dueAt) + 7 * 3_600_000)
  await page.goto('/settings?tab=privacy')
  const row = page.getByRole('listitem').filter({ hasText: 'xin xóa' })
  await expect(row).toBeVisible()
  await expect(row.getByText('Hoán đổi')).toHaveCount(0)

  await page.getByRole('button', { name: t('privacy.daysOff.open') }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(t('privacy.daysOff.none'))).toBeVisible()
  await expect(dialog.getByText(t('privacy.dayOff.hungKings')).first()).toBeVisible()
  await dialog.getByLabel(t('privacy.daysOff.day'), { exact: true }).fill(due)
  await dialog.getByLabel(t('privacy.daysOff.name')).fill('Hoán đổi')
  await dialog.getByRole('button', { name: t('privacy.daysOff.add'), exact: true }).click()
  await expect(dialog.getByText(t('privacy.daysOff.none'))).toHaveCount(0)
  await shot('days-off')
  expect(await problems(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(row.getByText('Hoán đổi')).toBeVisible()
  await shot('requests-why')
  await page.setViewportSize({ width: 390, height: 844 })
  await shot('requests-why-390')
  expect(await problems(page)).toEqual([])

  await page.getByRole('button', { name: t('privacy.daysOff.open') }).click()
  await page.getByRole('dialog').locator('li').getByRole('button').click()
  await expect(page.getByRole('dialog').getByText(t('privacy.daysOff.none'))).toBeVisible()
})
