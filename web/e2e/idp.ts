import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'

const root = resolve(import.meta.dirname, '../..')

/** Somebody whom the provider knows; the id is what they type there. */
export interface Person {
  ID: string
  Email: string
  Name: string
  Verified: boolean
}

/** A certified provider (chamtest/idp) as a program beside ours: it checks client, redirect address and PKCE itself. */
export class Provider {
  issuer = ''
  client = ''
  secret = ''
  private password = ''
  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts one that sends browsers back to our program at the address. */
  static async start(ours: string): Promise<Provider> {
    const folder = mkdtempSync(join(tmpdir(), 'cham-idp-'))
    const bin = join(folder, 'idp')
    execFileSync('go', ['build', '-o', bin, './chamtest/idp/run'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const child = spawn(bin, [ours + '/sign-in/back'], { stdio: ['pipe', 'pipe', 'inherit'] })
    const said = await new Promise<string>((done, fail) => {
      child.stdout.once('data', (b: Buffer) => done(b.toString()))
      child.once('exit', () => fail(new Error('the provider ended')))
    })
    return Object.assign(new Provider(folder, child), JSON.parse(said))
  }

  /** Makes somebody known, or known otherwise. */
  add(p: Person) {
    this.child.stdin!.write(JSON.stringify(p) + '\n')
  }

  /** Signs in on the provider's page, where the browser is. */
  async signIn(page: Page, id: string) {
    await page.waitForURL(this.issuer + '/**')
    await page.locator('#username').fill(id)
    await page.locator('#password').fill(this.password)
    await page.getByRole('button', { name: 'Login' }).click()
  }

  stop() {
    this.child.stdin!.end()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
