import { createHmac } from 'node:crypto'
import { asOwner, customersKnown, expect, newSource, owner, send, test } from './cham'
import { problems } from './look'

test.use({ room: 'people' })

test('somebody is invited, forgets the password, and all of it is in the log', async ({
  page,
  browser,
  cham,
  language,
  words: t,
  shot,
}) => {
  await asOwner(page, language)
  await page.goto('/settings?tab=people')
  await page.getByRole('button', { name: t('settings.people.invite') }).click()
  let dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('settings.people.email')).fill('lan@example.vn')
  await dialog.getByLabel(t('settings.me.name')).fill('Lan')
  await dialog.getByRole('button', { name: t('settings.people.makeLink') }).click()
  const invited = await dialog.locator('.secret').innerText()
  await dialog.getByRole('button', { name: t('common.done') }).click()

  const context = await browser.newContext({ baseURL: cham.url })
  const other = await context.newPage()
  await other.addInitScript((lang) => localStorage.setItem('cham.lang', lang), language)
  await other.goto(new URL(invited).pathname)
  await other.getByLabel(t('welcome.password'), { exact: true }).fill('quên mất rồi nhé 1')
  await other.getByRole('button', { name: t('invitation.go') }).click()
  await expect(other.getByRole('button', { name: t('nav.account', { name: 'Lan' }) })).toBeVisible()

  await page.reload()
  await page.getByRole('button', { name: t('settings.people.resetOf', { name: 'Lan' }) }).click()
  dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: t('settings.people.resetGo') }).click()
  await expect(dialog.locator('.secret')).toBeVisible()
  await shot('people-reset')
  const link = new URL(await dialog.locator('.secret').innerText()).pathname
  await dialog.getByRole('button', { name: t('common.done') }).click()
  await shot('people')

  await other.goto(link)
  await other.getByLabel(t('welcome.password'), { exact: true }).fill('một câu khác hẳn nhé')
  await other.getByRole('button', { name: t('reset.go') }).click()
  await expect(other.getByText(t('reset.done'))).toBeVisible()
  await other.goto(link)
  await expect(other.getByText(t('reset.gone'))).toBeVisible()
  await other.goto('/sign-in')
  await other.getByLabel(t('signIn.email')).fill('lan@example.vn')
  await other.getByLabel(t('signIn.password'), { exact: true }).fill('một câu khác hẳn nhé')
  await other.getByRole('button', { name: t('signIn.go') }).click()
  await expect(other.getByRole('button', { name: t('nav.account', { name: 'Lan' }) })).toBeVisible()
  await context.close()

  await page.goto('/settings?tab=audit')
  await expect(page.getByText(t('audit.action.password-reset')).first()).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('audit')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.reload()
  await expect(page.getByRole('link', { name: t('settings.tab.audit') })).toBeInViewport({ ratio: 1 })
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('textbox', { name: t('settings.audit.action') }).fill(t('audit.action.member-invited'))
  await page.getByRole('option', { name: t('audit.action.member-invited') }).click()
  await expect(page.locator('.rows li')).toHaveCount(1)
})

test('a session elsewhere is seen and signed out', async ({ page, browser, cham, language, words: t, shot }) => {
  await asOwner(page, language)
  const context = await browser.newContext({ baseURL: cham.url })
  const other = await context.newPage()
  await other.request.post('/v1/session', { data: { email: owner.email, password: owner.password } })
  await page.goto('/settings?tab=sessions')
  await expect(page.getByText(t('settings.sessions.here'))).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('sessions')
  await page.getByRole('button', { name: t('settings.sessions.others') }).click()
  await expect(page.locator('.rows li')).toHaveCount(1)
  expect(((await (await other.request.get('/v1/session')).json()) as { user?: unknown }).user).toBeUndefined()
  await context.close()
})

test('signing in in two steps, and with a code on paper', async ({ page, browser, cham, language, words: t, shot }) => {
  await asOwner(page, language)
  await page.goto('/settings?tab=security')
  await page.getByLabel(t('settings.security.password')).fill(owner.password)
  await page.getByRole('button', { name: t('settings.security.begin'), exact: true }).click()
  await expect(page.getByAltText(t('settings.security.picture'))).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('security-scan')
  const secret = await page.locator('.secret').innerText()
  await page.getByLabel(t('settings.security.code')).fill(totp(secret))
  await page.getByRole('button', { name: t('settings.security.confirm') }).click()
  const paper = await page.locator('.codes li').first().innerText()
  await shot('security-codes')
  await page.getByRole('button', { name: t('settings.security.kept') }).click()
  await expect(page.getByText(t('settings.security.left', { n: 10 }))).toBeVisible()
  await shot('security')

  const context = await browser.newContext({ baseURL: cham.url })
  const other = await context.newPage()
  await other.addInitScript((lang) => localStorage.setItem('cham.lang', lang), language)
  await other.goto('/sign-in')
  await other.getByLabel(t('signIn.email')).fill(owner.email)
  await other.getByLabel(t('signIn.password'), { exact: true }).fill(owner.password)
  await other.getByRole('button', { name: t('signIn.go') }).click()
  await other.getByLabel(t('signIn.code')).fill('000000')
  await other.getByRole('button', { name: t('signIn.go') }).click()
  await expect(other.getByText(t('error.codeWrong'))).toBeVisible()
  await other.getByLabel(t('signIn.code')).fill(paper)
  await other.getByRole('button', { name: t('signIn.go') }).click()
  await expect(other.getByRole('button', { name: t('nav.account', { name: owner.name }) })).toBeVisible()
  await context.close()
})

