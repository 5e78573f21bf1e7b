import { api, asOwner, customersKnown, expect, newSource, send, test } from './cham'
import { problemsEverywhere } from './look'

// Codes from a list to each customer's message.

test.use({ room: 'vouchers' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

test('a pool is made, filled, and says what it left out', async ({ page, words: t, shot }) => {
  await page.goto('/vouchers')
  await expect(page.getByText(t('voucher.none'), { exact: true })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'vouchers-empty')).toEqual([])

  await page.getByRole('button', { name: t('voucher.make') }).click()
  let dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: t('voucher.name') }).fill('Giảm 10% tháng 12')
  await dialog.getByLabel(t('voucher.ends')).fill('2099-12-31')
  await dialog.getByRole('button', { name: t('common.save') }).click()
  dialog = page.getByRole('dialog', { name: t('voucher.addTo', { name: 'Giảm 10% tháng 12' }) })
  await dialog.getByRole('textbox', { name: t('voucher.paste') }).fill('MUA-1\nmua-1, MUA-2')
  await dialog.getByRole('button', { name: t('voucher.addGo') }).click()
  await expect(dialog.getByRole('status')).toContainText(t('voucher.added_other', { n: '2' }))
  await expect(dialog.getByText(t('voucher.why.twice'))).toBeVisible()
  const list = Buffer.from('Mã;Giá trị\nMUA-2;10\nMUA-3;10\nhai từ;10\n')
  await dialog
    .getByLabel(t('voucher.file'))
    .and(dialog.locator('input'))
    .setInputFiles({ name: 'ma.csv', mimeType: 'text/csv', buffer: list })
  await expect(dialog.getByText(t('voucher.why.known'))).toBeVisible()
  await expect(dialog.getByText(t('voucher.why.bad'))).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'vouchers-added')).toEqual([])
  await dialog.getByRole('button', { name: t('common.done') }).click()
  const row = page.getByRole('row', { name: /Giảm 10% tháng 12/ })
  await expect(row.getByRole('cell').nth(1)).toHaveText('3')
  expect(await problemsEverywhere(page, shot, 'vouchers')).toEqual([])
})

test('a campaign says from which pool, and whether there is a code for everybody', async ({
  page,
  cham,
  words: t,
  shot,
}) => {
  const source = await newSource(page, 'Máy chủ')
  const people = ['An', 'Bình', 'Chi', 'Dung'].map((name, n) => ({
    type: 'identify',
    userId: `V${n}`,
    messageId: `v${n}`,
    traits: { name, email: `v${n}@mocan.vn`, consent: { care: 'yes' }, buyer: 'yes' },
  }))
  const seen = people.map(({ userId }) => ({ type: 'track', userId, messageId: `s${userId}`, event: 'Product Viewed' }))
  expect(await send(cham, source, [...people, ...seen])).toBe(200)
  await customersKnown(page, people.length)
  await api.put(page, '/v1/reach/settings', { hours: {}, perDay: 10, perWeek: 20, zaloMonth: 4, holidays: false })
  const rule = { trait: { name: 'buyer', is: ['yes'] } }
  const segment = await api.post<{ id: string }>(page, '/v1/segments', { name: 'Đã mua', rule })
  const blocks = [{ kind: 'text', text: 'Mã của bạn: {{ voucher.code }}, dùng đến hết {{ voucher.ends }}' }]
  const letter = { subject: 'Quà tháng 12', blocks }
  const draft = { name: 'Quà', class: 'care', segment: segment.id, lang: 'vi', letter }
  const { id } = await api.post<{ id: string }>(page, '/v1/campaigns', draft)

  await page.goto(`/campaigns/${id}`)
  await expect(page.getByText(t('error.campaign.voucher'))).toBeVisible()
  await page.getByRole('textbox', { name: t('voucher.choose') }).click()
  await page.getByRole('option', { name: /Giảm 10% tháng 12/ }).click()
  const few = { pool: 'Giảm 10% tháng 12', left: '3', people: '4' }
  await expect(page.getByText(t('voucher.few', few))).toBeVisible()
  const look = page.getByRole('region', { name: t('campaign.look.title') })
  await expect(look.frameLocator('iframe').getByText('MAU-2468, dùng đến hết 31/12/2099')).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'campaign-voucher')).toEqual([])

  const check = page.getByRole('region', { name: t('campaign.check.title') })
  const subject = page.getByRole('textbox', { name: t('campaign.what.subject'), exact: true })
  await expect(check.getByText(t('finding.none'))).toBeVisible()
  await subject.fill('QUÀ THÁNG MƯỜI HAI!!')
  await expect(check.getByText(t('error.finding.capitals'))).toBeVisible()
  await expect(check.getByText(t('error.finding.exclaims'))).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'campaign-findings')).toEqual([])
  await subject.fill('[QC] Quà tháng 12')
  await expect(check.getByText(t('error.finding.disguised', { label: '[QC]' }))).toBeVisible()
})
