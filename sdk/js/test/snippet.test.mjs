// The snippet in a real browser.
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

const scene = (name, body) => test(name, { timeout: 60_000 }, () => inWorld(browser, body))
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('is at most 4,096 bytes after gzip -9', () => {
  const size = gzipSync(readFileSync(new URL('../dist/cham.js', import.meta.url)), { level: 9 }).length
  assert.ok(size <= 4096, `${size} bytes`)
})

scene(
  'tells a form of Chạm in a frame whose browser it is, as the visitor wants',
  async ({ api, site, page, open }) => {
    const frame =
      '<script>addEventListener("message",e=>{document.title=e.data.cham});parent.postMessage("cham","*")</script>'
    api.pages = { '/f/mau': frame }
    site.pages['/theirs'] = frame // of another origin than Chạm's
    site.page('/', `<iframe src="${api.origin}/f/mau"></iframe><iframe src="/theirs"></iframe>`, 'data-consent="ask"')
    await open('/')
    const [, ours, theirs] = page.frames()
    const told = (id) => ours.waitForFunction((id) => document.title === id, id)
    const ask = () => ours.evaluate(() => parent.postMessage('cham', '*')) // as at each field, until the snippet is there
    await ask()
    await ours.evaluate(() => (document.title = 'x'))
    await ask()
    await told('')
    await page.evaluate(() => cham.consent(true))
    await api.until(() => api.calls().length == 1)
    await told(api.calls()[0].anonymousId)
    await page.evaluate(() => cham.reset())
    await page.evaluate(() => cham.track('Later'))
    await api.until(() => api.calls().length == 2)
    assert.notEqual(api.calls()[1].anonymousId, api.calls()[0].anonymousId)
    await told(api.calls()[1].anonymousId)
    await page.evaluate(() => cham.consent(false))
    await told('')
    assert.equal(await theirs.evaluate(() => document.title), '')
  },
)

scene('counts a page and knows the browser again', async ({ api, site, page, open, stored, emptied }) => {
  await open('/')
  await api.until(() => api.calls().length == 1)
  const [view] = api.calls()
  const { body, headers, method, url } = api.requests[0]
  assert.equal(view.type, 'page')
  assert.match(view.anonymousId, uuid)
  assert.equal(view.context.page.url, site.origin + '/')
  assert.equal(view.context.page.title, 'Trang /')
  assert.equal(view.context.library.name, 'cham.js')
  assert.ok(view.messageId.length < 100 && !view.userId)
  assert.equal(method + url, 'POST/v1/b')
  assert.equal(body.writeKey, 'wk_test')
  assert.ok(Math.abs(new Date(body.sentAt) - Date.now()) < 60_000)
  assert.match(headers['content-type'], /^text\/plain/)

  await emptied()
  const { cookie, keys } = await stored()
  assert.equal(cookie, 'cham_id=' + view.anonymousId)
  assert.deepEqual(keys, ['cham.id'])

  site.page('/', '<a id="go" href="/hai">Hai</a>')
  site.page('/hai')
  await page.reload()
  await api.until(() => api.calls().length == 2)
  await page.click('#go')
  await api.until(() => api.calls().length == 3)
  assert.equal(api.calls()[2].anonymousId, view.anonymousId)
  assert.equal(api.calls()[2].context.page.referrer, site.origin + '/')

  // The cookie alone is enough, and so is storage alone.
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await api.until(() => api.calls().length == 4)
  await page.context().clearCookies()
  await page.reload()
  await api.until(() => api.calls().length == 5)
  assert.equal(new Set(api.calls().map((call) => call.anonymousId)).size, 1)
  assert.ok(
    api.requests.every((r) => r.method == 'POST'),
    'no preflight',
  )
})

scene('sees the pages of a single-page app', async ({ api, page, open }) => {
  await open('/')
  await page.evaluate(() => {
    history.pushState({}, '', '/dich-vu')
    document.title = 'Dịch vụ'
  })
  await api.until(() => api.calls().length == 2)
  await page.evaluate(() => {
    history.replaceState({ scroll: 10 }, '', '/dich-vu') // same address: no view
    history.replaceState({}, '', '/dich-vu#gia') // a place on the page: no view
    history.pushState({}, '', '#/bang-gia') // a route behind #
  })
  await api.until(() => api.calls().length == 3)
  await page.goBack()
  await page.goBack()
  await api.until(() => api.calls().length >= 4)
  await page.evaluate(() => {
    location.hash = '!/lien-he'
  })
  await api.until(() => api.calls().some((call) => call.context.page.url.endsWith('#!/lien-he')))
  const views = api.calls()
  assert.ok(views.every((view) => view.type == 'page'))
  assert.deepEqual(
    views
      .slice(0, 3)
      .map((view) => new URL(view.context.page.url))
      .map((url) => url.pathname + url.hash),
    ['/', '/dich-vu', '/dich-vu#/bang-gia'],
  )
  assert.equal(views[1].context.page.title, 'Dịch vụ')
  assert.ok(views[1].context.page.referrer.endsWith('/'))
  assert.ok(views[2].context.page.referrer.endsWith('/dich-vu'))
})

