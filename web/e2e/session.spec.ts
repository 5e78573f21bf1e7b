import { asOwner, expect, once, owner, test } from './cham'

test.use({ room: 'session' })

test('signing out and in again, back to where one was', async ({ page, language, words: t, shot }) => {
  once('who may do what', test.info())
  await asOwner(page, language)
  await page.goto('/customers')
  await page.getByRole('button', { name: t('nav.account', { name: owner.name }) }).click()
  await page.getByRole('menuitem', { name: t('nav.signOut') }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  await page.goto('/settings?tab=me')
  await expect(page).toHaveURL(/\/sign-in/)
  await page.getByLabel(t('signIn.email')).fill(owner.email)
  await page.getByLabel(t('signIn.password'), { exact: true }).fill('sai-mat-khau')
  await page.getByRole('button', { name: t('signIn.go') }).click()
  await expect(page.getByText(t('signIn.wrong'))).toBeVisible()
  await shot('sign-in-wrong')
  await page.getByLabel(t('signIn.password'), { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: t('signIn.go') }).click()
  await expect(page).toHaveURL(/\/settings/)
  await expect(page.getByRole('heading', { name: t('settings.tab.me') })).toBeVisible()
})

test('somebody is invited, comes in as a viewer, and sees no way to change things', async ({
  page,
  browser,
  cham,
  language,
  words: t,
  shot,
}) => {
  once('who may do what', test.info())
  await asOwner(page, language)
  await page.goto('/settings?tab=people')
  await page.getByRole('button', { name: t('settings.people.invite') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('settings.people.name')).fill('Lê Mai')
  await dialog.getByLabel(t('settings.people.email')).fill('mai@mocan.vn')
  await dialog.getByRole('textbox', { name: t('settings.people.role') }).click()
  await page.getByRole('option', { name: t('role.viewer') }).click()
  await dialog.getByRole('button', { name: t('settings.people.makeLink') }).click()
  const link = await dialog.locator('.secret').innerText()
  await shot('invited')
  await dialog.getByRole('button', { name: t('common.done') }).click()
  await expect(page.getByText(t('settings.people.invited'))).toBeVisible()

  const context = await browser.newContext({ baseURL: cham.url })
  const guest = await context.newPage()
  await guest.addInitScript((lang) => localStorage.setItem('cham.lang', lang), language)
  await guest.goto(link)
  await guest.getByLabel(t('welcome.password')).first().fill('chiec-o-tim-trong-mua')
  await guest.getByRole('button', { name: t('invitation.go') }).click()
  await expect(guest.getByRole('button', { name: t('nav.account', { name: 'Lê Mai' }) })).toBeVisible()
  await guest.goto('/sources')
  await expect(guest.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(guest.getByRole('button', { name: t('sources.add.open') })).toHaveCount(0)
  expect((await guest.request.post('/v1/sources', { data: { name: 'X', kind: 'server' } })).status()).toBe(403)
  await context.close()
})

test('an API key is shown once and can be taken back', async ({ page, cham, language, words: t }) => {
  once('who may do what', test.info())
  await asOwner(page, language)
  await page.goto('/settings?tab=keys')
  await page.getByRole('button', { name: t('settings.keys.add') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('settings.keys.name')).fill('Báo cáo')
  await dialog.getByRole('button', { name: t('settings.keys.go') }).click()
  const key = await dialog.locator('.secret').innerText()
  const asKey = () =>
    fetch(cham.url + '/v1/customers', { headers: { Authorization: `Bearer ${key}` } }).then((r) => r.status)
  expect(await asKey()).toBe(200)
  await dialog.getByRole('button', { name: t('common.done') }).click()
  await page.getByRole('button', { name: t('settings.keys.removeOf', { name: 'Báo cáo' }) }).click()
  await dialog.getByRole('button', { name: t('settings.keys.removeGo') }).click()
  await expect(page.getByText(t('settings.keys.none'))).toBeVisible()
  expect(await asKey()).toBe(401)
})

test('language and theme follow the choice', async ({ page, language }) => {
  await asOwner(page, language)
  await page.goto('/settings?tab=me')
  const other = language === 'vi' ? 'English' : 'Tiếng Việt'
  await page.getByRole('button', { name: other, exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', language === 'vi' ? 'en' : 'vi')
  await page.getByRole('button', { name: /^(Tối|Dark)$/ }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.locator('html')).toHaveAttribute('lang', language === 'vi' ? 'en' : 'vi')
  await page.getByRole('button', { name: language === 'vi' ? 'Tiếng Việt' : 'English', exact: true }).click()
})
