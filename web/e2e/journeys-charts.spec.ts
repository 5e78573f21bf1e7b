import { readFile } from 'node:fs/promises'
import { api, asOwner, customersKnown, expect, newSource, once, send, test } from './cham'
import { problemsOf, windows } from './look'

// The tabs of Journeys that draw figures, on a small business whose numbers can be counted by hand.

test.use({ room: 'figures', trace: 'off' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

interface Map {
  id: string
  stages: { id: string; name: string }[]
}
const day = 86_400_000
const figures = ['funnel', 'exits', 'timing', 'attribution', 'retention', 'drivers', 'changed'] as const

test('the empty workspace says so on every tab', async ({ page, words: t }) => {
  const map = await api.post<Map & object>(page, '/v1/maps', { name: 'Cửa hàng' })
  const point = (id: string, stage: number, name: string, event: string, goal = false, channel = 'website') => ({
    id,
    stage: map.stages[stage]!.id,
    name,
    channel,
    emotion: 0,
    goal,
    rule: { any: [{ event }] },
  })
  const saved = await page.request.put(`/v1/maps/${map.id}`, {
    data: {
      ...map,
      silenceDays: 10,
      touchpoints: [
        point('ad', 0, 'Quảng cáo', 'Ad Clicked', false, 'facebook'),
        point('price', 1, 'Bảng giá', 'Price Viewed'),
        point('chat', 1, 'Tư vấn', 'Chat Opened', false, 'zalo'),
        point('pay', 2, 'Thanh toán', 'Order Completed', true),
      ],
    },
  })
  expect(saved.ok(), await saved.text()).toBe(true)
  for (const tab of figures) {
    await page.goto(`/journeys/${tab}`)
    await expect(page.locator('main .empty').first(), tab).toBeVisible()
  }
  await page.goto('/journeys/funnel?map=none')
  await expect(page.getByText(t('funnel.noSteps'))).toBeVisible()
})

/** 40 people: all see the advertisement, 30 the price list, 12 of these chat, 18 buy; before that, 20 people in the period before. */
test('a small business is counted right', async ({ page, cham, words: t, num, language, shot }) => {
  const source = await newSource(page, 'Máy chủ')
  const touch = (who: string, event: string, ago: number, channel: string, type = 'mobile') => ({
    type: 'track',
    userId: who,
    event,
    messageId: `${event}-${who}-${ago}`,
    timestamp: new Date(Date.now() - ago * day).toISOString(),
    context: { channel, device: { type } },
  })
  const now = Array.from({ length: 40 }, (_, i) => {
    const w = `K${i}`,
      kind = i % 2 ? 'mobile' : 'desktop'
    return [
      touch(w, 'Ad Clicked', 25, 'facebook', kind),
      i < 30 && touch(w, 'Price Viewed', 24, 'website', kind),
      i < 12 && touch(w, 'Chat Opened', 23, 'zalo', kind),
      i < 18 && touch(w, 'Order Completed', 22, 'website', kind),
    ]
  })
  const then = Array.from({ length: 20 }, (_, i) => [
    touch(`T${i}`, 'Ad Clicked', 50, 'facebook'),
    i < 15 && touch(`T${i}`, 'Price Viewed', 49, 'website'),
    i < 12 && touch(`T${i}`, 'Order Completed', 48, 'website'),
  ])
  const early = touch('T0', 'Shop Opened', 70, 'store') // the data go back beyond the compared period
  expect(
    await send(
      cham,
      source,
      [...now, ...then, early].flat().filter((x): x is ReturnType<typeof touch> => !!x),
    ),
  ).toBe(200)
  await customersKnown(page, 60)

  const [{ id }] = (await api.get<Map[]>(page, '/v1/maps')) as [Map]
  const map2 = (await api.get<Map>(page, `/v1/maps/${id}`)).stages[1]!.name // both touchpoints of the second stage
  await page.goto('/journeys/funnel')
  const step = (n: number, name: string) =>
    page.getByRole('button', { name: t('funnel.stepTip', { n: num(n), step: name, rate: '' }).split(',')[0]! })
  await expect(step(40, 'Quảng cáo')).toBeVisible()
  await expect(step(30, map2)).toBeVisible()
  await expect(step(18, 'Thanh toán')).toBeVisible()
  await shot('figures-funnel')

  await page.goto('/journeys/exits')
  // 22 did not buy: 10 left at the advertisement, 12 at the price list.
  const left = (n: number, name: string) =>
    page.getByRole('button', { name: t('exits.leftTip', { n: num(n), name }).split('.')[0]! })
  await expect(left(10, 'Quảng cáo')).toBeVisible()
  await expect(left(12, 'Bảng giá')).toBeVisible()
  await left(12, 'Bảng giá').click()
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(12)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Bảng giá: / }).click()
  const after = page
    .locator('.kp3 > div')
    .filter({ hasText: t('exits.after') })
    .locator('.open-n')
  for (const i of [0, 1]) {
    await after.nth(i).click()
    await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(12)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await shot('figures-exits')

  await page.goto('/journeys/timing')
  await expect(page.locator('#main')).toContainText(
    t('timing.censored', { events: num(18), censored: num(22) }).split(';')[0]!,
  )

  await page.goto('/journeys/attribution')
  const row = page.getByRole('row').filter({ hasText: t('channel.zalo') })
  await expect(row.getByRole('cell').nth(1)).toHaveText(num(12))
  await page.getByRole('button', { name: new RegExp(`^${t('attribution.model.first')}: `) }).click()
  await expect(page).toHaveURL(/show=first/)
  await expect(
    page
      .getByRole('row')
      .filter({ hasText: t('channel.facebook') })
      .getByRole('cell')
      .nth(2),
  ).toHaveText(language === 'vi' ? /^100,0\s%/ : /^100\.0%/)

  await page.goto('/journeys/retention')
  await expect(page.getByRole('button', { name: new RegExp(`^${num(40)} `) }).first()).toBeVisible()
  // Drivers leave out what began only now, changes count it, and both say so where the number stands.
  expect(await send(cham, source, [touch('N0', 'Ad Clicked', 1, 'facebook')])).toBe(200)
  await customersKnown(page, 61)
  await page.goto('/journeys/drivers')
  await expect(page.getByText(t('drivers.caution'))).toBeVisible()
  const grown = t('journeys.n.grown', { count: 40, n: num(40) })
  await expect(page.locator('.fr-n')).toContainText(grown)
  await page.goto('/journeys/changed')
  // 12 of 20 bought before, 18 of 41 now.
  await expect(page.locator('.fr-n')).toContainText(t('journeys.n.journeys', { count: 41, n: num(41) }))
  await expect(page.locator('.sum3')).toContainText(language === 'vi' ? '60,0' : '60.0')
  await expect(page.locator('.sum3')).toContainText(language === 'vi' ? '43,9' : '43.9')
})

test('costs come as a file and stand beside what they brought; bad lines are told', async ({
  page,
  words: t,
  num,
  shot,
}) => {
  once('sums', test.info())
  await page.goto('/journeys/attribution')
  const today = (ago: number) => new Date(Date.now() - ago * day).toISOString().slice(0, 10)
  const send = async (csv: string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: t('attribution.uploadPick') }).click(),
    ])
    await chooser.setFiles({ name: 'chi-phi.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  }
  await page.getByRole('button', { name: t('attribution.upload'), exact: true }).click()
  await send(`day,amount,channel\n${today(20)},600000,facebook\nhôm qua,5,facebook\n`)
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText(t('attribution.reject.day'))
  await send(`day,amount,channel\n${today(20)},900000,facebook\n${today(19)},100000,print\n`)
  await expect(page.getByRole('dialog')).toBeHidden()
  // The first of a day and channel is replaced by the second; what has no touches is unallocated.
  const row = page.getByRole('row').filter({ hasText: t('channel.facebook') })
  await expect(row).toContainText(num(900_000))
  await expect(page.getByRole('row').filter({ hasText: t('attribution.unallocatedRow') })).toContainText(num(100_000))
  await expect(page.locator('.note').last()).toContainText(num(1_000_000))
  await shot('figures-costs')
})

