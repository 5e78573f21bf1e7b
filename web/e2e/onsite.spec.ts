import { createServer, type Server } from 'node:http'
import type { Browser, Page } from '@playwright/test'
import { api, asOwner, customersKnown, expect, newSource, send, test, type Cham, type Source } from './cham'
import { problems, problemsEverywhere } from './look'

// A message on the website of a business, from the switch to what came back of it; the website is of another origin and
// allows nothing inline.

test.use({ room: 'onsite' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

/** The website: whoever opens it with ?who=… is signed in there. */
function website(cham: Cham, source: Source): Promise<{ server: Server; origin: string; broken: string[] }> {
  const broken: string[] = []
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${cham.url}`,
    "style-src 'self'",
    'img-src data:', // its icon, which is none
    `connect-src ${cham.url}`,
    'report-uri /broken',
  ].join('; ')
  const page = `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Mộc An</title><link rel="icon" href="data:,">
    <meta name="viewport" content="width=device-width"><script async src="${cham.url}/cham.js" data-key="${source.writeKey}"></script>
    <script defer src="/app.js"></script></head><body><main><h1>Mộc An</h1><div data-cham-slot="dau"></div><a href="/uu-dai">Ưu đãi</a></main></body></html>`
  const app = `window.cham = window.cham || []
    const who = new URL(location).searchParams.get('who'); if (who) cham.push(['identify', who])`
  return new Promise((done) => {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url!, 'http://site')
      if (pathname === '/broken') request.on('data', (b: Buffer) => broken.push(b.toString()))
      const script = pathname === '/app.js'
      response.writeHead(200, {
        'content-type': script ? 'text/javascript' : 'text/html; charset=utf-8',
        'content-security-policy': policy,
      })
      response.end(script ? app : page)
    }).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      done({ server, origin: `http://127.0.0.1:${port}`, broken })
    })
  })
}

/** A headless browser would be taken for a robot. */
const userAgent =
  'Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Mobile Safari/537.36'
const visitorOf = async (browser: Browser) => (await browser.newContext({ userAgent })).newPage()

/** Opens a page, and comes when it was told what to show. */
async function open(visitor: Page, address: string) {
  const answer = visitor.waitForResponse((r) => r.url().endsWith('/w/ask'))
  await visitor.goto(address)
  const { messages } = (await (await answer).json()) as { messages: { headline: string }[] }
  return messages.map((m) => m.headline)
}

/** What came back of a campaign. */
const came = async (page: Page, id: string) =>
  (await api.get<{ results: { delivered: number; links?: object[] } }>(page, `/v1/campaigns/${id}`)).results

test('without a website it says what to do, and with one it is switched on', async ({ page, words: t, shot }) => {
  await page.goto('/settings?tab=channels&way=web')
  const card = page.getByRole('region', { name: t('channel.website') })
  await expect(card.getByText(t('channels.web.none'), { exact: true })).toBeVisible()
  await shot('onsite-none')
  await newSource(page, 'mocan.vn', 'website')
  await page.reload()
  await expect(card.getByRole('button', { name: t('common.save') })).toBeDisabled()
  await card.getByRole('switch', { name: 'mocan.vn' }).click()
  await card.getByRole('button', { name: t('common.save') }).click()
  await expect(card.getByText(t('channels.web.never'))).toBeVisible()
  await expect(card.getByText(t('channels.web.waits'), { exact: true })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'onsite-channel')).toEqual([])
})

