import type { Page } from '@playwright/test'
import { api, asOwner, customersKnown, expect, newSource, once, owner, send, test, type Words } from './cham'
import { problems } from './look'

// The staff page on a phone: three taps, and nothing lost or doubled when the line is. What it sends is changed in the
// page: of one with a service worker, routes miss requests once it was offline.

test.use({ room: 'staff', viewport: { width: 390, height: 844 } })
test.describe.configure({ mode: 'serial' })

const phones = { lan: '0912345678', phuong: '0987321678', fresh: '0905118274' }

interface Touch {
  name: string
  at: string
  value?: number
  messageId: string
  branch?: string
}
interface Row {
  id: number
  name?: string
}
const customer = async (page: Page, q: string) =>
  (await api.get<{ customers: Row[] }>(page, '/v1/customers?q=' + encodeURIComponent(q))).customers[0]
const touches = async (page: Page, id: number) =>
  (await api.get<{ touches: Touch[] }>(page, `/v1/customers/${id}/timeline?limit=200`)).touches.filter((x) => x.name)
const total = async (page: Page) =>
  (await api.post<{ volume: number }>(page, '/v1/query', { question: 'touches' })).volume

/** The staff page, kept by its service worker and with its list of customers on the phone. */
async function open(page: Page) {
  await page.goto('/staff/')
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (!navigator.serviceWorker.controller)
      await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }))
  })
}

/** Everything the page keeps in the browser. */
const kept = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<Record<string, number>>((done, fail) => {
        const opening = indexedDB.open('cham-staff')
        opening.onerror = () => fail(opening.error)
        opening.onsuccess = async () => {
          const out: Record<string, number> = {}
          for (const store of ['keys', 'facts', 'people', 'items']) {
            const count = opening.result.transaction(store).objectStore(store).count()
            await new Promise((one) => (count.onsuccess = one))
            out[store] = count.result
          }
          opening.result.close()
          done(out)
        }
      }),
  )

test('a shop with customers, tiles and two branches', async ({ page, cham, language }) => {
  await asOwner(page, language)
  const map = await api.post<{ id: string }>(page, '/v1/maps', { template: 'spa', name: 'Spa' })
  const source = await newSource(page, 'Quầy cũ')
  const visit = (who: string, name: string, phone: string) => ({
    type: 'track',
    userId: who,
    event: 'Store Visited',
    messageId: who,
    timestamp: new Date(Date.now() - 86_400_000).toISOString(),
    properties: { branch: 'Kim Mã' },
    context: { channel: 'store', traits: { name, phone } },
  })
  await send(cham, source, [visit('K1', 'Trần Thu Lan', phones.lan), visit('K2', 'Hoàng Thị Phương', phones.phuong)])
  await customersKnown(page, 2)
  const answer = await page.request.put('/v1/staff/setup', {
    data: {
      tiles: [
        { id: map.id + '/welcome', outcomes: ['Đúng hẹn', 'Khách vãng lai'] },
        { id: map.id + '/order' },
        { id: map.id + '/treatment' },
      ],
      branches: ['Kim Mã', 'Xã Đàn'],
    },
  })
  expect(answer.status(), await answer.text()).toBe(200)
})

