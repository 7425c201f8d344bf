/** The stream over a WebSocket: the same words, and no more said by who follows than that it is there. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { subject } from '../../../src/core/events/fleet-facts.ts'
import { waitFor } from '../../tools/wait-for.ts'
import { agentReport, fleetOf, sessionDetail } from '../fake-services.ts'
import { fakeWatch } from '../fake-watch.ts'
import { cookieOf, startTestDashboard, type TestDashboard, unknownPeers } from '../running-dashboard.ts'

interface Message {
  readonly type: string
  readonly id?: number | string
  readonly data: unknown
}

interface Following {
  readonly socket: WebSocket
  readonly messages: Message[]
  /** Its code. */
  readonly closed: Promise<number>
  next(): Promise<Message>
}

const token = (d: TestDashboard) => ({ Authorization: `Bearer ${d.token}` })

async function follow(
  d: TestDashboard,
  path: string,
  headers: Record<string, string> = token(d),
  options: { readonly autoPong?: boolean } = {},
): Promise<Following> {
  const socket = new WebSocket(`ws://127.0.0.1:${d.port}${path}`, { headers, ...options })
  onTestFinished(() => socket.terminate())
  const messages: Message[] = []
  socket.on('message', (data) => messages.push(JSON.parse(String(data))))
  const closed = once(socket, 'close').then(([code]) => Number(code))
  await once(socket, 'open')
  let read = 0
  return {
    socket,
    messages,
    closed,
    async next() {
      const message = await waitFor('the next message', () => messages[read])
      read++
      return message
    },
  }
}

const bus = '/api/stream?types=agent.waiting,fleet.changed'
const waits = (d: TestDashboard, pid: number) =>
  d.services.emit({ type: 'agent.waiting', data: subject(agentReport(pid)) })
const isLetGo = (d: TestDashboard) => waitFor('its end', () => d.services.attentiveListeners === 0)

