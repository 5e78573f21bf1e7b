import type { Browser, Page } from '@playwright/test'
import { asOwner, expect, owner, test as base, type Cham, type Lang } from './cham'
import { Provider } from './idp'
import { problems, windows } from './look'

interface Company {
  provider: Provider
  /** The button of a person who is signed in. */
  account: (of: Page, name: string) => ReturnType<Page['getByRole']>
  /** Comes in by the provider's button, and answers what the browser is sent there with. */
  byButton: (of: Page, id: string) => Promise<URLSearchParams>
  signOut: (of: Page, name: string) => Promise<void>
}

const test = base.extend<Company>({
  provider: [
    async ({ cham }, use) => {
      const provider = await Provider.start(cham.url)
      provider.add({ ID: 'ha', Email: owner.email, Name: owner.name, Verified: true })
      provider.add({ ID: 'lan', Email: 'lan@mocan.vn', Name: 'Lan Trần', Verified: true })
      provider.add({ ID: 'khach', Email: 'khach@ngoai.vn', Name: 'Khách', Verified: true })
      await use(provider)
      provider.stop()
    },
    { timeout: 300_000 }, // builds it, the first time
  ],
  account: async ({ words: t }, use) => use((of, name) => of.getByRole('button', { name: t('nav.account', { name }) })),
  byButton: async ({ provider, words: t }, use) =>
    use(async (of, id) => {
      await of.goto('/sign-in')
      const asked = of.waitForRequest((q) => q.url().startsWith(provider.issuer + '/auth?'))
      await of.getByRole('button', { name: t('signIn.by', { name: new URL(provider.issuer).host }) }).click()
      await provider.signIn(of, id)
      return new URL((await asked).url()).searchParams
    }),
  signOut: async ({ account, words: t }, use) =>
    use(async (of, name) => {
      await account(of, name).click()
      await of.getByRole('menuitem', { name: t('nav.signOut') }).click()
      await expect(of.getByRole('heading', { name: t('signIn.title'), exact: true })).toBeVisible()
    }),
})
test.use({
  room: 'company',
  started: { more: ['--identity-from', '127.0.0.0/8', '--identity-domain', 'mocan.vn'] },
})

async function another(browser: Browser, cham: Cham, language: Lang): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: cham.url })).newPage()
  await page.addInitScript((lang) => localStorage.setItem('cham.lang', lang), language)
  return page
}

/** Says through the API that people of the domain come in by the provider. */
async function believe(page: Page, { issuer, client, secret }: Provider) {
  const data = { issuer, client, secret, domains: ['mocan.vn'], newcomers: 'analyst' }
  expect(await page.request.put('/v1/workspace/provider', { data })).toBeOK()
}

test('an owner says where people sign in, and comes in so: with the password once', async ({
  page,
  cham,
  provider,
  language,
  words: t,
  shot,
  account,
  byButton,
  signOut,
}) => {
  await asOwner(page, language)
  await page.goto('/settings?tab=people')
  const card = page.getByRole('region', { name: t('settings.provider.title') })
  await card.getByRole('textbox', { name: t('settings.provider.kind') }).click()
  await page.getByRole('option', { name: t('settings.provider.kinds.other') }).click()
  await expect(card.getByText(cham.url + '/sign-in/back')).toBeVisible()
  await card.getByLabel(t('settings.provider.issuer')).fill(provider.issuer)
  await card.getByLabel(t('settings.provider.client')).fill(provider.client)
  const test = card.getByRole('button', { name: t('settings.provider.test') })
  await card.getByLabel(t('settings.provider.secret')).fill('a secret of nobody')
  await test.click()
  await expect(card.getByText(t('settings.provider.found.clientRefused', { code: 'invalid_client' }))).toBeVisible()
  await card.getByLabel(t('settings.provider.secret')).fill(provider.secret)
  await test.click()
  await expect(card.getByText(t('settings.provider.found.client'))).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('company-test', page, true)
  await page.setViewportSize(windows[1]!)
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await problems(page)).toEqual([])
  await shot('company-test-phone', page, true)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1440, height: 900 })
  await card.getByRole('textbox', { name: t('settings.provider.domains') }).fill('mocan.vn')
  await page.keyboard.press('Enter')
  await card.getByRole('textbox', { name: t('settings.provider.newcomers') }).click()
  const as = t('settings.provider.as', { role: t('role.analyst') })
  await page.getByRole('option', { name: as }).click()
  await card.getByRole('button', { name: t('common.save') }).click()
  await expect(card.getByText(t('settings.security.on'), { exact: true })).toBeVisible()
  await expect(card.getByText('_cham.mocan.vn')).toHaveCount(0) // whose domain it is, --identity-domain says
  expect(await problems(page)).toEqual([])
  await shot('company-settings', page, true)
  await signOut(page, owner.name)
  await shot('company-sign-in')

  const sent = await byButton(page, 'ha')
  for (const name of ['state', 'nonce', 'code_challenge']) expect(sent.get(name)?.length, name).toBeGreaterThan(40)
  expect(sent.get('code_challenge_method')).toBe('S256')
  await expect(page.getByRole('heading', { name: t('signIn.prove') })).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('company-prove')
  await page.getByLabel(t('signIn.password'), { exact: true }).fill('đoán mò thôi nhé')
  await page.getByRole('button', { name: t('signIn.proveGo') }).click()
  await expect(page.getByText(t('signIn.wrong'))).toBeVisible()
  await page.getByLabel(t('signIn.password'), { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: t('signIn.proveGo') }).click()
  await expect(account(page, owner.name)).toBeVisible()
  await signOut(page, owner.name)
  await byButton(page, 'ha')
  await expect(account(page, owner.name)).toBeVisible() // no password any more
})

