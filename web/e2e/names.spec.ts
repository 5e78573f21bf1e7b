import { api, asOwner, customersKnown, expect, newSource, send, test } from './cham'
import { problems } from './look'

// Events and properties are called as the reader knows them: standard ones by the program, own ones by the business.

test.use({ room: 'names' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

test('standard names are shown in the reader’s language; own ones are given in Settings', async ({
  page,
  cham,
  words: t,
  shot,
}) => {
  await page.goto('/settings')
  const card = page.getByRole('region', { name: t('settings.names.title') })
  await expect(card.getByText(t('settings.names.none'))).toBeVisible()
  const source = await newSource(page, 'Máy chủ')
  const touch = (event: string, ago: number) => ({
    type: 'track',
    userId: 'K1',
    event,
    messageId: event,
    timestamp: new Date(Date.now() - ago * 60_000).toISOString(),
    properties: { coupon: 'TET', skin: 'khô' },
    context: { traits: { name: 'Trần Thu Lan' } },
  })
  expect(await send(cham, source, [touch('Product Viewed', 30), touch('skin_measured_v2', 20)])).toBe(200)
  await customersKnown(page, 1)
  await page.reload()
  await expect(card.getByRole('listitem').filter({ hasText: t('eventName.Product Viewed') })).toContainText(
    t('settings.names.own', { name: 'Product Viewed' }),
  )
  await card.getByRole('button', { name: t('settings.names.edit', { name: 'skin_measured_v2' }) }).click()
  await page.keyboard.type('Soi da')
  await page.keyboard.press('Enter')
  await expect(card.getByRole('listitem').filter({ hasText: 'Soi da' })).toContainText('skin_measured_v2')
  // The sent name of a standard one is a name like any; the standard word takes it back.
  for (const said of ['Product Viewed', t('eventName.Product Viewed')]) {
    await card.getByRole('button', { name: t('settings.names.edit', { name: 'Product Viewed' }) }).click()
    await page.keyboard.type(said)
    await page.keyboard.press('Enter')
    await expect(
      card.getByRole('button', { name: `${t('settings.names.edit', { name: 'Product Viewed' })}: ${said}` }),
    ).toBeVisible()
  }
  await shot('names')
  expect(await problems(page)).toEqual([])

  await page.goto('/journeys/graph?map=none')
  await expect(page.getByRole('button', { name: /^Soi da/ }).first()).toBeVisible()
})

test('on a customer’s timeline, and changed there', async ({ page, words: t }) => {
  const { customers } = await api.get<{ customers: { id: number }[] }>(page, '/v1/customers')
  await page.goto(`/customers/${customers[0]!.id}`)
  const timeline = page.getByRole('region', { name: t('customers.timeline') })
  await timeline.getByRole('button', { name: 'Soi da' }).click()
  await expect(timeline).toContainText(t('settings.names.own', { name: 'skin_measured_v2' }))
  await expect(timeline.getByRole('term').filter({ hasText: t('propertyName.coupon') })).toBeVisible()
  await timeline.getByRole('button', { name: t('settings.names.edit', { name: 'skin_measured_v2' }) }).click()
  await page.keyboard.type('skin_measured_v2') // back to what was sent
  await page.keyboard.press('Enter')
  await expect(timeline.getByRole('button', { name: 'skin_measured_v2', exact: true })).toBeVisible()
  expect(await api.get(page, '/v1/names')).toEqual([])
})