test('three taps, a lost line, three touches, each once and at its time', async ({
  page,
  context,
  language,
  words: t,
  shot,
}) => {
  await asOwner(page, language)
  await open(page)

  // It can be installed.
  const cdp = await context.newCDPSession(page)
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  expect(installabilityErrors.filter((e) => e.errorId !== 'in-incognito')).toEqual([])

  await expect(page.getByRole('heading', { name: t('staff.whichBranch') })).toBeVisible()
  expect(await problems(page)).toEqual([])
  await page.getByRole('button', { name: 'Kim Mã' }).click()
  await expect(page.getByText(t('staff.listKept', { n: '2', count: 2 }))).toBeVisible()
  await shot('staff-find-empty')

  const digits = async (d: string) => {
    for (const one of d) await page.getByRole('button', { name: one, exact: true }).click()
  }
  const welcome = page
    .getByRole('group', { name: t('staff.what') })
    .getByRole('button')
    .nth(0)
  const order = page
    .getByRole('group', { name: t('staff.what') })
    .getByRole('button')
    .nth(1)
  const write = page.locator('.dock').getByRole('button')
  const waiting = (n: number) => expect(page.getByRole('navigation').locator('i')).toHaveText(n ? [String(n)] : [])

  // Found by three digits; numbers stay masked on the counter.
  await digits('678')
  const found = page.getByRole('list', { name: t('staff.found') })
  await expect(found.getByRole('button', { name: 'Trần Thu Lan' })).toContainText('0912 xxx 678')
  await expect(found.getByRole('button', { name: 'Hoàng Thị Phương' })).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('staff-find')
  await found.getByRole('button', { name: 'Trần Thu Lan' }).click() // 1
  await welcome.click() // 2
  await page.getByRole('button', { name: 'Đúng hẹn' }).click()
  expect(await problems(page)).toEqual([])
  await shot('staff-write')
  await write.click() // 3
  await expect(page.getByText(t('staff.say.sent'))).toBeVisible()
  const lan = (await customer(page, phones.lan))!
  await expect.poll(async () => (await touches(page, lan.id)).length).toBe(2)
  expect((await touches(page, lan.id))[0]).toMatchObject({ name: 'Store Visited', branch: 'Kim Mã' })

  // The line is lost. Three are written; the page is closed and opened again.
  await context.setOffline(true)
  await expect(page.getByText(t('staff.away'))).toBeVisible()
  const at: number[] = []
  await page.getByRole('button', { name: t('staff.next') }).click()
  await digits('321678')
  await found.getByRole('button', { name: 'Hoàng Thị Phương' }).click()
  await order.click()
  await page.getByLabel(t('staff.value')).fill('450000')
  await write.click()
  at.push(Date.now())
  await expect(page.getByText(t('staff.say.waiting'))).toBeVisible()
  await waiting(1)
  await page.getByRole('button', { name: t('staff.next') }).click()
  await digits(phones.fresh)
  await page.getByPlaceholder(t('staff.newName')).fill('Vũ Minh Châu')
  await page.getByRole('button', { name: t('staff.addNew', { phone: '0905 xxx 274' }) }).click()
  await welcome.click()
  await write.click()
  at.push(Date.now())
  await waiting(2)
  await page.reload()
  await expect(page.getByText(t('staff.away'))).toBeVisible()
  await waiting(2)
  await page.getByRole('button', { name: t('staff.unknown') }).click()
  await welcome.click()
  await write.click()
  at.push(Date.now())
  await waiting(3)
  expect(await problems(page)).toEqual([])
  await shot('staff-done')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.reload()
  await page
    .getByRole('navigation')
    .getByRole('button', { name: t('staff.nav.queue') })
    .click()
  await waiting(3)
  expect(await problems(page)).toEqual([])
  await shot('staff-queue-dark')
  await page.emulateMedia({ colorScheme: 'light' })

  // Undone before it was sent: nobody ever hears of it.
  await page
    .getByRole('navigation')
    .getByRole('button', { name: t('staff.nav.find') })
    .click()
  await page.getByRole('button', { name: t('staff.unknown') }).click()
  await order.click()
  await write.click()
  await waiting(4)
  await page.getByRole('button', { name: t('staff.undo') }).click()
  await waiting(3)

  // The line is back, but the first answer is lost: all is sent again.
  const before = await total(page)
  await page.evaluate(() => {
    const real = fetch
    const seen = Object.assign(window, { sendings: 0 })
    window.fetch = async (to, how) => {
      const answer = await real(to, how)
      if (to === '/v1/staff/touches' && seen.sendings++ === 0) throw new TypeError('the answer is lost')
      return answer
    }
  })
  await context.setOffline(false)
  await waiting(0)
  expect(await page.evaluate(() => (window as unknown as { sendings: number }).sendings)).toBeGreaterThan(1)
  await expect.poll(() => total(page)).toBe(before + 3)
  const phuong = (await customer(page, phones.phuong))!
  const chau = (await customer(page, phones.fresh))!
  expect(chau.name).toBe('Vũ Minh Châu')
  const bought = (await touches(page, phuong.id))[0]!
  const came = (await touches(page, chau.id))[0]!
  expect(bought).toMatchObject({ name: 'Order Completed', value: 450_000, branch: 'Kim Mã' })
  for (const [i, touch] of [bought, came].entries())
    expect(Math.abs(Date.parse(touch.at) - at[i]!), 'when it happened').toBeLessThan(5_000)
  expect((await touches(page, phuong.id)).length).toBe(2)

  // Undone after it was sent: it asks why, and it is gone from the customer and from figures.
  await page
    .getByRole('navigation')
    .getByRole('button', { name: t('staff.nav.queue') })
    .click()
  await page.getByRole('button', { name: 'Hoàng Thị Phương' }).click()
  await page.getByRole('button', { name: t('staff.undo') }).click()
  await shot('staff-why')
  await page.getByRole('button', { name: t('staff.why.customer') }).click()
  await expect(page.getByRole('button', { name: 'Hoàng Thị Phương' })).toContainText(t('staff.state.undone'))
  await expect.poll(async () => (await touches(page, phuong.id)).length).toBe(1)
  await expect.poll(() => total(page)).toBe(before + 2)

  // Signing out takes everything along.
  await page.getByRole('button', { name: t('staff.leave') }).click()
  await expect(page.getByRole('link', { name: t('staff.signIn') })).toBeVisible()
  expect(await kept(page)).toEqual({ keys: 0, facts: 0, people: 0, items: 0 })
  expect((await api.get<{ user?: object }>(page, '/v1/session')).user).toBeUndefined()
  expect(await problems(page)).toEqual([])
  await shot('staff-door')
})

