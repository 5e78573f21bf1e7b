import { api, asOwner, expect, once, send, test, type Source } from './cham'

test.use({ room: 'sources' })
once('what becomes of calls')
test.beforeEach(({ page, language }) => asOwner(page, language))

test('a website is connected, and its calls show within a second, refused ones with the reason', async ({
  page,
  cham,
  words: t,
  shot,
}) => {
  await page.goto('/sources')
  await expect(page.getByText(t('sources.none'))).toBeVisible()
  await page
    .getByRole('button', { name: t('sources.add.open') })
    .first()
    .click()
  await page.getByRole('dialog').getByLabel(t('common.name')).fill('Website Mộc An')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('sources.add.go') })
    .click()
  await expect(page.getByRole('heading', { level: 1, name: 'Website Mộc An' })).toBeVisible()
  const source = (await api.get<Source[]>(page, '/v1/sources')).find((s) => s.name === 'Website Mộc An')!
  await expect(page.getByText(t('sources.setup.waiting'))).toBeVisible()
  await expect(page.locator('.code pre')).toContainText(source.writeKey)
  await shot('source-setup')

  const log = page.getByRole('region', { name: t('sources.debugger.title') }).locator('.dbg')
  await expect(page.getByText(t('sources.debugger.live'), { exact: true })).toBeVisible()
  expect(await send(cham, source, [{ type: 'track', event: 'Price Viewed', userId: 'KH-1', messageId: 'a1' }])).toBe(
    200,
  )
  await expect(log.getByText('Price Viewed')).toBeVisible()
  await expect(page.getByText(t('sources.setup.received'))).toBeVisible()

  expect(await send(cham, source, [{ type: 'track', event: 'Form Submitted', userId: 'null', messageId: 'a2' }])).toBe(
    200,
  )
  await expect(log.getByText(t('refusal.placeholder'))).toBeVisible()
  await log.getByRole('button', { name: new RegExp(t('eventName.Form Submitted')) }).click()
  await expect(log.locator('pre')).toContainText('Form Submitted')
  await expect(log.getByText(`${t('customers.key.user')} null`)).toBeVisible()
  await shot('source-debugger')

  await page.getByRole('button', { name: t('sources.debugger.refused'), exact: true }).click()
  await expect(log.getByText('Price Viewed')).toHaveCount(0)
  await page.getByRole('button', { name: t('sources.debugger.all'), exact: true }).click()
  await page.getByRole('button', { name: t('sources.debugger.pause'), exact: true }).click()
  expect(await send(cham, source, [{ type: 'track', event: 'While Paused', userId: 'KH-1', messageId: 'a3' }])).toBe(
    200,
  )
  await page.getByRole('button', { name: t('sources.debugger.new', { count: 1 }) }).click()
  await expect(log.getByText('While Paused')).toBeVisible()
})

test('a source is switched off, its key replaced, and it is deleted', async ({ page, cham, words: t }) => {
  const source = await api.post<Source>(page, '/v1/sources', { name: 'Máy chủ cũ', kind: 'server' })
  await page.goto(`/sources/${source.id}`)
  await page.getByRole('switch', { name: new RegExp('^' + t('sources.enabled')) }).click()
  await expect(page.getByText(t('sources.health.off'), { exact: true })).toBeVisible()
  await expect.poll(() => send(cham, source, [{ type: 'track', event: 'X', userId: 'KH-1' }])).not.toBe(200)
  await page.getByRole('switch', { name: new RegExp('^' + t('sources.enabled')) }).click()
  await page.getByRole('button', { name: t('sources.key.rotate') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('sources.key.go') })
    .click()
  await expect(page.locator('.keyc code')).not.toHaveText(source.writeKey)
  await expect.poll(() => send(cham, source, [{ type: 'track', event: 'X', userId: 'KH-1' }])).toBe(401)
  await page.getByRole('button', { name: t('sources.more') }).click()
  await page.getByRole('menuitem', { name: t('sources.delete.open') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('sources.delete.go') })
    .click()
  await expect(page).toHaveURL(/\/sources$/)
  await expect(page.getByText('Máy chủ cũ')).toHaveCount(0)
})
