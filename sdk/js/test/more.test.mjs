// What a website tells beside page views, in a real browser.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { inWorld, launch } from './world.mjs'

let browser
before(async () => {
  browser = await launch()
})
after(() => browser.close())

const everything = ['time', 'products', 'forms', 'search', 'links', 'errors']
/** A scene with the named parts switched on. */
const scene = (name, on, body) =>
  test(name, { timeout: 60_000 }, () =>
    inWorld(browser, (world) => {
      world.api.config = { on, search: ['q', 'tu-khoa'] }
      world.opened = async (path, n = 1) => {
        await world.open(path)
        await world.api.until(
          () => world.api.loaded.filter((url) => url == '/cham-more.js').length >= n,
          'second script',
        )
        await world.page.waitForFunction(() => document.readyState == 'complete')
      }
      world.of = (event) =>
        world.api
          .calls()
          .filter((call) => call.event == event)
          .map((call) => call.properties)
      return body(world)
    }),
  )

test('the second script is at most 4,096 bytes after gzip -9', () => {
  const size = gzipSync(readFileSync(new URL('../dist/cham-more.js', import.meta.url)), { level: 9 }).length
  assert.ok(size <= 4096, `${size} bytes`)
})

const shop = `<script type="application/ld+json">{"@type":"Product","name":"Son","sku":"S1"}</script>
  <a id="out" href="https://zalo.me/0912345678?x=1" target="_blank">Zalo</a>
  <form id="ask" onsubmit="event.preventDefault()"><input name="phone"><button id="send">Gửi</button></form>`

scene('tells nothing that is not switched on', [], async ({ api, site, page, open, leave, errors }) => {
  await page.clock.install()
  site.page('/', shop)
  await open('/?q=son')
  await page.waitForFunction(() => document.readyState == 'complete')
  await page.click('#send')
  await page.addScriptTag({ content: 'undefinedName()' })
  await page.clock.runFor(5000) // past everything that would be told
  assert.equal(errors.pop().name, 'ReferenceError')
  await leave()
  assert.deepEqual(api.events(), ['page'])
  assert.ok(!api.loaded.includes('/cham-more.js'))
})

scene('tells each part alone', ['forms'], async ({ api, site, page, opened, leave, of }) => {
  site.page('/', shop)
  await opened('/?q=son')
  await page.waitForFunction(() => document.readyState == 'complete')
  await page.fill('[name=phone]', '0912345678')
  await page.click('#send')
  await api.until(() => of('Form Submitted').length == 1)
  await leave()
  assert.deepEqual(of('Form Submitted'), [{ form: 'ask' }])
  assert.deepEqual(api.events(), ['page', 'Form Submitted'])
  assert.ok(!JSON.stringify(api.requests).includes('0912345678'), 'nothing that was typed')
})

scene('asks for nothing before the visitor says yes', everything, async ({ api, site, page, open, leave, stored }) => {
  site.page('/', shop, 'data-consent="ask"')
  await open('/?q=son')
  await page.click('#send')
  await page.waitForFunction(() => document.readyState == 'complete')
  assert.deepEqual(api.loaded, ['/cham.js'])
  assert.deepEqual(await stored(), { cookie: '', keys: [], queued: 0 })
  await page.evaluate(() => cham.consent(true))
  await api.until(() => api.events().includes('Product Viewed'))
  await page.evaluate(() => cham.consent(false))
  const before = api.calls().length
  await page.click('#send')
  await leave()
  assert.equal(api.calls().length, before)
})

scene('asks for nothing where the browser says no', everything, async ({ api, context, site, page, open, leave }) => {
  await context.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true }))
  site.page('/', shop)
  await open('/?q=son')
  await page.click('#send')
  await leave()
  assert.deepEqual(api.loaded, ['/cham.js'])
  assert.deepEqual(api.calls(), [])
})

