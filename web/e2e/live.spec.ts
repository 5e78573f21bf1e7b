import { api, asOwner, customersKnown, expect, newSource, send, test } from './cham'
import { problems, problemsOf, windows } from './look'

// A segment is made live, with a tag; who enters is told on the list, on the profile, and has the tag.

test.use({ room: 'live' })
test.describe.configure({ mode: 'serial' })
test.beforeEach(({ page, language }) => asOwner(page, language))

const touch = (who: string, name: string, event: string) => ({
  type: 'track',
  userId: who,
  event,
  messageId: `${who}-${event}`,
  context: { traits: { name } },
})

test('who enters a live segment is told, and tagged', async ({ page, cham, words: t, num, shot, language }) => {
  const source = await newSource(page, 'Máy chủ')
  expect(
    await send(cham, source, [touch('an', 'Trần An', 'Price Viewed'), touch('binh', 'Lê Bình', 'Page Seen')]),
  ).toBe(200)
  await customersKnown(page, 2)
  await api.post(page, '/v1/segments', {
    name: 'Xem giá',
    rule: { touch: { match: [{ event: 'Price Viewed' }] } },
  })

  await page.goto('/segments')
  const row = page.getByRole('row', { name: /Xem giá/ })
  await row.getByRole('switch').press('Space')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(t('live.how'))
  await dialog.getByRole('textbox', { name: t('live.tag') }).fill('Quan tâm giá')
  await shot('live-start')
  expect(await problems(page)).toEqual([])
  await dialog.getByRole('button', { name: t('live.start') }).click()
  await expect(dialog).toBeHidden()
  await expect(row.getByRole('switch')).toBeChecked()
  await expect(row).toContainText(t('live.puts', { tag: 'Quan tâm giá' }))
  await row.getByRole('button', { name: new RegExp(t('live.latest')) }).click()
  await expect(dialog).toContainText(t('live.latestNone'))
  await page.keyboard.press('Escape')

  // Who was in it did not enter, and has the tag.
  const tagged = async () => (await api.get<{ customers: number }[]>(page, '/v1/tags'))[0]?.customers
  await expect.poll(tagged).toBe(1)
  expect(await send(cham, source, [touch('binh', 'Lê Bình', 'Price Viewed')])).toBe(200)
  await expect.poll(tagged).toBe(2)
  await page.reload()
  await row.getByRole('button', { name: new RegExp(t('live.in', { n: num(1) })) }).click()
  await expect(dialog.getByRole('listitem')).toHaveText(new RegExp(`Lê Bình.*${t('live.entered')}`))
  await shot('live-latest')
  expect(await problems(page)).toEqual([])

  // The profile says so, without another touch being counted.
  await dialog.getByRole('link', { name: 'Lê Bình' }).click()
  await expect(page.getByRole('heading', { name: t('eventName.Segment Entered') })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: t('eventName.Segment Entered') })).toContainText('Xem giá')
  await expect(page.getByText(t('customers.touchCount', { count: 2, n: num(2) })).first()).toBeVisible()
  await shot('live-profile')
  for (const size of windows) {
    await page.setViewportSize(size)
    expect(await problemsOf(page, { 'live-list': '/segments' }, 'tbody tr', { language, shot })).toEqual([])
  }
})

test('the tag may not decide who is in, and a live segment is switched off', async ({ page, words: t }) => {
  const kept = await api.post<{ id: string }>(page, '/v1/segments', {
    name: 'Có nhãn',
    rule: { tag: { any: ['quan tâm giá'] } },
  })
  expect(kept.id).toBeTruthy()
  await page.goto('/segments')
  const dialog = page.getByRole('dialog')
  await page
    .getByRole('row', { name: /Có nhãn/ })
    .getByRole('switch')
    .press('Space')
  await dialog.getByRole('textbox', { name: t('live.tag') }).fill('QUAN TÂM GIÁ')
  await dialog.getByRole('button', { name: t('live.start') }).click()
  await expect(dialog.getByRole('alert')).toHaveText(t('error.live.tagTaken', { segment: 'Xem giá' }))
  await page.keyboard.press('Escape')

  const row = page.getByRole('row', { name: /Xem giá/ })
  await row.getByRole('switch').press('Space')
  await dialog.getByRole('button', { name: t('live.stop') }).click()
  await expect(dialog).toBeHidden()
  await expect(row.getByRole('switch')).not.toBeChecked()
  await page
    .getByRole('row', { name: /Có nhãn/ })
    .getByRole('switch')
    .press('Space')
  await dialog.getByRole('textbox', { name: t('live.tag') }).fill('quan tâm giá')
  await dialog.getByRole('button', { name: t('live.start') }).click()
  await expect(dialog.getByRole('alert')).toHaveText(
    t('error.live.tagLoop', { segment: 'Có nhãn', tag: 'quan tâm giá' }),
  )
})
