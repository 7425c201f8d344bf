/** The stream over a real connection. */
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { agentReport, fleetOf } from '../fake-services.ts'
import { startTestDashboard, type TestDashboard } from '../running-dashboard.ts'

interface StreamEvent {
  readonly type: string
  readonly id?: number
  readonly data: unknown
}

/** Reads events one by one until it is let go. */
async function follow(dashboard: TestDashboard, lastEventId?: number | string) {
  const stop = new AbortController()
  const headers = { Authorization: `Bearer ${dashboard.token}` }
  const response = await dashboard.fetch('/api/stream', {
    signal: stop.signal,
    headers: lastEventId === undefined ? headers : { ...headers, 'Last-Event-ID': String(lastEventId) },
  })
  if (response.body === null) throw new Error('The stream has no body.')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    response,
    stop: () => stop.abort(),
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

const changed = (dashboard: TestDashboard, pid: number) => {
  dashboard.services.fleetNow = fleetOf([agentReport(pid)])
  dashboard.services.emit({ type: 'processes.changed', fleet: dashboard.services.fleetNow })
}
const pidsIn = (event: StreamEvent | undefined): number[] | undefined =>
  (event?.data as { processes: { pid: number }[] } | undefined)?.processes.map(({ pid }) => pid)

async function until(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !isTrue(); i++) await wait(10)
  expect(isTrue()).toBe(true)
}

describe('the stream', () => {
  it('begins with the whole picture, then tells every change with a growing id', async () => {
    await using dashboard = await startTestDashboard()
    const stream = await follow(dashboard)
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream')
    const first = await stream.next()
    expect(pidsIn(first)).toEqual([4242, 4343])
    changed(dashboard, 5000)
    const second = await stream.next()
    expect(pidsIn(second)).toEqual([5000])
    dashboard.services.emit({ type: 'usage.changed' })
    const third = await stream.next()
    expect(third).toMatchObject({ type: 'usage', data: {} })
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
    changed(dashboard, 5000)
    changed(dashboard, 5001)
    dashboard.services.emit({ type: 'usage.changed' })
    const again = await follow(dashboard, first?.id)
    const missed = [await again.next(), await again.next()]
    expect(missed.map((event) => event?.type)).toEqual(['processes', 'usage'])
    expect(pidsIn(missed[0])).toEqual([5001])
    again.stop()
    const upToDate = await follow(dashboard, missed[1]?.id)
    changed(dashboard, 5002)
    expect(pidsIn(await upToDate.next())).toEqual([5002])
    upToDate.stop()
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
    const stream = await follow(dashboard)
    await stream.next()
    expect(await stream.next()).toMatchObject({ type: 'heartbeat', data: { at: expect.any(String) } })
    stream.stop()
  })

  it('makes scans come quickly only while somebody reads', async () => {
    await using dashboard = await startTestDashboard()
    expect(dashboard.services.attentiveListeners).toBe(0)
    const [a, b] = [await follow(dashboard), await follow(dashboard)]
    expect(dashboard.services.attentiveListeners).toBe(1)
    a.stop()
    b.stop()
    await until(() => dashboard.services.attentiveListeners === 0)
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
        `GET /api/stream HTTP/1.1\r\nHost: localhost:${dashboard.port}\r\nAuthorization: Bearer ${dashboard.token}\r\n\r\n`,
      )
    })
    await until(() => dashboard.services.attentiveListeners === 1)
    const push = setInterval(
      () => dashboard.services.emit({ type: 'processes.changed', fleet: { ...dashboard.services.fleetNow } }),
      20,
    )
    await until(() => dashboard.services.attentiveListeners === 0)
    const health = await dashboard.fetch('/api/health', { headers: { Authorization: `Bearer ${dashboard.token}` } })
    expect(await health.json()).toMatchObject({ streams: { open: 0, queued: 0, dropped: 1 } })
    clearInterval(push)
    socket.destroy()
  })
})
