import { devices } from '@playwright/test'
import { api, asOwner, customersKnown, expect, test } from './cham'
import { problems } from './look'

// A code at the counter: made for a touchpoint, printed, scanned by a phone, seen on the map.

test.use({ room: 'qr' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

interface Code {
  id: string
  url: string
  map: string
  touchpoint: string
  scans: number
  answers: number
}

test('codes are made for a touchpoint and printed', async ({ page, words: t, shot }) => {
  await page.goto('/sources/qr')
  await expect(page.getByText(t('qr.noMap'))).toBeVisible()
  await shot('qr-no-map')
  await api.post(page, '/v1/maps', { name: 'Spa', template: 'spa' })
  await page.reload()
  await page.getByRole('button', { name: t('qr.new') }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('textbox', { name: t('qr.form.touchpoint') }).click()
  await page.getByRole('option').nth(3).click()
  await form.getByLabel(t('qr.form.branches')).fill('Hà Đông\nQuận 1')
  await form.getByLabel(t('qr.form.places')).fill('quầy')
  await form.getByText(t('qr.form.kinds.nps'), { exact: true }).click()
  await expect(form.getByRole('textbox', { name: t('qr.form.question') })).toHaveValue(/Mộc An Spa/)
  await form.getByLabel(t('qr.form.contact')).check()
  await form.getByLabel(t('consent.purpose.marketing')).check()
  await form.getByLabel(t('qr.form.address')).fill('http://mocan.vn')
  await shot('qr-form')
  expect(await problems(page)).toEqual([])
  await form.getByRole('button', { name: t('qr.form.go') }).click()
  await expect(form.getByRole('alert')).toHaveText(t('error.qr.address'))
  await form.getByLabel(t('qr.form.address')).fill('https://mocan.vn/menu')
  await form.getByRole('button', { name: t('qr.form.go') }).click()
  await expect(form).toHaveCount(0)
  await expect(page.getByRole('cell', { name: 'Quận 1 · quầy', exact: true })).toBeVisible()

  await page.getByRole('checkbox', { name: t('qr.pickAll') }).check()
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: t('qr.print') }).click()
  expect((await file).suggestedFilename()).toBe('cham-qr.pdf')
  await shot('qr-codes')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await shot('qr-codes-390')
  expect(await problems(page)).toEqual([])
})

for (const script of [true, false])
  test(`a phone scans and answers, ${script ? 'with' : 'without'} scripts`, async ({
    page,
    browser,
    language,
    words: t,
    shot,
  }) => {
    const before = await api.get<Code[]>(page, '/v1/qr-codes')
    const code = before[script ? 0 : 1]!
    const visitor = await browser.newContext({
      ...devices['Galaxy S5'],
      javaScriptEnabled: script,
      locale: language === 'vi' ? 'vi-VN' : 'en-GB',
    })
    const phone = await visitor.newPage()
    await phone.goto(code.url)
    await expect(phone.getByRole('heading', { level: 1 })).toContainText('Mộc An Spa')
    await expect(phone.getByText('Hà Đông').or(phone.getByText('Quận 1'))).toBeVisible()
    await expect(phone.getByRole('link', { name: t('codePage.next') })).toHaveAttribute('href', 'https://mocan.vn/menu')
    if (script) {
      expect(await problems(phone)).toEqual([])
      await shot('qr-phone', phone, true)
    }
    await phone.reload() // the same visit
    await phone.getByRole('radio', { name: '9', exact: true }).check()
    await phone.getByLabel(t('codePage.phone')).fill('0912 34')
    await phone.getByRole('button', { name: t('codePage.send'), exact: true }).click()
    await expect(phone.getByRole('alert')).toHaveText(t('codePage.wrong.phone'))
    await expect(phone.getByRole('radio', { name: '9', exact: true })).toBeChecked()
    await phone.getByLabel(t('codePage.phone')).fill(script ? '0912 345 678' : '0987 650 321')
    await phone.getByRole('checkbox').check()
    await phone.getByRole('button', { name: t('codePage.send'), exact: true }).click()
    await expect(phone.getByText(t('codePage.answered'))).toBeVisible()
    await visitor.close()

    await customersKnown(page, script ? 1 : 2)
    await expect
      .poll(async () => (await api.get<Code[]>(page, '/v1/qr-codes')).find((c) => c.id === code.id))
      .toMatchObject({ scans: 1, answers: 1 })
    const at = await api.get<{ touches?: number; volume?: number }>(
      page,
      `/v1/maps/${code.map}/touchpoints/${code.touchpoint}`,
    )
    expect(JSON.stringify(at)).toContain('QR Scanned')
    await page.goto(`/maps/${code.map}?at=${code.touchpoint}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await shot('qr-on-map')
  })

test('a code that is revoked says so', async ({ page, words: t, request }) => {
  const [code] = await api.get<Code[]>(page, '/v1/qr-codes')
  await page.goto('/sources/qr')
  await page
    .getByRole('button', { name: new RegExp('^' + t('common.more') + ':') })
    .first()
    .click()
  await page.getByRole('menuitem', { name: t('qr.revoke') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('qr.revoke') })
    .click()
  await expect(page.getByText(t('qr.revoked'))).toBeVisible()
  const answer = await request.get(code!.url)
  expect(answer.status()).toBe(404)
  expect(await answer.text()).not.toContain('Mộc An')
})
