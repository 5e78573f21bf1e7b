import { type Page } from '@playwright/test'
import { api, asOwner, expect, test as base, type Words } from './cham'
import { problemsEverywhere } from './look'
import { esms, page as facebook, Services, zalo } from './services'

// Each way from nothing to a message that left, against services that answer as the real ones do.

const test = base.extend<object, { services: Services }>({
  services: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const services = await Services.start()
      await use(services)
      services.stop()
    },
    { scope: 'worker' },
  ],
  started: async ({ services }, use) =>
    use({
      more: ['--fetch-from', '127.0.0.0/8'],
      env: { CHAM_SERVICE: ['esms', 'zalo', 'messenger', 'own'].map((s) => `${s}=${services.url}`).join(';') },
    }),
})
test.use({ room: 'channels' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const cardOf = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

type Shown = 'email' | 'sms' | 'zalo' | 'messenger' | 'own'
const nameOf = (t: Words, way: Shown) => t(way === 'own' ? 'reach.way.own' : `channel.${way}`)

async function open(page: Page, t: Words, way: Shown) {
  await page.goto('/settings?tab=channels')
  await page
    .getByRole('navigation', { name: t('channels.ways') })
    .getByRole('link', { name: nameOf(t, way) })
    .click()
  return cardOf(page, nameOf(t, way))
}

test('SMS: keys, name and accents; a wrong key is told, a right one sends', async ({
  page,
  services,
  words: t,
  shot,
}) => {
  const card = await open(page, t, 'sms')
  await expect(card.getByText(t('channels.unset'), { exact: true })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'channels-sms-unset')).toEqual([])

  const field = (key: string) => card.getByRole('textbox', { name: t(`channels.sms.${key}`), exact: true })
  const save = card.getByRole('button', { name: t('common.save') })
  await field('key.apiKey').fill('of-another')
  await field('brandname').fill('Mộc An')
  await field('price').fill('800')
  await save.click()
  await expect(card.getByText(t('error.sms.brandname'))).toBeVisible()
  await field('brandname').fill(esms.brandname)
  await save.click()
  await expect(card.getByText(t('error.sms.key'))).toBeVisible()
  await field('key.secretKey').fill(esms.secretKey)
  await save.click()
  await expect(card.getByText(t('channels.untried'), { exact: true })).toBeVisible()
  await expect(card.getByText(t('channels.keyKept'))).toHaveCount(2)

  const trial = cardOf(page, t('channels.test'))
  const send = async () => {
    await trial.getByRole('textbox', { name: t('channels.sms.testTo') }).fill('0912 345 678')
    await trial.getByRole('button', { name: t('campaign.test.go') }).click()
  }
  await send()
  await expect(trial.getByRole('alert')).toContainText(t('error.sending.serviceRights'))
  await expect(trial.getByRole('alert')).toContainText('Authorize Failed')
  expect(await problemsEverywhere(page, shot, 'channels-sms-refused')).toEqual([])

  await field('key.apiKey').fill(esms.apiKey)
  await card.getByRole('radio', { name: t('channels.sms.accent.kept') }).check()
  await save.click()
  await expect(field('key.apiKey')).toHaveValue('')
  await send()
  await expect(trial.getByRole('status')).toContainText(t('channels.gone'))
  await expect(card.getByText(t('channels.on'), { exact: true })).toBeVisible()
  expect(services.got.at(-1)).toMatchObject({ by: 'esms', to: '0912345678' })
  expect(await problemsEverywhere(page, shot, 'channels-sms')).toEqual([])
})

test('SMS: another provider wants its own keys', async ({ page, words: t, shot }) => {
  const card = await open(page, t, 'sms')
  await card.getByRole('textbox', { name: t('channels.provider') }).click()
  await page.getByRole('option', { name: t('channels.sms.provider.speedsms') }).click()
  await expect(card.getByText(t('channels.keyKept'))).toHaveCount(0)
  await card.getByRole('textbox', { name: t('channels.sms.key.token'), exact: true }).fill('a-token')
  await card.getByRole('button', { name: t('common.save') }).click()
  await expect(card.getByText(/\/r\/sms\//)).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'channels-speedsms')).toEqual([])

  await cardOf(page, t('channels.remove')).getByRole('button').click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('channels.removeGo') })
    .click()
  await expect(card.getByText(t('channels.unset'), { exact: true })).toBeVisible()
})

test('Zalo: saved, allowed at Zalo, and sends', async ({ page, services, words: t, shot }) => {
  const card = await open(page, t, 'zalo')
  for (const [name, value] of Object.entries({ ...zalo, oaId: 'moc an' }))
    await card.getByRole('textbox', { name: t(`channels.zalo.${name}`), exact: true }).fill(value)
  const save = card.getByRole('button', { name: t('common.save') })
  await save.click()
  await expect(card.getByText(t('error.zalo.id'))).toBeVisible()
  await card.getByRole('textbox', { name: t('channels.zalo.oaId'), exact: true }).fill(zalo.oaId)
  await save.click()
  await expect(card.getByText(t('channels.zalo.waits'), { exact: true })).toBeVisible()

  const connect = cardOf(page, t('channels.zalo.connect'))
  await expect(connect.getByText(/\/settings\/channels$/)).toBeVisible()
  await expect(connect.getByText(/\/r\/zalo\//)).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'channels-zalo-steps')).toEqual([])

  // What nobody here asked for is not used, nor is a no.
  await page.goto(`/settings/channels?code=123&oa_id=${zalo.oaId}&state=123`)
  await expect(connect.getByRole('alert')).toContainText(t('channels.zalo.strange'))
  await expect(page).toHaveURL(/\/settings\?tab=channels&way=zalo$/)
  expect(await problemsEverywhere(page, shot, 'channels-zalo-strange')).toEqual([])
  await page.reload()
  await expect(connect).toBeVisible()
  await expect(connect.getByRole('alert')).toHaveCount(0)

  await connect.getByRole('button', { name: t('channels.zalo.go') }).click()
  await expect(connect.getByText(t('channels.zalo.connected'))).toBeVisible()
  await expect(page).toHaveURL(/\/settings\?tab=channels&way=zalo$/)

  const trial = cardOf(page, t('channels.test'))
  const to = trial.getByRole('textbox', { name: t('channels.zalo.testTo') })
  await to.fill('4040404040404040404')
  await trial.getByRole('button', { name: t('campaign.test.go') }).click()
  await expect(trial.getByRole('alert')).toContainText(t('error.sending.zaloFollower'))
  await to.fill('2468013579246801357')
  await trial.getByRole('button', { name: t('campaign.test.go') }).click()
  await expect(trial.getByRole('status')).toContainText('Success')
  await expect(card.getByText(t('channels.on'), { exact: true })).toBeVisible()
  expect(services.got.at(-1)).toMatchObject({ by: 'zalo', to: '2468013579246801357' })
  expect(await problemsEverywhere(page, shot, 'channels-zalo')).toEqual([])
})

test('Zalo: who is signed out when Zalo leads back is connected after signing in', async ({ page, words: t }) => {
  await open(page, t, 'zalo')
  const again = cardOf(page, t('channels.zalo.connect')).getByRole('button', { name: t('channels.zalo.again') })
  await page.route(/\/v4\/oa\/permission/, async (route) => {
    await page.request.delete('/v1/session', { headers: { 'X-Cham-Request': 'web' } })
    await route.continue()
  })
  await again.click()
  await page.getByRole('textbox', { name: t('signIn.email') }).fill('ha@mocan.vn')
  await page.getByLabel(t('signIn.password'), { exact: true }).fill('mat-khau-rat-dai-1')
  await page.getByRole('button', { name: t('signIn.go'), exact: true }).click()
  await expect(page.getByText(t('channels.zalo.done'))).toBeVisible()
  await expect(page).toHaveURL(/\/settings\?tab=channels&way=zalo$/)
})

test('Zalo: a wrong app secret is told in words', async ({ page, words: t, shot }) => {
  const card = await open(page, t, 'zalo')
  await card.getByRole('textbox', { name: t('channels.zalo.appSecret'), exact: true }).fill('of-another')
  await card.getByRole('button', { name: t('common.save') }).click()
  await expect(card.getByRole('textbox', { name: t('channels.zalo.appSecret'), exact: true })).toHaveValue('')
  const connect = cardOf(page, t('channels.zalo.connect'))
  await connect.getByRole('button', { name: t('channels.zalo.again') }).click()
  await expect(connect.getByRole('alert')).toContainText('Invalid secret key')
  expect(await problemsEverywhere(page, shot, 'channels-zalo-refused')).toEqual([])
})

test('Messenger: a page and its keys; who wrote long ago is told of, who wrote now gets it', async ({
  page,
  services,
  words: t,
  shot,
}) => {
  const card = await open(page, t, 'messenger')
  await expect(card.getByText(t('channels.unset'), { exact: true })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'channels-messenger-unset')).toEqual([])
  const field = (name: string) => card.getByRole('textbox', { name: t(`channels.messenger.${name}`), exact: true })
  const save = card.getByRole('button', { name: t('common.save') })
  for (const [name, value] of Object.entries({ ...facebook, pageId: 'moc an', pageToken: 'ended' }))
    await field(name).fill(value)
  await save.click()
  await expect(card.getByText(t('error.messenger.page'))).toBeVisible()
  await field('pageId').fill(facebook.pageId)
  await save.click()
  await expect(card.getByText(t('channels.untried'), { exact: true })).toBeVisible()
  const events = cardOf(page, t('channels.messenger.events'))
  await expect(events.getByText(/\/r\/messenger\//)).toBeVisible()

  const trial = cardOf(page, t('channels.test'))
  const to = trial.getByRole('textbox', { name: t('channels.messenger.testTo') })
  const go = trial.getByRole('button', { name: t('campaign.test.go') })
  await to.fill('25381719828140932')
  await go.click()
  await expect(trial.getByRole('alert')).toContainText(t('error.sending.messengerSignIn'))
  await field('pageToken').fill(facebook.pageToken)
  await save.click()
  await expect(field('pageToken')).toHaveValue('')
  await to.fill('4040404040404040')
  await go.click()
  await expect(trial.getByRole('alert')).toContainText(t('error.sending.messengerWindow'))
  expect(await problemsEverywhere(page, shot, 'channels-messenger-refused')).toEqual([])
  await to.fill('25381719828140932')
  await go.click()
  await expect(trial.getByRole('status')).toContainText(t('channels.gone'))
  await expect(card.getByText(t('channels.on'), { exact: true })).toBeVisible()
  expect(services.got.at(-1)).toMatchObject({ by: 'messenger', to: '25381719828140932' })
  expect(await problemsEverywhere(page, shot, 'channels-messenger')).toEqual([])

  // Facebook tries the address with the word that stands there.
  const [address, word] = await events.locator('code').allTextContents()
  const ask = (w: string) =>
    page.request.get(`${address}?hub.mode=subscribe&hub.verify_token=${w}&hub.challenge=1158201444`)
  expect(await (await ask(word!)).text()).toBe('1158201444')
  expect((await ask('another')).status()).toBe(401)
})

test('the own system: its key is shown once, a wrong one is told, a right one takes the message', async ({
  page,
  services,
  words: t,
  shot,
}) => {
  const card = await open(page, t, 'own')
  expect(await problemsEverywhere(page, shot, 'channels-own-unset')).toEqual([])
  const save = card.getByRole('button', { name: t('common.save') })
  const url = card.getByRole('textbox', { name: t('channels.own.url'), exact: true })
  await url.fill('http://mocan.vn/cham')
  await save.click()
  await expect(card.getByText(t('error.own.url'))).toBeVisible()
  await url.fill('https://mocan.vn/cham')
  await card.getByRole('textbox', { name: t('channels.own.stands') }).click()
  await page.getByRole('option', { name: t('channels.own.by.sms') }).click()
  await expect(card.getByText(t('channels.own.standsHow.sms'))).toBeVisible()
  await save.click()
  const key = card.getByText(/^whsec_/)
  await expect(key).toBeVisible()
  await expect(cardOf(page, t('channels.own.reports')).getByText(/\/r\/own\//)).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'channels-own-key')).toEqual([])

  const trial = cardOf(page, t('channels.test'))
  const send = async (to: string) => {
    await trial.getByRole('textbox', { name: t('channels.own.testTo') }).fill(to)
    await trial.getByRole('button', { name: t('campaign.test.go') }).click()
  }
  await send('0912 345 678')
  await expect(trial.getByRole('alert')).toContainText('another signature')
  services.ownKey = (await key.textContent())!
  await send('0900 000 404')
  await expect(trial.getByRole('alert')).toContainText(t('error.sending.ownNobody'))
  await send('0912 345 678')
  await expect(trial.getByRole('status')).toContainText('queued')
  expect(services.got.at(-1)).toMatchObject({ by: 'own', to: '+84912345678' })
  await expect(card.getByText(t('channels.on'), { exact: true })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'channels-own')).toEqual([])

  await page.reload()
  await expect(card.getByText(t('channels.on'), { exact: true })).toBeVisible()
  await expect(key).toHaveCount(0)
})

test('e-mail: what comes back is set, and stays when something else is saved', async ({ page, words: t, shot }) => {
  const settings = { host: '127.0.0.1', port: 2525, security: 'none', fromName: 'Mộc An', from: 'shop@mocan.vn' }
  await page.request.put('/v1/channels/email', { data: { settings, perMinute: 60 } })
  const card = await open(page, t, 'email')
  await card.getByText(t('channels.returns.title')).click()
  const field = (key: string) => card.getByRole('textbox', { name: t(`channels.${key}`), exact: true })
  const save = card.getByRole('button', { name: t('common.save') })
  await field('returns.service').click()
  await page.getByRole('option', { name: 'Mailgun' }).click()
  await field('returns.key.mailgun').fill('signing-key')
  await card.getByRole('checkbox', { name: t('channels.returns.inbox') }).check()
  await field('returns.host').fill('imap.mocan.vn')
  await field('returns.user').fill('shop@mocan.vn')
  await field('returns.folder').fill('Trả lại')
  await save.click()
  await expect(card.getByText(t('error.smtp.password'))).toBeVisible()
  await field('returns.password').fill('of the mailbox')
  await save.click()
  await expect(card.getByText(/\/r\/email\//)).toBeVisible()
  await expect(card.getByText(t('channels.mailbox.never'))).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'channels-returns')).toEqual([])

  await field('fromName').fill('Mộc An Spa')
  await save.click()
  const kept = async () => (await api.get<{ channels: { settings?: object }[] }>(page, '/v1/channels')).channels[0]
  const inbox = { host: 'imap.mocan.vn', port: 993, security: 'tls', user: 'shop@mocan.vn', folder: 'Trả lại' }
  await expect.poll(kept).toMatchObject({ settings: { fromName: 'Mộc An Spa', service: 'mailgun', inbox } })

  // A password goes to no other server by itself.
  await field('returns.host').fill('imap.another.vn')
  await save.click()
  await expect(card.getByText(t('error.sending.passwordAgain'))).toBeVisible()
})
