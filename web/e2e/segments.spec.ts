import { readFileSync } from 'node:fs'
import { api, asOwner, customersKnown, expect, newSource, once, send, test } from './cham'
import { problems } from './look'

// A segment from the number it is kept from to its end; the list of customers sorted, narrowed and as a file.

test.use({ room: 'segments' })
once('what segments and the list hold')
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const names = ['Trần Thu Lan', 'Đỗ Văn Hùng', 'Lê Mai']

test('customers are kept as a segment whose days move on', async ({ page, cham, words: t }) => {
  const source = await newSource(page, 'Máy chủ')
  const touch = (i: number, event: string, value?: number) => ({
    type: 'track',
    userId: `K${i}`,
    event,
    messageId: `${event}-${i}`,
    timestamp: new Date(Date.now() - (i + 1) * 3_600_000).toISOString(),
    properties: value ? { revenue: value, currency: 'VND' } : {},
    context: { traits: { name: names[i], phone: `091234567${i}` } },
  })
  expect(
    await send(cham, source, [touch(0, 'Price Viewed'), touch(1, 'Price Viewed'), touch(2, 'Order Completed', 900000)]),
  ).toBe(200)
  await customersKnown(page, 3)
  await page.goto('/journeys/graph?map=none')
  await page
    .getByRole('button', { name: /Price Viewed/ })
    .first()
    .click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('button', { name: t('customers.keepSegment') }).click()
  await drawer.getByRole('textbox', { name: t('customers.segmentName') }).fill('Xem giá')
  await page.keyboard.press('Enter')
  await expect(page.getByText(t('customers.segmentKept', { name: 'Xem giá' }))).toBeVisible()
  const [kept] = await api.get<{ relative?: string; customers: number }[]>(page, '/v1/segments')
  expect(kept).toMatchObject({ relative: '30d', customers: 2 })
})

test('a segment is made by rule, its number changing with each choice', async ({ page, words: t, num, shot }) => {
  await page.goto('/segments')
  await page.getByRole('link', { name: t('who.make') }).click()
  const who = page.getByRole('region', { name: t('who.now') })
  await expect(who).toContainText(`${num(3)} ${t('who.people', { count: 3 })}`)
  await page.getByRole('textbox', { name: t('who.what'), exact: true }).click()
  await page.getByRole('option', { name: /Price Viewed/ }).click()
  await expect(who).toContainText(`${num(2)} ${t('who.people', { count: 2 })}`)
  await expect(who.getByRole('link', { name: names[0]! })).toBeVisible()

  await page.getByRole('button', { name: t('who.addGroup') }).click()
  const group = page.getByRole('group', { name: t('who.op.any'), exact: true })
  await group.getByRole('button', { name: t('who.op.none'), exact: true }).click()
  const none = page.getByRole('group', { name: t('who.op.none'), exact: true })
  await none.getByRole('button', { name: t('who.add') }).click()
  await page.getByRole('menuitem', { name: t('who.kind.trait') }).click()
  await none.getByRole('textbox', { name: t('who.trait') }).fill('name')
  await expect(who).toContainText(t('who.nobody'))
  await none.getByRole('button', { name: t('who.removeGroup') }).click()
  await expect(who).toContainText(`${num(2)} ${t('who.people', { count: 2 })}`)
  await shot('rule')

  await page.getByRole('textbox', { name: t('segments.name') }).fill('Quan tâm')
  await page.getByRole('button', { name: t('common.save') }).click()
  const row = page.getByRole('row', { name: /Quan tâm/ })
  await expect(row).toContainText(t('segments.byRule'))
  await expect(row).toContainText(num(2))

  // A list for an advertising platform has who agreed, hashed.
  const { customers } = await api.get<{ customers: { id: number; name: string }[] }>(page, '/v1/customers')
  const agreed = customers.find((c) => c.name === names[0])!
  await api.post(page, `/v1/customers/${agreed.id}/consent`, { purpose: 'marketing', state: 'yes' })
  await row.getByRole('button', { name: t('segments.menu', { name: 'Quan tâm' }) }).click()
  await page.getByRole('menuitem', { name: t('segments.audience.open') }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('listitem').last()).toContainText(num(1))
  await expect(dialog).toContainText(t('segments.audience.few', { count: 100, n: num(100) }))
  await shot('audience')
  expect(await problems(page)).toEqual([])
  const coming = page.waitForEvent('download')
  await dialog.getByRole('button', { name: t('segments.audience.take') }).click()
  const list = readFileSync(await (await coming).path(), 'utf8')
  expect(list).toMatch(/^email,phone\n,[0-9a-f]{64}\n$/)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  await row.getByRole('button', { name: t('segments.menu', { name: 'Quan tâm' }) }).click()
  await page.getByRole('menuitem', { name: t('who.edit') }).click()
  await expect(page.getByRole('textbox', { name: t('who.what'), exact: true })).toHaveValue(/Price Viewed/)
  await page.goto('/segments/none')
  await expect(page.getByText(t('who.gone'))).toBeVisible()
  const made = (await api.get<{ id: string; name: string }[]>(page, '/v1/segments')).find((s) => s.name == 'Quan tâm')!
  expect((await page.request.delete(`/v1/segments/${made.id}`)).ok()).toBe(true)
})