test('a session that ends keeps what waits, for who wrote it alone', async ({ page, context, language, words: t }) => {
  once('what is kept', test.info())
  await asOwner(page, language)
  const invited = await api.post<{ inviteUrl: string }>(page, '/v1/users', {
    name: 'Minh Tâm',
    email: 'tam@mocan.vn',
    role: 'agent',
  })
  const token = invited.inviteUrl.split('/').pop()!
  await open(page)
  await page.getByRole('button', { name: 'Kim Mã' }).click()
  await expect(page.getByText(t('staff.listKept', { n: '3', count: 3 }))).toBeVisible()
  const before = await total(page)
  await context.setOffline(true)
  await page.getByRole('button', { name: t('staff.unknown') }).click()
  await page
    .getByRole('group', { name: t('staff.what') })
    .getByRole('button')
    .nth(0)
    .click()
  await page.locator('.dock').getByRole('button').click()
  const badge = page.getByRole('navigation').locator('i')
  await expect(badge).toHaveText('1')

  // Signed out elsewhere.
  await context.clearCookies()
  await context.setOffline(false)
  await expect(page.getByText(t('staff.signedOut'))).toBeVisible()
  await expect(badge).toHaveText('1')
  await expect.poll(async () => (await kept(page)).people).toBe(0)

  // A colleague takes the phone: nothing of it is sent in their name.
  const joined = await page.request.post('/v1/invitations/' + token, {
    data: { name: 'Minh Tâm', password: 'mat-khau-rat-dai-2' },
  })
  expect(joined.status(), await joined.text()).toBe(200)
  await page.reload()
  await page
    .getByRole('navigation')
    .getByRole('button', { name: t('staff.nav.queue') })
    .click()
  await expect(page.getByText(t('staff.others', { n: '1', count: 1 }))).toBeVisible()
  await context.clearCookies()

  // Who wrote it signs in again, and it goes.
  await page.goto('/sign-in?to=%2Fstaff%2F')
  await page.getByLabel(t('signIn.email')).fill(owner.email)
  await page.getByLabel(t('signIn.password'), { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: t('signIn.go') }).click()
  await expect(page).toHaveURL(/\/staff\/$/)
  await expect(badge).toHaveCount(0)
  await expect.poll(() => total(page)).toBe(before + 1)
})

test('a call is written down as telephone systems tell it', async ({ page, language, words: t, shot }) => {
  await asOwner(page, language)
  await open(page)
  await page.getByRole('button', { name: 'Kim Mã' }).click()
  await expect(page.getByText(t('staff.listKept', { n: '3', count: 3 }))).toBeVisible()
  await page
    .getByRole('navigation')
    .getByRole('button', { name: t('staff.nav.calls') })
    .click()
  await page.getByRole('textbox', { name: t('staff.phone') }).fill(phones.lan)
  await expect(page.getByText(t('staff.history.title', { name: 'Trần Thu Lan' }))).toBeVisible()
  await expect(page.locator('.past li')).toHaveCount(2)
  await page.getByRole('button', { name: t('staff.call.dir.out') }).click()
  await page.getByRole('button', { name: t('staff.call.call_back') }).click()
  await page.getByLabel(t('staff.call.minutes')).fill('2,5')
  await page.getByLabel(t('staff.note')).fill('hỏi giá liệu trình')
  expect(await problems(page)).toEqual([])
  await shot('staff-call')
  await page.locator('.dock').getByRole('button').click()
  await expect(page.getByText(t('staff.say.sent'))).toBeVisible()
  const lan = (await customer(page, phones.lan))!
  await expect
    .poll(async () => (await touches(page, lan.id))[0])
    .toMatchObject({
      name: 'Call Answered',
      channel: 'call',
      duration: 150,
      properties: { direction: 'out', outcome: 'call_back', note: 'hỏi giá liệu trình', agent: owner.name },
    })
})

