import type { Page } from '@playwright/test'
import { asOwner, expect, once, owner, test } from './cham'
import { problems } from './look'

test.use({ room: 'passkeys' })
once('who comes in')

// Passkeys are of a name, never of a number.
const named = (url: string) => url.replace('127.0.0.1', 'localhost')
test.use({ baseURL: async ({ cham }, use) => use(named(cham.url)) })

/** A device with a finger sensor, as Chromium simulates one. */
async function device(page: Page) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    finger: (isUserVerified: boolean) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    touch: (enabled: boolean) => cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
  }
}

test('a passkey is added, signs in, and is removed', async ({ page, language, words: t, shot }) => {
  await asOwner(page, language)
  const phone = await device(page)
  await page.goto('/settings?tab=security')
  const card = page.getByRole('region', { name: t('settings.passkeys.title') })
  await card.getByRole('button', { name: t('settings.passkeys.add') }).click()
  let dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('settings.passkeys.name')).fill('Máy của Hà')
  await dialog.getByLabel(t('settings.security.password')).fill('không phải mật khẩu')
  await dialog.getByRole('button', { name: t('settings.passkeys.go') }).click()
  await expect(dialog.getByText(t('error.passwordOld'))).toBeVisible()
  await dialog.getByLabel(t('settings.security.password')).fill(owner.password)
  await shot('passkey-add')
  expect(await problems(page)).toEqual([])
  await dialog.getByRole('button', { name: t('settings.passkeys.go') }).click()
  await expect(card.locator('.rows li')).toContainText('Máy của Hà')
  await expect(card.locator('.rows li')).toContainText(t('settings.passkeys.unused'))
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(await problems(page)).toEqual([])
  await shot('passkeys')

  await phone.touch(false) // the browser offers it in the e-mail field; nobody touches the device yet
  await page.request.delete('/v1/session')
  await page.goto('/sign-in?to=%2Fsettings%3Ftab%3Dsecurity')
  await expect(page.getByLabel(t('signIn.email'))).toHaveAttribute('autocomplete', 'username webauthn')
  await expect(page.getByRole('button', { name: t('signIn.passkey') })).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('sign-in-passkey')
  await phone.touch(true)
  await page.getByRole('button', { name: t('signIn.passkey') }).click()
  await expect(card.locator('.rows li')).toContainText(/\S/)
  await expect(card.locator('.rows li')).not.toContainText(t('settings.passkeys.unused'))

  await card.getByRole('button', { name: t('settings.passkeys.removeOf', { name: 'Máy của Hà' }) }).click()
  dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('settings.security.password')).fill(owner.password)
  await dialog.getByRole('button', { name: t('settings.passkeys.removeGo') }).click()
  await expect(card.getByText(t('settings.passkeys.none'))).toBeVisible()

  await page.request.delete('/v1/session')
  await page.goto('/sign-in') // the device still has it, and offers it
  await expect(page.getByText(t('error.passkeyGone'))).toBeVisible()
})

test('the browser offers a passkey in the e-mail field by itself', async ({ page, language, words: t }) => {
  await asOwner(page, language)
  await device(page)
  await page.goto('/settings?tab=security')
  await page.getByRole('button', { name: t('settings.passkeys.add') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('settings.security.password')).fill(owner.password)
  await dialog.getByRole('button', { name: t('settings.passkeys.go') }).click()
  await expect(dialog).toBeHidden()
  await page.request.delete('/v1/session')
  await page.goto('/sign-in') // nothing is clicked: the device answers what the field offers
  await expect(page.getByRole('button', { name: t('nav.account', { name: owner.name }) })).toBeVisible()
})

test('without a finger nobody comes in; at a number the page says why', async ({
  page,
  cham,
  language,
  words: t,
  shot,
}) => {
  await asOwner(page, language)
  const phone = await device(page)
  await phone.finger(false)
  await page.goto('/settings?tab=security')
  await page.getByRole('button', { name: t('settings.passkeys.add') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('settings.security.password')).fill(owner.password)
  await dialog.getByRole('button', { name: t('settings.passkeys.go') }).click()
  await expect(dialog.getByText(t('passkey.cancelled'))).toBeVisible()

  await page.context().clearCookies()
  const session = await page.request.post(cham.url + '/v1/session', {
    data: { email: owner.email, password: owner.password },
  })
  expect(session.ok()).toBe(true)
  await page.goto(cham.url + '/settings?tab=security')
  await expect(page.getByText(t('error.passkeyNumber', { address: cham.url }))).toBeVisible()
  await expect(page.getByRole('button', { name: t('settings.passkeys.add') })).toBeDisabled()
  await shot('passkeys-number')
  await page.context().clearCookies()
  await page.goto(cham.url + '/sign-in')
  await expect(page.getByLabel(t('signIn.email'))).toBeVisible()
  await expect(page.getByRole('button', { name: t('signIn.passkey') })).toHaveCount(0)
})
