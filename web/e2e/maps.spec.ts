import type { Page } from '@playwright/test'
import { api, asOwner, customersKnown, expect, newSource, once, owner, send, test } from './cham'

// Editing a map: everything is done on the page, and what was done is on the server.

test.use({ room: 'maps' })
once('what editing does to a map')
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

interface Touchpoint {
  id: string
  stage: string
  name: string
  channel: string
  emotion: number
  goal?: boolean
  rule: { any: object[] }
}
interface Map {
  id: string
  version: number
  name: string
  stages: { id: string; name: string; does?: string }[]
  touchpoints: Touchpoint[]
}

let map: Map
const stored = (page: Parameters<typeof asOwner>[0]) => api.get<Map>(page, `/v1/maps/${map.id}`)

test('a template becomes a map', async ({ page, words: t, shot }) => {
  await page.goto('/maps')
  await page
    .getByRole('button', { name: t('maps.new') })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('.mapc h2 button').first().click()
  await dialog.getByRole('textbox', { name: t('maps.name') }).fill('Bản đồ thử')
  await shot('templates')
  await dialog.getByRole('button', { name: t('maps.create') }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Bản đồ thử' })).toBeVisible()
  map = await api.get<Map>(page, `/v1/maps/${page.url().split('/').pop()!.split('?')[0]}`)
  await expect(page.locator('[data-tp]')).toHaveCount(map.touchpoints.length)
})

test('edits in place are saved by themselves, and undo takes back one at a time', async ({ page, words: t }) => {
  await page.goto(`/maps/${map.id}`)
  const stage = map.stages[0]!
  await page.getByRole('button', { name: t('map.stageMenu', { name: stage.name }) }).click()
  await page.getByRole('menuitem', { name: t('common.rename') }).click()
  await page.getByRole('textbox', { name: t('common.name') }).fill('Biết đến')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await stored(page)).stages[0]!.name).toBe('Biết đến')

  await page.locator('.lc .et').first().click()
  await page.locator('.et-in').fill('Xem quảng cáo buổi tối')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await stored(page)).stages[0]!.does).toBe('Xem quảng cáo buổi tối')

  await page.getByRole('button', { name: t('common.undo') }).click()
  await page.getByRole('button', { name: t('common.undo') }).click()
  await expect.poll(async () => (await stored(page)).stages[0]!.name).toBe(stage.name)
  expect((await stored(page)).stages[0]!.does).toBe(stage.does)
  await page.getByRole('button', { name: t('common.redo') }).click()
  await expect.poll(async () => (await stored(page)).stages[0]!.name).toBe('Biết đến')
})

test('a new stage and card are named where they stand, and a deleted stage comes back', async ({ page, words: t }) => {
  await page.goto(`/maps/${map.id}`)
  await page.getByRole('button', { name: t('map.addStage'), exact: true }).click()
  const name = page.getByRole('textbox', { name: t('common.name') })
  await expect(name).toBeFocused()
  await expect(name).toBeInViewport()
  await page.keyboard.type('Giới thiệu')
  await page.keyboard.press('Enter')
  const column = page.getByRole('region', { name: 'Giới thiệu' })
  await column.getByRole('button', { name: t('map.addTouchpoint') }).focus()
  await page.keyboard.press('Space')
  await expect(name).toBeInViewport()
  await page.keyboard.type('Kể với bạn')
  await page.keyboard.press('Enter')
  const card = column.getByRole('button', { name: 'Kể với bạn' })
  await expect(card).toBeFocused()
  await card.dblclick()
  await name.fill('Kể với bạn bè')
  await page.keyboard.press('Enter')
  await expect(column.getByRole('button', { name: 'Kể với bạn bè' })).toBeVisible()
  const head = page.getByRole('button', { name: 'Giới thiệu', exact: true })
  await head.focus()
  await page.keyboard.press('Enter')
  await expect(name).toHaveValue('Giới thiệu')
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: t('map.stageMenu', { name: 'Giới thiệu' }) }).press('Enter')
  await page.getByRole('menuitem', { name: t('map.deleteStageWith', { count: 1, n: 1 }) }).click()
  await expect(column).toHaveCount(0)
  await page
    .getByRole('alert')
    .getByRole('button', { name: t('common.undo') })
    .click()
  await expect(column.getByRole('button', { name: 'Kể với bạn bè' })).toBeVisible()
  await expect.poll(async () => (await stored(page)).touchpoints.at(-1)!.name).toBe('Kể với bạn bè')
  expect((await stored(page)).stages.at(-1)!.name).toBe('Giới thiệu')
})

