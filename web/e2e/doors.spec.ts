import { asOwner, expect, once, owner, test } from './cham'

test.use({ room: 'doors' })
once('who comes in')

test('the first account from elsewhere needs the printed code', async ({ page, words: t, shot }) => {
  await page.setExtraHTTPHeaders({ 'X-Forwarded-For': '203.0.113.7' })
  await page.goto('/')
  await expect(page).toHaveURL(/\/welcome$/)
  await page.getByLabel(t('welcome.token')).fill('guess')
  await page.getByLabel(t('welcome.workspace')).fill('Mộc An Spa')
  await page.getByLabel(t('welcome.yourName')).fill(owner.name)
  await page.getByLabel(t('welcome.email')).fill(owner.email)
  await page.getByLabel(t('welcome.password'), { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: t('welcome.go') }).click()
  await expect(page.getByText(t('error.setupToken'))).toBeVisible()
  await shot('welcome-token')
  await page.goto('/welcome?token=fromtheaddress')
  await expect(page.getByLabel(t('welcome.workspace'))).toBeVisible()
  await expect(page.getByLabel(t('welcome.token'))).toHaveCount(0)
})

test('wrong passwords from elsewhere cost the right one a moment', async ({
  page,
  browser,
  cham,
  language,
  words: t,
}) => {
  await asOwner(page, language)
  for (let i = 0; i < 12; i++)
    await fetch(cham.url + '/v1/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: owner.email, password: `guess number ${i}` }),
    })
  const context = await browser.newContext({ baseURL: cham.url })
  const other = await context.newPage()
  await other.addInitScript((lang) => localStorage.setItem('cham.lang', lang), language)
  await other.goto('/sign-in')
  await other.getByLabel(t('signIn.email')).fill(owner.email)
  await other.getByLabel(t('signIn.password'), { exact: true }).fill(owner.password)
  await other.getByRole('button', { name: t('signIn.go') }).click()
  await expect(other.getByText(t('signIn.working'))).toBeVisible()
  await expect(other.getByRole('button', { name: t('nav.account', { name: owner.name }) })).toBeVisible()
  await context.close()
})

test('a key says who made it and when it ends', async ({ page, language, words: t, shot }) => {
  await asOwner(page, language)
  await page.goto('/settings?tab=keys')
  await page.getByRole('button', { name: t('settings.keys.add') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('settings.keys.name')).fill('Báo cáo')
  await expect(dialog.getByText(t('settings.keys.lifeHint'))).toBeVisible()
  await shot('key-new')
  await dialog.getByRole('button', { name: t('settings.keys.go') }).click()
  await dialog.getByRole('button', { name: t('common.done') }).click()
  await expect(page.getByText(owner.name, { exact: false }).first()).toBeVisible()
  await shot('keys')
})