scene('time: what was looked at, once the page is left', ['time'], async ({ api, site, page, opened, of }) => {
  await page.clock.install()
  site.page('/bai-viet')
  await opened('/bai-viet')
  await page.clock.runFor(1600)
  await page.mouse.move(5, 5)
  await page.goto(site.origin + '/away')
  await api.until(() => of('Page Left').length == 1)
  assert.deepEqual(of('Page Left'), [{ duration: 2 }])
  const left = api.calls().find((call) => call.event == 'Page Left')
  assert.equal(left.context.page.path, '/bai-viet')
  assert.equal(left.context.page.url, site.origin + '/bai-viet')
})

scene('time: counts while the page is seen, up to half a minute after the last move', ['time'], async (world) => {
  const { api, page, opened, of } = world
  await page.clock.install({ time: new Date('2026-11-01T08:00:00Z') })
  await opened('/')
  const hide = (state) =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    }, state)
  await page.waitForFunction(() => cham.extras.on.length)
  await page.clock.runFor(300_000) // away from the desk for five minutes
  await page.mouse.move(9, 9)
  await page.clock.runFor(10_000)
  await hide('hidden')
  await api.until(() => of('Page Left').length == 1)
  assert.deepEqual(of('Page Left'), [{ duration: 40 }])
  await page.clock.runFor(60_000) // another tab is looked at
  await hide('visible')
  await page.clock.runFor(5_000)
  await hide('hidden')
  await api.until(() => of('Page Left').length == 2)
  assert.deepEqual(of('Page Left')[1], { duration: 5 })
})

scene('time: an address that changes is another page', ['time'], async ({ api, page, opened, of }) => {
  await page.clock.install()
  await opened('/?a=1')
  await page.clock.runFor(1200)
  await page.evaluate(() => history.pushState({}, '', '/hai'))
  await page.clock.runFor(1000)
  await api.until(() => of('Page Left').length == 1)
  const calls = api.calls()
  assert.deepEqual(
    calls.map((call) => [call.event || call.type, call.context.page.path]),
    [
      ['page', '/'],
      ['Page Left', '/'],
      ['page', '/hai'],
    ],
  )
})

for (const [name, markup, want] of [
  [
    'JSON-LD',
    `<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"BreadcrumbList"},
      {"@type":"Product","name":"Serum  vitamin C","sku":"VC30","brand":{"@type":"Brand","name":"Mộc An"},"category":"Chăm sóc da",
      "offers":{"@type":"Offer","price":"390000.00","priceCurrency":"VND"}}]}</script><script type="application/ld+json">{broken</script>`,
    {
      product_id: 'VC30',
      sku: 'VC30',
      name: 'Serum vitamin C',
      brand: 'Mộc An',
      category: 'Chăm sóc da',
      price: 390000,
      currency: 'VND',
    },
  ],
  [
    'a group of variants',
    `<script type="application/ld+json">[{"@type":"ProductGroup","name":"Áo","productGroupID":"A1","hasVariant":[{"@type":"Product","sku":"A1-M",
      "offers":{"price":250000,"priceCurrency":"VND"}}]}]</script>`,
    { product_id: 'A1', sku: 'A1-M', name: 'Áo', price: 250000, currency: 'VND' },
  ],
  [
    'the one of several that the address is about',
    `<script type="application/ld+json">[{"@type":"Product","name":"Khác","url":"/khac"},{"@type":"Product","name":"Này","url":"/san-pham"}]</script>`,
    { name: 'Này' },
  ],
  [
    'microdata',
    `<div itemscope itemtype="http://schema.org/Product"><h1 itemprop="name">Kem dưỡng</h1><meta itemprop="sku" content="KD">
      <span itemprop="price">1.290.000₫</span><meta itemprop="priceCurrency" content="VND"></div>`,
    { product_id: 'KD', sku: 'KD', name: 'Kem dưỡng', price: 1290000, currency: 'VND' },
  ],
  [
    'OpenGraph',
    `<meta property="og:type" content="product"><meta property="og:title" content="Nước hoa hồng"><meta property="og:price:amount" content="185,000">
      <meta property="og:price:currency" content="VND">`,
    { name: 'Nước hoa hồng', price: 185000, currency: 'VND' },
  ],
  [
    'WooCommerce',
    `<div class="single-product"><h1 class="product_title">Trà hoa cúc</h1><div class="product_meta"><span class="sku">TRA</span></div>
      <form class="cart"><button name="add-to-cart" value="71">Mua</button></form></div>`,
    { product_id: '71', sku: 'TRA', name: 'Trà hoa cúc' },
  ],
  [
    'Shopify',
    `<script>ShopifyAnalytics={meta:{currency:"VND",product:{id:81,vendor:"Mộc An",type:"Son",variants:[{id:9,price:19900000,name:"Son đỏ",sku:"SON"}]}}}</script>`,
    { product_id: '81', sku: 'SON', name: 'Son đỏ', brand: 'Mộc An', category: 'Son', price: 199000, currency: 'VND' },
  ],
]) {
  scene('products: ' + name, ['products'], async ({ api, site, opened, of }) => {
    site.page('/san-pham', markup)
    await opened('/san-pham')
    await api.until(() => of('Product Viewed').length == 1)
    assert.deepEqual(of('Product Viewed'), [want])
  })
}

