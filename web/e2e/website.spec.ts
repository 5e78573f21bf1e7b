import { createServer, type Server } from 'node:http'
import type { Page } from '@playwright/test'
import { api, asOwner, expect, once, test, type Source } from './cham'
import { problems } from './look'

test.use({ room: 'website' })
test.beforeEach(({ page, language }) => asOwner(page, language))

/** A small shop, as one finds them: its pages, with the snippet in each. */
function shop(snippet: string): Promise<{ server: Server; origin: string }> {
  const page = (title: string, body: string) =>
    `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>${title}</title>${snippet}</head><body>
     <form role="search" action="/search"><input name="q" aria-label="Tìm"><button>Tìm</button></form><main>${body}</main></body></html>`
  const pages: Record<string, string> = {
    '/': page('Mộc An', '<h1>Mộc An</h1><a href="/san-pham/son-duong">Son dưỡng</a>'),
    '/san-pham/son-duong': page(
      'Son dưỡng',
      `<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","name":"Son dưỡng mật ong","sku":"SD01",
        "offers":{"@type":"Offer","price":"129000","priceCurrency":"VND"}}</script>
       <h1>Son dưỡng mật ong</h1><a href="/tai-lieu/bang-gia.pdf">Bảng giá</a> <a href="https://zalo.me/mocan">Zalo</a>
       <form id="tu-van" aria-label="Nhận tư vấn" onsubmit="event.preventDefault()"><input name="phone" aria-label="Số điện thoại"><button>Gửi</button></form>
       <button id="buy" onclick="muaNgay()">Mua ngay</button><img alt="" src="/anh/mat.png">`,
    ),
    '/search': page('Tìm kiếm', '<h1>Không tìm thấy sản phẩm nào</h1>'),
  }
  return new Promise((done) => {
    const server = createServer((request, response) => {
      const path = new URL(request.url!, 'http://shop').pathname
      response.writeHead(pages[path] ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(pages[path] ?? '')
    }).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      done({ server, origin: `http://127.0.0.1:${port}` })
    })
  })
}

type Event = { name: string; sample?: { properties?: Record<string, unknown>; context?: { page?: { path?: string } } } }

/** A headless browser would be taken for a robot. */
const phone =
  'Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Mobile Safari/537.36'

/** Goes through the shop as somebody who looks for something does. */
async function walk(visitor: Page, origin: string, settled: () => Promise<unknown>) {
  visitor.on('dialog', (d) => void d.dismiss())
  await visitor.goto(origin + '/')
  await visitor.getByRole('link', { name: 'Son dưỡng' }).click()
  await expect(visitor.getByRole('heading', { name: 'Son dưỡng mật ong' })).toBeVisible()
  await settled()
  await visitor.getByLabel('Số điện thoại').fill('0912345678')
  await visitor.getByRole('button', { name: 'Gửi' }).click()
  await visitor.getByRole('button', { name: 'Mua ngay' }).click()
  await visitor.evaluate(() => addEventListener('click', (e) => e.preventDefault()))
  await visitor.getByRole('link', { name: 'Bảng giá' }).click()
  await visitor.getByRole('link', { name: 'Zalo' }).click()
  await visitor.clock.runFor(3000)
  await visitor.goto(origin + '/search?q=' + encodeURIComponent('son tím 0912345678'))
  await settled()
}

