import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asOwner, customersKnown, expect, test } from './cham'
import { problems } from './look'

// Another system calls: a shop by its preset, own software by choosing fields.

test.use({ room: 'webhook' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const order = readFileSync(join(import.meta.dirname, '../../capability/webhook/testdata/woocommerce.json'), 'utf8')

test('a shop is connected with its address and secret, and its order comes in', async ({ page, words: t, shot }) => {
  await page.goto('/sources')
  await page
    .getByRole('button', { name: t('sources.add.open') })
    .first()
    .click()
  await page.getByRole('radio', { name: new RegExp(t('sources.kind.webhook')) }).check()
  await page.getByRole('button', { name: t('sources.add.go') }).click()
  await expect(page.getByRole('heading', { name: t('sources.webhook.address') })).toBeVisible()
  const address = (await page.getByLabel(t('sources.webhook.address')).innerText()).trim()
  await expect(page.getByText(t('sources.webhook.none'))).toBeVisible()
  await shot('webhook-empty')

  await page.getByRole('textbox', { name: t('sources.webhook.system') }).click()
  await page.getByRole('option', { name: 'WooCommerce' }).click()
  await page.getByLabel(t('sources.webhook.secret'), { exact: true }).fill('mật-mã')
  await page.getByRole('button', { name: t('common.save'), exact: true }).click()
  await expect(page.getByText(t('sources.webhook.saved'))).toBeVisible()

  const send = (secret: string) =>
    fetch(address, {
      method: 'POST',
      body: order,
      headers: {
        'Content-Type': 'application/json',
        'X-WC-Webhook-Topic': 'order.created',
        'X-WC-Webhook-Signature': createHmac('sha256', secret).update(order).digest('base64'),
      },
    })
  expect((await send('mật-mã')).status).toBe(200)
  expect((await send('khác')).status).toBe(401)
  await customersKnown(page, 1)
  await expect(page.locator('.calls').getByText(t('sources.webhook.state.taken'))).toBeVisible()
  await page.locator('.calls').getByText(t('sources.webhook.state.unsigned')).click()
  await expect(page.locator('.calls').getByText(t('refusal.signature'))).toBeVisible()
  await shot('webhook-shop')
  expect(await problems(page)).toEqual([])
})

test('the fields of own software are chosen on the call that came', async ({ page, words: t, shot }) => {
  await page.goto('/sources')
  await page
    .getByRole('button', { name: t('sources.add.open') })
    .first()
    .click()
  await page.getByRole('radio', { name: new RegExp(t('sources.kind.webhook')) }).check()
  await page.getByLabel(t('common.name')).fill('Phần mềm đặt lịch')
  await page.getByRole('button', { name: t('sources.add.go') }).click()
  const address = (await page.getByLabel(t('sources.webhook.address')).innerText()).trim()
  const booking = {
    booking: { who: { tel: '0912 345 678', name: 'Chị Lan' }, service: 'Trị mụn' },
    when: '2026-11-20 09:00',
  }
  expect((await fetch(address, { method: 'POST', body: JSON.stringify(booking) })).status).toBe(200)
  await expect(page.locator('.calls').getByText(t('sources.webhook.state.waiting'))).toBeVisible()
  const field = (column: string) => page.getByRole('textbox', { name: t('sources.map.of', { column }) })
  await expect(field('booking.who.tel')).toBeVisible()
  await field('booking.who.tel').click()
  await page.getByRole('option', { name: t('sources.map.phone') }).click()
  await field('when').click()
  await page.getByRole('option', { name: t('sources.map.time'), exact: true }).click()
  await page
    .getByRole('combobox', { name: t('sources.map.eventAll') })
    .or(page.getByLabel(t('sources.map.eventAll')))
    .first()
    .fill('Đặt lịch')
  await expect(page.getByText(t('sources.webhook.ofRows', { good: '1', all: '1' }))).toBeVisible()
  await shot('webhook-own')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await shot('webhook-own-390')
  expect(await problems(page)).toEqual([])
  await page.getByRole('button', { name: t('sources.webhook.use') }).click()
  await expect(page.locator('.calls').getByText(t('sources.webhook.state.taken'))).toBeVisible()
  await customersKnown(page, 2)
})
