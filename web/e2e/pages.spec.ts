import { api, asOwner, expect, newSource, send, test } from './cham'
import { problems } from './look'

// Which pages are put together: shown in Settings with the reason, and corrected by a click.

test.use({ room: 'pages' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const products = 260
/** A name without digits, another for each i. */
const name = (i: number) => 'kem-' + [i % 26, Math.floor(i / 26)].map((n) => String.fromCharCode(97 + n)).join('')

interface Parts {
  parts: { path: string; together: boolean; why: string }[]
}

test('before anything came there is nothing to put together', async ({ page, words: t }) => {
  await page.goto('/settings')
  await expect(page.getByText(t('settings.pages.none'))).toBeVisible()
})

test('what was learned is shown, kept apart and put together again', async ({ page, cham, words: t, num, shot }) => {
  const source = await newSource(page, 'Máy chủ')
  const visit = (path: string, i: number) => ({
    type: 'page',
    userId: `K${i}`,
    messageId: `${path}-${i}`,
    timestamp: new Date(Date.now() - 3_600_000 - i * 1000).toISOString(),
    properties: { path },
  })
  const visits = [
    ...Array.from({ length: products }, (_, i) => visit(`/san-pham/${name(i)}`, i)),
    ...Array.from({ length: 40 }, (_, i) => visit('/san-pham/combo-tet', i)),
    visit('/don-hang/8123', 1),
    visit('/lien-he', 2),
  ]
  expect(await send(cham, source, visits)).toBe(200)
  const why = async () =>
    (await api.get<Parts>(page, '/v1/pages')).parts.find((p) => p.path === '/san-pham/:id')?.why ?? ''
  await expect.poll(why).toBe('learned')

  await page.goto('/settings')
  const box = page.getByRole('region', { name: t('settings.pages.title') })
  const part = box.getByRole('listitem').filter({ hasText: '/san-pham/:id' }).first()
  await expect(part).toContainText(t('settings.pages.why.together.learned', { n: num(products + 1) }))
  await expect(box.getByRole('listitem').filter({ hasText: '/don-hang/:id' }).first()).toContainText(
    t('settings.pages.why.together.form', { count: 1, n: num(1) }),
  )
  await part.getByRole('button', { name: /\/san-pham\/:id/, expanded: false }).click()
  const combo = part.getByRole('listitem').filter({ hasText: '/san-pham/combo-tet' })
  await expect(combo).toContainText(t('settings.pages.alone.learned'))
  await shot('pages-learned')
  expect(await problems(page)).toEqual([])

  await combo.getByRole('button', { name: t('settings.pages.joinOf', { path: '/san-pham/combo-tet' }) }).click()
  await expect(combo.getByText(t('settings.pages.alone.learned'))).toHaveCount(0)
  await combo.getByRole('button', { name: t('settings.pages.splitOf', { path: '/san-pham/combo-tet' }) }).click()
  await expect(combo).toContainText(t('settings.pages.alone.person'))

  await part.getByRole('button', { name: t('settings.pages.splitOf', { path: '/san-pham/:id' }) }).click()
  await expect(part.getByRole('button', { name: t('settings.pages.joinOf', { path: '/san-pham/:id' }) })).toBeVisible()
  expect(await why()).toBe('person')
  await part.getByRole('button', { name: t('settings.pages.auto') }).click()
  await expect(part.getByRole('button', { name: t('settings.pages.auto') })).toHaveCount(0)
})

test('a decision that fails says so, and nothing has changed', async ({ page, words: t }) => {
  await page.route('**/v1/pages', (route) =>
    route.request().method() === 'PUT' ? route.fulfill({ status: 500, body: '{}' }) : route.continue(),
  )
  await page.goto('/settings')
  const box = page.getByRole('region', { name: t('settings.pages.title') })
  await box.getByRole('button', { name: t('settings.pages.splitOf', { path: '/don-hang/:id' }) }).click()
  await expect(box.getByRole('alert')).toBeVisible()
  await expect(box.getByRole('button', { name: t('settings.pages.splitOf', { path: '/don-hang/:id' }) })).toBeVisible()
})
