import { api, asOwner, customersKnown, expect, newSource, send, test } from './cham'
import type { Page } from '@playwright/test'
import { problems } from './look'

// Which source brings customers who buy, and how sources are grouped.

test.use({ room: 'leads' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const day = 86_400_000

test('sources are compared by what became of their customers', async ({ page, cham, words: t, shot }) => {
  await api.post(page, '/v1/maps', { name: 'Mỹ phẩm', template: 'ecommerce' })
  const source = await newSource(page, 'Trang bán hàng')
  const batch: object[] = []
  const came = (who: string, i: number, url: string, bought: boolean) => {
    const at = Date.now() - (2 + (i % 20)) * day
    batch.push({
      type: 'page',
      userId: who,
      messageId: `${who}-page`,
      timestamp: new Date(at).toISOString(),
      context: { page: { url: `https://myphamlan.vn/${url}`, path: '/' } },
    })
    if (bought)
      batch.push({
        type: 'track',
        userId: who,
        event: 'Order Completed',
        messageId: `${who}-order`,
        timestamp: new Date(at + day).toISOString(),
        properties: { order_id: who, revenue: 250_000 + i * 1000, currency: 'VND' },
      })
  }
  for (let i = 0; i < 60; i++) came(`fb${i}`, i, '?utm_source=facebook&utm_medium=cpc', i % 2 === 0)
  for (let i = 0; i < 45; i++) came(`gg${i}`, i, '?gclid=abc', i % 9 === 0)
  for (let i = 0; i < 8; i++) came(`ctv${i}`, i, '?utm_source=chi-lan', i === 0)
  expect(await send(cham, source, batch)).toBe(200)
  await customersKnown(page, 113)
  const spent = { source: 'facebook', medium: 'cpc', amount: 3_000_000 }
  await page.request.put('/v1/costs', {
    data: { rows: [{ day: new Date(Date.now() - 5 * day).toISOString().slice(0, 10), ...spent }] },
  })
  await page.goto('/journeys/leads')
  await expect(page.locator('.fr')).toContainText(t('lead.group.facebook-ads'))
  const table = page.getByRole('region', { name: t('lead.table') })
  await expect(table.getByRole('row', { name: new RegExp(t('lead.group.google-ads')) })).toContainText('45')
  await expect(table.getByRole('row', { name: new RegExp(t('lead.group.facebook-ads')) })).toContainText('×')
  const best = t('lead.best', { name: t('lead.group.facebook-ads'), rate: '', others: '', count: 3 })
  await expect(page.locator('.fr .note')).toContainText(best.split(':')[0]!)
  await shot('leads')
  expect(await problems(page)).toEqual([])
  expect(await crossed(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(page.locator('.fr svg.chart')).toBeVisible()
  await shot('leads-390')
  expect(await crossed(page)).toEqual([])
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.locator('.fr svg.chart [role=button]').first().click()
  await expect(page.getByRole('dialog')).toContainText(t('lead.who', { name: t('lead.group.facebook-ads') }))
})

/** Figures of the picture that lie over another figure, a bar or a dot of their row. */
const crossed = (page: Page) =>
  page.locator('.fr svg.chart [role=button]').evaluateAll((rows) =>
    rows.flatMap((row) => {
      const box = (e: Element) => e.getBoundingClientRect()
      const over = (a: DOMRect, b: DOMRect) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3
      const texts = [...row.querySelectorAll('text')]
      const marks = [...row.querySelectorAll('circle, rect:not([fill=transparent])')]
      return texts.flatMap((a, i) =>
        [...texts.slice(i + 1), ...marks]
          .filter((b) => over(box(a), box(b)))
          .map((b) => `${a.textContent} / ${b.outerHTML}`),
      )
    }),
  )

test('a group is made of what none takes, tried before it is saved, and taken back', async ({
  page,
  words: t,
  shot,
}) => {
  await page.goto('/journeys/leads')
  await page.getByRole('button', { name: t('lead.edit') }).click()
  const dialog = page.getByRole('dialog', { name: t('lead.groups.title') })
  const preview = dialog.getByRole('complementary', { name: t('lead.groups.preview') })
  await expect(preview).toContainText(t('lead.groups.movedNone'))
  await preview.getByRole('button', { name: /chi-lan/ }).click()
  await dialog.getByRole('textbox', { name: t('lead.groups.name') }).fill('Cộng tác viên Lan')
  await expect(preview).toContainText(t('lead.groups.moved', { n: 8, all: 113 }))
  const move = t('lead.groups.move', { n: 8, from: t('lead.group.other'), to: 'Cộng tác viên Lan' })
  await expect(preview).toContainText(move)
  const own = dialog.getByRole('listitem').filter({ hasText: 'Cộng tác viên Lan' }).first()
  await expect(own).toContainText(t('lead.groups.count', { n: 8 }))
  await expect(own.getByRole('button', { name: t('lead.groups.down', { name: 'Cộng tác viên Lan' }) })).toBeDisabled() // behind all others
  await shot('lead-groups')
  expect(await problems(page)).toEqual([])
  await dialog.getByRole('button', { name: t('common.save') }).click()
  await expect(page.getByText(t('lead.groups.saved'))).toBeVisible()
  await expect(page.getByRole('region', { name: t('lead.table') })).toContainText('Cộng tác viên Lan')

  await page.goto('/customers?firstLead=my-cong-tac-vien-lan')
  await expect(page.locator('.ctable tbody tr')).toHaveCount(8)
  await expect(page.locator('.ctable tbody tr').first()).toContainText('Cộng tác viên Lan')

  await page.goto('/journeys/leads')
  await page.getByRole('button', { name: t('lead.edit') }).click()
  await dialog.getByRole('button', { name: t('lead.groups.restore') }).click()
  await expect(preview).toContainText(t('lead.groups.moved', { n: 8, all: 113 }))
  await dialog.getByRole('button', { name: t('common.save') }).click()
  await expect(page.getByRole('region', { name: t('lead.table') })).not.toContainText('Cộng tác viên Lan')
})
