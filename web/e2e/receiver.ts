import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Post {
  path: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** Another system, on HTTPS with a certificate of its own, which the program is told to believe. */
export class Receiver {
  readonly got: Post[] = []
  /** What each path is answered; 200 when there is none. */
  readonly answers = new Map<string, { status: number; body?: string }>()
  private constructor(
    private readonly folder: string,
    readonly certificate: string,
    private readonly server: ReturnType<typeof createServer>,
  ) {}

  static async start(): Promise<Receiver> {
    const folder = mkdtempSync(join(tmpdir(), 'cham-receiver-'))
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2', '-nodes']
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', certificate, ...subject], {
      stdio: 'ignore',
    })
    const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) })
    const receiver = new Receiver(folder, certificate, server)
    server.on('request', (q, a) => {
      let body = ''
      q.on('data', (b: Buffer) => (body += b.toString()))
      q.on('end', () => {
        const path = q.url ?? ''
        receiver.got.push({ path, headers: q.headers, body })
        const answer = receiver.answers.get(path)
        a.writeHead(answer?.status ?? 200)
        a.end(answer?.body ?? '')
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    return receiver
  }

  address(path: string) {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`
  }

  of(path: string) {
    return this.got.filter((p) => p.path === path)
  }

  stop() {
    this.server.closeAllConnections()
    this.server.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** The signature of a post by Standard Webhooks. */
export function signature(secret: string, p: Post): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const what = `${p.headers['webhook-id'] as string}.${p.headers['webhook-timestamp'] as string}.${p.body}`
  return 'v1,' + createHmac('sha256', key).update(what).digest('base64')
}