scene('keeps calls made before it is loaded, in order', async ({ api, site, open }) => {
  site.page(
    '/',
    '<script>cham.identify("KH1",{phone:"0912345678"});cham.track("Booking Made",{service:"Gội đầu"})</script>',
  )
  await open('/')
  await api.until(() => api.calls().length == 3)
  const [view, who, booked] = api.calls()
  assert.deepEqual([view.type, who.type, booked.type], ['page', 'identify', 'track'])
  assert.equal(who.userId, 'KH1')
  assert.deepEqual(who.traits, { phone: '0912345678' })
  assert.equal(booked.userId, 'KH1')
  assert.deepEqual(booked.properties, { service: 'Gội đầu' })
})

scene('says who somebody is, and keeps two customers of one browser apart', async ({ api, page, open }) => {
  await open('/')
  await page.evaluate(() => {
    cham.identify({ email: 'lan@example.vn' })
    cham.identify('KH1')
    cham.group('cong-ty-1', { name: 'Công ty Một' })
  })
  await page.reload()
  await page.waitForFunction(() => window.cham && window.cham.track)
  await page.evaluate(() => {
    cham.track('A')
    cham.identify('KH2')
    cham.track('B')
    cham.reset()
    cham.track('C')
  })
  await api.until(() => api.events().includes('C'))
  const by = Object.fromEntries(api.calls().map((call) => [call.event || call.type + (call.userId || ''), call]))
  assert.equal(by.identify.traits.email, 'lan@example.vn')
  assert.equal(by.groupKH1.groupId, 'cong-ty-1')
  assert.equal(by.A.userId, 'KH1')
  assert.equal(by.A.anonymousId, by.identify.anonymousId)
  assert.equal(by.B.userId, 'KH2')
  assert.notEqual(by.B.anonymousId, by.A.anonymousId)
  assert.equal(by.C.userId, undefined)
  assert.notEqual(by.C.anonymousId, by.B.anonymousId)
})

scene('keeps the first and the last campaign', async ({ api, open, stored }) => {
  await open('/?utm_source=facebook&amp;utm_medium=cpc&utm_campaign=qua+8-3&fbclid=fb1')
  await api.until(() => api.calls().length == 1)
  await open('/')
  await api.until(() => api.calls().length == 2)
  await open('/?utm_source=google&utm_medium=cpc&utm_campaign=m%E1%BB%B9+ph%E1%BA%A9m&gclid=g1&ttclid=t1')
  await api.until(() => api.calls().length == 3)
  const [first, plain, last] = api.calls()
  assert.deepEqual(first.context.campaign, { source: 'facebook', medium: 'cpc', name: 'qua 8-3', fbclid: 'fb1' })
  assert.equal(plain.context.campaign, undefined)
  assert.equal(plain.context.attribution.last.source, 'facebook')
  assert.deepEqual(last.context.campaign, {
    source: 'google',
    medium: 'cpc',
    name: 'mỹ phẩm',
    gclid: 'g1',
    ttclid: 't1',
  })
  assert.equal(last.context.attribution.first.fbclid, 'fb1')
  assert.equal(last.context.attribution.last.gclid, 'g1')
  assert.ok((await stored()).keys.includes('cham.from'))
})

scene('waits for the network', async ({ api, context, page, open, stored, emptied }) => {
  await open('/')
  await api.until(() => api.calls().length == 1)
  await context.setOffline(true)
  await page.evaluate(() => [1, 2, 3].forEach((n) => cham.track('Offline ' + n)))
  assert.equal((await stored()).queued, 3)
  await context.setOffline(false)
  await api.until(() => api.calls().length == 4)
  assert.deepEqual(api.events().slice(1), ['Offline 1', 'Offline 2', 'Offline 3'])
  await emptied()
})