/** Opens the page at a branch, with nothing waiting; returns its parts. */
async function atCounter(page: Page, t: Words) {
  await open(page)
  await page.getByRole('button', { name: 'Kim Mã' }).click()
  const nav = page.getByRole('navigation')
  const tile = (n: number) =>
    page
      .getByRole('group', { name: t('staff.what') })
      .getByRole('button')
      .nth(n)
  const write = page.locator('.dock').getByRole('button')
  return { nav, tile, write, badge: nav.locator('i') }
}

test('who goes on while an entry is still being kept loses nothing', async ({ page, language, words: t }) => {
  await asOwner(page, language)
  const { nav, tile, write } = await atCounter(page, t)
  const before = await total(page)
  await page.evaluate(() => {
    const real = crypto.subtle.encrypt.bind(crypto.subtle)
    const kept = new Promise<void>((done) => Object.assign(window, { keep: done }))
    crypto.subtle.encrypt = async (...all) => kept.then(() => real(...all))
  })
  const unknown = async () => {
    await nav.getByRole('button', { name: t('staff.nav.find') }).click()
    await page.getByRole('button', { name: t('staff.unknown') }).click()
    await tile(0).click()
  }
  await unknown()
  await write.click()
  await nav.getByRole('button', { name: t('staff.nav.queue') }).click()
  await nav.getByRole('button', { name: t('staff.nav.write'), exact: true }).click()
  await expect(page.getByRole('button', { name: t('staff.unknown') })).toBeVisible() // the first is not written again
  await unknown()
  await page.getByLabel(t('staff.note')).fill('khách sau')
  await page.evaluate(() => (window as unknown as { keep: () => void }).keep())
  await expect.poll(() => total(page)).toBe(before + 1)
  await expect(page.getByLabel(t('staff.note'))).toHaveValue('khách sau')
  await write.click()
  await expect.poll(() => total(page)).toBe(before + 2)
})