describe('a WebSocket', () => {
  it('tells what the events do, in their order, to each who may read', async () => {
    await using d = await startTestDashboard({ peers: unknownPeers })
    const signedIn = await d.post('/api/session', { token: d.token }, { Authorization: '' })
    const page = { Cookie: cookieOf(signedIn), Origin: `http://localhost:${d.port}`, Host: `localhost:${d.port}` }
    const agent = { ...token(d), 'TCE-Agent': 'payments-api' }
    for (const caller of [token(d), page, agent]) {
      const stream = await follow(d, bus, caller)
      const begin = await stream.next()
      expect(begin).toEqual({ type: 'begin', id: expect.any(Number), data: {} })
      expect(await stream.next()).toMatchObject({
        type: 'fleet.changed',
        id: begin.id,
        data: { id: begin.id, type: 'fleet.changed', data: { processes: [{ pid: 4242 }, { pid: 4343 }] } },
      })
      waits(d, 5000)
      const fact = { type: 'agent.waiting', machine: 'a-machine', data: { pid: 5000 } }
      expect(await stream.next()).toMatchObject({ type: 'agent.waiting', id: Number(begin.id) + 1, data: fact })
      stream.socket.close()
      await isLetGo(d)
    }
  })

  it.runIf(process.platform === 'linux')('needs no credential of a program of the same user', async () => {
    await using d = await startTestDashboard()
    expect((await (await follow(d, bus, {})).next()).type).toBe('begin')
  })

  it('says after a break what was missed, or that it can not', async () => {
    await using d = await startTestDashboard()
    const before = await (await follow(d, bus)).next()
    waits(d, 5000)
    const again = await follow(d, `${bus}&after=${before.id}`)
    expect([await again.next(), await again.next()]).toMatchObject([
      { type: 'begin' },
      { data: { data: { pid: 5000 } } },
    ])
    expect(await (await follow(d, `${bus}&after=1`)).next()).toMatchObject({ type: 'resync', data: {} })
  })

  it('brings a session as it goes on, with the cursor to go on from', async () => {
    await using d = await startTestDashboard()
    const watch = fakeWatch(sessionDetail.id)
    d.services.sessions.watch = async () => watch
    const stream = await follow(d, '/api/sessions/3f2a/stream')
    expect(await stream.next()).toMatchObject({ type: 'state', data: { sessionId: sessionDetail.id, toolCalls: 1 } })
    watch.add({ kind: 'text', lane: 'main', cursor: 'main@300.0', text: 'more' })
    expect(await stream.next()).toMatchObject({ type: 'events', id: 'main@300.0', data: [{ text: 'more' }] })
    const missed = await (await follow(d, '/api/sessions/3f2a/stream?after=main@100.0')).next()
    expect(missed).toMatchObject({ type: 'events', data: [{ cursor: 'main@200.0' }, { cursor: 'main@300.0' }] })
    stream.socket.close()
    await waitFor('the session to be let go', () => watch.listeners === 1)
  })

  it.each([
    ['a word', (socket: WebSocket) => socket.send('{"types":"agent.killed"}'), 1008],
    ['bytes', (socket: WebSocket) => socket.send(Buffer.alloc(10)), 1008],
    ['more than it could ever mean', (socket: WebSocket) => socket.send('x'.repeat(16 * 1024 + 1)), 1009],
    ['a frame that is none', (socket: WebSocket) => rawOf(socket).write(Buffer.from([0xf1, 0x80, 0, 0, 0, 0])), 1002],
  ])('is closed to who sends %s', async (_, say, code) => {
    await using d = await startTestDashboard()
    const stream = await follow(d, bus)
    say(stream.socket)
    expect(await stream.closed).toBe(code)
    await isLetGo(d)
  })

  it('has a heartbeat for who answers it', async () => {
    await using d = await startTestDashboard({ heartbeatMs: 500 })
    const { messages } = await follow(d, bus)
    const beats = () => messages.filter(({ type }) => type === 'heartbeat')
    await waitFor('heartbeats', () => beats().length > 2)
    expect(beats()[0]).toEqual({ type: 'heartbeat', data: { at: expect.any(String) } })
  })

  it('lets go who does not answer a heartbeat', async () => {
    await using d = await startTestDashboard({ heartbeatMs: 50 })
    const silent = await follow(d, bus, token(d), { autoPong: false })
    expect(await silent.closed).toBe(1001)
    expect(d.services.attentiveListeners).toBe(0)
  })

  it('lets a reader go that stopped reading, and keeps little for it', async () => {
    await using d = await startTestDashboard({ heartbeatMs: 100 })
    d.services.fleetNow = fleetOf(Array.from({ length: 2000 }, (_, i) => agentReport(10_000 + i)))
    const stream = await follow(d, bus)
    rawOf(stream.socket).pause()
    const push = setInterval(() => d.services.emit({ type: 'fleet.changed', data: { ...d.services.fleetNow } }), 20)
    onTestFinished(() => clearInterval(push))
    await isLetGo(d)
    clearInterval(push)
    const health = await d.fetch('/api/health', { headers: token(d) })
    expect(await health.json()).toMatchObject({ streams: { open: 0, queued: 0, dropped: 1 } })
    rawOf(stream.socket).resume()
    expect(await stream.closed).toBe(1001)
    expect(stream.messages.at(-1)).toMatchObject({ type: 'resync' })
    expect(stream.messages.length).toBeLessThan(20)
  })

  it('is refused to the 65th reader', async () => {
    await using d = await startTestDashboard()
    await Promise.all(Array.from({ length: 64 }, () => follow(d, bus)))
    const refused = new WebSocket(`ws://127.0.0.1:${d.port}${bus}`, { headers: token(d) })
    const [cause] = await once(refused, 'error')
    expect(String(cause)).toContain('429')
  })

  it('is told that the server goes, and holds it up for less than two seconds', async () => {
    const d = await startTestDashboard()
    const polite = await follow(d, bus)
    const mute = await follow(d, bus)
    rawOf(mute.socket).pause()
    const begunMs = performance.now()
    await d.close()
    expect(performance.now() - begunMs).toBeLessThan(2_000)
    expect(await polite.closed).toBe(1001)
  })
})

/** What the package keeps to itself: the connection below. */
const rawOf = (socket: WebSocket): Socket => (socket as unknown as { readonly _socket: Socket })._socket

it('that hangs up at once leaves nothing open', async () => {
  await using d = await startTestDashboard()
  const socket = connect(d.port, '127.0.0.1', () => {
    const lines = [`GET ${bus} HTTP/1.1`, `Host: localhost:${d.port}`, `Authorization: Bearer ${d.token}`]
    const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
    socket.write([...lines, ...upgrade, 'Sec-WebSocket-Version: 13', '', ''].join('\r\n'))
    socket.resetAndDestroy()
  })
  await once(socket, 'close')
  expect((await (await follow(d, bus)).next()).type).toBe('begin')
  await waitFor('one reader', () => d.services.attentiveListeners === 1)
})
