import { api, asOwner, expect, newSource, send, test } from './cham'
import { problems } from './look'

// What does not count: a rule shows what it would take out, takes it out of every number, and gives it back.

test.use({ room: 'exclusions' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const view = (who: string, url: string, more: object = {}) => ({
  type: 'page',
  anonymousId: who,
  messageId: `${who}-${url}`,
  timestamp: new Date(Date.now() - 3600_000).toISOString(),
  context: { page: { url }, library: { name: 'cham.js' }, ...more },
})

test('rules leave touches out, and bring them back', async ({ page, cham, words: t, num, shot }) => {
  const source = await newSource(page, 'Máy chủ')
  const calls = [
    view('an', 'https://shop.vn/'),
    view('binh', 'https://shop.vn/gia'),
    view('dev', 'http://localhost:3000/gia'),
    { type: 'identify', anonymousId: 'binh', userId: 'nv-1', messageId: 'i1', traits: { email: 'binh@congty.vn' } },
  ]
  expect(await send(cham, source, calls)).toBe(200)
  const touches = async () =>
    (
      (await api.post<{ touches?: { volume: number }[] }>(page, '/v1/query', { question: 'touches' })).touches ?? []
    ).reduce((n, x) => n + x.volume, 0)
  await expect.poll(touches).toBe(3)
  const { customers } = await api.get<{ customers: { id: number; keys: { value: string }[] }[] }>(page, '/v1/customers')
  const dev = customers.find((c) => c.keys.some((k) => k.value === 'dev'))!.id

  await page.goto('/sources')
  await page.getByRole('link', { name: t('exclusions.open') }).click()
  await expect(page.getByText(t('exclusions.none'), { exact: true })).toBeVisible()
  await shot('exclusions-empty')
  expect(await problems(page)).toEqual([])

  // a suggestion, previewed, then saved
  await page.getByRole('button', { name: t('exclusions.try', { name: t('exclusions.start.sites.name') }) }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('status')).toContainText('33')
  await expect(dialog.getByText('http://localhost:3000/gia')).toBeVisible()
  await shot('exclusions-preview')
  expect(await problems(page)).toEqual([])
  expect(await touches()).toBe(3)
  await dialog.getByRole('button', { name: t('exclusions.save') }).click()
  await expect(dialog).toBeHidden()
  expect(await touches()).toBe(2)

  // staff by e-mail, by keyboard
  await page.getByRole('button', { name: t('exclusions.add') }).click()
  await dialog.getByLabel(t('exclusions.values.customer')).fill('@')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText(t('error.exclusionValue', { value: '@' }))).toBeVisible()
  await page.keyboard.press('Backspace')
  await page.keyboard.type('@congty.vn,')
  await expect(dialog.getByText('https://shop.vn/gia')).toBeVisible()
  await dialog.getByLabel(t('common.name'), { exact: true }).fill('Nhân viên')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  const row = page.getByRole('row', { name: 'Nhân viên' })
  await expect(row.getByRole('cell').nth(1)).toHaveText(num(1))
  await expect(page.locator('.excl-hd').getByRole('status')).toContainText(num(2))
  await shot('exclusions')
  expect(await problems(page)).toEqual([])
  expect(await touches()).toBe(1)

  const sites = t('exclusions.start.sites.name')
  // on the page of whose they are they are grey, with the rule, and can be hidden
  await page.goto(`/customers/${dev}`)
  const left = page.getByRole('listitem').filter({ hasText: sites })
  await expect(left).toContainText('localhost')
  await shot('exclusions-customer')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await shot('exclusions-customer-390')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })
  const hide = page.getByRole('switch', { name: t('customers.excluded.hide') })
  await hide.click({ force: true })
  await expect(page.getByText(t('customers.excluded.nothing'))).toBeVisible()
  await shot('exclusions-customer-hidden')
  expect(await problems(page)).toEqual([])
  await hide.click({ force: true })
  await expect(left).toBeVisible()
  await page.goto('/sources/exclusions')

  // switched off, it takes nothing; removed, neither
  await row.getByRole('switch').click({ force: true })
  await expect(row.getByRole('cell').nth(1)).toHaveText(num(0))
  expect(await touches()).toBe(2)
  await page.getByRole('button', { name: t('exclusions.remove', { name: sites }) }).click()
  await dialog.getByRole('button', { name: t('exclusions.removeGo') }).click()
  await expect(page.getByRole('row', { name: sites })).toHaveCount(0)
  expect(await touches()).toBe(3)
})

test('what cannot be loaded says so', async ({ page, words: t }) => {
  await page.route('**/v1/exclusions', (r) => r.fulfill({ status: 500, json: { title: 'x', status: 500 } }))
  await page.goto('/sources/exclusions')
  await expect(page.getByRole('button', { name: t('common.retry') })).toBeVisible()
})
