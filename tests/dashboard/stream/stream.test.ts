/** The stream over a real connection. */
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { allEventTypes } from '../../../src/core/events/event-types.ts'
import { subject } from '../../../src/core/events/fleet-facts.ts'
import { agentReport, fleetOf } from '../fake-services.ts'
import { startTestDashboard, type TestDashboard } from '../running-dashboard.ts'

interface StreamEvent {
  readonly type: string
  readonly id?: number
  readonly data: unknown
}

/** As a reader that knows the names of today. */
const everything = `?types=${allEventTypes.join(',')}`

/** Reads events one by one until it is let go. */
async function follow(dashboard: TestDashboard, lastEventId?: number | string, query = everything) {
  const stop = new AbortController()
  const headers = { Authorization: `Bearer ${dashboard.token}` }
  const response = await dashboard.fetch(`/api/stream${query}`, {
    signal: stop.signal,
    headers: lastEventId === undefined ? headers : { ...headers, 'Last-Event-ID': String(lastEventId) },
  })
  if (response.body === null) throw new Error('The stream has no body.')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    response,
    stop: () => stop.abort(),
    async text() {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) text += chunk.value
      return text
    },
    async next(): Promise<StreamEvent | undefined> {
      while (!text.includes('\n\n')) {
        const chunk = await reader.read()
        if (chunk.done) return undefined
        text += chunk.value
      }
      const end = text.indexOf('\n\n')
      const event = parseEvent(text.slice(0, end))
      text = text.slice(end + 2)
      return event
    },
  }
}

function parseEvent(text: string): StreamEvent {
  const fields = Object.fromEntries(
    text.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
  )
  const { event, id, data } = fields as Record<string, string>
  return { type: event ?? '', ...(id === undefined ? {} : { id: Number(id) }), data: JSON.parse(data ?? 'null') }
}

const changed = (dashboard: TestDashboard, pid: number) => dashboard.services.show(fleetOf([agentReport(pid)]))
const pidsIn = (event: StreamEvent | undefined): number[] | undefined =>
  (event?.data as { data: { processes: { pid: number }[] } } | undefined)?.data.processes.map(({ pid }) => pid)
const waits = (dashboard: TestDashboard, pid: number) =>
  dashboard.services.emit({ type: 'agent.waiting', data: subject(agentReport(pid)) })

async function until(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !isTrue(); i++) await wait(10)
  expect(isTrue()).toBe(true)
}

