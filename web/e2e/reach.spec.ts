import { api, asOwner, customersKnown, expect, newSource, send, test } from './cham'
import { problems, problemsEverywhere } from './look'

// What a customer may be sent and why not, what was asked of the gate, and what a business chooses of its rules.

test.use({ room: 'reach' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

test('a profile says what may be sent, why not, and what was asked', async ({ page, cham, words: t, shot }) => {
  const source = await newSource(page, 'Máy chủ')
  const traits = {
    name: 'Lê Thị Kín',
    phone: '0912345678',
    email: 'kin@congty.vn',
    consent: { marketing: { sms: 'yes', zalo: 'no' }, care: { email: 'yes' } },
  }
  const calls = [
    { type: 'identify', userId: 'K1', messageId: 'i1', traits },
    { type: 'track', userId: 'K1', messageId: 't1', event: 'Price Viewed' },
  ]
  expect(await send(cham, source, calls)).toBe(200)
  await customersKnown(page, 1)
  const { customers } = await api.get<{ customers: { id: number }[] }>(page, '/v1/customers')
  const id = customers[0]!.id
  await page.goto(`/customers/${id}`)
  const card = page.getByRole('region', { name: t('reach.title') })
  const email = card.locator('tbody').filter({ hasText: t('reach.way.email') })
  await expect(email.getByRole('cell').first()).toHaveText(t('reach.verdict.now'))
  await expect(card).toContainText(t('reach.noAddress', { ways: 'Zalo, Messenger, Website' }))
  await expect(card).toContainText(t('reach.asked.none'))

  // Why not: by the keyboard alone.
  const why = (way: string, of: string) =>
    t('reach.whyOf', {
      way: t(`reach.way.${way}`),
      class: t(`reach.class.${of}`),
      verdict: t('reach.verdict.never'),
    })
  await card.getByRole('button', { name: why('email', 'marketing') }).focus()
  await page.keyboard.press('Enter')
  const reasons = page.getByRole('dialog', { name: why('email', 'marketing') })
  await expect(reasons).toContainText(t('reach.reason.unasked'))
  await shot('reach-why')
  expect(await problems(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(reasons).toHaveCount(0)
  await card.getByRole('button', { name: why('zns', 'marketing') }).click()
  const refused = page.getByRole('dialog', { name: why('zns', 'marketing') })
  await expect(refused).toContainText(t('reach.reason.refused', { date: '' }).replace(/[ .]+$/, ''))
  await page.keyboard.press('Escape')

  const ask = (message: string, ways: string[]) =>
    api.post(page, '/v1/reach/decisions', {
      message: { id: message, occasion: 'DH-12', class: 'transaction', ways },
      customers: [id],
    })
  await ask('da-gui-hang', ['email'])
  await page.reload()
  const asked = card.getByRole('list', { name: t('reach.asked.title') }).getByRole('listitem')
  await expect(asked).toHaveCount(1)
  await expect(asked).toContainText('da-gui-hang · DH-12')
  await expect(asked).toContainText(t('reach.verdict.now'))
  await expect(asked).toContainText(t('reach.asked.outcome.unknown'))
  await ask('da-gui-hang', ['email'])
  await page.reload()
  await expect(asked).toHaveCount(2)
  await expect(asked.first()).toContainText(t('reach.verdict.never'))
  await expect(asked.first()).toContainText(t('reach.reason.twice', { at: '' }).split(',')[0]!)
  await shot('reach-asked')
  expect(await problemsEverywhere(page, shot, 'reach')).toEqual([])
})

test('what customers say next changes what may be sent', async ({ page, words: t }) => {
  const { customers } = await api.get<{ customers: { id: number }[] }>(page, '/v1/customers')
  await page.goto(`/customers/${customers[0]!.id}`)
  const card = page.getByRole('region', { name: t('reach.title') })
  const adverts = card
    .locator('tbody')
    .filter({ hasText: t('reach.way.email') })
    .getByRole('cell')
    .last()
  await expect(adverts).toHaveText(t('reach.verdict.never'))
  const consent = page.getByRole('region', { name: t('consent.title') })
  await consent.getByRole('button', { name: t('consent.write') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('consent.note')).fill('nói ở quầy')
  await dialog.getByRole('button', { name: t('common.save') }).click()
  await expect(adverts).not.toHaveText(t('reach.verdict.never'))
})

test('a business chooses its hours and limits within the law', async ({ page, words: t, shot }) => {
  await page.goto('/settings?tab=reach')
  const perDay = page.getByRole('textbox', { name: t('reach.settings.perDay') })
  const perWeek = page.getByRole('textbox', { name: t('reach.settings.perWeek') })
  const save = page.getByRole('button', { name: t('common.save') })
  await perDay.fill('2')
  const email = t('reach.way.email')
  await page.getByRole('checkbox', { name: t('reach.settings.anyTimeOf', { way: email }) }).uncheck()
  await page.getByRole('textbox', { name: t('reach.settings.to', { way: email }) }).click()
  await page.getByRole('option', { name: '20:30' }).click()
  await save.click()
  await expect(page.getByText(t('settings.saved'))).toBeVisible()
  await page.reload()
  await expect(perDay).toHaveValue(/^2 /)
  await expect(page.getByRole('textbox', { name: t('reach.settings.to', { way: email }) })).toHaveValue('20:30')

  await perWeek.fill('1')
  await save.click()
  await expect(page.getByRole('alert')).toHaveText(t('error.reach.perWeek'))
  await expect(perWeek).toHaveAttribute('aria-invalid', 'true')
  await shot('reach-wrong')
  await perWeek.fill('3')
  await page.getByRole('textbox', { name: t('reach.settings.from', { way: email }) }).click()
  await page.getByRole('option', { name: '22:00' }).click()
  await save.click()
  await expect(page.getByRole('alert')).toHaveText(t('error.reach.hours'))

  await page.reload()
  const rules = page.getByRole('region', { name: t('reach.rules.title') })
  const refused = rules.getByRole('listitem').filter({ hasText: t('reach.rule.refused') })
  await expect(refused).toContainText(t('reach.rules.of.law'))
  expect(await problemsEverywhere(page, shot, 'reach-settings')).toEqual([])
})
