import { asOwner, customersKnown, expect, newSource, send, test } from './cham'

// Money in another currency is in no sum until the owner says what it is worth.

test.use({ room: 'rates' })
test.beforeEach(({ page, language }) => asOwner(page, language))

test('a currency is told apart, gets a rate, and counts', async ({ page, cham, language, words: t, shot }) => {
  const source = await newSource(page, 'Máy chủ')
  const order = (id: string, revenue: number, currency?: string) => ({
    type: 'track',
    userId: 'an',
    event: 'Order Completed',
    messageId: id,
    timestamp: new Date(Date.now() - 3_600_000).toISOString(),
    properties: { revenue, currency },
  })
  expect(await send(cham, source, [order('1', 100_000), order('2', 20, 'USD')])).toBe(200)
  await customersKnown(page, 1)
  await page.goto('/customers')
  const brought = page.locator('.ctable tbody tr')
  await expect(brought).toContainText(language === 'vi' ? '100.000' : '100,000')

  await page.goto('/settings')
  const rate = page.getByRole('textbox', { name: t('settings.rates.one', { currency: 'USD', own: 'VND' }) })
  await expect(page.getByText(t('settings.rates.missing'))).toBeVisible()
  await expect(page.getByText(t('settings.rates.undated'))).toBeVisible()
  await rate.fill('25400')
  await expect(rate).toHaveValue(language === 'vi' ? '25.400' : '25,400')
  await shot('rates')
  await page
    .getByRole('region', { name: t('settings.rates.title') })
    .getByRole('button', { name: t('common.save') })
    .click()
  await expect(page.getByText(t('settings.saved'))).toBeVisible()
  await expect(page.getByText(t('settings.rates.missing'))).toBeHidden()
  await page.goto('/customers')
  await expect(brought).toContainText(language === 'vi' ? '608.000' : '608,000')
})