test('one bad entry holds up no other; it says why and is corrected', async ({
  page,
  context,
  language,
  words: t,
  shot,
}) => {
  await asOwner(page, language)
  const { nav, tile, write, badge } = await atCounter(page, t)
  const before = await total(page)
  // On its way the second of three loses the form of an entry: the server refuses the whole sending.
  await page.evaluate(() => {
    const real = fetch
    const notes: (string | undefined)[] = []
    Object.assign(window, { notes, mend: () => (window.fetch = real) })
    window.fetch = async (to, how) => {
      if (to !== '/v1/staff/touches') return real(to, how)
      const sent = JSON.parse(how!.body as string) as { touches: { note?: string; at: unknown }[] }
      for (const one of sent.touches) if (one.note === 'hỏng') one.at = 'hôm qua'
      const answer = await real(to, { ...how, body: JSON.stringify(sent) }) // or fails, where the line is not known to be lost yet
      notes.push(...sent.touches.map((one) => one.note))
      return answer
    }
  })
  await context.setOffline(true)
  await expect(page.getByText(t('staff.away'))).toBeVisible()
  for (const note of ['một', 'hỏng', 'ba']) {
    await nav.getByRole('button', { name: t('staff.nav.find') }).click()
    await page.getByRole('button', { name: t('staff.unknown') }).click()
    await tile(0).click()
    await page.getByLabel(t('staff.note')).fill(note)
    await write.evaluate((b: HTMLElement) => [b.click(), b.click()]) // tapped twice, written once
  }
  await expect(badge).toHaveText('3')
  await context.setOffline(false)
  await expect(badge).toHaveCount(0)
  const notes = await page.evaluate(() => {
    const { notes, mend } = window as unknown as { notes: string[]; mend: () => void }
    mend()
    return notes
  })
  expect(notes).toEqual(['một', 'hỏng', 'ba', 'một', 'hỏng', 'ba']) // together, then one by one
  await expect.poll(() => total(page)).toBe(before + 2)

  // An amount that nobody pays is refused by itself, too, in words.
  await nav.getByRole('button', { name: t('staff.nav.find') }).click()
  await page.getByRole('button', { name: t('staff.unknown') }).click()
  await tile(1).click()
  await page.getByLabel(t('staff.value')).fill('999999999999999')
  await write.click()
  const refused = page.locator('.qq').first().locator('li')
  await expect(refused).toHaveCount(2)
  await expect(refused.nth(0)).toContainText(t('staff.refusal.money'))
  await expect(refused.nth(1)).toContainText(t('staff.refusal.entry'))
  await expect(page.locator('.okb')).toContainText(t('staff.group.refused'))
  await refused.nth(0).getByRole('button').first().click()
  expect(await problems(page)).toEqual([])
  await shot('staff-refused')

  // Corrected, it goes, at its time; the other is dropped.
  await page.getByRole('button', { name: t('staff.correct') }).click()
  await expect(page.getByText(t('staff.correcting'))).toBeVisible()
  await expect(tile(1)).toHaveAttribute('aria-pressed', 'true')
  expect(await problems(page)).toEqual([])
  await shot('staff-correct')
  await page.getByLabel(t('staff.value')).fill('450000')
  await write.click()
  await expect(page.getByText(t('staff.say.sent'))).toBeVisible()
  await expect(refused).toHaveCount(1)
  await refused.nth(0).getByRole('button').first().click()
  await page.getByRole('button', { name: t('staff.drop') }).click()
  await expect(page.getByText(t('staff.refusal.money'))).toHaveCount(0)
  await expect.poll(() => total(page)).toBe(before + 3)
})

for (const refusal of ['private', 'full'] as const)
  test(`a browser that keeps nothing (${refusal}) says so and sends at once`, async ({
    page,
    language,
    words: t,
    shot,
  }) => {
    once('what is sent', test.info())
    await asOwner(page, language)
    const before = await total(page)
    await page.addInitScript((how) => {
      if (how === 'private') {
        indexedDB.open = () => {
          throw new DOMException('not here', 'InvalidStateError')
        }
        return
      }
      const full = () => {
        throw new DOMException('no room', 'QuotaExceededError')
      }
      IDBObjectStore.prototype.add = full
      IDBObjectStore.prototype.put = full
    }, refusal)
    const { nav, tile, write } = await atCounter(page, t)
    await expect(page.getByText(t('staff.unkept'))).toBeVisible()
    await page.getByRole('button', { name: t('staff.unknown') }).click()
    await tile(0).click()
    await write.click()
    await expect(page.getByText(t('staff.say.sent'))).toBeVisible()
    expect(await problems(page)).toEqual([])
    await shot('staff-unkept-' + refusal)
    await expect.poll(() => total(page)).toBe(before + 1)
    await page.getByRole('button', { name: t('staff.undo') }).click()
    await page.getByRole('button', { name: t('staff.why.twice') }).click()
    await expect(page.getByText(t('staff.say.undone'))).toBeVisible()
    await expect.poll(() => total(page)).toBe(before)
    await nav.getByRole('button', { name: t('staff.nav.queue') }).click()
    await page.getByRole('button', { name: t('staff.leave') }).click()
    await expect(page.getByRole('link', { name: t('staff.signIn') })).toBeVisible()
  })

