import type { Page } from '@playwright/test'
import { api, asOwner, customersKnown, expect, newSource, send, test } from './cham'
import { problems, problemsEverywhere } from './look'

// People as a channel: from switching it on to calls made in the office and on a phone without a line.

test.use({ room: 'tasks' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const names = ['Trần Thu Lan', 'Hoàng Thị Phương', 'Lê Minh Ánh', 'Phạm Hải Yến', 'Đỗ Khánh Vy']
const rows = (page: Page) => page.locator('.tsk-r')
interface Figures {
  listed: number
  called: number
  reached: number
}
let campaign = ''

test('nothing is there yet, and it says where tasks come from', async ({ page, words: t, shot }) => {
  await page.goto('/tasks')
  await expect(page.getByText(t('tasks.none.open'), { exact: true })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'tasks-empty')).toEqual([])
})

test('calls are switched on, and a campaign puts them on the list', async ({ page, cham, words: t, shot }) => {
  const source = await newSource(page, 'Quầy')
  const at = new Date(Date.now() - 60_000).toISOString()
  const customer = (name: string, i: number) => ({
    type: 'identify',
    userId: `K${i}`,
    messageId: `id${i}`,
    timestamp: at,
    traits: { name, shop: 'yes', phone: `091234567${i}`, consent: { care: 'yes', marketing: 'yes' } },
  })
  const visit = (i: number) => ({
    type: 'track',
    event: 'Product Viewed',
    userId: `K${i}`,
    messageId: `v${i}`,
    timestamp: at,
  })
  await send(
    cham,
    source,
    names.flatMap((name, i) => [customer(name, i), visit(i)]),
  )
  await customersKnown(page, names.length)
  // At whatever hour this runs, calls may be made.
  const settings = { hours: {}, perDay: 5, perWeek: 9, zaloMonth: 4, holidays: false }
  expect((await page.request.put('/v1/reach/settings', { data: settings })).ok()).toBe(true)

  await page.goto('/settings?tab=channels&way=call')
  const card = page.getByRole('region', { name: t('channel.call') })
  await card.getByRole('textbox', { name: t('channels.call.days') }).fill('5')
  await card.getByRole('button', { name: t('common.save') }).click()
  await expect(page.getByRole('region', { name: t('channels.remove') })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'tasks-channel')).toEqual([])

  const segment = await api.post<{ id: string }>(page, '/v1/segments', {
    name: 'Mọi khách',
    rule: { trait: { name: 'shop', is: ['yes'] } },
  })
  const text = { text: 'Chào {{ name }}, em gọi từ {{ business }}.' }
  const draft = { name: 'Gọi hỏi thăm', class: 'care', segment: segment.id, lang: 'vi', ways: ['call'] }
  const letter = { subject: '', blocks: [] }
  campaign = (await api.post<{ id: string }>(page, '/v1/campaigns', { ...draft, letter, texts: { call: text } })).id
  await page.goto(`/campaigns/${campaign}`)
  await expect(page.getByRole('textbox', { name: t('campaign.note.call') })).toHaveValue(text.text)
  await expect(page.getByText('Chào', { exact: false }).last()).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'tasks-draft')).toEqual([])
  await api.post(page, `/v1/campaigns/${campaign}/start`, {})
  await expect
    .poll(async () => (await api.get<Figures>(page, `/v1/campaigns/${campaign}/calls`)).listed, { timeout: 30_000 })
    .toBe(names.length)
})

test('a call is taken, made, and its end comes back to the campaign', async ({ page, words: t, shot }) => {
  await page.goto('/tasks')
  await expect(rows(page)).toHaveCount(names.length)
  await rows(page).first().click()
  const card = page.getByRole('region', { name: t('tasks.about') })
  await expect(card.getByText('em gọi từ', { exact: false })).toBeVisible()
  await card.getByRole('button', { name: t('tasks.takeCall') }).click()
  await expect(card.locator('a[href^="tel:+84"]')).toBeVisible()
  await card.getByRole('button', { name: t('tasks.outcome.refuses'), exact: true }).click()
  await expect(card.getByRole('button', { name: t('tasks.save') })).toBeDisabled()
  await card.getByRole('button', { name: t('tasks.covers.calls'), exact: true }).click()
  await card.getByRole('textbox', { name: t('tasks.note') }).fill('Bận suốt ngày')
  expect(await problemsEverywhere(page, shot, 'tasks-call')).toEqual([])
  await card.getByRole('button', { name: t('tasks.save') }).click()
  await expect(card.getByText(t('tasks.outcome.refuses'), { exact: true })).toBeVisible()
  await expect(rows(page)).toHaveCount(names.length - 1)

  await page.goto('/tasks?view=done')
  await expect(rows(page)).toHaveCount(1)
  await page.goto(`/campaigns/${campaign}`)
  const figures = page.getByRole('region', { name: t('campaign.calls.title') })
  await expect(figures.getByText(t('tasks.outcome.refuses'), { exact: true })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'tasks-campaign')).toEqual([])
})

test('a task is given on a customer’s page', async ({ page, words: t, shot }) => {
  const { customers } = await api.get<{ customers: { id: number; name: string }[] }>(page, '/v1/customers')
  await page.goto(`/customers/${customers[0]!.id}`)
  await page.getByRole('button', { name: t('tasks.new.open') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(t('tasks.kind.do'), { exact: true }).click()
  await dialog.getByRole('textbox', { name: t('tasks.new.what') }).fill('Gửi mẫu thử')
  expect(await problemsEverywhere(page, shot, 'tasks-give')).toEqual([])
  await dialog.getByRole('button', { name: t('tasks.new.give') }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole('link', { name: 'Gửi mẫu thử' }).click()
  const card = page.getByRole('region', { name: t('tasks.about') })
  await card.getByRole('button', { name: t('tasks.take'), exact: true }).click()
  await card.getByRole('button', { name: t('tasks.outcome.finished'), exact: true }).click()
  await card.getByRole('button', { name: t('tasks.save') }).click()
  await expect(card.getByText(t('tasks.outcome.finished'), { exact: true })).toBeVisible()
})

test('on a phone calls are made without a line, and told when it is back', async ({
  page,
  context,
  words: t,
  shot,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.emulateMedia({ colorScheme: 'dark' }) // it keeps to what it began with
  await page.goto('/staff/')
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (!navigator.serviceWorker.controller)
      await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }))
  })
  await page.getByRole('button', { name: t('staff.nav.tasks') }).click()
  await page.getByRole('button', { name: t('staff.task.next', { n: 5 }) }).click()
  const list = page.locator('.fnd li')
  await expect(list).toHaveCount(names.length - 1)
  await shot('tasks-phone')
  expect(await problems(page)).toEqual([])

  await context.setOffline(true)
  await expect(page.getByText(t('staff.away'), { exact: true })).toBeVisible()
  await list.first().getByRole('button').click()
  await expect(page.locator('a[href^="tel:+84"]')).toBeVisible()
  await page.getByRole('button', { name: t('staff.task.outcome.interested'), exact: true }).click()
  await page.getByRole('button', { name: t('staff.write', { what: t('staff.task.outcome.interested') }) }).click()
  await expect(list).toHaveCount(names.length - 2)
  await context.setOffline(false)
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await expect
    .poll(async () => (await api.get<Figures>(page, `/v1/campaigns/${campaign}/calls`)).reached, { timeout: 30_000 })
    .toBe(2)
})
