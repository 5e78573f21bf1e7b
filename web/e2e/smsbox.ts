import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What eSMS is sent for one message. */
export interface Sms {
  Phone: string
  Content: string
  Brandname: string
  IsUnicode: string
}

const path = '/MainService.svc/json/SendMultipleMessage_V4_post_json/'

/** A stand-in of eSMS that takes every message. */
export class Smsbox {
  readonly got: Sms[] = []
  private readonly server: Server

  private constructor() {
    this.server = createServer((asked, answer) => {
      void this.take(asked).then((said) => answer.setHeader('Content-Type', 'application/json').end(said))
    })
  }

  static async start(): Promise<Smsbox> {
    const box = new Smsbox()
    await new Promise<void>((done) => box.server.listen(0, '127.0.0.1', done))
    return box
  }

  get url() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  stop() {
    this.server.closeAllConnections()
    this.server.close()
  }

  private async take(asked: IncomingMessage) {
    const parts: Buffer[] = []
    for await (const part of asked) parts.push(part as Buffer)
    if (asked.url !== path) return JSON.stringify({ CodeResult: '99', ErrorMessage: `no ${asked.url}` })
    this.got.push(JSON.parse(Buffer.concat(parts).toString()) as Sms)
    return JSON.stringify({ CodeResult: '100', SMSID: `sms-${this.got.length}`, CountRegenerate: 0 })
  }
}
