import { asOwner, customersKnown, expect, newShopMap, test } from './cham'
import { problems } from './look'
import { workbook } from './xlsx'

// All that a shop has is what its till exports and a report of its ads: with these two files it reaches a map whose
// numbers live, and what a conversion costs. Nothing else comes in.

test.use({ room: 'from-till' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const buyers = 40
const twice = 5 // of them bought again
const ago = (days: number) => new Date(Date.now() - days * 86_400_000)
const written = (days: number) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' }).format(ago(days))

/** "Danh sách hóa đơn" as KiotViet exports it: a title, headings, one row per line of an invoice. */
function invoices() {
  const heads = [
    ...['Chi nhánh', 'Mã hóa đơn', 'Thời gian', 'Mã khách hàng', 'Tên khách hàng', 'Điện thoại', 'Kênh bán'],
    ...['Tổng tiền hàng', 'Giảm giá hóa đơn', 'Khách cần trả', 'Khách đã trả', 'Trạng thái'],
    ...['Mã hàng', 'Tên hàng', 'Số lượng', 'Giá bán', 'Thành tiền'],
  ]
  const row = (n: number, who: number, days: number) => [
    ...[
      'Kim Mã',
      `HD${100_000 + n}`,
      `${written(days)} 14:20`,
      `KH${1000 + who}`,
      `Khách ${who}`,
      `09123456${10 + who}`,
    ],
    ...['Bán trực tiếp', 300_000, 0, 300_000, 300_000, 'Hoàn thành', 'SP01', 'Kem chống nắng', 1, 300_000, 300_000],
  ]
  const first = Array.from({ length: buyers }, (_, i) => row(i, i, 9))
  const again = Array.from({ length: twice }, (_, i) => row(buyers + i, i, 4))
  return workbook('DanhSachHoaDon', [['DANH SÁCH HÓA ĐƠN'], heads, ...first, ...again])
}

const ads = () =>
  Buffer.from(`Ngày,Tên chiến dịch,Số tiền đã chi tiêu (VND)\n${written(9)},he,600.000\n${written(5)},he,300.000\n`)

test('the till and an ads report are enough for a live map and the cost of a conversion', async ({
  page,
  words: t,
  num,
  shot,
}) => {
  const orders = buyers + twice
  const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  await page.goto('/sources/import')
  await page.setInputFiles('input[type=file]', { name: 'DanhSachHoaDon.xlsx', mimeType: xlsx, buffer: invoices() })
  await expect(page.getByText(t('sources.import.knownAs', { name: t('known.kiotviet-invoices') }))).toBeVisible()
  await expect(page.locator('.sum')).toContainText(num(orders * 300_000))
  await shot('from-till-orders')
  await page.getByRole('button', { name: t('sources.import.start') }).click()
  await expect(page.locator('.nums.three dd')).toHaveText([num(orders), num(0), num(0)])
  await customersKnown(page, buyers)

  await page.goto('/sources/import')
  await page.setInputFiles('input[type=file]', { name: 'quang-cao.csv', mimeType: 'text/csv', buffer: ads() })
  await page.getByRole('button', { name: t('sources.costs.take', { count: 2, n: num(2) }) }).click()
  await expect(page.getByText(t('sources.costs.taken', { count: 2, n: num(2) }))).toBeVisible()

  await page.goto('/maps')
  await newShopMap(page, t)
  const card = page.locator('[data-tp]', { hasText: /Đặt hàng thành công|Order completed/ })
  await expect(card.locator('.l2 b')).toHaveText(num(buyers))
  await shot('from-till-map')

  await page.goto('/journeys/attribution')
  const whole = page.getByRole('row').filter({ hasText: t('attribution.all') })
  await expect(whole).toContainText(num(900_000)) // all of it, though no order says that an ad brought it
  const conversions = Number((await whole.getByRole('cell').nth(1).textContent())!.replace(/\D/g, ''))
  expect(conversions).toBeGreaterThanOrEqual(buyers)
  await expect(whole).toContainText(num(Math.round(900_000 / conversions)))
  await expect(page.getByRole('row').filter({ hasText: t('attribution.unallocatedRow') })).toContainText(num(900_000))
  await shot('from-till-cost')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await problems(page)).toEqual([])
})
