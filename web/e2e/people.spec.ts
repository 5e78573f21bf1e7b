import { createHmac } from 'node:crypto'
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
  await page.setViewportSize({ width: 390, height: 844 })
  await page.reload()
  await expect(page.getByRole('link', { name: t('settings.tab.audit') })).toBeInViewport({ ratio: 1 })
  await page.setViewportSize({ width: 1440, height: 900 })
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

test('signing in in two steps, and with a code on paper', async ({ page, browser, cham, language, words: t, shot }) => {
  await asOwner(page, language)
  await page.goto('/settings?tab=security')
  await page.getByLabel(t('settings.security.password')).fill(owner.password)
  await page.getByRole('button', { name: t('settings.security.begin'), exact: true }).click()
  await expect(page.getByAltText(t('settings.security.picture'))).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('security-scan')
  const secret = await page.locator('.secret').innerText()
  await page.getByLabel(t('settings.security.code')).fill(totp(secret))
  await page.getByRole('button', { name: t('settings.security.confirm') }).click()
  const paper = await page.locator('.codes li').first().innerText()
  await shot('security-codes')
  await page.getByRole('button', { name: t('settings.security.kept') }).click()
  await expect(page.getByText(t('settings.security.left', { n: 10 }))).toBeVisible()
  await shot('security')

  const context = await browser.newContext({ baseURL: cham.url })
  const other = await context.newPage()
  await other.addInitScript((lang) => localStorage.setItem('cham.lang', lang), language)
  await other.goto('/sign-in')
  await other.getByLabel(t('signIn.email')).fill(owner.email)
  await other.getByLabel(t('signIn.password'), { exact: true }).fill(owner.password)
  await other.getByRole('button', { name: t('signIn.go') }).click()
  await other.getByLabel(t('signIn.code')).fill('000000')
  await other.getByRole('button', { name: t('signIn.go') }).click()
  await expect(other.getByText(t('error.codeWrong'))).toBeVisible()
  await other.getByLabel(t('signIn.code')).fill(paper)
  await other.getByRole('button', { name: t('signIn.go') }).click()
  await expect(other.getByRole('button', { name: t('nav.account', { name: owner.name }) })).toBeVisible()
  await context.close()
})

/** The six digits an app shows now (RFC 6238). */
function totp(secret: string) {
  const bits = [...secret]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => parseInt(b, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(step).digest()
  const at = mac[19]! & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
