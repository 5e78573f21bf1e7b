import { test as base, expect, type APIRequestContext, type Page, type TestInfo } from '@playwright/test'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

// The test kit: the real program on a fresh data folder, the words of the page
// in the project's language, and the few calls that prepare a test.

export type Lang = 'vi' | 'en'
export interface ChamOptions {
  language: Lang
}

const root = resolve(import.meta.dirname, '../..')
const files = { vi: 'locale/vi.json', en: 'locale/en.json' }

/** The sentence of a key as the page shows it; count chooses the plural form. */
export type Words = (key: string, args?: Record<string, string | number>) => string

function wordsOf(lang: Lang): Words {
  const tree = JSON.parse(readFileSync(join(root, files[lang]), 'utf8')) as Record<string, unknown>
  const find = (key: string) =>
    key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], tree)
  return (key, args = {}) => {
    const form = new Intl.PluralRules(lang).select(Number(args.count ?? 0))
    const text = (args.count !== undefined && find(`${key}_${form}`)) || find(key)
    if (typeof text !== 'string') throw new Error(`locale/${lang}.json has no ${key}`)
    return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(args[name] ?? ''))
  }
}

/** Numbers as the page writes them. */
export const numbersOf = (lang: Lang) => (n: number) =>
  new Intl.NumberFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { useGrouping: 'always' as unknown as boolean }).format(n)

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const s = createServer()
    s.once('error', fail)
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address() as { port: number }
      s.close(() => done(port))
    })
  })
}

/** A running program; stop() ends it and removes its data. */
export class Cham {
  private output = ''
  private child!: ChildProcess
  private constructor(
    private readonly address: string,
    private readonly data: string,
    private readonly more: string[],
    private readonly env: Record<string, string>,
  ) {}

  get url() {
    return `http://${this.address}`
  }

  /** Starts it on a fresh folder, with more arguments and environment where a test needs them. */
  static async start(more: string[] = [], env: Record<string, string> = {}): Promise<Cham> {
    const data = mkdtempSync(join(tmpdir(), 'cham-e2e-'))
    const cham = new Cham(`127.0.0.1:${await freePort()}`, data, more, env)
    await cham.up()
    return cham
  }

  /** Runs the program on its data, for the first time or after down(). */
  async up() {
    const bin = process.env.CHAM_BIN ?? join(root, 'bin/cham')
    this.child = spawn(bin, ['serve', '--data', this.data, '--listen', this.address, ...this.more], {
      env: { ...process.env, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const keep = (b: Buffer) => (this.output = (this.output + b.toString()).slice(-8000))
    this.child.stdout!.on('data', keep)
    this.child.stderr!.on('data', keep)
    await this.ready()
  }

  private async ready() {
    await expect(async () => {
      if (this.child.exitCode !== null) throw new Error('the program ended:\n' + this.output)
      expect((await fetch(this.url + '/readyz')).status).toBe(200)
    }).toPass({ timeout: 30_000, intervals: [50, 100, 200] })
  }

  /** Ends the program; its data stays. */
  async down() {
    if (this.child.exitCode === null) {
      const ended = new Promise((done) => this.child.once('exit', done))
      this.child.kill('SIGTERM')
      await ended
    }
  }

  async stop() {
    await this.down()
    rmSync(this.data, { recursive: true, force: true })
  }
}

export const owner = { name: 'Nguyễn Thu Hà', email: 'ha@mocan.vn', password: 'mat-khau-rat-dai-1' }

interface Fixtures {
  /** Tests of one room share a program, which starts with the first of them; spec files never share a room. */
  room: string
  /** More arguments and environment for the program of the room. */
  started: { more?: string[]; env?: Record<string, string> }
  cham: Cham
  words: Words
  num: (n: number) => string
  shot: (name: string, of?: Page, whole?: boolean) => Promise<void>
}
interface WorkerFixtures extends ChamOptions {
  rooms: Rooms
}

/** The room that is open: the next one closes it. The browser stays, which costs more to start than a program. */
class Rooms {
  private name?: string
  private cham?: Cham

  async open(name: string, { more, env }: Fixtures['started']): Promise<Cham> {
    if (this.cham && this.name === name) return this.cham
    await this.close()
    this.name = name
    return (this.cham = await Cham.start(more, env))
  }

  async close() {
    await this.cham?.stop()
    this.cham = undefined
  }
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  language: ['vi', { option: true, scope: 'worker' }],
  room: ['', { option: true }],
  started: [{}, { option: true }],
  rooms: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const rooms = new Rooms()
      await use(rooms)
      await rooms.close()
    },
    { scope: 'worker' },
  ],
  cham: [async ({ rooms, room, started }, use) => use(await rooms.open(room, started)), { timeout: 60_000 }],
  words: async ({ language }, use) => use(wordsOf(language)),
  num: async ({ language }, use) => use(numbersOf(language)),
  page: async ({ page, language, cham }, use) => {
    void cham
    await page.addInitScript((lang) => {
      // A frame that may do nothing has no storage to speak of.
      try {
        if (localStorage.getItem('cham.lang') === null) localStorage.setItem('cham.lang', lang)
      } catch {
        return
      }
    }, language)
    await use(page)
  },
  baseURL: async ({ cham }, use) => use(cham.url),
  // For eyes alone: no test compares pictures. Taking them all is a tenth of the time.
  shot: async ({ page, language }, use) => {
    const folder = join(import.meta.dirname, 'shots')
    await use(async (name, of = page, whole = false) => {
      if (process.env.SHOTS) await of.screenshot({ path: join(folder, `${name}-${language}.png`), fullPage: whole })
    })
  },
})
export { expect }

