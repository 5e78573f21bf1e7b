import { readFile } from 'node:fs/promises'
import { api, asOwner, customersKnown, expect, once, test } from './cham'

test.use({ room: 'import' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const csv = [
  'Mã KH,Họ tên,SĐT,Ngày,Việc,Tổng tiền,Chi nhánh',
  ...Array.from({ length: 40 }, (_, i) => {
    const day = String(1 + (i % 28)).padStart(2, '0')
    const minute = String(i).padStart(2, '0')
    const phone = `09123456${10 + i}`
    return `KH-${100 + i},Khách ${i},${phone},${day}/10/2026 09:${minute},Order Completed,${200000 + i * 1000},Kim Mã`
  }),
  'KH-900,Không rõ,0912345699,31/13/2026 25:00,Order Completed,100000,Kim Mã',
].join('\n')

test('a file is previewed, its columns chosen, imported, and its bad row told', async ({
  page,
  words: t,
  num,
  shot,
}) => {
  await page.goto('/sources')
  await page.getByRole('link', { name: t('sources.import.open') }).click()
  await page.setInputFiles('input[type=file]', { name: 'don-hang.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })

  await expect(page).toHaveURL(/job=/)
  await expect(page.getByRole('heading', { name: 'don-hang.csv' })).toBeVisible()
  const field = (column: string) => page.getByRole('textbox', { name: t('sources.map.of', { column }) })
  const choose = async (column: string, meaning: string) => {
    if ((await field(column).inputValue()) === meaning) return
    await field(column).click()
    await page.getByRole('option', { name: meaning, exact: true }).click()
    await expect(field(column)).toHaveValue(meaning)
  }
  await choose('Mã KH', t('sources.map.userId'))
  await choose('SĐT', t('sources.map.phone'))
  await choose('Ngày', t('sources.map.time'))
  await choose('Việc', t('sources.map.event'))
  await choose('Tổng tiền', t('sources.map.value'))
  await choose('Chi nhánh', t('sources.map.branch'))
  await expect(page.locator('.sum').getByText(t('eventName.Order Completed')).first()).toBeVisible()
  await expect(page.locator('.sum [role=status]')).toContainText(num(40))
  await shot('import-preview')
  await page.getByRole('button', { name: t('sources.import.start') }).click()

  await expect(
    page.getByRole('heading', { name: t('sources.import.ended.done', { name: 'don-hang.csv' }) }),
  ).toBeVisible()
  const counted = page.locator('.nums.three dd')
  await expect(counted).toHaveText([num(40), num(0), num(1)])
  const rejected = page.getByRole('row').filter({ hasText: '31/13/2026 25:00' })
  await expect(rejected.getByRole('cell').first()).toHaveText('42')
  await shot('import-done')
  const why = page.getByRole('button', { name: t('refusal.time') })
  await expect(why).toContainText('42')
  await why.click()
  await expect(why).toHaveAttribute('aria-pressed', 'true')
  await expect(rejected).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: t('sources.import.download') }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/\.csv$/)
  await customersKnown(page, 40)

  // The row is mended and imported as it was given, without a choice to make again.
  const rows = await readFile(await file.path(), 'utf8')
  expect(rows).toContain(t('sources.import.rejectColumn.reason'))
  await page.getByRole('link', { name: t('sources.import.another') }).click()
  await page.setInputFiles('input[type=file]', {
    name: 'da-sua.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(rows.replaceAll('31/13/2026 25:00', '30/10/2026 15:00')),
  })
  await expect(page.getByRole('heading', { name: 'da-sua.csv' })).toBeVisible()
  await expect(field('Mã KH')).toHaveValue(t('sources.map.userId'))
  await expect(field(t('sources.import.rejectColumn.reason'))).toHaveValue('')
  await page.getByRole('button', { name: t('sources.import.start') }).click()
  await expect(counted).toHaveText([num(1), num(0), num(0)])
  await customersKnown(page, 41)

  await page.getByRole('link', { name: t('sources.import.seeCustomers') }).click()
  await expect(page.getByText(t('customers.total', { count: 41, n: num(41) }))).toBeVisible()
})

test('the same file again counts nothing twice', async ({ page, words: t, num }) => {
  once('what becomes of a file', test.info())
  await page.goto('/sources/import')
  await page.setInputFiles('input[type=file]', { name: 'don-hang.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await expect(page.getByRole('heading', { name: 'don-hang.csv' })).toBeVisible()
  const [last] = await api.get<{ id: string }[]>(page, '/v1/imports')
  const earlier = (await api.get<{ id: string; accepted: number }[]>(page, '/v1/imports')).find(
    (i) => i.accepted === 40,
  )
  expect(earlier).toBeDefined()
  expect(last!.id).not.toBe(earlier!.id)
  await page.getByRole('button', { name: t('sources.import.start') }).click()
  await expect(
    page.getByRole('heading', { name: t('sources.import.ended.done', { name: 'don-hang.csv' }) }),
  ).toBeVisible()
  await expect(page.locator('.nums.three dd').nth(0)).toHaveText(num(0))
  await customersKnown(page, 41)
})

test('a file that is none is refused in words, and nothing is kept', async ({ page, words: t }) => {
  once('what becomes of a file', test.info())
  await page.goto('/sources/import')
  await page.setInputFiles('input[type=file]', {
    name: 'anh.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1, 0, 0]),
  })
  await expect(page.getByRole('alert')).toContainText(t('sources.import.nothingKept'))
})

test('what happened in every row is called as the reader calls it, and sent under its own name', async ({
  page,
  words: t,
  shot,
}) => {
  await page.goto('/sources/import')
  const rows = 'Họ tên,SĐT,Ngày,Tổng tiền\nTrần Thu Lan,0912345611,02/10/2026 09:00,250000\n'
  await page.setInputFiles('input[type=file]', { name: 'ban.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) })
  const every = page.getByRole('textbox', { name: t('sources.map.eventAll') })
  await expect(every).toHaveValue(t('eventName.Order Completed'))
  await expect(page.getByText(t('settings.names.own', { name: 'Order Completed' }))).toBeVisible()
  const tried = (event: string) =>
    page.waitForRequest((r) => r.url().endsWith('/preview') && r.postDataJSON()?.mapping?.event === event)
  let sent = tried('Product Viewed')
  await every.fill(t('eventName.Product Viewed').slice(0, -1))
  await page.getByRole('option', { name: t('eventName.Product Viewed'), exact: true }).click()
  await sent
  await expect(page.locator('.sum').getByText(t('eventName.Product Viewed'))).toBeVisible()
  await shot('import-every-row')
  // A name of one's own is taken as it is written, also where it begins as a known one does.
  sent = tried('Order Completed ở quầy')
  await every.fill('')
  await every.pressSequentially('Order Completed ở quầy')
  await expect(every).toHaveValue('Order Completed ở quầy')
  await sent
})

test('a workbook: the sheet with data is read, another can be chosen', async ({ page, words: t, num, shot }) => {
  once('what becomes of a file', test.info())
  await page.goto('/sources/import')
  await page.setInputFiles('input[type=file]', 'e2e/files/ba-trang.xlsx')
  const sheet = page.getByRole('textbox', { name: t('sources.map.sheet'), exact: true })
  await expect(sheet).toHaveValue('Đơn hàng')
  const field = (column: string) => page.getByRole('textbox', { name: t('sources.map.of', { column }) })
  await expect(field('SĐT')).toHaveValue(t('sources.map.phone'))
  await shot('import-workbook')
  await sheet.click()
  await page.getByRole('option', { name: 'Khách', exact: true }).click()
  await expect(field('Điện thoại')).toHaveValue(t('sources.map.phone'))
  await sheet.click()
  await page.getByRole('option', { name: 'Đơn hàng', exact: true }).click()
  await expect(field('Mã đơn')).toHaveValue(t('sources.map.order'))
  await page.getByRole('button', { name: t('sources.import.start') }).click()
  await expect(page.locator('.nums.three dd')).toHaveText([num(12), num(0), num(0)])
})
