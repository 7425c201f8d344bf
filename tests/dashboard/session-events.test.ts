/** A session over HTTP: pages, one event, the state, and the stream with what it does when a reader was away or is slow. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { watchRemoteSession } from '../../src/client/remote-session-watch.ts'
import { createServerClient } from '../../src/client/server-client.ts'
import type { LiveSessionState } from '../../src/core/session/live-session.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import type { SessionEventPage } from '../../src/core/session/session-watch.ts'
import { sessionSource } from '../../src/dashboard/stream/session-source.ts'
import { createStreams } from '../../src/dashboard/stream/streams.ts'
import { createWatchPool } from '../../src/dashboard/stream/watch-pool.ts'
import { createEventReader } from '../../src/storage/server-events.ts'
import { waitFor } from '../tools/wait-for.ts'
import { type FakeWatch, fakeWatch, threeEvents } from './fake-watch.ts'
import { problemOf, startTestDashboard, type TestDashboard } from './running-dashboard.ts'

const id = '3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3'
const textEvent = (n: number): SessionEvent => ({
  kind: 'text',
  lane: 'main',
  cursor: `main@${1000 + n}.0`,
  at: '2026-11-20T09:00:10.000Z',
  text: `text ${n}`,
})

let dashboard: TestDashboard
let watch: FakeWatch
beforeEach(async () => {
  watch = fakeWatch(id)
  dashboard = await startTestDashboard()
  dashboard.services.sessions.watch = async (what) => (id.startsWith(what) ? watch : undefined)
})
afterEach(() => dashboard.close())

const get = (path: string, headers = {}) =>
  dashboard.fetch(`/api/sessions/${path}`, { headers: { Authorization: `Bearer ${dashboard.token}`, ...headers } })
const json = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T

describe('a page of events', () => {
  it('is of the kinds that were asked for, oldest first', async () => {
    const page = await json<SessionEventPage>('3f2a/events?kinds=prompt,tool-result&limit=5')
    expect(page.events).toEqual([threeEvents[0], threeEvents[2]])
  })

  it('goes on behind a cursor', async () => {
    const page = await json<SessionEventPage>('3f2a/events?after=main@0.0')
    expect(page.events.map(({ kind }) => kind)).toEqual(['tool-call', 'tool-result'])
  })

  it.each(['kinds=moon', 'after=nonsense', 'before=main', 'limit=0', 'lane=../x'])(
    'is refused for %s',
    async (query) => {
      const response = await get(`3f2a/events?${query}`)
      expect(await problemOf(response)).toMatchObject({ status: 400, code: 'bad-request' })
    },
  )

  it('needs the right to read', async () => {
    expect(
      (await dashboard.fetch('/api/sessions/3f2a/events', { headers: { Origin: 'http://evil.example' } })).status,
    ).toBe(403)
  })
})

it('answers one event, the state, and 404 for what is not there', async () => {
  expect(await json<SessionEvent>('3f2a/events/main@100.0')).toMatchObject({ kind: 'tool-call', tool: 'Bash' })
  expect(await json<LiveSessionState>('3f2a/state')).toMatchObject({ sessionId: id, turns: 1, toolCalls: 1 })
  expect((await get('3f2a/events/main@5.0')).status).toBe(404)
  expect((await get('none/state')).status).toBe(404)
  expect((await get('none/stream')).status).toBe(404)
})

describe('the stream', () => {
  it('begins with the state and brings what happens, each event once', async () => {
    const stream = await openStream('3f2a/stream')
    await waitFor('the state', () => stream.frames.find(({ type }) => type === 'state'))
    watch.add(textEvent(1))
    const frame = await waitFor('the event', () => stream.frames.find(({ type }) => type === 'events'))
    expect(frame).toMatchObject({ data: [{ text: 'text 1' }] })
    await stream.close()
    await waitFor('nobody to listen', () => watch.listeners === 0 || undefined)
  })

  it('resumes behind the last event a reader saw', async () => {
    const stream = await openStream('3f2a/stream', { 'Last-Event-ID': 'main@0.0' })
    const frame = await waitFor('what was missed', () => stream.frames.find(({ type }) => type === 'events'))
    expect(frame).toMatchObject({ data: [{ cursor: 'main@100.0' }, { cursor: 'main@200.0' }] })
    await stream.close()
  })

  it('says resync to a reader whose last event is not there any more', async () => {
    const stream = await openStream('3f2a/stream?after=main@77.0')
    await waitFor('resync', () => stream.frames.find(({ type }) => type === 'resync'))
    await stream.close()
  })

  it('drops what a slow reader can not take, and tells it so', async () => {
    const stream = createStreams().open(sessionSource(watch, undefined, () => {}))
    if (stream === undefined) throw new Error('No stream was opened.')
    await stream.take()
    for (let n = 0; n < 5_000; n++) watch.add(textEvent(n))
    const types: string[] = []
    for (let i = 0; i < 30; i++) {
      // What is there is given at once: what is not given by the next turn of the loop is not there.
      const frames = await Promise.race([stream.take(), nextTurn(undefined)])
      if (frames === undefined) break
      types.push(...frames.map(({ type }) => type))
    }
    expect(types[0]).toBe('resync')
    expect(types.filter((type) => type === 'events').length).toBeLessThan(11)
    stream.end()
  })

  it('is over at once for who asks while the server closes, and holds nothing open', async () => {
    const streams = createStreams()
    streams.close()
    let isLeft = false
    const stream = streams.open(
      sessionSource(watch, undefined, () => {
        isLeft = true
      }),
    )
    expect(await stream?.take()).toBeUndefined()
    expect([stream?.ended.aborted, isLeft, streams.stats.open]).toEqual([true, true, 0])
  })

  it('feeds the watch of a tce beside the server, which goes on when it breaks', async () => {
    const client = createServerClient({ port: dashboard.port, token: dashboard.token })
    const remote = await watchRemoteSession(client, '3f2a')
    const seen: SessionEvent[] = []
    remote?.subscribe((change) => change.type === 'events' && seen.push(...change.events))
    expect(remote?.state()).toMatchObject({ sessionId: id, toolCalls: 1 })
    expect((await remote?.events({ kinds: ['prompt'] }))?.events).toHaveLength(1)
    expect(await remote?.event('main@100.0')).toMatchObject({ tool: 'Bash' })
    await waitFor('the stream', () => watch.listeners > 0 || undefined)
    watch.add(textEvent(7))
    await waitFor('the event', () => seen[0])
    expect(seen).toMatchObject([{ text: 'text 7' }])
    remote?.close()
    expect(await watchRemoteSession(client, 'none')).toBeUndefined()
  })
})

describe('watches', () => {
  it('are shared, kept for a while, and closed when nobody asks any more', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    let opened = 0
    const pool = createWatchPool(
      {
        watch: async () => {
          opened++
          return watch
        },
      },
      40,
    )
    const [a, b] = await Promise.all([pool.watch('x'), pool.watch('x')])
    expect([a, opened]).toEqual([b, 1])
    const held = await pool.hold('x')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(watch.closed).toBe(0)
    held?.release()
    await vi.advanceTimersByTimeAsync(39)
    expect(watch.closed).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(watch.closed).toBe(1)
    await pool.watch('x')
    expect(opened).toBe(2)
  })
})

interface SeenFrame {
  readonly type: string
  readonly data: unknown
}

async function openStream(path: string, headers = {}) {
  const abort = new AbortController()
  const response = await dashboard.fetch(`/api/sessions/${path}`, {
    headers: { Authorization: `Bearer ${dashboard.token}`, ...headers },
    signal: abort.signal,
  })
  const frames: SeenFrame[] = []
  const read = createEventReader((type, data) => frames.push({ type, data }))
  const done = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) read(decoder.decode(chunk, { stream: true }))
  })().catch(() => {})
  return {
    frames,
    async close() {
      abort.abort()
      await done
    },
  }
}