test('somebody new of the domain comes in, and stays out once removed; a stranger does not', async ({
  page,
  browser,
  cham,
  provider,
  language,
  words: t,
  shot,
  account,
  byButton,
}) => {
  await asOwner(page, language)
  await believe(page, provider)
  const lan = await another(browser, cham, language)
  await byButton(lan, 'lan')
  await expect(account(lan, 'Lan Trần')).toBeVisible()
  const stranger = await another(browser, cham, language)
  await stranger.setViewportSize(windows[1]!)
  await byButton(stranger, 'khach')
  await expect(stranger.getByText(t('error.providerNotInvited'))).toBeVisible()
  expect(await problems(stranger)).toEqual([])
  await shot('company-stranger', stranger)

  await page.goto('/settings?tab=people')
  const row = page.getByRole('listitem').filter({ hasText: 'lan@mocan.vn' })
  const role = row.getByRole('textbox', { name: t('settings.people.roleOf', { name: 'Lan Trần' }) })
  await expect(role).toHaveValue(t('role.analyst'))
  await row.getByRole('button', { name: t('settings.people.removeOf', { name: 'Lan Trần' }) }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('settings.people.removeGo') })
    .click()
  await expect(row).toHaveCount(0)
  await byButton(lan, 'lan')
  await expect(lan.getByText(t('error.providerRemoved'))).toBeVisible()

  const invited = { email: 'lan@mocan.vn', name: 'Lan Trần', role: 'agent' }
  expect(await page.request.post('/v1/users', { data: invited })).toBeOK()
  await byButton(lan, 'lan')
  await expect(account(lan, 'Lan Trần')).toBeVisible()
})

test('what one browser comes back with is of no use to another', async ({
  page,
  browser,
  cham,
  provider,
  language,
  words: t,
  account,
  byButton,
}) => {
  await asOwner(page, language)
  await believe(page, provider)
  const victim = await another(browser, cham, language)
  await victim.route('**/v1/session/provider', (r) => r.abort()) // it never gets to use what it has
  const back = victim.waitForRequest((q) => q.url().startsWith(cham.url + '/sign-in/back?'))
  await byButton(victim, 'ha')
  const thief = await another(browser, cham, language)
  await thief.goto((await back).url())
  await expect(thief.getByText(t('error.ceremonyOver'))).toBeVisible()
  await thief.goto('/')
  await expect(thief.getByRole('heading', { name: t('signIn.title') })).toBeVisible()
  await expect(account(thief, owner.name)).toHaveCount(0)
})

test('where everybody must sign in so, a password opens nothing', async ({
  page,
  provider,
  language,
  words: t,
  account,
  byButton,
  signOut,
}) => {
  await asOwner(page, language)
  await believe(page, provider)
  await page.request.delete('/v1/session')
  await byButton(page, 'ha')
  await page.getByLabel(t('signIn.password'), { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: t('signIn.proveGo') }).click()
  await expect(account(page, owner.name)).toBeVisible()
  await page.goto('/settings?tab=people')
  const card = page.getByRole('region', { name: t('settings.provider.title') })
  await card.getByLabel(t('settings.provider.only')).check()
  await card.getByRole('button', { name: t('common.save') }).click()
  await expect(page.getByText(t('settings.provider.saved'))).toBeVisible()
  await signOut(page, owner.name)
  await page.getByLabel(t('signIn.email')).fill(owner.email)
  await page.getByLabel(t('signIn.password'), { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: t('signIn.go'), exact: true }).click()
  await expect(page.getByText(t('error.signInSo'))).toBeVisible()
})
