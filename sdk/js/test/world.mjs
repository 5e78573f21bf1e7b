// A website, the API it reports to (another origin, as in life), and a browser.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { chromium } from 'playwright-core'

const scripts = Object.fromEntries(
  ['/cham.js', '/cham-more.js', '/cham-shop.js', '/cham-web.js'].map((path) => [
    path,
    readFileSync(new URL('../dist' + path, import.meta.url)),
  ]),
)
const template = readFileSync(new URL('../snippet.html', import.meta.url), 'utf8')

const listen = (handler) =>
  new Promise((done) => {
    const server = createServer(handler).listen(0, '127.0.0.1', () => done(server))
  })
const originOf = (server) => `http://127.0.0.1:${server.address().port}`

/** The API: answers with status, keeps what came. */
async function startAPI() {
  const api = { status: 200, requests: [], waiting: [], config: { on: [], search: [] }, loaded: [] }
  Object.assign(api, { messages: [], asked: [], told: [] })
  const server = await listen((request, response) => {
    if (scripts[request.url] || request.url == '/v1/snippet/wk_test') {
      api.loaded.push(request.url)
      response.writeHead(200, { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' })
      response.end(scripts[request.url] || JSON.stringify(api.config))
      return
    }
    if (api.pages?.[request.url]) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(api.pages[request.url])
      return
    }
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const { method, url, headers } = request
      if (url.startsWith('/w/')) {
        api[url == '/w/ask' ? 'asked' : 'told'].push(JSON.parse(body))
        const { message } = JSON.parse(body)
        if (message && api.told.at(-1).did != 'shown') api.messages = api.messages.filter((m) => m.id != message)
        response.writeHead(200, { 'access-control-allow-origin': '*' }).end(JSON.stringify({ messages: api.messages }))
        api.waiting.forEach((check) => check())
        return
      }
      api.requests.push({
        method,
        url,
        headers,
        status: api.status,
        size: Buffer.byteLength(body),
        body: body && JSON.parse(body),
      })
      response.writeHead(api.status, { 'access-control-allow-origin': '*' }).end('{}')
      api.waiting.forEach((check) => check())
    })
  })
  api.origin = originOf(server)
  api.close = () => {
    server.closeAllConnections()
    server.close()
  }
  /** Calls answered with success, the first of each message id. */
  api.calls = () => {
    const seen = new Map()
    for (const r of api.requests) {
      if (r.status != 200 || !r.body) continue
      for (const call of r.body.batch) {
        const context = { ...r.body.context, ...call.context }
        if (!seen.has(call.messageId)) seen.set(call.messageId, { ...call, context })
      }
    }
    return [...seen.values()]
  }
  api.events = () => api.calls().map((call) => call.event || call.type)
  /** Waits until condition() holds after some request. */
  api.until = (condition, what) =>
    new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`never came: ${what || condition}; have ${api.events()}`)), 15_000)
      const check = () => {
        if (!condition()) return
        clearTimeout(late)
        api.waiting = api.waiting.filter((other) => other != check)
        done()
      }
      api.waiting.push(check)
      check()
    })
  return api
}

/** The website: pages by path; "{{snippet}}" stands for the snippet. */
async function startSite(api) {
  const site = { pages: {}, headers: {} }
  const server = await listen((request, response) => {
    const path = new URL(request.url, 'http://site').pathname
    const page = site.pages[path]
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...site.headers })
    response.end(page || '')
  })
  site.origin = originOf(server)
  site.close = () => {
    server.closeAllConnections()
    server.close()
  }
  /** A page with the snippet; attributes go on its script tag. */
  site.page = (path, body = '', attributes = '') => {
    const snippet = template
      .replace('{{host}}', api.origin)
      .replace('{{key}}', 'wk_test')
      .replace(' data-key', ` ${attributes} data-key`)
    site.pages[path] =
      `<!doctype html><html><head><meta charset="utf-8"><title>Trang ${path}</title>${snippet}</head><body>${body}</body></html>`
  }
  return site
}

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
}

/** Runs a test in a fresh browser profile with a fresh site and API. */
export async function inWorld(browser, test) {
  const api = await startAPI()
  const site = await startSite(api)
  const context = await browser.newContext()
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error))
  site.page('/')
  // A page without the snippet, to leave to: leaving sends what is left.
  site.pages['/away'] = '<!doctype html><title>away</title>'
  const stored = () =>
    page.evaluate(() => ({
      cookie: document.cookie,
      keys: Object.keys(localStorage).sort(),
      queued: Object.keys(localStorage).filter((key) => key.startsWith('cham.q')).length,
    }))
  /** Comes when the page has heard an answer for every call: the API knows of
   * a call before the page knows of the answer. */
  const emptied = () => page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('cham.q')))
  /** Leaves the page, and comes when a word sent after that has arrived. */
  const leave = async () => {
    await page.goto(site.origin + '/away')
    const n = api.requests.length
    await page.evaluate(
      (url) => fetch(url, { method: 'POST', body: '{"sentinel":true,"batch":[]}' }),
      api.origin + '/v1/b',
    )
    await api.until(() => api.requests.slice(n).some((r) => r.body.sentinel))
  }
  const ready = () => page.waitForFunction(() => window.cham && window.cham.track && !Array.isArray(window.cham))
  try {
    await test({
      api,
      site,
      context,
      page,
      errors,
      stored,
      emptied,
      leave,
      ready,
      open: (path) => page.goto(site.origin + path).then(ready),
    })
    if (errors.length) throw errors[0]
  } finally {
    await context.close()
    site.close()
    api.close()
  }
}
