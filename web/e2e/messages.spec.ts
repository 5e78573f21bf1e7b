import { api, asOwner, expect, test } from './cham'
import { problemsEverywhere } from './look'

// Messages that are kept: written in two languages, found again, and used in a campaign.

test.use({ room: 'messages' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

test('a message is written in two languages and found again', async ({ page, language, words: t, shot }) => {
  await page.goto('/messages')
  await expect(page.getByText(t('message.none'), { exact: true })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'messages-empty')).toEqual([])

  await page.getByRole('button', { name: t('message.make') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: t('message.name') }).fill('Chúc mừng sinh nhật')
  await dialog.getByRole('textbox', { name: t('campaign.ready.begin') }).click()
  await page.getByRole('option').nth(1).click()
  await dialog.getByRole('button', { name: t('campaign.write') }).click()
  const subject = page.getByRole('textbox', { name: t('campaign.what.subject'), exact: true })
  await subject.fill('Mừng {{ name }} thêm tuổi mới')
  const look = page.getByRole('region', { name: t('campaign.look.title') })
  await expect(look.getByText(/^(\[QC\] )?Mừng .+ thêm tuổi mới$/)).toBeVisible()
  const other = language === 'vi' ? 'en' : 'vi'
  await page.getByRole('button', { name: t(`campaign.lang.${other}`) }).click()
  await expect(page.getByText(t('message.notYet'))).toBeVisible()
  await page.getByRole('button', { name: t('message.beginCopy') }).click()
  await subject.fill('Happy birthday, {{ first_name }}')
  await page.getByRole('button', { name: t('common.save'), exact: true }).click()
  await expect(page.getByText(t('campaign.kept'), { exact: true })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'message')).toEqual([])

  const text = { vi: { text: { text: 'Nhắc chị {{ first_name }}: lịch hẹn 9 giờ mai.' } } }
  await api.post(page, '/v1/messages', { name: 'Nhắc hẹn', class: 'care', way: 'sms', says: text })
  await page.goto('/messages')
  await expect(page.getByRole('listitem').filter({ hasText: 'Nhắc hẹn' }).getByText(/9 gi/)).toBeVisible()
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: 'Chúc mừng' })
      .getByText(t(`campaign.lang.${other}`)),
  ).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'messages')).toEqual([])
  const search = page.getByRole('textbox', { name: t('message.search') })
  await search.fill('9 gio mai')
  await expect(page.getByRole('link', { name: 'Chúc mừng sinh nhật' })).toBeHidden()
  await expect(page.getByRole('link', { name: 'Nhắc hẹn' })).toBeVisible()
  await search.fill('xyz')
  await expect(page.getByText(t('message.notFound'))).toBeVisible()
})

test('a campaign begins with a kept message, and keeps its own', async ({ page, language, words: t, shot }) => {
  const rule = { trait: { name: 'buyer', is: ['yes'] } }
  const segment = await api.post<{ id: string }>(page, '/v1/segments', { name: 'Đã mua', rule })
  const blocks = [{ kind: 'text', text: 'Chào {{ name }}' }]
  const lang = language === 'vi' ? 'en' : 'vi' // in which it congratulates in English
  const draft = {
    name: 'Tuổi mới',
    class: 'care',
    segment: segment.id,
    lang,
    letter: { subject: 'Chào', blocks },
  }
  const { id } = await api.post<{ id: string }>(page, '/v1/campaigns', draft)
  await page.goto(`/campaigns/${id}`)
  const menu = page.getByRole('button', { name: t('message.open') })
  await menu.click()
  await page.getByRole('menuitem', { name: t('message.saveAs') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('common.save') })
    .click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await menu.click()
  await expect(page.getByRole('menuitem', { name: 'Tuổi mới' })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'message-menu')).toEqual([])
  await page.getByRole('menuitem', { name: 'Chúc mừng sinh nhật' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('campaign.ready.go') })
    .click()
  const subject = page.getByRole('textbox', { name: t('campaign.what.subject'), exact: true })
  await expect(subject).toHaveValue('Happy birthday, {{ first_name }}')

  await page.goto('/messages')
  await page.getByRole('link', { name: 'Nhắc hẹn' }).click()
  await page.getByRole('button', { name: t('message.remove') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('common.delete') })
    .click()
  await expect(page.getByRole('link', { name: 'Chúc mừng sinh nhật' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Nhắc hẹn' })).toBeHidden()
})
