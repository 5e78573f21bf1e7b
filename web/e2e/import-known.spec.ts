import { readFile } from 'node:fs/promises'
import { api, asOwner, customersKnown, expect, test } from './cham'
import { problems } from './look'

test.use({ room: 'import-known' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const invoices = () => readFile('../known/testdata/kiotviet-invoices.csv')

test('an export of the till is known by its look, imported without a choice, and taken back whole', async ({
  page,
  words: t,
  num,
  shot,
}) => {
  await page.goto('/sources/import')
  await page.setInputFiles('input[type=file]', { name: 'hoa-don.csv', mimeType: 'text/csv', buffer: await invoices() })
  await expect(page.getByText(t('sources.import.knownAs', { name: t('known.kiotviet-invoices') }))).toBeVisible()
  const sum = page.locator('.sum')
  await expect(sum.getByRole('status')).toContainText(num(2))
  await expect(sum).toContainText(num(978_000))
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })
  // A column that was left out can be given a meaning.
  await expect(page.getByRole('textbox', { name: t('sources.map.of', { column: 'Tổng tiền hàng' }) })).toBeInViewport()
  await shot('import-known')
  await page.getByRole('button', { name: t('sources.import.start') }).click()
  await expect(page.locator('.nums.three dd')).toHaveText([num(4), num(0), num(0)])
  await customersKnown(page, 3)

  await page.getByRole('button', { name: t('sources.import.undo') }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(num(3)) // touches: two sales, one cancelled
  await shot('import-undo')
  expect(await problems(page)).toEqual([])
  await dialog.getByRole('button', { name: t('sources.import.undoGo', { count: 3, n: num(3) }) }).click()
  await expect(
    page.getByRole('heading', { name: t('sources.import.ended.undone', { name: 'hoa-don.csv' }) }),
  ).toBeVisible()
  await customersKnown(page, 0)
})

test('what only a person can tell is asked once, and a mapping is kept under a name', async ({
  page,
  words: t,
  shot,
}) => {
  const rows = [
    'Mã đơn,Ngày đặt,SĐT,Nguồn,Thành tiền,Ghi chú',
    ...Array.from(
      { length: 20 },
      (_, i) =>
        `D${i},${13 + (i % 9)}/10/2026,09123457${10 + i},${i < 8 ? 'KH cũ' : 'Zalo'},450.000,gọi cho chị sau ${i} giờ nhé`,
    ),
  ]
  const file = (name: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) })
  await page.goto('/sources/import')
  await page.setInputFiles('input[type=file]', file('don.csv'))
  const field = (column: string) => page.getByRole('textbox', { name: t('sources.map.of', { column }) })
  await field('Nguồn').click()
  await page.getByRole('option', { name: t('sources.map.channel'), exact: true }).click()
  const question = page.getByRole('group', { name: 'Nguồn' })
  await expect(question).toContainText('KH cũ')
  await shot('import-ask')
  // Whatever is asked again meanwhile, what was chosen stays: here after a moment without a connection.
  const again = page.waitForResponse((r) => /\/v1\/imports\/\w+$/.test(r.url()))
  await page.context().setOffline(true)
  await expect(page.getByText(t('common.offline'))).toBeVisible()
  await page.context().setOffline(false)
  await again
  await expect(question).toContainText('KH cũ')
  const answered = page.waitForResponse((r) => r.url().endsWith('/preview'))
  await question.getByRole('button', { name: t('channel.call') }).click()
  await answered
  await expect(question).toBeHidden()

  await page.getByRole('button', { name: t('sources.mappings.open') }).click()
  await page.getByRole('menuitem', { name: t('sources.mappings.save') }).click()
  await page.getByRole('dialog').getByLabel(t('sources.mappings.name')).fill('Đơn của tôi')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('sources.mappings.save') })
    .click()
  await expect(page.getByText(t('sources.mappings.saved', { name: 'Đơn của tôi' }))).toBeVisible()
  await page.getByRole('button', { name: t('sources.import.giveUp') }).click()

  await page.setInputFiles('input[type=file]', file('don-2.csv'))
  await expect(page.getByText(t('sources.import.readBy', { name: 'Đơn của tôi' }))).toBeVisible()
  await expect(field('Nguồn')).toHaveValue(t('sources.map.channel'))
  const saved = await api.get<{ mapping: { channels: Record<string, string> } }[]>(page, '/v1/import-mappings')
  expect(saved[0]!.mapping.channels).toEqual({ 'KH cũ': 'call' })
  await page.getByRole('button', { name: t('sources.mappings.open') }).click()
  await shot('import-mappings')
  expect(await problems(page)).toEqual([])
  await page.getByRole('menuitem', { name: t('sources.mappings.delete', { name: 'Đơn của tôi' }) }).click()
  await expect.poll(async () => (await api.get<unknown[]>(page, '/v1/import-mappings')).length).toBe(0)
})