test('a website tells more by switches, and nothing of it without them', async ({
  page,
  cham,
  words: t,
  shot,
  browser,
}) => {
  once('what a website tells', test.info())
  const source = await api.post<Source>(page, '/v1/sources', { name: 'Website', kind: 'website' })
  const { html } = await api.get<{ html: string }>(page, `/v1/sources/${source.id}/snippet`)
  const { server, origin } = await shop(html)
  // What leaves with a closing page bears the headless browser's own name, whatever
  // name the context was given: such calls are refused, and come again.
  const events = async () =>
    (await api.get<{ events: Event[] }>(page, `/v1/sources/${source.id}/debugger?show=accepted`)).events
  try {
    // Nothing is on: only pages are told.
    let visitor = await (await browser.newContext({ userAgent: phone })).newPage()
    await visitor.clock.install()
    await walk(visitor, origin, () => visitor.clock.runFor(2000))
    await expect.poll(async () => (await events()).length).toBe(3)
    expect(new Set((await events()).map((e) => e.name))).toEqual(new Set(['Page Viewed']))
    await visitor.context().close()

    await page.goto(`/sources/${source.id}`)
    const card = page.getByRole('region', { name: t('sources.tells.title') })
    for (const part of ['time', 'products', 'search', 'forms', 'links', 'errors']) {
      const toggle = card.getByRole('switch', { name: t(`sources.tells.${part}`) }).first()
      await toggle.click()
      await expect(toggle).toBeChecked()
      await expect(toggle).toBeEnabled()
    }
    await shot('website-tells')

    visitor = await (await browser.newContext({ userAgent: phone })).newPage()
    await visitor.clock.install()
    await visitor.addInitScript(() => {
      const told = (e: globalThis.Event) => {
        if ((e.target as HTMLScriptElement).src?.endsWith('cham-more.js'))
          document.documentElement.dataset.more = 'here'
      }
      document.addEventListener('load', told, true) // the window is not told of scripts
    })
    await walk(visitor, origin, async () => {
      await visitor.waitForFunction(() => document.documentElement.dataset.more)
      await visitor.clock.runFor(2000)
    })
    const said = async () => {
      const list = (await events()).slice(0, -3).reverse()
      return Object.fromEntries(list.map((e) => [e.name, e.sample?.properties]))
    }
    const host = new URL(origin).host
    await expect.poll(said).toMatchObject({
      'Page Left': { duration: expect.any(Number) },
      'Product Viewed': { product_id: 'SD01', sku: 'SD01', name: 'Son dưỡng mật ong', price: 129000, currency: 'VND' },
      'Products Searched': { query: 'son tím', results: 0 },
      'Form Submitted': { form: 'Nhận tư vấn' },
      'File Downloaded': { file: `${host}/tai-lieu/bang-gia.pdf` },
      'Link Clicked': { link: 'zalo.me/mocan' },
    })
    expect(Object.keys(await said())).toHaveLength(8)
    await visitor.context().close()
    const failed = (await events()).filter((e) => e.name === 'Page Error').map((e) => e.sample!.properties!)
    expect(failed).toEqual(
      expect.arrayContaining([
        {
          kind: 'script',
          message: 'Uncaught ReferenceError: muaNgay is not defined',
          file: `${host}/san-pham/son-duong`,
        },
        { kind: 'resource', message: 'img', file: `${host}/anh/mat.png` },
      ]),
    )
    const typed = (await events()).filter((e) => JSON.stringify(e.sample!.properties ?? {}).includes('0912345678'))
    expect(typed).toEqual([])

    // What the owner sees of it, at once when the page is opened anew.
    await page.reload()
    const errors = page.getByRole('region', { name: t('sources.told.errors') }).first()
    await expect(errors.getByRole('row').filter({ hasText: 'muaNgay' })).toContainText('/san-pham/son-duong')
    const searches = page.getByRole('region', { name: t('sources.told.searches') }).first()
    await expect(searches.getByRole('row').filter({ hasText: 'son tím' })).toContainText('1')
    await expect(card.getByText(t('sources.tells.came', { count: 1, n: '1', days: 30 })).first()).toBeVisible()
    await shot('website-told')
    expect(await problems(page)).toEqual([])

    // And what maps can be drawn with.
    const { events: choices } = await api.get<{ events: { value: string }[] }>(page, '/v1/dimensions')
    expect(choices.map((c) => c.value)).toEqual(expect.arrayContaining(['Page Left', 'Product Viewed', 'Page Error']))

    const params = card.getByLabel(t('sources.tells.params'))
    await params.fill('tu-khoa, s')
    await params.press('Enter')
    await expect
      .poll(async () => (await (await fetch(`${cham.url}/v1/snippet/${source.writeKey}`)).json()) as object)
      .toMatchObject({ search: ['tu-khoa', 's'] })
    await card.getByRole('switch', { name: t('sources.tells.search') }).click()
    await expect
      .poll(async () => (await (await fetch(`${cham.url}/v1/snippet/${source.writeKey}`)).json()) as object)
      .toEqual({ on: ['errors', 'forms', 'links', 'products', 'time'], search: [] })
  } finally {
    server.close()
  }
})

test('a shop gets the text for its platform, and an order counts in one place', async ({ page, words: t, shot }) => {
  const source = await api.post<Source>(page, '/v1/sources', { name: 'Shop', kind: 'website' })
  const hook = await api.post<Source>(page, '/v1/sources', { name: 'Haravan', kind: 'webhook' })
  await page.goto(`/sources/${source.id}`)
  const kinds = page.getByRole('group', { name: t('sources.plugins.which') })
  for (const [platform, texts] of Object.entries({ haravan: 2, sapo: 2, woocommerce: 1, shopify: 2, gtm: 1 })) {
    await kinds.getByRole('button', { name: t(`sources.plugins.${platform}.name`), exact: true }).click()
    const code = page.locator('.steps .code pre')
    await expect(code).toHaveCount(texts)
    for (const text of await code.allTextContents()) {
      expect(text).toContain(source.writeKey)
      expect(text).not.toContain('__')
    }
    await expect(page.getByText(t(`sources.plugins.${platform}.sends`))).toBeVisible()
  }
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: t('sources.plugins.save') }).click()
  expect((await file).suggestedFilename()).toBe('gtm.json')
  await shot('website-gtm')
  await kinds.getByRole('button', { name: 'Haravan', exact: true }).click()
  await shot('website-haravan')
  expect(await problems(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await problems(page)).toEqual([])
  await shot('website-haravan-390')
  await page.setViewportSize({ width: 1440, height: 900 })

  await page.getByRole('textbox', { name: t('sources.orders.title') }).click()
  await page.getByRole('option', { name: t('sources.orders.from', { name: 'Haravan' }) }).click()
  await expect(page.getByText(t('sources.orders.then'))).toBeVisible()
  const now = async () =>
    (await api.get<(Source & { ordersFrom?: string })[]>(page, '/v1/sources')).find((s) => s.id === source.id)
  await expect.poll(async () => (await now())?.ordersFrom).toBe(hook.id)
})
