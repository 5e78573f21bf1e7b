import { api, asOwner, expect, newSource, owner, send, test } from './cham'
import { problems } from './look'

test.use({ room: 'workspaces' })

const lan = { name: 'Lan', email: 'lan@example.vn', password: 'tiệm hoa ở góc phố 7' }

test('an agency makes a client’s business, hands it over, and puts one away', async ({
  page,
  browser,
  cham,
  language,
  words: t,
  shot,
}) => {
  await asOwner(page, language)
  const source = await newSource(page, 'Máy chủ')
  await page.goto('/workspaces')
  await expect(page.getByText(t('overview.never'))).toBeVisible()
  await page.getByRole('button', { name: t('overview.new'), exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('overview.newName')).fill('Tiệm hoa Đồng Nội')
  await dialog.getByRole('button', { name: t('overview.newGo') }).click()
  await expect(page).toHaveURL(/\/start$/)

  await page.goto('/workspaces')
  await expect(page.locator('.ov tbody tr')).toHaveCount(2)
  expect(await problems(page)).toEqual([])
  await shot('workspaces')
  await page.setViewportSize({ width: 390, height: 844 })
  await shot('workspaces-phone')
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('textbox', { name: t('overview.search') }).fill('dong noi')
  await expect(page.locator('.ov tbody tr')).toHaveCount(1)
  await expect(page).toHaveURL(/q=dong/)
  await page.getByRole('textbox', { name: t('overview.search') }).fill('')
  await page.getByRole('button', { name: t('overview.role') }).click()
  await expect(page).toHaveURL(/sort=role/)

  // The client comes in, and takes the business.
  const { inviteUrl } = await api.post<{ inviteUrl: string }>(page, '/v1/users', {
    email: lan.email,
    name: lan.name,
    role: 'viewer',
  })
  const context = await browser.newContext({ baseURL: cham.url })
  const other = await context.newPage()
  await other.addInitScript((lang) => localStorage.setItem('cham.lang', lang), language)
  await other.goto(new URL(inviteUrl, cham.url).pathname)
  await other.getByLabel(t('welcome.password'), { exact: true }).fill(lan.password)
  await other.getByRole('button', { name: t('invitation.go') }).click()
  await expect(other.getByRole('button', { name: t('nav.account', { name: lan.name }) })).toBeVisible()

  await page.goto('/settings?tab=workspace')
  const fate = page.getByRole('region', { name: t('settings.fate.title') })
  await fate.getByRole('textbox', { name: t('settings.fate.to') }).click()
  await page.getByRole('option', { name: new RegExp(lan.email) }).click()
  await fate.getByLabel(t('settings.fate.password')).fill(owner.password)
  await shot('hand-over')
  await fate.getByRole('button', { name: t('settings.fate.offer') }).click()
  await expect(fate.getByRole('button', { name: t('settings.fate.withdraw') })).toBeVisible()
  expect(await problems(page)).toEqual([])

  await other.goto('/settings?tab=workspace')
  await expect(other.getByText(t('settings.fate.toMe', { name: owner.name }))).toBeVisible()
  await other.getByRole('button', { name: t('settings.fate.take'), exact: true }).click()
  await expect(other.getByRole('button', { name: t('settings.fate.archive') })).toBeVisible()

  // The agency's own business is put away: its sender is refused, and it is read only.
  await page.goto('/workspaces')
  await page.getByRole('button', { name: t('overview.open', { name: 'Mộc An Spa' }) }).click()
  await expect(page.locator('.ws').first()).toContainText('Mộc An Spa')
  await page.goto('/settings?tab=workspace')
  await page.getByRole('button', { name: t('settings.fate.archive') }).click()
  await page.getByRole('button', { name: t('settings.fate.archiveSure', { name: 'Mộc An Spa' }) }).click()
  await expect(page.getByRole('button', { name: t('settings.fate.restore') })).toBeVisible()
  await expect(page.getByText(t('nav.archived')).first()).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('put-away')
  const call = { type: 'track', event: 'X', userId: 'u', messageId: 'm1' }
  expect(await send(cham, source, [call])).toBe(403)
  const refused = await page.request.post('/v1/sources', { data: { name: 'x', kind: 'server' } })
  expect(refused.status()).toBe(409)
  await page.getByRole('button', { name: t('settings.fate.restore') }).click()
  await expect(page.getByRole('button', { name: t('settings.fate.archive') })).toBeVisible()
  expect(await send(cham, source, [call])).toBe(200)
  await page.goto('/workspaces')
  await expect(page.locator('.ov')).toContainText(new RegExp(t('overview.flows', { when: '' }).trim()))
  await context.close()
})
