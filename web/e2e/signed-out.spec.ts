import { asOwner, expect, test } from './cham'
import { problems } from './look'

test.use({ room: 'signed-out' })

for (const theme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`the doors, ${theme}, ${width} px: axe finds nothing serious`, async ({ page, language, shot }) => {
      await page.setViewportSize({ width, height: 844 })
      await page.addInitScript((chosen) => localStorage.setItem('cham.theme', chosen), theme)
      const session = (await (await page.request.get('/v1/session')).json()) as { firstRun: boolean }
      for (const name of session.firstRun ? ['welcome', 'sign-in'] : ['sign-in']) {
        if (name === 'sign-in') {
          await asOwner(page, language)
          await page.context().clearCookies()
        }
        await page.goto('/')
        await expect(page).toHaveURL(new RegExp(name))
        await expect(page.getByRole('heading').first()).toBeVisible()
        await shot(`door-${name}-${theme}-${width}`)
        expect(await problems(page)).toEqual([])
      }
    })
  }
}