test('steps are picked, moved and taken out by clicking, and stay in the address', async ({ page, words: t }) => {
  once('what clicks do', test.info())
  await page.goto('/journeys/funnel')
  await page.getByRole('button', { name: t('funnel.add'), exact: true }).click()
  await page
    .getByRole('dialog', { name: t('funnel.add') })
    .getByLabel('Tư vấn', { exact: true })
    .click()
  const steps = page.locator('.steps .flt')
  const n = await steps.count()
  await expect(steps.last()).toContainText('Tư vấn')
  await steps.last().click()
  await page.getByRole('button', { name: t('funnel.earlier') }).click()
  await expect(steps.nth(n - 2)).toContainText('Tư vấn')
  await page.reload()
  await expect(steps.nth(n - 2)).toContainText('Tư vấn')
  await page.getByRole('button', { name: t('funnel.any'), exact: true }).click()
  await expect(page).toHaveURL(/order=any/)
  await steps.nth(n - 2).click()
  await page.getByRole('button', { name: t('funnel.remove') }).click()
  await expect(steps).toHaveCount(n - 1)
})

test('every picture leaves as numbers and as an image', async ({ page, words: t }) => {
  once('which files come', test.info())
  await page.goto('/journeys/exits')
  for (const [word, ending] of [
    ['csv', /\.csv$/],
    ['png', /\.png$/],
  ] as const) {
    await page
      .getByRole('button', { name: t('journeys.download') })
      .first()
      .click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: t(`journeys.${word}`) }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(ending)
  }
})

