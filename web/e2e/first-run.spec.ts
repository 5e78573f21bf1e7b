import { expect, owner, test } from './cham'

test.use({ room: 'first-run' })

test('a newcomer makes the business, picks a template and sees the map', async ({ page, words: t, shot }) => {
  await page.goto('/')
  await expect(page).toHaveURL(/\/welcome$/)
  await shot('welcome')
  await page.getByLabel(t('welcome.workspace')).fill('Mộc An Spa')
  await page.getByLabel(t('welcome.yourName')).fill(owner.name)
  await page.getByLabel(t('welcome.email')).fill(owner.email)
  await page.getByLabel(t('welcome.password'), { exact: true }).fill('ngan')
  await page.getByRole('button', { name: t('welcome.go') }).click()
  await expect(page.getByText(t('welcome.passwordShort', { n: 10 }))).toBeVisible()
  await page.getByLabel(t('welcome.password'), { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: t('welcome.go') }).click()

  await expect(page).toHaveURL(/\/start$/)
  await expect(page.getByRole('heading', { name: t('start.title') })).toBeVisible()
  const template = page.locator('.mapc', { hasText: /spa/i }).first()
  await template.getByRole('button').click()
  await shot('start')
  await page.getByRole('button', { name: t('maps.create') }).click()

  await expect(page).toHaveURL(/\/maps\/.+/)
  await expect(page.locator('[data-tp]').first()).toBeVisible()
  expect(await page.locator('[data-tp]').count()).toBeGreaterThan(8)
  await shot('map-new')
})

test('nobody makes a second owner', async ({ page }) => {
  await page.goto('/welcome')
  await expect(page).toHaveURL(/\/sign-in/)
  const again = await page.request.post('/v1/setup', {
    data: { name: 'X', email: 'x@vidu.vn', password: owner.password, workspace: 'X' },
  })
  expect(again.ok()).toBe(false)
})
