import { defineConfig } from '@playwright/test'
import type { ChamOptions } from './cham'

// Every spec starts the real program on a data folder of its own (see cham.ts),
// once per language. CHAM_BIN is the program, CHROMIUM the browser.

export default defineConfig<object, ChamOptions>({
  testDir: '.',
  outputDir: process.env.E2E_OUTPUT ?? '../test-results', // two runs at once need two
  // Four times what takes longest on a quiet machine: a busy one is no fault.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: Number(process.env.WORKERS ?? 3), // a browser and a program each; two cores wait a quarter of the time for two
  forbidOnly: !!process.env.CI,
  reporter: process.env.CI ? [['line']] : [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Asia/Ho_Chi_Minh',
    contextOptions: { reducedMotion: 'reduce' },
    trace: process.env.TRACE ? 'retain-on-failure' : 'off', // a quarter of the time
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    },
  },
  projects: [
    { name: 'vi', use: { locale: 'vi-VN', language: 'vi' } },
    { name: 'en', use: { locale: 'en-GB', language: 'en' } },
  ],
})
