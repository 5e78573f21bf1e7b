import { api, asOwner, customersKnown, expect, newSource, send, test } from './cham'
import { problems } from './look'

test.use({ room: 'privacy' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * 3_600_000).toISOString()

test('a customer decides on their own page, and is erased when they ask', async ({
  page,
  cham,
  browser,
  words: t,
  shot,
}) => {
  const source = await newSource(page, 'Cửa hàng')
  await send(cham, source, [
    {
      type: 'track',
      event: 'Order Completed',
      userId: 'MA-77',
      messageId: 'p1',
      timestamp: at(30),
      properties: { revenue: 450000, currency: 'VND' },
      context: { traits: { name: 'Lê Thị Kín', phone: '0903118274' } },
    },
  ])
  await customersKnown(page, 1)
  const { customers } = await api.get<{ customers: { id: number }[] }>(page, '/v1/customers')
  const id = customers[0]!.id
  await page.goto(`/customers/${id}`)
  const consent = page.getByRole('region', { name: t('consent.title') })
  await expect(consent.getByText(t('consent.state.unasked')).first()).toBeVisible()
  await shot('customer-consent')

  // Written down by staff.
  await consent.getByRole('button', { name: t('consent.write') }).click()
  await page.getByRole('dialog').getByLabel(t('consent.note')).fill('ký giấy ở quầy')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('common.save') })
    .click()
  await expect(consent.getByText(t('consent.state.yes')).first()).toBeVisible()

  // The customer's own page, on a phone, without an account.
  const { url } = await api.post<{ url: string }>(page, `/v1/customers/${id}/preference-link`)
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'vi-VN' })
  const own = await phone.newPage()
  await own.goto(new URL(url).pathname)
  await expect(own.getByText('09xx xxx 274')).toBeVisible()
  await expect(own.getByText('Lê Thị Kín')).toHaveCount(0)
  await shot('own-page-390', own, true)
  await own.emulateMedia({ colorScheme: 'dark' })
  await shot('own-page-390-dark', own, true)
  await own.locator('button[value=withdraw]').click()
  await expect(own.getByRole('status')).toBeVisible()
  await own.locator('select').selectOption('erase')
  await own.locator('button[value=request]').click()
  await expect(own.getByRole('status')).toBeVisible()
  await phone.close()

  await page.goto('/settings?tab=privacy')
  await expect(page.getByText(t('privacy.kind.erase'))).toBeVisible()
  await shot('privacy')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: t('privacy.requests.answer') }).click()
  const done = page.getByRole('dialog').getByRole('button', { name: t('privacy.requests.done') })
  await expect(done).toBeInViewport({ ratio: 1 })
  await shot('privacy-answer-390')
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 1440, height: 900 })

  await page.goto(`/customers/${id}`)
  await expect(consent.getByText(t('consent.state.no')).first()).toBeVisible()
  await page.getByRole('button', { name: t('privacy.erase.open') }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: t('privacy.erase.go') })).toBeDisabled()
  await dialog.getByLabel(t('privacy.erase.confirm', { id })).fill(String(id))
  await shot('erase')
  await expect(dialog.locator('.dlg')).toHaveCSS('display', 'grid') // its looks came along
  await dialog.getByRole('button', { name: t('privacy.erase.go') }).click()
  await expect(page.getByText(t('privacy.erasures.done'), { exact: true })).toBeVisible()
  await shot('privacy-erased')
  expect(await problems(page)).toEqual([])
  await page.goto(`/customers/${id}`)
  await expect(page.getByText(t('customers.gone'))).toBeVisible()
})
