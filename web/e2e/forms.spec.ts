import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { devices, type Page } from '@playwright/test'
import { api, asOwner, customersKnown, expect, newSource, test } from './cham'
import { problems } from './look'

// A form: made by the owner, filled in by customers on a phone, seen with their lead source; embedded, closed, deleted.

test.use({ room: 'forms' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

interface Form {
  id: string
  url: string
  embed: string
  preview: string
  sent: number
}

const menu = async (page: Page, more: string, item: string, first = true) => {
  const buttons = page.getByRole('button', { name: new RegExp(`^${more}:`) })
  await (first ? buttons.first() : buttons.last()).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

test('a form is made', async ({ page, words: t, shot }) => {
  await page.goto('/sources/forms')
  await expect(page.getByText(t('forms.none'))).toBeVisible()
  await shot('forms-none')
  await page.getByRole('button', { name: t('forms.new') }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel(t('forms.form.name')).fill('Soi da')
  await form.getByLabel(t('forms.form.headline')).fill('Soi da miễn phí')
  await form.getByLabel(t('forms.form.text')).fill('Chỉ trong tháng này.')
  await form.getByLabel(t('forms.form.points')).fill('Máy mới\nBác sĩ xem\nKhông mất tiền')
  await form.getByRole('button', { name: t('forms.form.add') }).click()
  await form.getByRole('textbox', { name: `${t('forms.form.kind')} 3` }).click()
  await page.getByRole('option', { name: t('forms.form.kinds.choice') }).click()
  await form.getByRole('textbox', { name: `${t('forms.form.label')} 3` }).fill('Dịch vụ')
  await form.getByLabel(t('forms.form.options')).fill('Soi da\nMassage')
  await form.getByRole('button', { name: t('forms.form.up', { name: 'Dịch vụ' }) }).click()
  await form.getByLabel(t('preferences.by.email')).check()
  await form.getByLabel(t('preferences.by.zalo')).check()
  await form.getByLabel(t('forms.form.address')).fill('https://mocan.vn/cam-on')
  await shot('forms-form')
  expect(await problems(page)).toEqual([])
  await form.getByRole('button', { name: t('forms.form.go') }).click()
  await expect(form.getByRole('alert')).toHaveText(t('error.form.unreachable'))
  await form.getByLabel(t('preferences.by.email')).uncheck()
  await form.getByRole('button', { name: t('forms.form.go') }).click()
  await expect(form).toHaveCount(0)
  await expect(page.getByRole('cell', { name: 'Soi da Soi da miễn phí' })).toBeVisible()
  await shot('forms')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await shot('forms-390')
  expect(await problems(page)).toEqual([])
})

for (const script of [true, false])
  test(`a customer fills it in, ${script ? 'with' : 'without'} scripts`, async ({
    page,
    browser,
    language,
    words: t,
    shot,
  }) => {
    const [form] = await api.get<Form[]>(page, '/v1/forms')
    const visitor = await browser.newContext({
      ...devices['Galaxy S5'],
      viewport: { width: 390, height: 844 },
      javaScriptEnabled: script,
      locale: language === 'vi' ? 'vi-VN' : 'en-GB',
    })
    const phone = await visitor.newPage()
    await phone.goto(`${form!.url}?utm_source=facebook&utm_medium=cpc&utm_campaign=soi-da`)
    const opened = Date.now()
    await expect(phone.getByRole('heading', { level: 1, name: 'Soi da miễn phí' })).toBeVisible()
    await expect(phone.getByRole('listitem')).toHaveText(['Máy mới', 'Bác sĩ xem', 'Không mất tiền'])
    if (script) {
      expect(await problems(phone)).toEqual([])
      await shot('forms-phone', phone, true)
    }
    const send = phone.getByRole('button', { name: t('codePage.send'), exact: true })
    await phone.getByLabel(t('formPage.field.name')).fill(script ? 'Lan' : 'Hoa')
    await phone.getByLabel('Massage').check()
    await phone.getByLabel(t('formPage.field.phone')).fill('0912 34')
    await expect.poll(() => Date.now() - opened).toBeGreaterThan(2000) // nobody is faster
    await send.click()
    await expect(phone.getByRole('alert')).toHaveText(t('formPage.notYet'))
    await expect(phone.getByLabel(t('formPage.field.phone'))).toHaveAccessibleDescription(t('formPage.wrong.phone'))
    await expect(phone.getByLabel(t('formPage.field.phone'))).toHaveValue('0912 34')
    await expect(phone.getByLabel('Massage')).toBeChecked()
    if (script) {
      expect(await problems(phone)).toEqual([])
      await shot('forms-wrong', phone, true)
    }
    await phone.getByLabel(t('formPage.field.phone')).fill(script ? '0912 345 678' : '0987 650 321')
    await phone.getByRole('checkbox').check()
    await send.click()
    await expect(phone.getByText(t('formPage.answered'))).toBeVisible()
    await expect(phone.getByRole('link', { name: t('codePage.next') })).toHaveAttribute(
      'href',
      'https://mocan.vn/cam-on',
    )
    await visitor.close()

    await customersKnown(page, script ? 1 : 2)
    await expect.poll(async () => (await api.get<Form[]>(page, '/v1/forms'))[0]!.sent).toBe(script ? 1 : 2)
    await page.goto('/customers')
    await page.getByRole('link', { name: script ? 'Lan' : 'Hoa' }).click()
    await expect(page.getByRole('heading', { level: 1, name: script ? 'Lan' : 'Hoa' })).toBeVisible()
    await expect(page.getByText(t('eventName.Form Submitted')).first()).toBeVisible()
    const answer = await api.post<unknown>(page, '/v1/query', { question: 'leads' })
    expect(JSON.stringify(answer)).toContain('facebook-ads')
  })

test('a website shows it in its own page', async ({ page, browser, words: t }) => {
  const [form] = await api.get<Form[]>(page, '/v1/forms')
  const html = { '/soi-da': form!.embed, '/other': `<iframe src="${form!.url}"></iframe>` } as Record<string, string>
  const server = createServer((q, answer) => {
    answer.setHeader('Content-Type', 'text/html')
    answer.end(`<!doctype html><title>Shop</title><main>${html[q.url!.split('?')[0]!] ?? ''}</main>`)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const site = `http://localhost:${(server.address() as AddressInfo).port}`
  const shop = await (await browser.newContext({ ...devices['Galaxy S5'], locale: 'vi-VN' })).newPage()
  await shop.goto(`${site}/soi-da?utm_source=zalo`)
  const inside = shop.frameLocator('iframe')
  await expect(inside.getByRole('heading', { name: 'Soi da miễn phí' })).toBeVisible()
  await expect(inside.locator('input[name=page]')).toHaveValue(`${site}/soi-da?utm_source=zalo`)
  const opened = Date.now()
  await inside.locator('#phone').fill('0905 111 222')
  await expect.poll(() => Date.now() - opened).toBeGreaterThan(2000) // nobody is faster
  await inside.locator('button').click()
  await expect(inside.getByRole('status')).toBeVisible()
  await customersKnown(page, 3)
  // The page itself, not made to be embedded, stands in no frame.
  const refused = shop.waitForEvent('console', (m) => m.text().includes('frame-ancestors'))
  await shop.goto(`${site}/other`)
  await refused
  await shop.context().close()
  server.close()
  await page.goto('/sources/forms')
  await menu(page, t('common.more'), t('forms.embed'))
  await expect(page.getByRole('dialog').locator('pre')).toContainText('?embed=1&page=')
  await page.keyboard.press('Escape')
  await menu(page, t('common.more'), t('forms.qr'))
  const file = page.waitForEvent('download')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('qr.print') })
    .click()
  expect((await file).suggestedFilename()).toBe('cham-qr.pdf')
})

test('who sends it is the customer of the visits on the website', async ({ page, cham, browser }) => {
  const [form] = await api.get<Form[]>(page, '/v1/forms')
  const source = await newSource(page, 'Website', 'website')
  const server = createServer((q, answer) => {
    answer.setHeader('Content-Type', 'text/html; charset=utf-8')
    const late = q.url === '/soi-da' ? form!.embed : ''
    answer.end(`<!doctype html><html><head><title>Trang ${q.url}</title>
      <script async src="${cham.url}/cham.js" data-key="${source.writeKey}"></script></head><body>${late}</body></html>`)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const site = `http://localhost:${(server.address() as AddressInfo).port}`
  const context = await browser.newContext({ ...devices['Galaxy S5'], locale: 'vi-VN' })
  const shop = await context.newPage()
  const send = async (phone: string) => {
    await shop.goto(`${site}/soi-da`)
    const inside = shop.frameLocator('iframe')
    const opened = Date.now()
    await inside.locator('#phone').fill(phone)
    await expect(inside.locator('input[name=visitor]')).toHaveValue(/^[0-9a-f-]{36}$/)
    await expect.poll(() => Date.now() - opened).toBeGreaterThan(2000) // nobody is faster
    await inside.locator('button').click()
    await expect(inside.getByRole('status')).toBeVisible()
  }
  await shop.goto(`${site}/bang-gia`)
  await send('0906 333 444')
  await customersKnown(page, 4)
  await expect
    .poll(async () => {
      const { customers } = await api.get<{ customers: { touches: number; keys: { value: string }[] }[] }>(
        page,
        '/v1/customers?q=0906333444',
      )
      return customers[0]?.touches
    })
    .toBe(3) // two pages and the form
  await page.goto('/customers')
  await page.getByRole('link', { name: '0906 333 444' }).click()
  await expect(page.getByText('/bang-gia')).toBeVisible()
  await expect(page.getByText('/soi-da').first()).toBeVisible()
  // another person at the same browser is another customer
  await send('0907 555 666')
  await customersKnown(page, 5)
  await context.close()
  server.close()
})

test('a form is copied, closed, seen by its maker, deleted', async ({ page, words: t, request }) => {
  await page.goto('/sources/forms')
  await menu(page, t('common.more'), t('forms.duplicate'))
  const copy = t('forms.copyName', { name: 'Soi da' })
  await expect(page.getByText(copy)).toBeVisible()
  await menu(page, t('common.more'), t('forms.close'), false)
  await expect(page.getByText(t('forms.off'))).toBeVisible()
  const closed = (await api.get<Form[]>(page, '/v1/forms'))[1]!
  const answer = await request.get(closed.url)
  expect(answer.status()).toBe(410)
  expect((await request.get(closed.preview)).status()).toBe(200)
  await menu(page, t('common.more'), t('forms.delete'), false)
  await expect(page.getByRole('dialog')).toContainText(t('forms.deleteExplain'))
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('forms.delete') })
    .click()
  await expect(page.getByText(copy)).toHaveCount(0)
  expect((await request.get(closed.url)).status()).toBe(404)
})
