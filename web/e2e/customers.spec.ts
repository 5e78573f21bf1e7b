import { api, asOwner, customersKnown, expect, newSource, once, send, test } from './cham'

test.use({ room: 'customers' })
once('who is found, merged and split')
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * 3_600_000).toISOString()

test('customers are found without diacritics and by phone in any form', async ({ page, cham, words: t, shot }) => {
  const source = await newSource(page, 'Website Mộc An')
  expect(
    await send(cham, source, [
      {
        type: 'page',
        anonymousId: 'may-tinh-lan',
        messageId: 'm1',
        timestamp: at(50),
        properties: { title: 'Bảng giá', path: '/bang-gia', url: 'https://mocan.vn/bang-gia' },
      },
      {
        type: 'track',
        event: 'Order Completed',
        userId: 'MA-004512',
        messageId: 'm2',
        timestamp: at(30),
        properties: { revenue: 1450000, currency: 'VND', package: 'Liệu trình làm dịu da' },
        context: { traits: { name: 'Trần Thu Lan', phone: '0912 345 678', email: 'lan.tran@vidu.vn' } },
      },
      {
        type: 'identify',
        userId: 'MA-004512',
        anonymousId: 'may-tinh-lan',
        messageId: 'm3',
        timestamp: at(29),
        traits: { name: 'Trần Thu Lan', phone: '0912345678', city: 'Hà Nội' },
      },
      {
        type: 'track',
        event: 'Appointment Booked',
        userId: 'MA-7',
        messageId: 'm4',
        timestamp: at(3),
        properties: { channel: 'call' },
        context: { traits: { name: 'Nguyễn Văn Hùng', phone: '+84 987 654 321' } },
      },
      {
        type: 'track',
        event: 'Price Viewed',
        userId: 'MA-8',
        messageId: 'm5',
        timestamp: at(2),
        context: { traits: { name: 'Nguyễn Hùng' } },
      },
    ]),
  ).toBe(200)
  await customersKnown(page, 3)
  await page.goto('/customers')
  const search = page.getByRole('searchbox', { name: t('customers.search') })
  const rows = page.locator('.ctable tbody tr')
  await expect(rows).toHaveCount(3)
  await shot('customers')
  for (const words of ['tran thu lan', '0912.345.678', '84912345678', 'LAN.TRAN@vidu.vn']) {
    await search.fill(words)
    await expect(rows, words).toHaveCount(1)
    await expect(rows.first()).toContainText('Trần Thu Lan')
  }
  await search.fill('khong co ai ten nay')
  await expect(page.getByText(t('customers.noneFound'))).toBeVisible()
})

test('a profile tells who, how we know and what happened; a merge is undone', async ({ page, words: t, shot }) => {
  await page.goto('/customers?q=thu lan')
  await page.getByRole('link', { name: 'Trần Thu Lan' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Trần Thu Lan' })).toBeVisible()
  const ids = page.getByRole('region', { name: t('customers.identities') })
  for (const text of ['MA-004512', '0912 345 678', 'lan.tran@vidu.vn', 'may-tinh-lan'])
    await expect(ids.getByText(text)).toBeVisible()
  const timeline = page.getByRole('region', { name: t('customers.timeline') })
  await expect(timeline.getByRole('heading', { name: t('eventName.Order Completed') })).toBeVisible()
  await expect(timeline.getByRole('heading', { name: t('customers.type.page') })).toBeVisible()
  await timeline.getByRole('button', { name: t('eventName.Order Completed') }).click()
  await expect(timeline.getByText('Liệu trình làm dịu da')).toBeVisible()
  await shot('customer')

  const joined = page.getByRole('region', { name: t('customers.joined') })
  await expect(joined).toContainText('Website Mộc An')
  await joined.locator('li', { hasText: 'may-tinh-lan' }).getByRole('button').click()
  const ask = page.getByRole('dialog')
  await expect(ask.getByText(t('customers.undo.title'))).toBeVisible()
  await shot('customer-undo')
  await ask.getByRole('button', { name: t('customers.undo.go') }).click()
  await expect(ids.getByText('may-tinh-lan')).toHaveCount(0)
  await expect(timeline.getByRole('heading', { name: t('customers.type.page') })).toHaveCount(0) // its touches went with it
  await customersKnown(page, 4)
})

test('two customers are merged by hand, and split again', async ({ page, words: t }) => {
  const [hung] = (await api.get<{ customers: { id: number }[] }>(page, '/v1/customers?q=0987654321')).customers
  await page.goto(`/customers/${hung!.id}`)
  await page.getByRole('button', { name: t('customers.merge.open'), exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('searchbox').fill('MA-8')
  await dialog.getByRole('button', { name: /Nguyễn Hùng/ }).click()
  const differs = dialog.getByRole('table', { name: t('customers.merge.differs') })
  for (const name of ['Nguyễn Văn Hùng', 'Nguyễn Hùng', '+84 987 654 321', 'MA-8'])
    await expect(
      differs.getByRole('cell', { name }).or(differs.getByRole('columnheader', { name })).first(),
    ).toBeVisible()
  await dialog.getByRole('button', { name: t('customers.merge.go') }).click()
  const ids = page.getByRole('region', { name: t('customers.identities') })
  await expect(ids.getByText('MA-8')).toBeVisible()
  await customersKnown(page, 3)
  await page
    .getByRole('alert')
    .getByRole('button', { name: t('common.undo') })
    .click()
  await expect(page.getByText(t('customers.undo.done'))).toBeVisible()
  await customersKnown(page, 4)
  await page.getByRole('button', { name: t('customers.merge.open'), exact: true }).click()
  await dialog.getByRole('searchbox').fill('MA-8')
  await dialog.getByRole('button', { name: /Nguyễn Hùng/ }).click()
  await dialog.getByRole('button', { name: t('customers.merge.go') }).click()
  await customersKnown(page, 3)

  await page.getByRole('button', { name: t('customers.split.open'), exact: true }).click()
  await dialog.getByRole('checkbox', { name: 'MA-8' }).check()
  await dialog.getByRole('button', { name: t('customers.split.go', { count: 1 }) }).click()
  await expect(ids.getByText('MA-8')).toHaveCount(0)
  await customersKnown(page, 4)
})
