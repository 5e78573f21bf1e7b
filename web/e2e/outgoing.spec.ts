import { asOwner, expect, newSource, once, send, test as base, type Source } from './cham'
import { problems } from './look'
import { Receiver, signature } from './receiver'

// Touches are sent on to another system, which is real: it verifies, refuses, and comes back.

const test = base.extend<object, { receiver: Receiver }>({
  receiver: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const receiver = await Receiver.start()
      await use(receiver)
      receiver.stop()
    },
    { scope: 'worker' },
  ],
  started: async ({ receiver }, use) =>
    use({ more: ['--fetch-from', '127.0.0.1/32'], env: { SSL_CERT_FILE: receiver.certificate } }),
})
test.use({ room: 'outgoing' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

let source: Source
let n = 0
const touch = (event: string) => ({
  type: 'track',
  userId: 'KH-7',
  event,
  messageId: `m${++n}`,
  properties: { phone: '0903118274', service: 'Trị mụn' },
})

test('a destination is added, and new touches are posted there, signed and masked', async ({
  page,
  cham,
  receiver,
  words: t,
  shot,
}) => {
  await page.goto('/sources')
  await page.getByRole('link', { name: t('outgoing.begin') }).click()
  await expect(page.getByText(t('outgoing.none'), { exact: true })).toBeVisible()
  await shot('outgoing-empty')
  expect(await problems(page)).toEqual([])
  await page.getByRole('button', { name: t('outgoing.add') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('outgoing.url')).fill('http://127.0.0.1/in')
  await dialog.getByLabel(t('common.name')).fill('CRM của spa')
  await dialog.getByRole('button', { name: t('outgoing.addGo') }).click()
  await expect(dialog.getByText(t('error.outgoing.url'))).toBeVisible()
  await dialog.getByLabel(t('outgoing.url')).fill(receiver.address('/crm'))
  await shot('outgoing-add')
  expect(await problems(page)).toEqual([])
  await dialog.getByRole('button', { name: t('outgoing.addGo') }).click()
  const secret = (await dialog.getByLabel(t('outgoing.secret.label')).innerText()).trim()
  expect(secret).toMatch(/^whsec_/)
  await shot('outgoing-secret')
  await dialog.getByRole('link', { name: t('outgoing.secret.see') }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'CRM của spa' })).toBeVisible()
  await expect(page.getByText(t('outgoing.noDeliveries'))).toBeVisible()
  expect(await page.content()).not.toContain(secret)

  source = await newSource(page, 'Máy chủ')
  expect(await send(cham, source, [touch('Service Booked'), touch('Order Completed')])).toBe(200)
  await expect.poll(() => receiver.of('/crm').length).toBe(2)
  for (const p of receiver.of('/crm')) {
    expect(p.headers['webhook-signature']).toBe(signature(secret, p))
    expect(p.body).not.toContain('0903118274')
  }
  await expect(page.locator('.calls').getByText(t('outgoing.delivery.sent'))).toHaveCount(2)
  await page.locator('.calls summary').first().click()
  await expect(page.locator('.calls li').first().getByText('Trị mụn')).toBeVisible()
  await shot('outgoing-sent')
  expect(await problems(page)).toEqual([])
})

test('what is refused is said, tried again, and sent by hand', async ({ page, cham, receiver, words: t, shot }) => {
  receiver.answers.set('/crm', { status: 500, body: 'cơ sở dữ liệu <b>hỏng</b>' })
  await page.goto('/sources/outgoing')
  await page.getByRole('link', { name: 'CRM của spa' }).click()
  expect(await send(cham, source, [touch('Visit Missed')])).toBe(200)
  await expect(page.getByRole('status').getByText(t('outgoing.why.trying'))).toBeVisible()
  const failed = page.locator('.calls li', { hasText: t('outgoing.delivery.waiting') })
  await failed.locator('summary').click()
  await expect(failed.getByText(t('error.outgoing.status', { status: 500 }))).toBeVisible()
  await expect(failed.getByText('cơ sở dữ liệu <b>hỏng</b>')).toBeVisible()
  await page.getByRole('button', { name: t('outgoing.test') }).click()
  await expect(page.getByText(t('outgoing.testBad'))).toBeVisible()
  await shot('outgoing-failing')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await shot('outgoing-failing-390')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })

  receiver.answers.delete('/crm')
  await failed.getByRole('button', { name: t('outgoing.resend') }).click()
  const last = receiver.of('/crm').filter((p) => p.body.includes('Visit Missed'))
  await expect(failed).toHaveCount(0)
  expect(new Set(last.map((p) => p.headers['webhook-id'])).size).toBe(1)
})

test('it is paused, goes on with what waits, gets another secret, and is removed', async ({
  page,
  cham,
  receiver,
  words: t,
}) => {
  once('what is sent on', test.info())
  await page.goto('/sources/outgoing')
  await page.getByRole('link', { name: 'CRM của spa' }).click()
  await page.getByRole('button', { name: t('outgoing.pause') }).click()
  await expect(page.getByRole('status').getByText(t('outgoing.why.paused'))).toBeVisible()
  expect(await send(cham, source, [touch('While Paused')])).toBe(200)
  await expect(page.locator('.calls b', { hasText: 'While Paused' })).toBeVisible()
  expect(receiver.got.some((p) => p.body.includes('While Paused'))).toBe(false)
  await page
    .getByRole('button', { name: t('outgoing.resume') })
    .first()
    .click()
  await expect.poll(() => receiver.got.some((p) => p.body.includes('While Paused'))).toBe(true)

  await page.getByRole('button', { name: t('outgoing.secret.rotate') }).click()
  const dialog = page.getByRole('dialog')
  const secret = (await dialog.getByLabel(t('outgoing.secret.label')).innerText()).trim()
  await dialog.getByRole('button', { name: t('outgoing.secret.kept') }).click()
  await page.getByRole('button', { name: t('outgoing.test') }).click()
  await expect.poll(() => receiver.got.at(-1)?.body.includes('"type":"test"')).toBe(true)
  const both = (receiver.got.at(-1)!.headers['webhook-signature'] as string).split(' ')
  expect(both).toHaveLength(2)
  expect(both).toContain(signature(secret, receiver.got.at(-1)!))

  await page.getByRole('button', { name: t('outgoing.remove') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('outgoing.removeGo') })
    .click()
  await expect(page.getByText(t('outgoing.none'), { exact: true })).toBeVisible()
})