scene('survives a failing server and a reload, and counts once', async ({ api, page, open, stored, emptied }) => {
  api.status = 503
  await open('/')
  await page.evaluate(() => cham.track('Order Completed', { order_id: 'DH1' }))
  await api.until(() => api.requests.length >= 2, 'two tries')
  assert.equal(api.calls().length, 0)
  const id = api.requests[0].body.batch[0].messageId
  api.status = 200
  await page.reload()
  await api.until(() => api.events().includes('Order Completed'))
  const sent = api.requests.flatMap((r) => r.body.batch).filter((call) => call.event)
  assert.equal(new Set(sent.map((call) => call.messageId)).size, 1)
  assert.equal(api.calls()[0].messageId, id)
  await emptied()
  assert.equal((await stored()).queued, 0)
})

scene('does not repeat what the server calls wrong', async ({ api, page, open, stored, emptied }) => {
  api.status = 400
  await open('/')
  await api.until(() => api.requests.length == 1)
  await emptied()
  api.status = 200
  await page.evaluate(() => cham.track('Next'))
  await api.until(() => api.calls().length == 1)
  assert.deepEqual(api.events(), ['Next'])
  await emptied()
  assert.equal((await stored()).keys.length, 1)
})

scene('sends what is left when the page goes', async ({ api, site, page, open }) => {
  await open('/')
  await page.evaluate((url) => {
    cham.track('Last Click')
    setTimeout(() => (location.href = url))
  }, site.origin + '/away')
  await page.waitForURL('**/away')
  await api.until(() => api.events().includes('Last Click'))
  const { headers } = api.requests.find((r) => r.body.batch.some((call) => call.event == 'Last Click'))
  assert.equal(headers['sec-fetch-mode'], 'no-cors') // that is how a beacon travels
})

scene('keeps a beacon under 64 KB and the rest for the next page', async ({ api, site, page, open }) => {
  await open('/')
  await api.until(() => api.calls().length == 1)
  api.requests.length = 0
  await page.evaluate((url) => {
    for (let n = 0; n < 200; n++) cham.track('Event ' + n, { text: 'ắ'.repeat(300) })
    setTimeout(() => (location.href = url))
  }, site.origin + '/away')
  await api.until(() => api.requests.length == 1)
  await page.waitForURL('**/away')
  assert.ok(api.requests[0].size <= 65_536 && api.requests[0].size > 40_000, `${api.requests[0].size} bytes`)
  await open('/')
  await api.until(() => api.events().filter((name) => name.startsWith('Event ')).length == 200)
  assert.ok(api.requests.every((r) => r.size <= 65_536))
})

scene('drops the oldest when too much waits, and what is too big', async ({ api, context, page, open, stored }) => {
  await open('/')
  await api.until(() => api.calls().length == 1)
  await context.setOffline(true)
  await page.evaluate(() => {
    cham.track('Too Big', { text: 'x'.repeat(40_000) })
    for (let n = 0; n < 400; n++) cham.track('Event ' + n)
  })
  assert.equal((await stored()).queued, 300)
  await context.setOffline(false)
  await api.until(() => api.events().includes('Event 399'))
  assert.equal(api.events()[1], 'Event 100')
  assert.ok(!api.events().includes('Too Big'))
})

scene('asks first: nothing is kept or sent before yes', async ({ api, site, page, open, stored, leave }) => {
  site.page('/', '', 'data-consent="ask"')
  await open('/?utm_source=zalo')
  await page.evaluate(() => cham.track('Looked'))
  assert.deepEqual(await stored(), { cookie: '', keys: [], queued: 0 })
  await leave()
  assert.deepEqual(api.calls(), [])

  await open('/?utm_source=zalo')
  await page.evaluate(() => {
    cham.track('Before')
    cham.consent(true)
    cham.track('After')
  })
  await api.until(() => api.events().includes('After'))
  assert.deepEqual(api.events(), ['page', 'Before', 'After'])
  assert.ok(api.calls().every((call) => call.context.consent == 'granted'))
  assert.match((await stored()).cookie, /^cham_id=/)

  await page.reload()
  await api.until(() => api.calls().length == 4)
})