test('of customers who share a number the person chooses; minutes are those of a call', async ({
  page,
  cham,
  language,
  words: t,
  shot,
}) => {
  await asOwner(page, language)
  const source = await newSource(page, 'Quầy chung')
  const shared = '0903333778'
  await send(
    cham,
    source,
    ['Ông Ba', 'Bà Ba'].map((name, i) => ({
      type: 'track',
      userId: 'S' + i,
      event: 'Store Visited',
      messageId: 'S' + i,
      timestamp: new Date(Date.now() - 3_600_000).toISOString(),
      properties: { branch: 'Kim Mã' },
      context: { channel: 'store', traits: { name, phone: shared } },
    })),
  )
  await expect
    .poll(async () => (await api.get<{ customers: Row[] }>(page, '/v1/customers?q=' + shared)).customers.length)
    .toBe(2)
  // A number leads the server to one customer; a list may name it with both.
  await page.route('**/v1/staff/customers*', async (route) => {
    const answer = await route.fetch()
    if (!answer.ok()) return route.fulfill({ response: answer })
    const list = (await answer.json()) as { customers: { name?: string; keys: { kind: string; value: string }[] }[] }
    for (const c of list.customers) if (c.name === 'Bà Ba') c.keys = [{ kind: 'phone', value: shared }]
    await route.fulfill({ response: answer, json: list })
  })
  const { nav, write } = await atCounter(page, t)
  await nav.getByRole('button', { name: t('staff.nav.calls') }).click()
  await page.getByRole('textbox', { name: t('staff.phone') }).fill(shared)
  await expect(page.getByText(t('staff.call.which'))).toBeVisible()
  await page.getByRole('button', { name: t('staff.call.answered') }).click()
  await expect(write).toBeDisabled()
  expect(await problems(page)).toEqual([])
  await shot('staff-call-shared')
  await page
    .getByRole('list', { name: t('staff.found') })
    .getByRole('button', { name: 'Bà Ba' })
    .click()
  await page.getByLabel(t('staff.call.minutes')).fill('2000')
  await expect(page.getByLabel(t('staff.call.minutes'))).toHaveValue('1440')
  await write.click()
  await expect(page.getByText(t('staff.say.sent'))).toBeVisible()
  const wife = (await customer(page, 'Bà Ba'))!
  await expect
    .poll(async () => (await touches(page, wife.id))[0])
    .toMatchObject({ name: 'Call Answered', duration: 86_400 })
})

test('a call is written down on a customer’s page', async ({ page, language, words: t, shot }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await asOwner(page, language)
  const phuong = (await customer(page, phones.phuong))!
  await page.goto('/customers/' + phuong.id)
  await page.getByRole('button', { name: t('customers.call.open') }).click()
  const dialog = page.getByRole('dialog', { name: t('customers.call.title') })
  await dialog.getByRole('textbox', { name: t('staff.call.outcome') }).click()
  await page.getByRole('option', { name: t('staff.call.missed') }).click()
  await dialog.getByLabel(t('staff.note')).fill('không nghe máy')
  expect(await problems(page)).toEqual([])
  await shot('staff-call-dialog')
  await dialog.getByRole('button', { name: t('customers.call.write') }).click()
  await expect(dialog).toHaveCount(0)
  await expect
    .poll(async () => (await touches(page, phuong.id))[0])
    .toMatchObject({ name: 'Call Missed', channel: 'call', properties: { direction: 'in', outcome: 'missed' } })
})

test('its owner chooses tiles, their order and branches', async ({ page, language, words: t, shot }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await asOwner(page, language)
  await page.goto('/sources')
  await page
    .getByRole('link', { name: t('staff.title') })
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 1, name: t('staff.title') })).toBeVisible()
  await expect(page.getByRole('img', { name: t('staffSetup.qr') })).toBeVisible()
  const tiles = page.locator('.staff-tiles li')
  await expect(tiles).toHaveCount(3)
  const first = (await tiles.nth(0).locator('b').textContent())!
  await page.getByRole('button', { name: t('staffSetup.down', { name: first }) }).click()
  await expect(tiles.nth(1).locator('b')).toHaveText(first)
  await page.locator('.staff-add').getByRole('button').first().click()
  await expect(tiles).toHaveCount(4)
  const branches = page.getByRole('textbox', { name: t('staffSetup.branches') })
  await branches.fill('Cầu Giấy')
  await branches.press('Enter')
  await page.getByRole('button', { name: t('common.save') }).click()
  await expect(page.getByText(t('staffSetup.saved'))).toBeVisible()
  expect(await problems(page)).toEqual([])
  await shot('staff-setup')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.reload()
  await expect(tiles.nth(1).locator('b')).toHaveText(first)
  expect(await problems(page)).toEqual([])
  await shot('staff-setup-390-dark')
  const { branches: kept } = await api.get<{ branches: string[] }>(page, '/v1/staff')
  expect(kept).toEqual(['Kim Mã', 'Xã Đàn', 'Cầu Giấy'])
})