/**
 * No language changes what these tests look at: they run in Vietnamese, and before a release (make soak) in both.
 * Said of a file or a group, or in a test of that test.
 */
export function once(what: string, here?: TestInfo) {
  const spared = (lang: string) => lang !== 'vi' && !process.env.BOTH
  if (here) test.skip(spared(here.project.name), what)
  else test.skip(({ language }) => spared(language), what)
}

// Preparing through the API, with the page's own session.

async function ok<T>(answer: Awaited<ReturnType<APIRequestContext['get']>>): Promise<T> {
  if (!answer.ok()) throw new Error(`${answer.url()}: ${answer.status()} ${await answer.text()}`)
  return (answer.status() === 204 ? undefined : await answer.json()) as T
}

/** Signs the page in as the owner, making the business first when there is none. */
export async function asOwner(page: Page, language: Lang) {
  const session = await ok<{ firstRun: boolean; user?: object }>(await page.request.get('/v1/session'))
  if (session.firstRun)
    await ok(await page.request.post('/v1/setup', { data: { ...owner, workspace: 'Mộc An Spa', language } }))
  else if (!session.user)
    await ok(await page.request.post('/v1/session', { data: { email: owner.email, password: owner.password } }))
}

export const api = {
  get: async <T>(page: Page, path: string) => ok<T>(await page.request.get(path)),
  put: async <T>(page: Page, path: string, data: object) => ok<T>(await page.request.put(path, { data })),
  post: async <T>(page: Page, path: string, data?: object) => ok<T>(await page.request.post(path, { data })),
}

export interface Demo {
  finished: boolean
  workspace?: string
}

/** Looks at the demo business. */
export async function enterDemo(page: Page) {
  const { workspace } = await api.get<Demo>(page, '/v1/demo')
  await ok(await page.request.put('/v1/session/workspace', { data: { id: workspace } }))
}

export interface Source {
  id: string
  writeKey: string
  name: string
}
export const newSource = (page: Page, name: string, kind = 'server') =>
  api.post<Source>(page, '/v1/sources', { name, kind })

/** Sends calls as a server would, and answers the status. */
export async function send(cham: Cham, source: Source, batch: object[]): Promise<number> {
  const answer = await fetch(cham.url + '/v1/batch', {
    method: 'POST',
    body: JSON.stringify({ batch }),
    headers: {
      'Content-Type': 'application/json',
      Authorization: 'Basic ' + Buffer.from(source.writeKey + ':').toString('base64'),
    },
  })
  return answer.status
}

/** Waits until as many customers are known as are expected. */
export async function customersKnown(page: Page, n: number) {
  await expect
    .poll(async () => (await api.get<{ total: number }>(page, '/v1/customers')).total, {
      intervals: [100],
    })
    .toBe(n)
}

/** Makes a map of the template for online shops, which opens. */
export async function newShopMap(page: Page, t: Words) {
  await page
    .getByRole('button', { name: t('maps.new') })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog
    .locator('.mapc h2 button')
    .filter({ hasText: /^(Thương mại điện tử|E-commerce)$/ })
    .click()
  await dialog.getByRole('button', { name: t('maps.create') }).click()
}
