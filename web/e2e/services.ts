import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the services know the business by. */
export const esms = { apiKey: 'api-key', secretKey: 'secret-key', brandname: 'MOCAN' }
export const zalo = {
  appId: '3608465248940903967',
  oaId: '388613280879880645',
  appSecret: 'app-secret',
  oaSecret: 'oa-secret',
}

export const page = { pageId: '1909458034523498', pageToken: 'page-token', appSecret: 'app-secret' }

export interface Text {
  by: 'esms' | 'zalo' | 'messenger' | 'own'
  to: string
  text: string
}
type Answer = Record<string, unknown>
const spent = { error: -14014, error_name: 'Invalid grant', error_reason: 'the code was used, or has ended' }

/** eSMS, Zalo, Messenger and a business's own system on one port, as their documentation says that they answer. */
export class Services {
  readonly got: Text[] = []
  /** The challenge that each code of Zalo's was given for. */
  private readonly codes = new Map<string, string>()
  private readonly server: Server
  private tokens = 0
  /** What the own system was given to sign with. */
  ownKey = ''

  private constructor() {
    this.server = createServer((q, a) => void this.answer(q, a))
  }

  static async start(): Promise<Services> {
    const services = new Services()
    await new Promise<void>((done) => services.server.listen(0, '127.0.0.1', done))
    return services
  }

  get url() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  stop() {
    this.server.closeAllConnections()
    this.server.close()
  }

  private async answer(q: IncomingMessage, a: ServerResponse) {
    let body = ''
    for await (const part of q) body += String(part)
    const at = new URL(q.url!, this.url)
    if (at.pathname === '/v4/oa/permission') return this.permission(at.searchParams, a)
    const said = this.said(at.pathname, q, body)
    const status = said?.error && typeof said.error === 'object' ? 400 : said?.reason ? 422 : said ? 200 : 404
    a.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(said ?? {}))
  }

  private said(path: string, q: IncomingMessage, body: string): Answer | undefined {
    if (path.startsWith('/MainService.svc/json/SendMultipleMessage_V4'))
      return this.sms(JSON.parse(body) as Record<string, string>)
    if (path === '/v4/oa/access_token') return this.token(q, new URLSearchParams(body))
    if (path.endsWith(`/${page.pageId}/messages`)) return this.pageMessage(q, JSON.parse(body) as PageMessage)
    if (path === '/cham') return this.ownMessage(q, body)
    if (path === '/v3.0/oa/message/cs') return this.message(q, JSON.parse(body) as Message)
  }

  private sms(m: Record<string, string>): Answer {
    const refuse = (CodeResult: string, ErrorMessage: string) => ({ CodeResult, CountRegenerate: 0, ErrorMessage })
    if (m.ApiKey !== esms.apiKey || m.SecretKey !== esms.secretKey) return refuse('101', 'Authorize Failed')
    if (m.Brandname !== esms.brandname) return refuse('104', 'Brand name code is not exist')
    this.got.push({ by: 'esms', to: m.Phone!, text: m.Content! })
    return { CodeResult: '100', CountRegenerate: 0, SMSID: `sms-${this.got.length}` }
  }

  /** Leads back at once, as when somebody says yes. */
  private permission(query: URLSearchParams, a: ServerResponse) {
    const code = `code-${this.codes.size}`
    this.codes.set(code, query.get('code_challenge') ?? '')
    const back = new URL(query.get('redirect_uri')!)
    back.search = new URLSearchParams({ oa_id: zalo.oaId, code, state: query.get('state') ?? '' }).toString()
    a.writeHead(302, { Location: back.href }).end()
  }

  private token(q: IncomingMessage, form: URLSearchParams): Answer {
    if (q.headers.secret_key !== zalo.appSecret) return { error: -14004, error_name: 'Invalid secret key' }
    const challenge = this.codes.get(form.get('code') ?? '')
    this.codes.set(form.get('code') ?? '', 'used')
    const verifier = createHash('sha256').update(form.get('code_verifier') ?? '')
    if (form.get('app_id') !== zalo.appId || challenge !== verifier.digest('base64url')) return spent
    const n = ++this.tokens
    return { access_token: `access-${n}`, refresh_token: `refresh-${n}`, expires_in: '90000' }
  }

  private message(q: IncomingMessage, m: Message): Answer {
    if (q.headers.access_token !== `access-${this.tokens}`) return { error: -216, message: 'Access token is invalid' }
    const to = m.recipient.user_id
    if (to.startsWith('404')) return { error: -213, message: 'User has not followed OA' }
    this.got.push({ by: 'zalo', to, text: m.message.text })
    return { error: 0, message: 'Success', data: { message_id: `msg-${this.got.length}` } }
  }

  private pageMessage(q: IncomingMessage, m: PageMessage): Answer {
    const no = (code: number, message: string, error_subcode?: number) => ({ error: { code, message, error_subcode } })
    if (q.headers.authorization !== `Bearer ${page.pageToken}`) return no(190, 'Session has expired', 463)
    const to = m.recipient.id
    if (to.startsWith('404')) return no(10, 'This message is sent outside of allowed window', 2018278)
    this.got.push({ by: 'messenger', to, text: m.message.text })
    return { recipient_id: to, message_id: `m_${this.got.length}` }
  }

  private ownMessage(q: IncomingMessage, body: string): Answer {
    const h = q.headers as Record<string, string>
    const mac = createHmac('sha256', Buffer.from(this.ownKey.replace('whsec_', ''), 'base64'))
    mac.update(`${h['webhook-id']}.${h['webhook-timestamp']}.${body}`)
    if (h['webhook-signature'] !== `v1,${mac.digest('base64')}`) return { reason: 'another signature' }
    const { to, text } = (JSON.parse(body) as { data: { to: { value: string }; text: string } }).data
    if (to.value === '+84900000404') return { reason: 'nobody' }
    this.got.push({ by: 'own', to: to.value, text })
    return { queued: true }
  }
}

interface PageMessage {
  recipient: { id: string }
  message: { text: string }
}

interface Message {
  recipient: { user_id: string }
  message: { text: string }
}