test('a ready segment is picked, with how its numbers were found, and changed', async ({
  page,
  words: t,
  num,
  shot,
}) => {
  await page.goto('/segments/new')
  const name = page.getByRole('textbox', { name: t('segments.name') })
  const who = page.getByRole('region', { name: t('who.now') })
  const pick = async (key: string) => {
    await page.getByRole('button', { name: t('who.ready.open') }).click()
    await page.getByRole('button', { name: t(`who.ready.${key}.name`), exact: true }).click()
  }
  await page.getByRole('button', { name: t('who.ready.open') }).click()
  const told = { again: num(0), least: num(30), half: num(90), most: num(180) }
  await expect(page.getByText(t('who.ready.pace.few', told))).toBeVisible()
  await expect(page.getByRole('button', { name: t('who.ready.lostHigh.name') })).toHaveCount(0)
  expect(await problems(page)).toEqual([])
  await shot('ready')
  await page.keyboard.press('Escape')
  await pick('new')
  await expect(name).toHaveValue(t('who.ready.new.name'))
  await expect(who).toContainText(`${num(1)} ${t('who.people', { count: 1 })}`)
  await pick('cooling')
  await expect(name).toHaveValue(t('who.ready.cooling.name'))
  await expect(who).toContainText(t('who.nobody'))
  // Between two numbers, as it was picked; with the first one away, who bought today is among them.
  await expect(page.getByRole('textbox', { name: t('who.howMuch') })).toHaveValue(t('who.between'))
  await page.getByRole('textbox', { name: t('who.atLeast') }).fill('0')
  await expect(who).toContainText(`${num(1)} ${t('who.people', { count: 1 })}`)
  await shot('ready-picked')
})

test('customers are tagged by hand, as a segment and from a file, and chosen by it', async ({
  page,
  words: t,
  num,
  shot,
}) => {
  const { customers } = await api.get<{ customers: { id: number; name: string }[] }>(page, '/v1/customers')
  const lan = customers.find((c) => c.name === names[0])!
  await page.goto(`/customers/${lan.id}`)
  const card = page.getByRole('region', { name: t('tags.title') })
  await expect(card).toContainText(t('tags.none'))
  await card.getByRole('textbox', { name: t('tags.name') }).fill('Khách sỉ')
  await page.keyboard.press('Enter')
  await expect(card.getByRole('listitem')).toHaveText('Khách sỉ')
  expect(await problems(page)).toEqual([])
  await shot('tags-customer')

  await page.goto('/segments')
  await page.getByRole('button', { name: t('segments.menu', { name: 'Xem giá' }) }).click()
  await page.getByRole('menuitem', { name: t('tags.onSegment') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: t('tags.name') }).fill('khách SỈ')
  await shot('tags-segment')
  await page.keyboard.press('Enter')
  await expect(page.getByText(t('tags.put', { name: 'khách SỈ', count: 1, n: num(1) }))).toBeVisible()
  const row = page.getByRole('region', { name: t('tags.title') }).getByRole('row', { name: /Khách sỉ/ })
  await expect(row).toContainText(num(2))

  await page.getByRole('button', { name: t('tags.list') }).click()
  await dialog.getByRole('textbox', { name: t('tags.name') }).fill('Hội chợ')
  const text = 'SĐT,Tên\n0912345672,Mai\n0912345670,Lan\n0912999998,=1+1\n'
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: 'ds.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await expect(dialog).toContainText(t('tags.missed', { count: 1, n: num(1) }))
  await expect(dialog.getByRole('listitem').last()).toContainText(num(2))
  expect(await problems(page)).toEqual([])
  await shot('tags-list')
  const coming = page.waitForEvent('download')
  await dialog.getByRole('button', { name: t('tags.take') }).click()
  const missed = readFileSync(await (await coming).path(), 'utf8')
  expect(missed).toContain('4,0912999998 | =1+1,')
  expect(missed).toContain(t('tags.why.unknown'))
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: t('tags.menu', { name: 'Hội chợ' }) }).click()
  await page.getByRole('menuitem', { name: t('tags.make') }).click()
  const who = page.getByRole('region', { name: t('who.now') })
  await expect(who).toContainText(`${num(2)} ${t('who.people', { count: 2 })}`)
  await page.getByRole('textbox', { name: t('who.what'), exact: true }).click()
  await page.getByRole('option', { name: t('who.tagged.none') }).click()
  await expect(who).toContainText(`${num(1)} ${t('who.people', { count: 1 })}`)
  await shot('tags-rule')

  await page.goto('/segments')
  for (const name of ['Hội chợ', 'Khách sỉ']) {
    await page.getByRole('button', { name: t('tags.menu', { name }) }).click()
    await page.getByRole('menuitem', { name: t('tags.delete') }).click()
    await dialog.getByRole('button', { name: t('common.delete') }).click()
    await expect(dialog).toHaveCount(0)
  }
  await expect(page.getByRole('region', { name: t('tags.title') })).toHaveCount(0)
})

