import { api, asOwner, expect, once, owner, test } from './cham'
import { problems } from './look'

test.use({ room: 'typing' })
once('what is kept')
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

test('a session that ends in the middle of a form takes nothing away', async ({ page, words: t, shot }) => {
  await page.goto('/settings?tab=privacy')
  await page.getByRole('button', { name: t('privacy.requests.add') }).click()
  const dialog = page.getByRole('dialog')
  const message = dialog.getByLabel(t('privacy.requests.message'))
  await message.fill('khách gọi lên, kể rất lâu')
  await page.context().clearCookies()
  await dialog.getByRole('button', { name: t('privacy.requests.add') }).click()
  const beside = page.getByRole('link', { name: t('signIn.beside') })
  await expect(beside).toBeVisible()
  await expect(message).toHaveValue('khách gọi lên, kể rất lâu')
  await shot('signed-out-typing')
  expect(await problems(page)).toEqual([])

  const opened = page.context().waitForEvent('page')
  await beside.click()
  const other = await opened
  await other.getByLabel(t('signIn.email')).fill(owner.email)
  await other.getByLabel(t('signIn.password'), { exact: true }).fill(owner.password)
  await other.getByRole('button', { name: t('signIn.go') }).click()
  await expect(other).not.toHaveURL(/sign-in/)
  await other.close()
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(beside).toHaveCount(0)
  await dialog.getByRole('button', { name: t('privacy.requests.add') }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('khách gọi lên, kể rất lâu')).toBeVisible()
})

test('a paper list looked at without a session leads to sign-in, and is still there after', async ({
  page,
  words: t,
  num,
}) => {
  const map = await api.post<{ touchpoints: { name: string; rule: { any: { event?: string }[] } }[] }>(
    page,
    '/v1/maps',
    { name: 'Spa', template: 'spa' },
  )
  const store = map.touchpoints.find((p) => p.rule.any.some((m) => m.event === 'Store Visited'))!.name
  await api.post(page, '/v1/sources', { kind: 'file', name: 'Tệp' })
  await page.goto('/sources/paper')
  await page.locator('[data-at="0.0"]').evaluate((input, place) => {
    const data = new DataTransfer()
    data.setData('text/plain', `0912345678\tLan\t5/11\t${place}\t450.000\n`)
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, store)
  // The session ends while the file is on its way.
  await page.route('/v1/imports?*', async (route) => {
    await page.context().clearCookies()
    const { cookie: _, ...headers } = await route.request().allHeaders()
    await route.continue({ headers })
  })
  await page.getByRole('button', { name: t('paper.look', { count: 1, n: num(1) }) }).click()
  await expect(page).toHaveURL(/sign-in/)
  await page.unroute('/v1/imports?*')
  await page.getByLabel(t('signIn.email')).fill(owner.email)
  await page.getByLabel(t('signIn.password'), { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: t('signIn.go') }).click()
  await expect(page).toHaveURL(/sources\/paper/)
  await expect(page.locator('[data-at="0.1"]')).toHaveValue('Lan')
})