// In a program of its own: the owner above signs in in two steps by now.
test.describe('departments', () => {
  test.use({ room: 'departments' })

  test('a department hides customers’ phones from its people, and is merged away', async ({
    page,
    browser,
    cham,
    language,
    words: t,
    shot,
  }) => {
    await asOwner(page, language)
    const source = await newSource(page, 'Máy chủ')
    await send(cham, source, [
      { type: 'identify', userId: 'KH-1', messageId: 'm1', traits: { name: 'Trần Bình', phone: '0912345678' } },
      { type: 'track', userId: 'KH-1', messageId: 'm2', event: 'Order Completed' },
    ])
    await customersKnown(page, 1)
    await page.goto('/settings?tab=people')
    const card = page.getByRole('region', { name: t('settings.departments.title') })
    let dialog = page.getByRole('dialog')
    for (const name of ['Chăm sóc', 'Bán hàng']) {
      await card.getByRole('button', { name: t('settings.departments.new') }).click()
      await dialog.getByLabel(t('settings.departments.name')).fill(name)
      if (name === 'Chăm sóc') {
        await dialog.getByRole('textbox', { name: t('settings.departments.limit') }).click()
        await page.getByRole('option', { name: t('settings.security.sight.masked') }).click()
        expect(await problems(page)).toEqual([])
        await shot('department-new')
      }
      await dialog.getByRole('button', { name: t('common.save') }).click()
      await expect(dialog).toBeHidden()
    }
    await page.getByRole('button', { name: t('settings.people.invite') }).click()
    dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('settings.people.email')).fill('mai@example.vn')
    await dialog.getByLabel(t('settings.me.name')).fill('Mai')
    await dialog.getByRole('textbox', { name: t('settings.people.role') }).click()
    await page.getByRole('option', { name: t('role.agent') }).click()
    await dialog.getByRole('textbox', { name: t('settings.people.department') }).click()
    await page.getByRole('option', { name: 'Chăm sóc' }).click()
    await dialog.getByRole('button', { name: t('settings.people.makeLink') }).click()
    const link = new URL(await dialog.locator('.secret').innerText()).pathname
    await dialog.getByRole('button', { name: t('common.done') }).click()

    const context = await browser.newContext({ baseURL: cham.url })
    const mai = await context.newPage()
    await mai.addInitScript((lang) => localStorage.setItem('cham.lang', lang), language)
    await mai.goto(link)
    const invited = { workspace: 'Mộc An Spa', role: t('role.agent'), department: 'Chăm sóc' }
    await expect(mai.getByText(t('invitation.toDepartment', invited))).toBeVisible()
    await shot('invitation-department', mai)
    await mai.getByLabel(t('welcome.password'), { exact: true }).fill('khăn tắm màu xanh lá 9')
    await mai.getByRole('button', { name: t('invitation.go') }).click()
    await expect(mai.getByRole('button', { name: t('nav.account', { name: 'Mai' }) })).toBeVisible()
    await mai.goto('/customers')
    await expect(mai.getByText('Trần Bình').first()).toBeVisible()
    await expect(mai.getByText(/0912 ?345 ?678/)).toHaveCount(0)

    await page.reload()
    const list = page.getByRole('region', { name: t('settings.tab.people'), exact: true })
    await list.getByRole('textbox', { name: t('settings.people.department'), exact: true }).click()
    await page.getByRole('option', { name: 'Chăm sóc' }).click()
    await expect(page).toHaveURL(/department=dep_/)
    await expect(list.getByRole('listitem')).toHaveCount(1)
    await expect(list.getByText(t('settings.departments.sees.masked'))).toBeVisible()
    expect(await problems(page)).toEqual([])
    await shot('departments', page, true)
    await list.getByRole('button', { name: t('settings.people.placeOf', { name: 'Mai' }) }).click()
    await expect(dialog.getByRole('textbox', { name: t('settings.people.limit') })).toBeVisible()
    await shot('department-place')
    await dialog.getByRole('button', { name: t('common.cancel') }).click()
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await page.setViewportSize({ width: 390, height: 844 })
      expect(await problems(page)).toEqual([])
      await shot('departments-phone-' + theme, page, true)
      await page.setViewportSize({ width: 1440, height: 900 })
    }
    await shot('departments-dark', page, true)

    await card.getByRole('button', { name: t('settings.departments.removeOf', { name: 'Chăm sóc' }) }).click()
    await dialog.getByRole('textbox', { name: t('settings.departments.to') }).click()
    await page.getByRole('option', { name: 'Bán hàng' }).click()
    await dialog.getByRole('button', { name: t('settings.departments.merge') }).click()
    await expect(card.getByRole('listitem')).toHaveCount(1)
    await expect(card.getByRole('listitem')).toContainText(t('settings.departments.people', { count: 1, n: 1 }))
    await mai.reload()
    await expect(mai.getByText(/0912 ?345 ?678/).first()).toBeVisible()
    await context.close()
  })
})

/** The six digits an app shows now (RFC 6238). */
function totp(secret: string) {
  const bits = [...secret]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => parseInt(b, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(step).digest()
  const at = mac[19]! & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