test('a card is dragged into another stage', async ({ page }) => {
  await page.goto(`/maps/${map.id}`)
  const from = map.touchpoints.find((x) => x.stage === map.stages[0]!.id)!
  const column = page.locator('section.col').nth(1)
  const a = (await page.locator(`[data-tp="${from.id}"]`).boundingBox())!
  const b = (await column.boundingBox())!
  await page.mouse.move(a.x + 90, a.y + 40)
  await page.mouse.down()
  await page.mouse.move(a.x + 110, a.y + 50)
  await page.mouse.move(b.x + 90, b.y + 20, { steps: 8 })
  await page.mouse.up()
  await expect(column.locator(`[data-tp="${from.id}"]`)).toBeVisible()
  await expect
    .poll(async () => (await stored(page)).touchpoints.find((x) => x.id === from.id)!.stage)
    .toBe(map.stages[1]!.id)
})

test('a rule is made by choosing what was seen, with its volume at once', async ({
  page,
  cham,
  words: t,
  num,
  shot,
}) => {
  const source = await newSource(page, 'Máy chủ')
  const at = new Date(Date.now() - 3600_000).toISOString()
  const calls = Array.from({ length: 35 }, (_, i) => ({
    type: 'track',
    userId: `K${i}`,
    event: 'Gift Wrapped',
    messageId: `g${i}`,
    timestamp: at,
  }))
  expect(await send(cham, source, calls)).toBe(200)
  await customersKnown(page, 35)
  await page.goto(`/maps/${map.id}`)
  await page
    .getByRole('button', { name: t('map.addTouchpoint') })
    .last()
    .click()
  await page.keyboard.press('Enter') // the name is kept; the card has the focus
  await expect(page.locator('[data-tp]:focus-within')).toContainText(t('map.newTouchpoint'))
  await page
    .locator('.pan')
    .getByRole('button', { name: t('map.bind') })
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: t('rule.value') }).fill('gift')
  await page.getByRole('option', { name: /Gift Wrapped/ }).click()
  await expect(dialog.locator('.pv dd').first()).toHaveText(num(35))
  await shot('rule')
  await dialog.getByRole('button', { name: t('rule.save') }).click()
  await expect(page.locator('[data-tp]', { hasText: t('map.newTouchpoint') }).locator('.l2 b')).toHaveText(num(35))
})

/** Somebody else gives a touchpoint and the map other names. */
async function othersSave(page: Page, id: string, touchpoint: string, name?: string) {
  const now = await stored(page)
  const saved = await page.request.put(`/v1/maps/${map.id}`, {
    data: {
      ...now,
      name: name ?? now.name,
      touchpoints: now.touchpoints.map((x) => (x.id === id ? { ...x, name: touchpoint } : x)),
    },
  })
  expect(saved.ok(), await saved.text()).toBe(true)
}

test('what somebody else edits arrives by itself', async ({ page, words: t }) => {
  await page.goto(`/maps/${map.id}`)
  const card = page.locator('[data-tp]').nth(1)
  await expect(card.locator('.l2')).toBeVisible()
  await othersSave(page, (await card.getAttribute('data-tp'))!, 'Tên mới tới')
  await expect(card).toContainText('Tên mới tới')
  await expect(page.getByText(t('map.arrived', { name: owner.name }))).toBeVisible()
})

