import { asOwner, expect, owner, test } from './cham'
import { problems } from './look'

// The owner backs up, sees how it went, and takes the file away with the password.

test.use({ room: 'backups' })
test.beforeEach(({ page, language }) => asOwner(page, language))

test('a backup is made, tried, and downloaded', async ({ page, words: t, shot }) => {
  await page.goto('/settings')
  await page.getByRole('link', { name: t('settings.tab.backups') }).click()
  await expect(page.getByText(t('settings.backups.none'))).toBeVisible()
  await shot('backups-none')
  await page.getByRole('button', { name: t('settings.backups.now') }).click()
  await expect(page.getByText(t('settings.backups.restored'))).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('backups')
  await page
    .getByRole('listitem')
    .filter({ hasText: t('settings.backups.kind.asked') })
    .getByRole('button')
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('settings.backups.password')).fill('sai mật khẩu')
  await dialog.getByRole('button', { name: t('settings.backups.takeGo') }).click()
  await expect(dialog.getByText(t('error.passwordOld'))).toBeVisible()
  await shot('backups-password')
  await dialog.getByLabel(t('settings.backups.password')).fill(owner.password)
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: t('settings.backups.takeGo') }).click()
  expect((await download).suggestedFilename()).toMatch(/^asked-.*\.cham$/)
})

test.describe('where backups cannot be kept', () => {
  test.use({ room: 'backups-failing', started: { more: ['--backup-dir', '/dev/null/backups'] } })

  test('Home says that the last backup failed, and leads there', async ({ page, words: t, shot }) => {
    await page.goto('/settings?tab=backups')
    await page.getByRole('button', { name: t('settings.backups.now') }).click()
    await expect(page.getByText(t('settings.backups.bad'), { exact: true })).toBeVisible()
    await page
      .getByRole('link', { name: t('nav.home'), exact: true })
      .first()
      .click()
    const failed = page.getByRole('link', { name: t('machine.backup-failed', { date: '|' }).split('|')[0] })
    await expect(failed).toBeVisible()
    await shot('home-backup-failed')
    expect(await problems(page)).toEqual([])
    await failed.click()
    await expect(page.getByText(t('settings.backups.bad'), { exact: true })).toBeVisible()
  })
})