test('an image says what it shows: title, filters, period, what the marks mean', async ({ page, words: t }) => {
  test.setTimeout(240_000) // eleven pages
  await page.addInitScript(() => {
    const { fillText } = CanvasRenderingContext2D.prototype
    const written: string[] = Object.assign(window, { written: [] }).written
    CanvasRenderingContext2D.prototype.fillText = function (text, ...more) {
      written.push(text)
      fillText.call(this, text, ...more)
    }
  })
  const image = async (tab: string, more: string) => {
    await page.goto(`/journeys/${tab}${more}`)
    await page.locator('main svg.chart').first().waitFor()
    await page
      .getByRole('button', { name: t('journeys.download') })
      .first()
      .click()
    await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: t('journeys.png'), exact: true }).click(),
    ])
    return (await page.evaluate(() => (window as unknown as { written: string[] }).written)).join('\n')
  }
  for (const [tab, title, legend] of [
    ['paths', t('journeys.paths.title', { from: t('journeys.paths.firstTouch'), to: t('journeys.paths.end') }), ''],
    ['graph', t('journeys.graph.title'), t('journeys.legend.graph')],
    ['funnel', t('funnel.title'), `${t('journeys.legend.funnel')} ${t('journeys.legend.tick')}`],
    ['exits', t('exits.title'), `${t('journeys.legend.exits')} ${t('journeys.legend.tick')}`],
    ['timing', t('timing.title'), t('timing.hint')],
    ['attribution', t('attribution.title'), t('attribution.caution')],
    ['retention', t('retention.title'), t('retention.hatched')],
    ['reality', t('journeys.reality.title'), t('journeys.reality.hint')],
    ['drivers', t('drivers.title'), `${t('drivers.hint')} ${t('journeys.legend.drivers')}`],
    ['changed', t('changed.title'), `${t('changed.hint')} ${t('journeys.legend.changed')}`],
  ] as const) {
    const written = await image(tab, '?channel=facebook&repeats=all')
    const whole = written.replaceAll('\n', ' ')
    for (const words of [title, legend, 'Cửa hàng', t('channel.facebook'), t('journeys.repeats')])
      expect(whole, tab).toContain(words)
    expect(whole.includes(t('view.compare')), tab).toBe(tab !== 'paths' && tab !== 'graph') // they compare nothing
    expect(whole, tab).toMatch(/\d\d\/\d\d.*–.*\d\d\/\d\d\/\d{4}/)
  }
  expect(await image('exits', '?by=device&part=mobile')).toContain(`${t('journeys.by.device')}: `)
})