test('it is written, shown to its customer alone, closed once, clicked once, and counted', async ({
  page,
  cham,
  words: t,
  shot,
  browser,
}) => {
  const [source] = await api.get<Source[]>(page, '/v1/sources')
  const { server, origin, broken } = await website(cham, source!)
  try {
    const till = await newSource(page, 'Máy chủ')
    const traits = { name: 'Lê Thị Lan', gender: 'f', email: 'lan@mocan.vn', vip: 'yes', consent: { care: 'yes' } }
    const bought = { type: 'track', userId: 'K1', messageId: 'k2', event: 'Order Completed' }
    expect(await send(cham, till, [{ type: 'identify', userId: 'K1', messageId: 'k1', traits }, bought])).toBe(200)
    await customersKnown(page, 1)
    await api.put(page, '/v1/reach/settings', { hours: {}, perDay: 10, perWeek: 20, zaloMonth: 4, holidays: true })
    const rule = { trait: { name: 'vip', is: ['yes'] } }
    const segment = await api.post<{ id: string }>(page, '/v1/segments', { name: 'Khách quen', rule })

    // She signs in on the website: her browser is known as hers once it is one of her keys.
    const visitor = await visitorOf(browser)
    await open(visitor, origin + '/?who=K1')
    const reached = async () => {
      const draft = {
        name: 'x',
        class: 'care',
        segment: segment.id,
        lang: 'vi',
        ways: ['web'],
        letter: { subject: '', blocks: [] },
      }
      const texts = { web: { text: 'x', panel: { headline: 'x' } } }
      return (await api.post<{ now: number }>(page, '/v1/campaigns/preview', { ...draft, texts })).now
    }
    await expect.poll(reached, { timeout: 20_000 }).toBe(1)

    await page.goto('/campaigns')
    await page
      .getByRole('button', { name: t('campaign.make') })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: t('campaign.name') }).fill('Ưu đãi tháng 12')
    await dialog.getByRole('textbox', { name: t('campaign.who.segment') }).click()
    await page.getByRole('option', { name: 'Khách quen' }).click()
    await dialog.getByRole('button', { name: t('campaign.write') }).click()
    const what = page.getByRole('region', { name: t('campaign.what.title') })
    await what.getByRole('radio', { name: t('reach.class.care') }).check()
    await what.getByRole('button', { name: t('campaign.ways.add', { way: t('reach.way.web') }) }).click()
    await what.getByRole('button', { name: t('campaign.ways.remove', { way: t('reach.way.email') }) }).click()
    const look = page.getByRole('region', { name: t('campaign.look.title') })
    await expect(look.getByText(t('campaign.web.none'))).toBeVisible()
    await what.getByRole('textbox', { name: t('campaign.web.headline') }).fill('Tặng {{ first_name }} phiếu 50k')
    await what.getByRole('textbox', { name: t('campaign.web.text'), exact: true }).fill('Dùng đến hết tháng.')
    await what.getByRole('textbox', { name: t('campaign.web.button') }).fill('Lấy phiếu')
    await what.getByRole('textbox', { name: t('campaign.web.url') }).fill('https://mocan.vn/phieu')
    await expect(look.getByRole('heading', { name: /phiếu 50k/ })).toBeVisible()
    await expect(look.getByRole('link', { name: 'Lấy phiếu' })).toBeVisible()
    const check = page.getByRole('region', { name: t('campaign.check.title') })
    await expect(check.getByRole('alert')).toHaveCount(0)
    expect(await problemsEverywhere(page, shot, 'onsite-draft')).toEqual([])
    const going = page.getByRole('region', { name: t('campaign.send.title'), exact: true })
    await expect(going.getByText(t('campaign.test.web'))).toBeVisible()
    await going.getByRole('button', { name: t('campaign.send.now') }).click()
    await page.getByRole('dialog').getByRole('button', { name: /\d/ }).click()
    await expect(page.getByText(t('campaign.run.onSite'))).toBeVisible()
    const results = page.getByRole('region', { name: t('campaign.result.title') })
    await expect(results.getByText(t('campaign.result.notShown'))).toBeVisible()

    // A stranger sees nothing; she sees it on whatever page, until she closes it.
    const stranger = await visitorOf(browser)
    expect(await open(stranger, origin + '/')).toEqual([])
    const headline = 'Tặng Lan phiếu 50k'
    expect(await open(visitor, origin + '/')).toEqual([headline])
    const popup = visitor.getByRole('dialog', { name: headline })
    await expect(popup).toBeVisible()
    await expect.poll(async () => (await came(page, page.url().split('/').pop()!)).delivered).toBe(1)
    await shot('onsite-popup', visitor)
    expect(await problems(visitor)).toEqual([])
    expect(await open(visitor, origin + '/gioi-thieu')).toEqual([headline])
    await expect(popup).toBeVisible()
    const closed = visitor.waitForResponse(
      (r) => r.url().endsWith('/w/tell') && r.request().postData()!.includes('closed'),
    )
    await visitor.keyboard.press('Escape')
    await closed
    await expect(popup).toBeHidden()
    expect(await open(visitor, origin + '/')).toEqual([])
    await expect(results.getByRole('listitem').filter({ hasText: t('campaign.result.shown') })).toContainText('1')
    await expect(page.getByText(t('campaign.run.overSite'))).toBeVisible() // all of it was closed

    // Another, in the corner: a click leads on by a signed link, and counts.
    const panel = { place: 'slidein', headline: 'Hàng mới', button: 'Xem hàng', url: origin + '/hang-moi' }
    const draft = { name: 'Hàng mới', class: 'care', segment: segment.id, lang: 'vi', ways: ['web'] }
    const texts = { web: { text: 'Vừa về hôm nay.', panel } }
    const letter = { subject: '', blocks: [] }
    const { id } = await api.post<{ id: string }>(page, '/v1/campaigns', { ...draft, letter, texts })
    await api.post(page, `/v1/campaigns/${id}/start`)
    const sent = async () => (await api.get<{ counts: { sent?: number } }>(page, `/v1/campaigns/${id}`)).counts.sent
    await expect.poll(sent).toBe(1)
    expect(await open(visitor, origin + '/')).toEqual(['Hàng mới'])
    const corner = visitor.getByRole('region', { name: 'Hàng mới' })
    await expect(corner).toBeVisible()
    await visitor.setViewportSize({ width: 390, height: 844 })
    await shot('onsite-slidein', visitor)
    expect(await problems(visitor)).toEqual([])
    await corner.getByRole('link', { name: 'Xem hàng' }).click()
    await visitor.waitForURL(origin + '/hang-moi')
    await page.goto(`/campaigns/${id}`)
    const links = page.getByRole('region', { name: t('campaign.result.title') }).getByRole('row')
    await expect(links.filter({ hasText: '/hang-moi' })).toBeVisible()
    expect((await came(page, id)).links).toEqual([{ url: origin + '/hang-moi', people: 0, others: 1 }])
    expect(await problemsEverywhere(page, shot, 'onsite-results')).toEqual([])
    expect(broken).toEqual([])

    await page.goto('/settings?tab=channels&way=web')
    await expect(
      page.getByRole('region', { name: t('channel.website') }).getByText(t('channels.on'), { exact: true }),
    ).toBeVisible()
    await shot('onsite-channel-on')
  } finally {
    server.close()
  }
})
