/** Events under what goes wrong in the field: a disk that is full, a database that is held, senders and readers that mean no good. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { NewCaptured } from '../../src/core/captured/captured-event.ts'
import { eventsPath, openEventStore } from '../../src/events/event-store.ts'
import { startTestDashboard, type TestDashboard, unknownPeers } from '../dashboard/running-dashboard.ts'
import { canMount, smallDisk } from '../tools/small-disk.ts'
import { waitFor } from '../tools/wait-for.ts'

const event = (more: Partial<NewCaptured> = {}): NewCaptured => ({
  source: 'ci',
  event_type: 'step',
  atMs: Date.now(),
  ...more,
})

describe.runIf(canMount)('a disk that fills', () => {
  it('is said, nothing is answered that is not there, and it goes on when there is room', async () => {
    const disk = smallDisk('2m')
    const bugs: unknown[] = []
    const store = openEventStore({ dataDir: disk.dir, machine: 'm', reportError: (_, cause) => bugs.push(cause) })
    const promised: string[] = []
    let problem: unknown
    for (let n = 0; n < 500 && problem === undefined; n += 1) {
      const message = `${n} ${'x'.repeat(8_000)}`
      const captured = await store.capture([event({ message })])
      if (captured.ok) promised.push(message)
      else problem = captured.error
    }
    expect(problem).toMatchObject({ kind: 'unwritable', message: expect.stringContaining('takes no more') })
    expect(promised.length).toBeGreaterThan(20)
    const stored = await store.ask({ limit: 1_000, order: 'oldest' })
    expect(stored.events.map(({ message }) => message)).toEqual(promised)
    disk.become('8m')
    const later = await waitFor('it to go on', async () => {
      const captured = await store.capture([event({ message: 'later' })])
      return captured.ok ? captured.value : undefined
    })
    expect(later).toMatchObject([{ status: 'captured' }])
    expect((await store.ask({ limit: 1, order: 'newest' })).events[0]?.message).toBe('later')
    await store.close()
    expect(bugs).toEqual([])
  })
})

describe('a store', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tce-hostile-events-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))
  const open = () =>
    openEventStore({
      dataDir,
      machine: 'm',
      reportError: (_, cause) => {
        throw cause
      },
    })

  it('that another program holds takes the events when it is let go, each once', async () => {
    const store = open()
    await store.capture([event({ message: 'before' })])
    const other = new Sqlite(eventsPath(dataDir))
    other.exec('BEGIN IMMEDIATE')
    const waiting = Promise.all([1, 2, 3].map((n) => store.capture([event({ message: `n${n}` })])))
    // Who reads does not wait for who writes.
    expect((await store.ask({ limit: 9, order: 'oldest' })).events.map(({ message }) => message)).toEqual(['before'])
    other.exec('ROLLBACK')
    other.close()
    expect((await waiting).every(({ ok }) => ok)).toBe(true)
    expect((await store.totals()).events).toBe(4)
    await store.close()
  })

  it('of ten thousand sources answers by each, and counts them all', async () => {
    const store = open()
    for (let part = 0; part < 10; part += 1) {
      await store.capture(Array.from({ length: 1_000 }, (_, n) => event({ source: `source-${part * 1_000 + n}` })))
    }
    expect(await store.names('sources')).toHaveLength(10_000)
    expect((await store.totals()).sources).toHaveLength(10_000)
    const found = await store.ask({ limit: 9, order: 'newest', fields: { source: ['source-7777'] } })
    expect(found.events.map(({ id }) => id)).toEqual([7_778])
    expect(await store.retention()).toMatchObject({ events: 10_000, toGo: 0 })
    await store.close()
  })
})

/** Another program that begins to write and does not end, until it is told to. */
async function holdDatabase(path: string): Promise<{ letGo(): Promise<void> }> {
  const script = `
    const database = new (require('better-sqlite3'))(process.argv[1])
    database.exec('BEGIN IMMEDIATE')
    console.log('held')
    process.stdin.on('end', () => database.exec('ROLLBACK')).resume()`
  const holder = spawn(process.execPath, ['-e', script, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void holder.kill('SIGKILL'))
  const ended = once(holder, 'exit')
  await once(holder.stdout, 'data')
  return {
    async letGo() {
      holder.stdin.end()
      await ended
    },
  }
}

it('a database that another program holds for longer than anybody waits is a 503 for all, with when to come again, and nothing is half there', async () => {
  await using d = await startTestDashboard()
  const send = (message: string) => d.post('/events', { source: 'ci', event_type: 'step', message })
  const found = async () => {
    const answer = await d.fetch('/events?order=oldest', { headers: { Authorization: `Bearer ${d.token}` } })
    return ((await answer.json()) as { events: { message: string }[] }).events.map(({ message }) => message)
  }
  expect((await send('before')).status).toBe(200)
  const other = await holdDatabase(eventsPath(d.services.eventsDir))
  const first = send('first')
  const later = [1, 2, 3].map((n) => send(`later ${n}`))
  expect(await found()).toEqual(['before'])
  const beganAtMs = performance.now()
  for (const answer of await Promise.all([first, ...later])) {
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(((await answer.json()) as { error: { message: string } }).error.message).toContain('takes no more')
  }
  // Those who came behind the first did not wait as long again.
  expect(performance.now() - beganAtMs).toBeLessThan(14_000)
  await other.letGo()
  expect((await send('after')).status).toBe(200)
  expect(await found()).toEqual(['before', 'after'])
  await d.services.close()
}, 30_000)

describe('a server', () => {
  let d: TestDashboard
  let key: string
  beforeEach(async () => {
    d = await startTestDashboard({ peers: unknownPeers })
    const body = { label: 'hostile', mayRead: true }
    key = ((await (await d.post('/api/keys', body)).json()) as { secret: string }).secret
  })
  afterEach(async () => {
    await d.close()
    await d.services.close()
    expect(d.errors).toEqual([])
  })
  const send = (body: string | Uint8Array, headers: Record<string, string> = { 'X-API-Key': key }) =>
    fetch(`${d.url}/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: body as string,
    })
  const least = '"source":"ci","event_type":"x"'

  it('takes 512 KB, and not a byte more', async () => {
    const around = `{${least},"data":{"text":""}}`
    const ofBytes = (bytes: number) => `{${least},"data":{"text":"${'x'.repeat(bytes - around.length)}"}}`
    expect((await send(ofBytes(512 * 1024))).status).toBe(200)
    expect((await send(ofBytes(512 * 1024 + 1))).status).toBe(413)
  })

  it('takes a million keys no more than anything that is too large, and fifty thousand at once', async () => {
    const keys = (count: number) =>
      `{${least},"data":{${Array.from({ length: count }, (_, n) => `"${n}":0`).join(',')}}}`
    expect((await send(keys(1_000_000))).status).toBe(413)
    expect((await send(keys(50_000))).status).toBe(200)
    expect((await send(`{${least},"data":${'{"a":'.repeat(5_000)}0${'}'.repeat(5_000)}}`)).status).toBe(422)
    expect((await send(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d))).status).toBe(422)
  })

  it('lets nobody in without a key, on no route of the events', async () => {
    const asked = [
      '/events',
      '/sources',
      '/event-types',
      '/api/events',
      '/api/sources',
      '/api/event-types',
      '/api/events/1',
      '/api/series',
      '/api/series/1',
    ]
    const more = ['histogram', 'counts', 'queries', 'totals', 'export', 'retention', 'prunable?older=1d', 'stream']
    for (const path of [...asked, ...more.map((name) => `/api/events/${name}`)]) {
      expect([path, (await d.fetch(path)).status]).toEqual([path, 401])
    }
    expect((await d.fetch('/api/events/export', { headers: { 'X-API-Key': 'tce_wrong' } })).status).toBe(401)
    for (const path of ['/events', '/api/events', '/api/events/prune']) {
      expect([
        path,
        (await d.fetch(path, { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } })).status,
      ]).toEqual([path, 401])
    }
    const pruned = await d.fetch('/api/events/prune', {
      method: 'POST',
      body: '{"older":"1d"}',
      headers: { 'Content-Type': 'application/json', 'X-API-Key': key },
    })
    expect(pruned.status).toBe(403)
  })

  it.each(['/ws', '/api/events/stream'])('gives a WebSocket on %s to no page of another origin', async (path) => {
    const origin = 'http://evil.example:5111'
    const socket = new WebSocket(`ws://127.0.0.1:${d.port}${path}`, { origin, headers: { 'X-API-Key': key } })
    const refused = await new Promise((resolve) => {
      socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode))
      socket.on('open', () => resolve('open'))
      socket.on('error', () => undefined)
    })
    expect(refused).toBe(403)
  })

  it('goes on beside a thousand sockets that never read', async () => {
    const text = 'x'.repeat(20_000)
    const sockets = Array.from({ length: 1_000 }, (): Socket => {
      const socket = connect(d.port, '127.0.0.1').pause()
      socket.on('error', () => undefined)
      socket.write(`GET /api/events/stream HTTP/1.1\r\nHost: 127.0.0.1:${d.port}\r\nX-API-Key: ${key}\r\n\r\n`)
      return socket
    })
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
    })
    // Those that were taken hold places; the others were turned away, and so is who comes now until some are let go.
    for (let n = 0; n < 100; n += 1) {
      const captured = await d.services.events.capture([event({ message: `${n} ${text}` })])
      expect(captured.ok).toBe(true)
    }
    for (const socket of sockets.splice(0, 950)) socket.destroy()
    await waitFor('a caller to be heard', async () => (await send(`{${least}}`).catch(() => undefined))?.status === 200)
    for (const socket of sockets) socket.destroy()
    await waitFor('the streams to be let go', async () => {
      const answer = await d.fetch('/api/health', { headers: { Authorization: `Bearer ${d.token}` } })
      return ((await answer.json()) as { streams: { open: number } }).streams.open === 0
    })
  })
})
