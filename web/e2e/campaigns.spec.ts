import { api, asOwner, customersKnown, expect, newSource, once, send, test as base } from './cham'
import { problemsEverywhere } from './look'
import { Mailbox } from './mailbox'

// A letter to a segment, from the mail server's settings to what became of it; the mail server is real.

const test = base.extend<object, { mailbox: Mailbox }>({
  mailbox: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const mailbox = await Mailbox.start()
      await use(mailbox)
      mailbox.stop()
    },
    { scope: 'worker' },
  ],
  // eslint-disable-next-line no-empty-pattern
  started: async ({}, use) => use({ more: ['--fetch-from', '127.0.0.1/32'] }),
})
test.use({ room: 'campaigns' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

test('nothing is there yet, and it says what a campaign is', async ({ page, words: t, shot }) => {
  await page.goto('/campaigns')
  await expect(page.getByText(t('campaign.none'), { exact: true })).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'campaigns-empty')).toEqual([])
})

test('the mail server is set, tried, and signs', async ({ page, mailbox, words: t, shot }) => {
  await page.goto('/settings?tab=channels')
  const card = page.getByRole('region', { name: t('channels.email') })
  await card.getByRole('textbox', { name: t('channels.host') }).fill('mail mocan')
  await card.getByRole('textbox', { name: t('channels.port') }).fill(String(mailbox.port))
  await card.getByRole('textbox', { name: t('channels.security') }).click()
  await page.getByRole('option', { name: t('channels.secured.none') }).click()
  await card.getByRole('textbox', { name: t('channels.fromName') }).fill('Mộc An')
  await card.getByRole('textbox', { name: t('channels.from'), exact: true }).fill('shop@mocan.vn')
  await card.getByRole('textbox', { name: t('channels.perMinute') }).fill('120')
  await card.getByRole('button', { name: t('common.save') }).click()
  await expect(card.getByText(t('error.smtp.host'))).toBeVisible()
  await card.getByRole('textbox', { name: t('channels.host') }).fill('127.0.0.1')
  await card.getByRole('button', { name: t('common.save') }).click()
  await expect(card.getByText(t('channels.untried'), { exact: true })).toBeVisible()

  const trial = page.getByRole('region', { name: t('channels.test') })
  await trial.getByRole('textbox', { name: t('channels.testTo') }).fill('gone@mocan.vn')
  await trial.getByRole('button', { name: t('campaign.test.go') }).click()
  await expect(trial.getByRole('alert')).toContainText(t('error.sending.address'))
  await trial.getByRole('textbox', { name: t('channels.testTo') }).fill('chu@mocan.vn')
  await trial.getByRole('button', { name: t('campaign.test.go') }).click()
  await expect(trial.getByRole('status')).toContainText('queued as')
  expect(mailbox.got.at(-1)?.to).toBe('chu@mocan.vn')
  await expect(card.getByText(t('channels.on'), { exact: true })).toBeVisible()

  await page.getByRole('button', { name: t('channels.dkim.make') }).click()
  await expect(page.getByText(/v=DKIM1/)).toBeVisible()
  expect(await problemsEverywhere(page, shot, 'channels')).toEqual([])
})

const names = [
  'Lê Thị Lan',
  'Trần Văn Bình',
  'Phạm Thu Cúc',
  'Ngô Mai Dung',
  'Vũ Hoài Em',
  'Đỗ Minh Giang',
  'Hồ Thu Hà',
  'Lý Gia Khánh',
]

