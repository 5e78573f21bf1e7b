import { readFile } from 'node:fs/promises'
import { api, asOwner, customersKnown, expect, newSource, send, test } from './cham'
import { problems } from './look'

// What Google counted comes in beside the touches, and makes nobody a customer.

test.use({ room: 'counts' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const golden = (name: string) => readFile(`../capability/count/testdata/${name}.csv`)

test('reports of Google Analytics and Search Console stand beside lead sources', async ({
  page,
  cham,
  words: t,
  num,
  shot,
}) => {
  await api.post(page, '/v1/maps', { name: 'Mỹ phẩm', template: 'ecommerce' })
  const source = await newSource(page, 'Trang bán hàng')
  const came = (who: string, url: string) => ({
    type: 'page',
    userId: who,
    messageId: who,
    timestamp: new Date(Date.now() - 3 * 86_400_000).toISOString(),
    context: { page: { url: `https://mocan.vn/${url}`, path: '/' } },
  })
  const people = Array.from({ length: 8 }, (_, i) =>
    came(`k${i}`, i % 2 ? '?gclid=x' : '?utm_source=facebook&utm_medium=cpc'),
  )
  expect(await send(cham, source, people)).toBe(200)
  await customersKnown(page, 8)

  await page.goto('/sources/import')
  const file = async (name: string, buffer: Buffer) =>
    page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer })
  await file('ga4.csv', await golden('ga4-traffic-en'))
  const analytics = t('sources.counts.by.google-analytics')
  await expect(page.getByRole('heading', { name: t('sources.counts.title', { by: analytics }) })).toBeVisible()
  await expect(page.getByText(num(2014))).toBeVisible()
  await expect(page.getByText('nhiều')).toBeVisible()
  await shot('import-counts')
  expect(await problems(page)).toEqual([])
  await page.getByRole('button', { name: t('sources.counts.take', { count: 5, n: '5' }) }).click()
  await expect(page.getByText(t('sources.counts.taken', { count: 5, n: '5' }))).toBeVisible()

  // Search Console's names no days: they are asked for.
  await page.goto('/sources/import')
  await file('Truy vấn.csv', await golden('search-console-queries-vi'))
  const take = page.getByRole('button', { name: t('sources.counts.take', { count: 9, n: '9' }) })
  await expect(take).toBeDisabled()
  await page.getByLabel(t('sources.counts.from')).fill('2026-11-01')
  await page.getByLabel(t('sources.counts.to')).fill('2026-11-28')
  await expect(take).toBeEnabled()
  await shot('import-counts-days')
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })
  await take.click()
  await page.getByRole('link', { name: t('sources.counts.see') }).click()

  // A report by channel group alone, in Vietnamese.
  await page.goto('/sources/import')
  await file('nhom-kenh.csv', await golden('ga4-groups-vi'))
  await page.getByRole('button', { name: t('sources.counts.take', { count: 6, n: '6' }) }).click()
  await expect(page.getByText(t('sources.counts.taken', { count: 6, n: '6' }))).toBeVisible()

  await page.goto('/journeys/leads?period=all')
  const table = page.getByRole('region', { name: t('lead.table') })
  const row = table.getByRole('row', { name: new RegExp(t('lead.group.facebook-ads')) })
  await expect(row.getByRole('cell').last()).toHaveText(num(310))
  await expect(table.getByRole('columnheader', { name: t('lead.counted.sessions') })).toBeVisible()
  await expect(page.getByText(`${t('lead.group.direct')} ${num(405)}`).first()).toBeVisible() // no customer came so
  const words = page.getByRole('region', { name: t('lead.counted.keywords') })
  await expect(words.getByRole('row', { name: /kem chống nắng mộc an/ })).toContainText(num(1340))
  await expect(page.getByText(`Organic Search ${num(1240)} · Direct ${num(405)}`)).toBeVisible()
  await shot('leads-counted')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await shot('leads-counted-390')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })
  await customersKnown(page, 8) // as before

  const map = (await api.get<{ id: string }[]>(page, '/v1/maps'))[0]!.id
  const whole = await api.get<{ touchpoints: { id: string; name: string; rule: object }[] }>(page, `/v1/maps/${map}`)
  whole.touchpoints[0]!.rule = { any: [{ event: 'Page Viewed', path: '/san-pham/*' }] }
  expect((await page.request.put(`/v1/maps/${map}`, { data: whole })).ok()).toBe(true)
  await page.goto('/sources/import')
  await file('pages.csv', await golden('ga4-pages-en'))
  await page.getByRole('button', { name: t('sources.counts.take', { count: 6, n: '6' }) }).click()
  await expect(page.getByText(t('sources.counts.taken', { count: 6, n: '6' }))).toBeVisible()
  await page.goto(`/maps/${map}?at=${whole.touchpoints[0]!.id}&period=all`)
  await expect(page.getByRole('heading', { name: t('map.ga.title') })).toBeVisible()
  await expect(page.getByText(t('map.ga.apart'))).toBeVisible()
  await shot('touchpoint-counted')
  expect(await problems(page)).toEqual([])

  await page.goto('/sources/import')
  await page.getByRole('link', { name: /ga4\.csv/ }).click()
  await page
    .getByRole('button', { name: t('sources.import.undo') })
    .first()
    .click()
  const ask = page.getByRole('dialog', { name: t('sources.import.undoTitle') })
  await expect(ask).toContainText(t('sources.counts.undoNoBack'))
  await ask.getByRole('button', { name: t('sources.import.undo') }).click()
  const left = async () =>
    (await api.get<{ sessions: unknown[] | null }>(page, '/v1/counts/leads')).sessions?.length ?? 0
  await expect.poll(left).toBe(0)
})
