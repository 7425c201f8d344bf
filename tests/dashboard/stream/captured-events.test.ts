/** Captured events as they come: over server-sent events, our WebSocket, and the protocol of the first servers of this kind. */
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { waitFor } from '../../tools/wait-for.ts'
import { startTestDashboard, type TestDashboard, unknownPeers } from '../running-dashboard.ts'

let d: TestDashboard
beforeEach(async () => {
  d = await startTestDashboard({ peers: unknownPeers })
})
afterEach(async () => {
  await d.close()
  await d.services.close()
})

const post = async (message: string, more: object = {}): Promise<number> => {
  const answer = await d.post('/events', { source: 'ci', event_type: 'step', message, ...more })
  return ((await answer.json()) as { event_id: number }).event_id
}
async function keyFor(body: object): Promise<string> {
  return ((await (await d.post('/api/keys', body)).json()) as { secret: string }).secret
}

interface Told {
  readonly type: string
  readonly id?: number
  readonly [name: string]: unknown
}

async function connect(path: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${d.port}${path}`, { headers })
  onTestFinished(() => socket.terminate())
  const told: Told[] = []
  socket.on('message', (data) => told.push(JSON.parse(String(data)) as Told))
  const closed = once(socket, 'close').then(([code]) => Number(code))
  await once(socket, 'open')
  let read = 0
  const next = async () => {
    const message = await waitFor('the next message', () => told[read])
    read++
    return message
  }
  return { socket, told, closed, next, say: (message: object) => socket.send(JSON.stringify(message)) }
}

describe('the stream of events', () => {
  const token = () => ({ Authorization: `Bearer ${d.token}` })

  it('tells each once and in order, and after a break what came meanwhile', async () => {
    const first = await post('before')
    const follower = await connect('/api/events/stream', token())
    expect(await follower.next()).toEqual({ type: 'begin', id: first, data: {} })
    await Promise.all(Array.from({ length: 30 }, (_, n) => post(`n${n}`)))
    for (let n = 1; n <= 30; n++) expect(await follower.next()).toMatchObject({ type: 'event', id: first + n })
    follower.socket.terminate()
    const missed = await post('missed', { data: { id: 1 } })
    const again = await connect(`/api/events/stream?after=${first + 28}`, token())
    expect((await again.next()).type).toBe('begin')
    expect(await again.next()).toMatchObject({ id: first + 29 })
    expect(await again.next()).toMatchObject({ id: first + 30 })
    expect(await again.next()).toMatchObject({ id: missed, data: { message: 'missed', data: { id: 1 } } })
  })

  it('tells what is asked for alone, and refuses a question it can’t read', async () => {
    const follower = await connect(`/api/events/stream?query=${encodeURIComponent('level:error "of it"')}`, token())
    await follower.next()
    await post('part of it', { level: 'error' })
    await post('part of it', { level: 'info' })
    const last = await post('again of it', { level: 'error' })
    await follower.next()
    expect(await follower.next()).toMatchObject({ id: last })
    expect((await d.fetch('/api/events/stream?query=colour:red', { headers: token() })).status).toBe(400)
  })

  it('is for who may read events', async () => {
    const status = async (headers: Record<string, string>) => {
      const socket = new WebSocket(`ws://127.0.0.1:${d.port}/api/events/stream`, { headers })
      onTestFinished(() => socket.terminate())
      return Promise.race([
        once(socket, 'open').then(() => 'open'),
        once(socket, 'unexpected-response').then(([, response]) => response.statusCode),
      ])
    }
    expect(await status({})).toBe(401)
    expect(await status({ 'X-API-Key': await keyFor({ label: 'writer' }) })).toBe(403)
    expect(await status({ 'X-API-Key': await keyFor({ label: 'reader', mayRead: true }) })).toBe('open')
    expect(await status({ ...token(), Origin: 'http://evil.example' })).toBe(403)
  })

  it('comes as server-sent events too, which go on from Last-Event-ID', async () => {
    const first = await post('one')
    const second = await post('two')
    const response = await d.fetch('/api/events/stream', { headers: { ...token(), 'Last-Event-ID': String(first) } })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body?.getReader()
    let text = ''
    while (!text.includes('"message":"two"')) text += new TextDecoder().decode((await reader?.read())?.value)
    expect(text).toContain(`event: event\nid: ${second}\n`)
    await reader?.cancel()
  })
})

describe('the protocol of the first servers', () => {
  async function subscribed(subscription: object = {}) {
    const client = await connect('/ws')
    client.say({ type: 'auth', api_key: d.token })
    expect(await client.next()).toEqual({ type: 'auth_result', status: 'success' })
    client.say({ type: 'subscribe', ...subscription })
    return client
  }

  it('lets in by the key, then tells what is subscribed to, with its filters said back', async () => {
    const filters = { source: 'ci', level: 'error' }
    const client = await subscribed({ filters })
    expect(await client.next()).toEqual({ type: 'subscribe_result', status: 'subscribed', active_filters: filters })
    await post('info', { level: 'info' })
    const id = await post('error', { level: 'error', data: { run: 7 } })
    expect(await client.next()).toMatchObject({
      type: 'event',
      event: { id, source: 'ci', event_type: 'step', message: 'error', level: 'error', data: { run: 7 } },
    })
    client.say({ type: 'ping' })
    expect(await client.next()).toEqual({ type: 'pong' })
    client.say({ type: 'dance' })
    expect(await client.next()).toMatchObject({ type: 'error' })
  })

  it('tells again from an event or a time on', async () => {
    const [first, second] = [await post('one'), await post('two')]
    const byId = await subscribed({ since: first })
    await byId.next()
    expect(await byId.next()).toMatchObject({ event: { id: second } })
    const byTime = await subscribed({ since: '1h' })
    await byTime.next()
    expect(await byTime.next()).toMatchObject({ event: { id: first } })
  })

  it('says nothing to who has no key, and closes', async () => {
    const wrong = await connect('/ws')
    wrong.say({ type: 'auth', api_key: 'tce_wrong' })
    expect(await wrong.next()).toMatchObject({ type: 'auth_result', status: 'error' })
    expect(await wrong.closed).toBe(1008)
    const writer = await connect('/ws')
    writer.say({ type: 'auth', api_key: await keyFor({ label: 'writer' }) })
    expect(await writer.next()).toMatchObject({ status: 'error', message: expect.stringContaining('not to read') })
    const silent = await connect('/ws')
    silent.say({ type: 'subscribe' })
    silent.say({ type: 'ping' })
    await post('unheard')
    expect(await silent.closed).toBe(1008)
    expect(silent.told).toEqual([])
  })

  it('refuses filters and times that it can’t read, and what is no JSON', async () => {
    const client = await subscribed({ filters: { colour: 'red' } })
    expect(await client.next()).toMatchObject({ status: 'error', message: expect.stringContaining('colour') })
    client.say({ type: 'subscribe', since: 'soon' })
    expect(await client.next()).toMatchObject({ status: 'error' })
    client.socket.send('no json')
    expect(await client.next()).toMatchObject({ type: 'error' })
    expect((await d.fetch('/ws')).status).toBe(400)
  })
})