test('two people edit at once and neither loses an edit', async ({ page, words: t }) => {
  await page.goto(`/maps/${map.id}`)
  const other = (await stored(page)).touchpoints[1]!
  // The other one saves first, while ours is on its way; both gave the map a name.
  let first = true
  await page.route(`**/v1/maps/${map.id}`, async (route) => {
    if (route.request().method() === 'PUT' && first) {
      first = false
      await othersSave(page, other.id, 'Tên của người kia', 'Bản đồ của người kia')
    }
    await route.continue()
  })
  await page.getByRole('heading', { level: 1 }).dblclick()
  await page.getByRole('textbox', { name: t('common.name') }).fill('Tên của tôi')
  await page.keyboard.press('Enter')
  await expect(page.getByText(t('map.merged'))).toBeVisible()
  await expect.poll(async () => (await stored(page)).name).toBe('Tên của tôi')
  expect((await stored(page)).touchpoints.find((x) => x.id === other.id)!.name).toBe('Tên của người kia')
  await expect(page.locator(`[data-tp="${other.id}"]`)).toContainText('Tên của người kia')

  const told = page
    .getByRole('alert')
    .filter({ hasText: t('map.clash', { of: 'Bản đồ của người kia', what: t('map.cell.name') }) })
  await expect(told).toContainText(t('map.clashTheirs', { theirs: 'Bản đồ của người kia' }))
  await told.getByRole('button', { name: t('map.takeTheirs') }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bản đồ của người kia')
  await expect.poll(async () => (await stored(page)).name).toBe('Bản đồ của người kia')
})

test('an earlier version is looked at and restored', async ({ page, words: t, num, shot }) => {
  await page.goto(`/maps/${map.id}`)
  const now = await stored(page)
  await page.getByRole('button', { name: t('map.history') }).click()
  await page.getByRole('menuitem', { name: new RegExp(`^${t('map.old.look', { version: num(1) })},`) }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Bản đồ thử' })).toBeVisible()
  await expect(page.locator('[data-tp]')).toHaveCount(map.touchpoints.length)
  await expect(
    page.getByText(t('map.old.added', { count: now.touchpoints.length - map.touchpoints.length })),
  ).toBeVisible()
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
  await shot('map-version')
  await page.getByRole('button', { name: t('map.old.back') }).click()
  await expect(page.getByRole('heading', { level: 1, name: now.name })).toBeVisible()
  await page.goto(`/maps/${map.id}?version=1`)
  await page.getByRole('button', { name: t('map.old.restore') }).click()
  await expect(page.getByText(t('map.old.restored', { version: num(1) }))).toBeVisible()
  await expect(page.locator('[data-tp]')).toHaveCount(map.touchpoints.length)
  const restored = await stored(page)
  expect([restored.name, restored.version]).toEqual(['Bản đồ thử', now.version + 1])
  expect(restored.touchpoints).toEqual(map.touchpoints)
})

test('the keyboard goes everywhere on the map', async ({ page }) => {
  await page.goto(`/maps/${map.id}`)
  const names = page.locator('.tp-name')
  await names.first().focus()
  const first = await names.first().textContent()
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('.tp-name:focus')).not.toHaveText(first!)
  await page.keyboard.press('ArrowUp')
  await expect(page.locator('.tp-name:focus')).toHaveText(first!)
  await page.keyboard.press('ArrowRight')
  await expect(page.locator('section.col').nth(1).locator('.tp-name:focus')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.locator('.pan h2')).toHaveText((await page.locator('.tp-name:focus').textContent())!)
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/at=/)
})

test('on a phone the stages stand one under the other', async ({ page, shot }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`/maps/${map.id}`)
  const now = await stored(page)
  await expect(page.locator('.stn')).toHaveCount(now.stages.length)
  await shot('map-390')
  await page.locator('.tp-name').first().click()
  await expect(page.getByRole('dialog').locator('.pan h2')).toBeVisible()
})