test('a folder is watched, an address checked, and both can be given up', async ({ page, words: t, shot }) => {
  await page.goto('/sources/import')
  const card = page.getByRole('region', { name: t('sources.inlets.title') })
  await card.getByRole('textbox', { name: t('sources.inlets.folder') }).fill('../ngoai')
  await card.getByRole('button', { name: t('sources.inlets.add') }).click()
  await expect(card).toContainText(t('error.inlet.name'))
  await card.getByRole('textbox', { name: t('sources.inlets.folder') }).fill('don-hang')
  await card.getByRole('button', { name: t('sources.inlets.add') }).click()
  await expect(card.getByRole('listitem')).toContainText('don-hang')
  await card.getByText(t('sources.inlets.url'), { exact: true }).click()
  await card
    .getByRole('textbox', { name: t('sources.inlets.url') })
    .first()
    .fill('https://127.0.0.1/don.csv')
  await card.getByRole('button', { name: t('sources.inlets.add') }).click()
  await expect(card.getByRole('listitem').nth(1)).toContainText(t('error.inlet.private'))
  await shot('inlets')
  for (const left of [1, 0]) {
    await card.getByRole('listitem').first().getByRole('button').click()
    await expect(card.getByRole('listitem')).toHaveCount(left)
  }
})

test('a report of ads comes in as costs, said before', async ({ page, words: t, num, shot }) => {
  const report =
    'Tên chiến dịch,Ngày,Số tiền đã chi tiêu (VND)\ntet,2026-11-01,450000\ntet,2026-11-02,300000\n,2026-11-02,50000\ntet,hôm qua,1\n'
  await page.goto('/sources/import')
  await page.setInputFiles('input[type=file]', { name: 'meta.csv', mimeType: 'text/csv', buffer: Buffer.from(report) })
  await expect(page.getByRole('heading', { name: t('sources.costs.title') })).toBeVisible()
  await expect(page.getByText(num(800_000))).toBeVisible()
  await expect(page.getByText(t('sources.costs.nameless', { count: 1, n: '1' }))).toHaveCount(0) // it is Facebook's
  await expect(page.getByText('hôm qua')).toBeVisible()
  await shot('import-costs')
  expect(await problems(page)).toEqual([])
  await page.getByRole('button', { name: t('sources.costs.take', { count: 3, n: '3' }) }).click()
  await expect(page.getByText(t('sources.costs.taken', { count: 3, n: '3' }))).toBeVisible()
  await shot('import-costs-taken')
  const { total } = await api.get<{ total: number }>(
    page,
    '/v1/costs?from=2026-10-31T17:00:00Z&to=2026-12-01T00:00:00Z',
  )
  expect(total).toBe(800_000)

  await page.goto('/sources/import')
  await page.getByRole('link', { name: /meta\.csv/ }).click()
  await page
    .getByRole('button', { name: t('sources.import.undo') })
    .first()
    .click()
  const ask = page.getByRole('dialog', { name: t('sources.import.undoTitle') })
  await expect(ask).toContainText(num(800_000))
  await expect(ask).toContainText(t('sources.costs.undoNoBack'))
  await shot('import-costs-undo')
  await ask.getByRole('button', { name: t('sources.import.undo') }).click()
  await expect.poll(async () => (await api.get<{ total: number }>(page, '/v1/costs')).total).toBe(0)
})
