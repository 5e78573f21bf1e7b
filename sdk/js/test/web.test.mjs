// Messages on a website whose policy allows nothing inline.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inWorld, launch } from './world.mjs'

let browser
before(async () => (browser = await launch()))
after(() => browser.close())

const say = (id, place, more = {}) => ({
  id,
  headline: `Tin ${id}`,
  text: 'Dòng một\nDòng <b>hai</b>',
  lang: 'vi',
  place,
  button: 'Xem',
  link: 'https://site.example/l/x',
  refusable: true,
  ...more,
})

/** A website that shows messages, with a strict policy; reports of it that was broken are errors. */
const strict = (run) => () =>
  inWorld(browser, async (world) => {
    const { api, site, page } = world
    api.config.on = ['messages']
    site.headers['content-security-policy'] =
      `default-src 'none'; script-src 'self' ${api.origin}; style-src 'self'; connect-src ${api.origin}; img-src 'self'`
    site.pages['/plain'] = `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Trang</title>
      <script async src="${api.origin}/cham.js" data-key="wk_test"></script></head>
      <body><button id="mine">Mua</button><div data-cham-slot="dau"></div></body></html>`
    await page.addInitScript(() => {
      window.broken = []
      document.addEventListener('securitypolicyviolation', (e) =>
        window.broken.push(e.violatedDirective + ' ' + e.blockedURI),
      )
    })
    const told = (did, id) => api.told.some((t) => t.did == did && t.message == id)
    await run({ ...world, told, open: () => page.goto(site.origin + '/plain') })
    assert.deepEqual(await page.evaluate(() => window.broken), [])
  })

test(
  'a pop-up holds the focus, is told as shown and closed, and gives the focus back',
  strict(async ({ api, page, open, told }) => {
    api.messages = [say('a', 'popup', { link: 'javascript:alert(1)' })]
    await open()
    await page.focus('#mine')
    const dialog = page.getByRole('dialog', { name: 'Tin a' })
    await dialog.waitFor()
    assert.equal(await dialog.getByText('Dòng <b>hai</b>').count(), 1)
    assert.equal(await dialog.getByRole('link').count(), 0)
    assert.equal(await dialog.evaluate((d) => getComputedStyle(d).borderRadius), '14px')
    await api.until(() => told('shown', 'a'), 'shown')
    for (const n of [1, 2, 3]) {
      await page.keyboard.press('Tab')
      assert.notEqual(await page.evaluate(() => document.activeElement.id), 'mine', `Tab ${n}`)
    }
    const close = await dialog.getByRole('button', { name: 'Đóng: Tin a' }).boundingBox()
    assert.ok(close.width >= 44 && close.height >= 44)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    assert.equal(await page.evaluate(() => document.activeElement.id), 'mine')
    await api.until(() => told('closed', 'a'), 'closed')
    assert.deepEqual(Object.keys(api.asked[0]).sort(), ['id', 'key', 'slots'])
    assert.match(api.asked[0].id, /^[0-9a-f-]{36}$/)
    assert.deepEqual(api.asked[0].slots, ['dau'])
  }),
)

test(
  'in the corner, in the page, behind the bell',
  strict(async ({ api, page, open, told }) => {
    api.messages = [
      say('s', 'slidein'),
      say('f', 'inline', { slot: 'dau', lang: 'en' }),
      say('i', 'inbox'),
      say('j', 'inbox'),
      say('x', 'hat'),
    ]
    await open()
    await page.getByRole('region', { name: 'Tin s' }).getByRole('button', { name: 'Đóng' }).click()
    await api.until(() => told('closed', 's'), 'closed')
    const inline = page.locator('[data-cham-slot=dau]').getByRole('region', { name: 'Tin f' })
    await inline.getByRole('button', { name: 'Show me no such messages' }).click()
    await api.until(() => told('refused', 'f'), 'refused')
    assert.ok(!told('shown', 'i'))
    const bell = page.getByRole('button', { name: 'Hộp tin (2)' })
    await bell.click()
    const list = page.getByRole('dialog', { name: 'Hộp tin' })
    await list.getByRole('button', { name: 'Đã đọc: Tin i' }).click()
    await api.until(() => told('closed', 'i') && told('shown', 'j'), 'read')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Hộp tin (1)' }).click()
    await list.getByRole('button', { name: 'Đã đọc: Tin j' }).click()
    await list.waitFor({ state: 'detached' })
    assert.equal(await page.getByRole('button', { name: /Hộp tin/ }).count(), 0)
  }),
)

test(
  'a click leads on and is told; nothing is asked before a yes, and nothing stays after a no',
  strict(async ({ api, site, page, open, told }) => {
    api.messages = [say('a', 'slidein', { link: site.origin + '/away' }), say('b', 'inline', { slot: 'dau' })]
    await open()
    await page.getByRole('region', { name: 'Tin b' }).waitFor()
    await page.getByRole('link', { name: 'Xem' }).first().click()
    await api.until(() => told('clicked', 'a') || told('clicked', 'b'), 'clicked')
    await open()
    await page.getByRole('region').first().waitFor()
    api.messages = []
    await page.evaluate(() => window.cham.reset())
    await page.getByRole('region').first().waitFor({ state: 'detached' })
    await page.evaluate(() => window.cham.consent(false))
    const n = api.asked.length
    await open()
    await page.waitForFunction(() => window.cham && window.cham.track)
    assert.equal(api.asked.length, n)
    assert.ok(!api.loaded.slice(-1)[0].includes('web'))
  }),
)
