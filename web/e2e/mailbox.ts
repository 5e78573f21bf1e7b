import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface Mail {
  to: string
  head: Record<string, string>
  body: string
}

/** A mail server that takes what comes; nobody is at addresses that begin with "gone". */
export class Mailbox {
  readonly got: Mail[] = []
  private readonly open = new Set<Socket>()
  private readonly server: Server

  private constructor() {
    this.server = createServer((socket) => this.talk(socket))
  }

  static async start(): Promise<Mailbox> {
    const box = new Mailbox()
    await new Promise<void>((done) => box.server.listen(0, '127.0.0.1', done))
    return box
  }

  get port() {
    return (this.server.address() as AddressInfo).port
  }

  stop() {
    for (const socket of this.open) socket.destroy()
    this.server.close()
  }

  private talk(socket: Socket) {
    this.open.add(socket)
    socket.on('close', () => this.open.delete(socket)).on('error', () => socket.destroy())
    const say = (line: string) => socket.write(line + '\r\n')
    let [rest, to, data] = ['', '', undefined as string[] | undefined]
    const line = (text: string) => {
      if (data) {
        if (text !== '.') return void data.push(text.replace(/^\.\./, '.'))
        this.got.push(mail(to, data))
        data = undefined
        return say('250 2.0.0 queued as ' + this.got.length)
      }
      const word = text.slice(0, 4).toUpperCase()
      if (word === 'EHLO') return say('250-mail.test\r\n250 ENHANCEDSTATUSCODES')
      if (word === 'QUIT') return void (say('221 bye'), socket.end())
      if (word === 'RCPT') {
        to = /<([^>]*)>/.exec(text)?.[1] ?? ''
        return say(to.startsWith('gone') ? '550 5.1.1 no such user here' : '250 ok')
      }
      if (word !== 'DATA') return say('250 ok')
      data = []
      say('354 go on')
    }
    say('220 mail.test')
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString()).split('\r\n')
      rest = lines.pop()!
      lines.forEach(line)
    })
  }
}

function mail(to: string, lines: string[]): Mail {
  const end = lines.indexOf('')
  const head: Mail['head'] = {}
  for (const field of lines
    .slice(0, end)
    .join('\n')
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')) {
    const colon = field.indexOf(':')
    head[field.slice(0, colon).toLowerCase()] = field.slice(colon + 1).trim()
  }
  return { to, head, body: lines.slice(end + 1).join('\n') }
}