test('a tab that fails says so and tries again', async ({ page, words: t }) => {
  once('what a tab does by itself', test.info())
  // A page asks again by itself, too: the answer fails until the button has been pressed.
  const pressed = () => page.evaluate(() => document.documentElement.hasAttribute('data-pressed'))
  await page.route('**/v1/query', async (route) =>
    (await pressed())
      ? route.continue()
      : route.fulfill({
          status: 500,
          contentType: 'application/problem+json',
          body: JSON.stringify({ status: 500, code: 'internal', title: 'x' }),
        }),
  )
  await page.goto('/journeys/timing')
  await expect(page.getByRole('alert').first()).toBeVisible()
  await page.evaluate(() =>
    addEventListener('click', () => document.documentElement.setAttribute('data-pressed', ''), { capture: true }),
  )
  await page
    .getByRole('button', { name: t('common.retry') })
    .first()
    .click()
  await expect(page.locator('main svg.chart').first()).toBeVisible()
  await page.unrouteAll({ behavior: 'wait' })
})

for (const viewport of windows)
  test(`light and dark, ${viewport.width} px: axe finds nothing serious and nothing runs over`, async ({
    page,
    language,
    shot,
  }) => {
    once('the demo has these pages in both', test.info())
    test.setTimeout(240_000)
    await page.setViewportSize(viewport)
    const paths = Object.fromEntries(
      figures.map((tab) => [tab, `/journeys/${tab}${tab === 'exits' ? '?by=device' : ''}`]),
    )
    const looked = { language, shot: (name: string) => shot(`figures-${name}`) }
    expect(await problemsOf(page, paths, 'main svg.chart', looked)).toEqual([])
  })

test('steps whose names hold commas stay whole: in the address, when it is opened elsewhere, and as CSV', async ({
  page,
  cham,
  words: t,
  num,
  shot,
}) => {
  once('names of the business', test.info())
  const names = ['Xem giá, mua thử', 'Hỏi | đáp; "gấp"', 'Trả 50% & góp #1, hết?']
  const source = await newSource(page, 'Sổ tay')
  const calls = Array.from({ length: 9 }, (_, i) =>
    names.slice(0, 1 + Math.floor(i / 3)).map((event, k) => ({
      type: 'track',
      userId: `P${i}`,
      event,
      messageId: `${event}-${i}`,
      timestamp: new Date(Date.now() - (5 - k) * day).toISOString(),
    })),
  )
  expect(await send(cham, source, calls.flat())).toBe(200)
  await customersKnown(page, 70)
  await page.goto('/journeys/funnel?map=none')
  const steps = page.locator('.steps .flt')
  for (const [i, name] of names.entries()) {
    await page.getByRole('button', { name: t('funnel.add'), exact: true }).click()
    await page
      .getByRole('dialog', { name: t('funnel.add') })
      .getByLabel(name, { exact: true })
      .click()
    await expect(steps.nth(i)).toContainText(name)
  }
  const counted = async () => {
    for (const [i, name] of names.entries()) {
      await expect(steps.nth(i)).toContainText(name)
      const tip = t('funnel.stepTip', { n: num(9 - 3 * i), step: '\0', rate: '' }).split('\0')[0]!
      await expect(page.getByRole('button', { name: tip + name }).first()).toBeVisible()
    }
  }
  await counted()
  await shot('figures-funnel-commas')
  const address = page.url()
  await page.goto('/')
  await page.goto(address)
  await counted()
  expect(page.url()).toBe(address)
  for (const [word, comma] of [
    ['journeys.csv', ','],
    ['common.csvSemicolon', ';'],
  ] as const) {
    await page
      .getByRole('button', { name: t('journeys.download') })
      .first()
      .click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: t(word), exact: true }).click(),
    ])
    const rows = (await readFile(await file.path(), 'utf8')).trim().split('\r\n').slice(1)
    expect(rows).toHaveLength(6) // now and before
    for (const [i, name] of names.entries()) {
      const cell = /[",;]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
      expect(rows[i]).toContain([cell, 9 - 3 * i].join(comma))
    }
  }
})
