import { api, asOwner, customersKnown, expect, newSource, send, test } from './cham'
import { problems } from './look'

test.use({ room: 'retention' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const monthsAgo = (months: number) => new Date(Date.now() - months * 31 * 86_400_000).toISOString()

test('what is too old is looked at first, then removed, and the counts stay', async ({
  page,
  cham,
  words: t,
  shot,
}) => {
  const source = await newSource(page, 'Cửa hàng')
  const order = (who: string, name: string, at: string) => ({
    type: 'track',
    event: 'Order Completed',
    userId: who,
    messageId: `o-${who}`,
    timestamp: at,
    properties: { revenue: 450000, currency: 'VND' },
    context: { traits: { name } },
  })
  await send(cham, source, [
    order('KH-1', 'Lê Thị Xưa', monthsAgo(40)),
    order('KH-2', 'Trần Văn Nay', monthsAgo(1)),
    { type: 'page', anonymousId: 'lang-thang', messageId: 'v', timestamp: monthsAgo(14), properties: { path: '/' } },
  ])
  await customersKnown(page, 3)
  await page.goto('/settings?tab=privacy')
  const card = page.getByRole('region', { name: t('privacy.retention.title') })
  await expect(card.getByText(t('privacy.retention.noRuns'))).toBeVisible()
  await card.getByLabel(t('privacy.retention.customers')).fill('24')
  await card.getByLabel(t('privacy.retention.visitors')).fill('12')
  await card.getByRole('button', { name: t('privacy.retention.look') }).click()
  await expect(card.getByText('Lê Thị Xưa')).toBeVisible()
  await expect(card.getByText('Trần Văn Nay')).toHaveCount(0)
  await expect(card.getByText(t('privacy.retention.changes'))).toBeVisible()
  await expect(card.getByRole('button', { name: t('privacy.retention.saveFirst') })).toBeDisabled()
  await shot('retention-looked')
  await page.setViewportSize({ width: 390, height: 844 })
  await shot('retention-390')
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await shot('retention-dark')
  await page.emulateMedia({ colorScheme: 'light' })

  // The law's least is told, not worked around.
  await card.getByLabel(t('privacy.retention.audit')).fill('3')
  await card.getByRole('button', { name: t('common.save') }).click()
  await expect(card.getByRole('alert')).toBeVisible()
  await card.getByLabel(t('privacy.retention.audit')).fill('')
  await card.getByRole('button', { name: t('common.save') }).click()
  await expect(card.getByRole('button', { name: t('common.save') })).toBeDisabled()

  await card.getByRole('button', { name: t('privacy.retention.look') }).click()
  await card.getByRole('button', { name: t('privacy.retention.go') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: t('privacy.retention.go') }).click()
  await expect(card.getByText(t('privacy.retention.state.done'), { exact: true })).toBeVisible()
  await expect(card.getByText(t('privacy.retention.n.customers', { n: '1', count: 1 }))).toBeVisible()
  await shot('retention-done')
  expect(await problems(page)).toEqual([])
  const { customers } = await api.get<{ customers: { name?: string }[] }>(page, '/v1/customers')
  expect(customers.map((c) => c.name)).toEqual(['Trần Văn Nay'])
})