describe('the stream', () => {
  it('begins with the whole picture, then tells every change with a growing id', async () => {
    await using dashboard = await startTestDashboard()
    const stream = await follow(dashboard)
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream')
    const place = await stream.next()
    expect(place).toMatchObject({ type: 'begin', data: {} })
    const first = await stream.next()
    expect(pidsIn(first)).toEqual([4242, 4343])
    expect(first?.id).toBe(place?.id)
    expect(await stream.next()).toMatchObject({
      type: 'waiting.changed',
      id: place?.id,
      data: { data: { waiting: [] } },
    })
    changed(dashboard, 5000)
    const second = await stream.next()
    expect(pidsIn(second)).toEqual([5000])
    dashboard.services.emit({ type: 'usage.changed', data: {} })
    const third = await stream.next()
    expect(third).toMatchObject({
      type: 'usage.changed',
      data: { id: third?.id, type: 'usage.changed', at: expect.stringMatching(/Z$/), machine: 'a-machine', data: {} },
    })
    expect([first, second, third].map((event) => event?.id)).toEqual([
      first?.id,
      (first?.id ?? 0) + 1,
      (first?.id ?? 0) + 2,
    ])
    stream.stop()
  })

  it('says after a break what was missed, and only that', async () => {
    await using dashboard = await startTestDashboard()
    const stream = await follow(dashboard)
    const first = await stream.next()
    stream.stop()
    waits(dashboard, 5000)
    changed(dashboard, 5000)
    waits(dashboard, 5001)
    changed(dashboard, 5001)
    dashboard.services.emit({ type: 'usage.changed', data: {} })
    const again = await follow(dashboard, first?.id)
    expect(await again.next()).toEqual({ type: 'begin', id: first?.id, data: {} })
    const missed = [await again.next(), await again.next(), await again.next(), await again.next()]
    expect(missed.map((event) => event?.type)).toEqual([
      ...['agent.waiting', 'agent.waiting', 'fleet.changed', 'usage.changed'],
    ])
    expect(pidsIn(missed[2])).toEqual([5001])
    again.stop()
    const upToDate = await follow(dashboard, missed[3]?.id)
    expect(await upToDate.next()).toMatchObject({ type: 'begin' })
    changed(dashboard, 5002)
    expect(pidsIn(await upToDate.next())).toEqual([5002])
    upToDate.stop()
  })

  it('tells in the names of before who names no types, beside those of today', async () => {
    await using dashboard = await startTestDashboard()
    const stream = await follow(dashboard, undefined, '')
    const first = [await stream.next(), await stream.next(), await stream.next(), await stream.next()]
    expect(first.map((event) => event?.type)).toEqual(['begin', 'fleet.changed', 'processes', 'waiting.changed'])
    expect(first[2]).toMatchObject({ id: first[1]?.id, data: { processes: [{ pid: 4242 }, { pid: 4343 }] } })
    dashboard.services.emit({ type: 'usage.changed', data: {} })
    expect((await stream.next())?.type).toBe('usage.changed')
    expect(await stream.next()).toMatchObject({ type: 'usage', data: {} })
    stream.stop()
  })

  it('tells only of the types it is asked for, and what it may be asked for', async () => {
    await using dashboard = await startTestDashboard()
    const stream = await follow(dashboard, undefined, '?types=agent.waiting')
    expect((await stream.next())?.type).toBe('begin')
    changed(dashboard, 5000)
    waits(dashboard, 5001)
    expect(await stream.next()).toMatchObject({ type: 'agent.waiting', data: { data: { pid: 5001 } } })
    stream.stop()
    const wrong = await follow(dashboard, undefined, '?types=agent.waiting,agent.dreaming')
    expect(wrong.response.status).toBe(400)
    expect(await wrong.text()).toContain(`a list with commas of ${allEventTypes.join(', ')}.`)
  })

  it.each(['1', '99999999999999999', 'abc', '-5'])(
    'asks for a resync when it cannot tell what came after %s',
    async (id) => {
      await using dashboard = await startTestDashboard()
      const stream = await follow(dashboard, id)
      expect(await stream.next()).toMatchObject({ type: 'resync' })
      expect(pidsIn(await stream.next())).toEqual([4242, 4343])
      stream.stop()
    },
  )

  it('has a heartbeat', async () => {
    await using dashboard = await startTestDashboard({ heartbeatMs: 30 })
    const stream = await follow(dashboard, undefined, '?types=agent.waiting')
    await stream.next()
    expect(await stream.next()).toMatchObject({ type: 'heartbeat', data: { at: expect.any(String) } })
    stream.stop()
  })

  it('makes scans come quickly only while somebody reads', async () => {
    await using dashboard = await startTestDashboard()
    expect(dashboard.services.attentiveListeners).toBe(0)
    const [a, b] = [await follow(dashboard), await follow(dashboard)]
    expect(dashboard.services.attentiveListeners).toBe(2)
    a.stop()
    b.stop()
    await until(() => dashboard.services.attentiveListeners === 0)
    const quiet = await follow(dashboard, undefined, '?types=agent.waiting&attentive=false')
    expect((await quiet.next())?.type).toBe('begin')
    expect(dashboard.services.attentiveListeners).toBe(0)
    quiet.stop()
  })

  it('is not opened by HEAD', async () => {
    await using dashboard = await startTestDashboard()
    const headers = { Authorization: `Bearer ${dashboard.token}` }
    expect((await dashboard.fetch('/api/stream', { method: 'HEAD', headers })).status).toBe(200)
    expect(dashboard.services.attentiveListeners).toBe(0)
  })

  it('is refused to the 65th reader', async () => {
    await using dashboard = await startTestDashboard()
    const streams = await Promise.all(Array.from({ length: 64 }, () => follow(dashboard)))
    const refused = await follow(dashboard)
    expect(refused.response.status).toBe(429)
    for (const stream of streams) stream.stop()
  })

  it('lets a reader go that stopped reading, and keeps little for it', async () => {
    await using dashboard = await startTestDashboard({ heartbeatMs: 100 })
    dashboard.services.fleetNow = fleetOf(Array.from({ length: 2000 }, (_, i) => agentReport(10_000 + i)))
    const socket = connect(dashboard.port, '127.0.0.1', () => {
      socket.pause()
      socket.write(
        `GET /api/stream${everything} HTTP/1.1\r\nHost: localhost:${dashboard.port}\r\nAuthorization: Bearer ${dashboard.token}\r\n\r\n`,
      )
    })
    await until(() => dashboard.services.attentiveListeners === 1)
    const push = setInterval(
      () => dashboard.services.emit({ type: 'fleet.changed', data: { ...dashboard.services.fleetNow } }),
      20,
    )
    await until(() => dashboard.services.attentiveListeners === 0)
    const health = await dashboard.fetch('/api/health', { headers: { Authorization: `Bearer ${dashboard.token}` } })
    expect(await health.json()).toMatchObject({ streams: { open: 0, queued: 0, dropped: 1 } })
    clearInterval(push)
    socket.destroy()
  })
})