scene('products: no list, and not again what the shop tells itself', ['products', 'search'], async (world) => {
  const { api, site, opened, of } = world
  const product = (name) => `<script type="application/ld+json">{"@type":"Product","name":"${name}"}</script>`
  site.page('/danh-muc', product('A') + product('B'))
  await opened('/danh-muc?q=a') // the search is looked at in the same moment
  await api.until(() => of('Products Searched').length == 1)
  site.page('/son', product('Son') + '<script>cham.track("Product Viewed",{product_id:"7"})</script>')
  await opened('/son?q=b', 2)
  await api.until(() => of('Products Searched').length == 2)
  assert.deepEqual(of('Product Viewed'), [{ product_id: '7' }])
})

scene('forms: by any name the page has for them', ['forms'], async ({ api, site, page, opened, of }) => {
  const form = (attributes, inner = '') =>
    `<form ${attributes} onsubmit="event.preventDefault()">${inner}<input name="id"><button>Gửi</button></form>`
  site.page(
    '/lien-he',
    form('aria-label="Đặt lịch"') +
      form('name="newsletter"') +
      form('', '<h3>Nhận tư vấn</h3>') +
      form('action="/dat-hang?email=lan@example.vn"') +
      form('data-cham="Booking Made"') + // has its own name
      form('action="/cart/add"') +
      form('role="search"') +
      form('', '<input name="q">'),
  )
  await opened('/lien-he')
  for (const button of await page.locator('button').all()) await button.click()
  await page.evaluate(() => cham.track('End'))
  await api.until(() => api.events().includes('End'))
  assert.deepEqual(
    of('Form Submitted').map((p) => p.form),
    ['Đặt lịch', 'newsletter', 'Nhận tư vấn', new URL(site.origin).host + '/dat-hang'],
  )
  assert.equal(of('Booking Made').length, 1)
})

scene('search: the term, once, without what names somebody', ['search'], async ({ api, site, page, open, of }) => {
  site.page('/tim', '<main>Không tìm thấy sản phẩm nào</main>')
  site.page('/co', '<main data-cham-results="12">12 sản phẩm</main>')
  site.page('/khong', '<a id="next" href="/tim?q=son&page=2">2</a>')
  await open('/tim?q=son+d%C6%B0%E1%BB%A1ng')
  await api.until(() => of('Products Searched').length == 1)
  await open('/co?tu-khoa=serum')
  await api.until(() => of('Products Searched').length == 2)
  await open('/khong?q=son')
  await api.until(() => of('Products Searched').length == 3)
  await page.click('#next') // a further page of the same answer
  await page.waitForURL('**page=2')
  await open('/khong?q=0912+345+678')
  await open('/khong?q=kem+lan%40example.vn')
  await api.until(() => of('Products Searched').length == 4)
  assert.deepEqual(of('Products Searched'), [
    { query: 'son dưỡng', results: 0 },
    { query: 'serum', results: 12 },
    { query: 'son' },
    { query: 'kem' },
  ])
})