scene('stops and forgets when told no', async ({ api, page, open, stored, leave }) => {
  await open('/?utm_source=zalo')
  await api.until(() => api.calls().length == 1)
  await page.evaluate(() => {
    cham.identify('KH1')
    cham.consent(false)
    cham.track('Hidden')
  })
  assert.deepEqual(await stored(), { cookie: '', keys: ['cham.consent'], queued: 0 })
  await leave()
  await open('/')
  await page.evaluate(() => cham.track('Hidden'))
  await leave()
  assert.deepEqual(api.events(), ['page'])

  await open('/')
  await page.evaluate(() => cham.consent(true))
  await api.until(() => api.calls().length == 2)
  const [old, fresh] = api.calls()
  assert.equal(fresh.type, 'page')
  assert.notEqual(fresh.anonymousId, old.anonymousId)
  assert.equal(fresh.userId, undefined)
})

for (const [name, wish] of [
  ['Global Privacy Control', () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true })],
  ['Do Not Track', () => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' })],
]) {
  scene(`honours ${name}`, async ({ api, context, page, open, stored, leave }) => {
    await context.addInitScript(wish)
    await open('/')
    await page.evaluate(() => cham.track('Hidden'))
    assert.deepEqual(await stored(), { cookie: '', keys: [], queued: 0 })
    await leave()
    assert.deepEqual(api.calls(), [])
    // What the visitor tells this website weighs more.
    await open('/')
    await page.evaluate(() => cham.consent(true))
    await api.until(() => api.calls().length == 1)
    assert.equal(api.calls()[0].context.consent, 'granted')
  })
}

scene('counts marked buttons and forms', async ({ api, site, page, open }) => {
  site.page(
    '/',
    `<div data-cham="Outer"><button id="buy" data-cham="Product Added" data-cham-prop-product-id="serum" data-cham-prop-price="390000" data-cham-prop-phone="0912345678"><b id="in">Mua</b></button></div>
     <form data-cham="Booking Made" data-cham-prop-branch="Hà Đông" onsubmit="event.preventDefault()"><input id="field"><button id="send">Gửi</button></form>
     <p id="plain">không</p>`,
  )
  await open('/')
  await page.click('#plain')
  await page.click('#in')
  await page.click('#field')
  await page.click('#send')
  await api.until(() => api.events().includes('Booking Made'))
  assert.deepEqual(api.events(), ['page', 'Product Added', 'Booking Made'])
  const [, added, booked] = api.calls()
  assert.deepEqual(added.properties, { product_id: 'serum', price: 390000, phone: '0912345678' })
  assert.deepEqual(booked.properties, { branch: 'Hà Đông' })
})

scene('counts a marked link although the page goes', async ({ api, site, page, open }) => {
  site.page('/', '<a id="go" href="/away" data-cham="Hotline Clicked">Gọi</a>')
  await open('/')
  await page.click('#go')
  await api.until(() => api.events().includes('Hotline Clicked'))
})

scene('obeys a strict content security policy', async ({ api, site, page }) => {
  site.headers['content-security-policy'] = `default-src 'none'; script-src ${api.origin}; connect-src ${api.origin}`
  const complaints = []
  page.on('console', (message) => complaints.push(message.text()))
  site.pages['/'] = `<!doctype html><title>x</title><script async src="${api.origin}/cham.js" data-key="k"></script>`
  await page.goto(site.origin + '/')
  await api.until(() => api.calls().length == 1)
  assert.deepEqual(
    complaints.filter((text) => /content security/i.test(text)),
    [],
  )
})

scene('works where storage is forbidden', async ({ api, context, page, open }) => {
  await context.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('no', 'SecurityError')
      },
    })
  })
  await open('/')
  await page.evaluate(() => cham.track('Still'))
  await api.until(() => api.events().includes('Still'))
  assert.equal(new Set(api.calls().map((call) => call.anonymousId)).size, 1)
})

scene('leaves automatic page views out when told so, and loads once', async ({ api, site, page, open }) => {
  site.page('/', '', 'data-pages="off"')
  site.pages['/'] = site.pages['/'].replace(
    '</head>',
    `<script src="${api.origin}/cham.js" data-key="wk_test"></script></head>`,
  )
  site.page('/manual', '', 'data-pages="off"')
  await open('/manual')
  await page.evaluate(() => cham.page('Bảng giá', { section: 'spa' }))
  await api.until(() => api.calls().length == 1)
  assert.equal(api.calls()[0].name, 'Bảng giá')
  assert.deepEqual(api.calls()[0].properties, { section: 'spa' })
  await open('/')
  await page.evaluate(() => cham.track('Once'))
  await api.until(() => api.events().includes('Once'))
  assert.equal(api.events().filter((name) => name == 'Once').length, 1)
})