test('a segment is listed, renamed, chosen and used by a persona', async ({ page, words: t, num, shot }) => {
  await page.goto('/customers')
  await page
    .getByRole('navigation')
    .getByRole('link', { name: t('nav.segments') })
    .click()
  const row = page.getByRole('row', { name: /Xem giá/ })
  await expect(row).toContainText(num(2))
  await expect(row).toContainText(t('view.preset.30d'))
  await shot('segments')
  await row.getByRole('button', { name: t('segments.menu', { name: 'Xem giá' }) }).click()
  await page.getByRole('menuitem', { name: t('common.rename') }).click()
  await page.getByRole('textbox', { name: t('common.name') }).fill('Hỏi giá')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Hỏi giá' }).click()
  await expect(page.locator('.ctable tbody tr')).toHaveCount(2)
  await expect(page.getByRole('textbox', { name: t('view.segment'), exact: true })).toHaveValue('Hỏi giá')

  const map = await api.post<{ id: string }>(page, '/v1/maps', { name: 'Bản đồ' })
  await page.goto(`/maps/${map.id}`)
  await page.getByRole('textbox', { name: t('map.personaSegment') }).click()
  await page.getByRole('option', { name: 'Hỏi giá' }).click()
  await expect
    .poll(async () => (await api.get<{ persona: { segment?: string } }>(page, `/v1/maps/${map.id}`)).persona.segment)
    .toMatch(/^g_/)
  for (const path of ['/', `/maps/${map.id}`]) {
    await page.goto(path)
    await page.getByRole('button', { name: t('view.everybody') }).click()
    await page
      .getByRole('dialog')
      .getByRole('textbox', { name: t('view.savedSegment') })
      .click()
    await page.getByRole('option', { name: 'Hỏi giá' }).click()
    await expect(page).toHaveURL(/saved=/)
  }

  // While a persona is tied to it, it stays.
  await page.goto('/segments')
  const remove = async () => {
    await page.getByRole('button', { name: t('segments.menu', { name: 'Hỏi giá' }) }).click()
    await page.getByRole('menuitem', { name: t('segments.delete') }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('common.delete') })
      .click()
  }
  await remove()
  await expect(page.getByRole('alert')).toContainText('Bản đồ')
  expect((await page.request.delete(`/v1/maps/${map.id}`)).ok()).toBe(true)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('common.delete') })
    .click()
  await expect(page.getByText(t('segments.none'))).toBeVisible()
})

test('the list is sorted, its columns chosen, and it comes as a file', async ({ page, words: t, shot }) => {
  await page.goto('/customers')
  const first = page.locator('.ctable tbody tr').first()
  await expect(first).toContainText(names[0]!)
  const value = page.getByRole('columnheader', { name: t('customers.col.value') })
  await value.getByRole('button').click()
  await expect(first).toContainText(names[2]!)
  await expect(value).toHaveAttribute('aria-sort', 'descending')
  await page.getByRole('button', { name: t('customers.columns') }).click()
  await page.getByRole('menuitem', { name: t('customers.col.lead') }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('columnheader', { name: t('customers.col.lead') })).toHaveCount(0)
  await shot('customers-sorted')
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: t('customers.export') }).click()
  await expect(page.getByRole('group', { name: t('export.file.touches') })).toBeVisible()
  await shot('customers-download')
  await page
    .getByRole('group', { name: t('export.file.customers') })
    .getByRole('menuitem', { name: t('journeys.csv') })
    .click()
  const text = readFileSync(await (await coming).path(), 'utf8')
  const lines = text.trim().split('\r\n').length > 1 ? text.trim().split('\r\n') : text.trim().split('\n')
  expect(lines[0]).toContain(t('customers.col.name'))
  expect(lines[1]).toContain(names[2])
  expect(lines).toHaveLength(4)
})
