/** A web server and a mail server that keep what they get, and answer as they are told. */
import { createServer as createWebServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Got {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface WebSink {
  readonly url: string
  readonly got: Got[]
  /** 0: it hangs. */
  status: number
  answer: string
  headers: Record<string, string>
}

export async function webSink(): Promise<WebSink> {
  const sink: WebSink = { url: '', got: [], status: 200, answer: '{"ok":true}', headers: {} }
  const server = createWebServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      sink.got.push({ path: request.url ?? '', headers: request.headers, body })
      if (sink.status !== 0) response.writeHead(sink.status, sink.headers).end(sink.answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return Object.assign(sink, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

export interface MailSink {
  readonly port: number
  readonly mails: { readonly to: string[]; readonly text: string }[]
  /** The answer to RCPT. */
  recipientAnswer: string
}

/** As much of SMTP as a client needs to leave a mail. */
export async function mailSink(): Promise<MailSink> {
  const sink = { port: 0, mails: [] as MailSink['mails'], recipientAnswer: '250 ok' }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let [text, isData, to] = ['', false, [] as string[]]
    const say = (line: string) => socket.write(`${line}\r\n`)
    say('220 sink')
    socket.setEncoding('utf8')
    socket.on('error', () => undefined)
    socket.on('data', (chunk: string) => {
      text += chunk
      for (;;) {
        if (isData) {
          const end = text.indexOf('\r\n.\r\n')
          if (end < 0) return
          sink.mails.push({ to, text: text.slice(0, end) })
          ;[text, isData, to] = [text.slice(end + 5), false, []]
          say('250 kept')
          continue
        }
        const end = text.indexOf('\r\n')
        if (end < 0) return
        const line = text.slice(0, end)
        text = text.slice(end + 2)
        if (/^EHLO/i.test(line)) say('250 sink')
        else if (/^RCPT/i.test(line)) {
          to.push(line)
          say(sink.recipientAnswer)
        } else if (/^DATA/i.test(line)) {
          isData = true
          say('354 go on')
        } else if (/^QUIT/i.test(line)) {
          say('221 bye')
          socket.end()
        } else say('250 ok')
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return Object.assign(sink, { port: (server.address() as AddressInfo).port })
}
