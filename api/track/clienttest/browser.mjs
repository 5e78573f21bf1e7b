// Opens the page given in Chromium and waits until it says it is done. With a
// second argument, the browser calls itself that instead of a headless one.
import { chromium } from 'playwright-core'

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
})
try {
  const context = await browser.newContext(process.argv[3] ? { userAgent: process.argv[3] } : {})
  const page = await context.newPage()
  page.on('pageerror', (e) => console.error('page:', e))
  page.on('console', (m) => console.error('console:', m.text()))
  page.on('requestfailed', (r) => console.error('failed:', r.url(), r.failure()?.errorText))
  await page.goto(process.argv[2])
  await page.waitForFunction(() => window.done, null, { timeout: 60_000 })
} finally {
  await browser.close()
}
