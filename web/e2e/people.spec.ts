import { asOwner, expect, owner, test } from './cham'
import { problems } from './look'

test.use({ room: 'people' })

test('somebody is invited, forgets the password, and all of it is in the log', async ({
  page,
  browser,
  cham,
  language,
  words: t,
  shot,
}) => {
  await asOwner(page, language)
  await page.goto('/settings?tab=people')
  await page.getByRole('button', { name: t('settings.people.invite') }).click()
  let dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('settings.people.email')).fill('lan@example.vn')
  await dialog.getByLabel(t('settings.me.name')).fill('Lan')
  await dialog.getByRole('button', { name: t('settings.people.makeLink') }).click()
  const invited = await dialog.locator('.secret').innerText()
  await dialog.getByRole('button', { name: t('common.done') }).click()

  const context = await browser.newContext({ baseURL: cham.url })
  const other = await context.newPage()
  await other.addInitScript((lang) => localStorage.setItem('cham.lang', lang), language)
  await other.goto(new URL(invited).pathname)
  await other.getByLabel(t('welcome.password'), { exact: true }).fill('quên mất rồi nhé 1')
  await other.getByRole('button', { name: t('invitation.go') }).click()
  await expect(other.getByRole('button', { name: t('nav.account', { name: 'Lan' }) })).toBeVisible()

  await page.reload()
  await page.getByRole('button', { name: t('settings.people.resetOf', { name: 'Lan' }) }).click()
  dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: t('settings.people.resetGo') }).click()
  await expect(dialog.locator('.secret')).toBeVisible()
  await shot('people-reset')
  const link = new URL(await dialog.locator('.secret').innerText()).pathname
  await dialog.getByRole('button', { name: t('common.done') }).click()
  await shot('people')

  await other.goto(link)
  await other.getByLabel(t('welcome.password'), { exact: true }).fill('một câu khác hẳn nhé')
  await other.getByRole('button', { name: t('reset.go') }).click()
  await expect(other.getByText(t('reset.done'))).toBeVisible()
  await other.goto(link)
  await expect(other.getByText(t('reset.gone'))).toBeVisible()
  await other.goto('/sign-in')
  await other.getByLabel(t('signIn.email')).fill('lan@example.vn')
  await other.getByLabel(t('signIn.password'), { exact: true }).fill('một câu khác hẳn nhé')
  await other.getByRole('button', { name: t('signIn.go') }).click()
  await expect(other.getByRole('button', { name: t('nav.account', { name: 'Lan' }) })).toBeVisible()
  await context.close()

  await page.goto('/settings?tab=audit')
  await expect(page.getByText(t('audit.action.password-reset')).first()).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('audit')
  await page.getByRole('textbox', { name: t('settings.audit.action') }).fill(t('audit.action.member-invited'))
  await page.getByRole('option', { name: t('audit.action.member-invited') }).click()
  await expect(page.locator('.rows li')).toHaveCount(1)
})

test('a session elsewhere is seen and signed out', async ({ page, browser, cham, language, words: t, shot }) => {
  await asOwner(page, language)
  const context = await browser.newContext({ baseURL: cham.url })
  const other = await context.newPage()
  await other.request.post('/v1/session', { data: { email: owner.email, password: owner.password } })
  await page.goto('/settings?tab=sessions')
  await expect(page.getByText(t('settings.sessions.here'))).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('sessions')
  await page.getByRole('button', { name: t('settings.sessions.others') }).click()
  await expect(page.locator('.rows li')).toHaveCount(1)
  expect(((await (await other.request.get('/v1/session')).json()) as { user?: unknown }).user).toBeUndefined()
  await context.close()
})
