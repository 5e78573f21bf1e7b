import { api, asOwner, customersKnown, expect, test } from './cham'
import { problems } from './look'

// A paper list: typed by keyboard, pasted from Excel, looked at, saved as an import, taken back.

test.use({ room: 'paper' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const cell = (column: string, row: number) => `[aria-label$="${row}"][data-at="${row - 1}.${column}"]`

test('a paper list comes in, once', async ({ page, words: t, num, shot }) => {
  await page.goto('/sources/paper')
  await expect(page.getByText(t('paper.noMap'))).toBeVisible()
  const map = await api.post<{ id: string; touchpoints: { name: string; rule: { any: { event?: string }[] } }[] }>(
    page,
    '/v1/maps',
    { name: 'Spa', template: 'spa' },
  )
  const store = map.touchpoints.find((p) => p.rule.any.some((m) => m.event === 'Store Visited'))!.name
  await page.reload()

  const first = page.locator(cell('0', 1))
  await first.click()
  await page.keyboard.type('0912 345')
  await expect(page.getByText(t('paper.fault.phone'))).toBeVisible()
  await page.keyboard.type(' 678')
  await expect(page.getByText(t('paper.fault.phone'))).toHaveCount(0)
  await page.keyboard.press('Tab')
  await page.keyboard.type('Lan')
  await page.keyboard.press('Tab')
  await page.keyboard.type('5/11')
  await page.keyboard.press('Tab')
  await page.keyboard.type(store)
  await page.keyboard.press('Tab')
  await page.keyboard.type('450k')
  await page.keyboard.press('Enter')
  await expect(page.locator(cell('4', 2))).toBeFocused()

  // pasted from Excel over four cells, the last row the same as the second
  await page.locator(cell('0', 2)).evaluate((input) => {
    const data = new DataTransfer()
    data.setData('text/plain', '0987650321\tHùng\t6/11\n0987 000\tAi đó\n0987650321\tHùng\t6/11\n')
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await expect(page.locator(cell('1', 3))).toHaveValue('Ai đó')
  await expect(page.getByText(t('paper.fault.double', { row: 2 }))).toBeVisible()
  await expect(page.getByText(t('paper.bad', { count: 2, n: num(2) }))).toBeVisible()
  await shot('paper')
  expect(await problems(page)).toEqual([])

  await page.reload() // the draft is kept
  await expect(page.locator(cell('0', 2))).toHaveValue('0987650321')
  await page.getByRole('button', { name: t('paper.look', { count: 2, n: num(2) }) }).click()
  const look = page.getByRole('dialog')
  await expect(look.getByRole('status')).toContainText(num(2))
  await shot('paper-look')
  expect(await problems(page)).toEqual([])
  await look.getByRole('button', { name: t('paper.save'), exact: true }).click()
  await expect(page).toHaveURL(/sources\/import\?job=/)
  await customersKnown(page, 2)
  const [done] = await api.get<{ id: string; accepted: number; touches: number }[]>(page, '/v1/imports')
  expect(done).toMatchObject({ accepted: 2, touches: 2 })

  // what was not right is still there; the first list once more adds nothing
  await page.goto('/sources/paper')
  await expect(page.locator(cell('1', 1))).toHaveValue('Ai đó')
  await page.getByRole('button', { name: t('paper.clear') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('paper.clear') })
    .click()
  await expect(page.locator(cell('1', 1))).toHaveValue('')
  await page.locator(cell('0', 1)).evaluate((input, place) => {
    const data = new DataTransfer()
    data.setData('text/plain', `0912345678\tLan\t5/11\t${place}\t450.000\n`)
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, store)
  await page.getByRole('button', { name: t('paper.look', { count: 1, n: num(1) }) }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('paper.save'), exact: true })
    .click()
  await expect
    .poll(async () => (await api.get<{ state: string; duplicates: number }[]>(page, '/v1/imports'))[0])
    .toMatchObject({ state: 'done', accepted: 0, duplicates: 1 })

  await api.post(page, `/v1/imports/${done!.id}/undo`)
  await customersKnown(page, 0)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/sources/paper')
  await expect(first).toBeVisible()
  await shot('paper-390')
  expect(await problems(page)).toEqual([])
})