test('a letter is written, who gets it and who not is seen, and it goes', async ({
  page,
  cham,
  mailbox,
  words: t,
  shot,
}) => {
  const source = await newSource(page, 'Máy chủ')
  const person = (n: number, traits: object) => ({
    type: 'identify',
    userId: `K${n}`,
    messageId: `i${n}`,
    traits: { consent: { care: 'yes' }, buyer: 'yes', ...traits },
  })
  const people = names.map((name, n) => person(n, { name, email: `k${n}@mocan.vn` }))
  people.push(person(20, { name: 'Không Ai', email: 'gone@mocan.vn' }))
  people.push(person(21, { name: 'Chưa Hỏi', email: 'chua@mocan.vn', consent: {} }))
  people.push(person(22, { email: 'khongten@mocan.vn' }))
  const bought = people.map(({ userId }, n) => ({
    type: 'track',
    userId,
    messageId: `t${n}`,
    event: 'Order Completed',
  }))
  expect(await send(cham, source, [...people, ...bought])).toBe(200)
  await customersKnown(page, people.length)
  await api.put(page, '/v1/reach/settings', { hours: {}, perDay: 10, perWeek: 20, zaloMonth: 4, holidays: false })
  const rule = { trait: { name: 'buyer', is: ['yes'] } }
  await api.post(page, '/v1/segments', { name: 'Đã mua', rule })

  await page.goto('/campaigns')
  await page
    .getByRole('button', { name: t('campaign.make') })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: t('campaign.name') }).fill('Cảm ơn tháng 12')
  await dialog.getByRole('textbox', { name: t('campaign.who.segment') }).click()
  await page.getByRole('option', { name: 'Đã mua' }).click()
  await dialog.getByRole('button', { name: t('campaign.write') }).click()

  const what = page.getByRole('region', { name: t('campaign.what.title') })
  await what.getByRole('radio', { name: t('reach.class.care') }).check()
  await what.getByRole('textbox', { name: t('campaign.what.subject') }).fill('Cảm ơn {{ name }}')
  await what
    .getByRole('textbox', { name: t('campaign.block.text'), exact: true })
    .fill('Cảm ơn {{ name }} đã mua hàng.')
  const look = page.getByRole('region', { name: t('campaign.look.title') })
  await expect(look.frameLocator('iframe').locator('body')).toContainText('Mộc An')
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: t('campaign.kept') })
      .first(),
  ).toBeVisible()

  const check = page.getByRole('region', { name: t('campaign.check.title') })
  await expect(check.getByRole('alert')).toContainText(t('campaign.block.place', { n: 1 }))
  await what.getByRole('textbox', { name: t('campaign.block.heading'), exact: true }).fill('Chào {{ first_name }}')
  await expect(check.getByRole('alert')).toHaveCount(0)
  await expect(check).toContainText(t('campaign.rule.unasked'))
  expect(await problemsEverywhere(page, shot, 'campaign-draft')).toEqual([])

  const going = page.getByRole('region', { name: t('campaign.send.title'), exact: true })
  await going.getByRole('button', { name: t('campaign.send.now') }).click()
  await page.getByRole('dialog').getByRole('button', { name: /\d/ }).click()

  // It goes at two a second: it is paused, goes on, and ends.
  const run = page.getByRole('region', { name: t('campaign.run.title') })
  await expect.poll(() => mailbox.got.length).toBeGreaterThan(2)
  await run.getByRole('button', { name: t('campaign.act.pause') }).click()
  await expect(run.getByRole('button', { name: t('campaign.act.resume') })).toBeVisible()
  await expect(page.getByText(t('campaign.paused.person'))).toBeVisible()
  await shot('campaign-paused')
  await run.getByRole('button', { name: t('campaign.act.resume') }).click()
  const parts = page.getByRole('list', { name: t('campaign.parts') })
  await expect(parts.getByRole('button', { name: `${t('campaign.part.sent')} 8` })).toBeVisible()
  await expect(parts.getByRole('button', { name: `${t('campaign.part.held')} 2` })).toBeVisible()
  await expect(parts.getByRole('button', { name: `${t('campaign.part.failed')} 1` })).toBeVisible()
  await expect(page.getByRole('region', { name: t('campaign.why.failed') })).toContainText(t('error.sending.address'))
  await parts.getByRole('button', { name: `${t('campaign.part.held')} 2` }).click()
  const list = page.getByRole('region', { name: t('campaign.list.title') })
  await expect(list).toContainText('Chưa Hỏi')
  await expect(list).not.toContainText('Lê Thị Lan')
  expect(await problemsEverywhere(page, shot, 'campaign-done')).toEqual([])

  const letters = mailbox.got.filter((m) => m.to.startsWith('k'))
  expect(letters.map((m) => m.to).sort()).toEqual(names.map((_, n) => `k${n}@mocan.vn`))
  expect(letters[0]!.head['dkim-signature']).toContain('d=mocan.vn')
})

test('one click of a mail program ends it: the next campaign leaves them out', async ({ page, mailbox, words: t }) => {
  once('what a mail program posts', test.info())
  const mine = mailbox.got.find((m) => m.to === 'k3@mocan.vn')!
  const link = /<(.*)>/.exec(mine.head['list-unsubscribe']!)![1]!
  const answer = await fetch(link, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })
  expect(answer.status).toBe(200)
  const { campaigns } = await api.get<{ campaigns: { segment: string }[] }>(page, '/v1/campaigns')
  const draft = { name: 'Hỏi thăm', class: 'care', segment: campaigns[0]!.segment, lang: 'vi' }
  const letter = { subject: 'Hỏi thăm', blocks: [{ kind: 'text', text: 'Da có khỏe không?' }] }
  const { held } = await api.post<{ held: { rule: string; count: number }[] }>(page, '/v1/campaigns/preview', {
    ...draft,
    letter,
  })
  expect(held).toContainEqual({ rule: 'refused', count: 1 })
  await page.goto('/campaigns')
  await expect(page.getByRole('link', { name: 'Cảm ơn tháng 12' })).toBeVisible()
  await expect(page.getByText(t('campaign.state.done')).first()).toBeVisible()
})