scene('links: files and other sites, host and path alone', ['links'], async ({ api, site, page, opened, of }) => {
  site.page(
    '/',
    `<a href="/gia/Bang%20gia.pdf?k=1">a</a><a href="https://shopee.invalid/moc-an?u=lan#x"><b>b</b></a><a href="/hai">c</a><a href="#d">d</a>
     <a href="tel:0912345678">e</a><a href="https://m.invalid/lan@example.vn/x">f</a><a href="https://x.invalid" data-cham="Mine">g</a>`,
  )
  await opened('/')
  await page.evaluate(() => addEventListener('click', (e) => e.preventDefault()))
  for (const link of await page.locator('a').all()) await link.click()
  await api.until(() => of('Mine').length == 1)
  assert.deepEqual(of('File Downloaded'), [{ file: new URL(site.origin).host + '/gia/Bang gia.pdf' }])
  assert.deepEqual(of('Link Clicked'), [{ link: 'shopee.invalid/moc-an' }, { link: 'm.invalid/…/x' }])
})

scene('errors: few a page, each once, nobody in them', ['errors'], async ({ api, site, page, opened, of, errors }) => {
  // Of the page's own script: errors of no file are nobody's.
  const later = `const fail = (f) => setTimeout(f)
    fail(() => {
      throw new Error('Order 12345678 of lan@example.vn failed')
    })
    fail(() => {
      throw new Error('Order 87654321 of hoa@example.vn failed')
    })
    Promise.reject(new Error('no answer from https://x.invalid/api?token=abc'))
    for (let n = 0; n < 30; n++)
      fail(() => document.body.append(Object.assign(new Image(), { src: '/n' + n + '.png' })))`
  site.page(
    '/',
    `<script>addEventListener("load",()=>early());function later(){${later}}</script><img src="/mat.png?v=1">`,
  )
  await opened('/')
  await api.until(() => of('Page Error').length == 2)
  await page.evaluate(() => later())
  await api.until(() => of('Page Error').length == 5)
  await page.evaluate(() => cham.track('End'))
  await api.until(() => of('End').length == 1)
  const host = new URL(site.origin).host
  const found = of('Page Error')
  assert.equal(found.length, 5)
  assert.equal(found.find((e) => /early/.test(e.message)).file, host + '/')
  assert.ok(found.some((e) => e.kind == 'resource' && e.message == 'img' && e.file == host + '/mat.png'))
  assert.equal(found.filter((e) => /Order/.test(e.message)).length, 1)
  assert.ok(!/example\.vn|12345678|token/.test(JSON.stringify(found)), JSON.stringify(found))
  errors.length = 0 // they were meant
})

scene('keeps to a strict content security policy, by nonce', ['search'], async ({ api, site, page, of }) => {
  site.headers['content-security-policy'] =
    `default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; connect-src ${api.origin}`
  site.pages['/'] =
    `<!doctype html><title>x</title><script nonce="abc" async src="${api.origin}/cham.js" data-key="wk_test"></script>`
  await page.goto(site.origin + '/?q=son')
  await api.until(() => of('Products Searched').length == 1)
})

test('amounts as shops write them', async () => {
  const { build } = await import('esbuild')
  const made = await build({
    entryPoints: [new URL('../src/more/amount.ts', import.meta.url).pathname],
    bundle: true,
    format: 'esm',
    write: false,
  })
  const { amount } = await import(
    'data:text/javascript;base64,' + Buffer.from(made.outputFiles[0].contents).toString('base64')
  )
  for (const [said, is] of [
    [390000, 390000],
    ['390000', 390000],
    ['390000.00', 390000],
    ['390.000', 390000],
    ['390,000 ₫', 390000],
    ['1.290.000', 1290000],
    ['1.290.000,00đ', 1290000],
    ['1,290,000.50', 1290000.5],
    ['1 290 000 đ', 1290000],
    ['12,5', 12.5],
    ['0.125', 0.125],
    ['33333.3333', 33333.3333],
    ['129000.000', 129000],
    ['1,234.567', 1234.567],
    ['390.000₫ – 450.000₫', 390000],
    ['390.000.', 390000],
    ['0', 0],
    ['liên hệ', undefined],
    ['', undefined],
    [undefined, undefined],
  ])
    assert.equal(amount(said), is, String(said))
})
