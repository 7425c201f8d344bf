/** Events and metrics on their way out, through the genuine SDK, to a collector that takes, refuses, or is away. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewCaptured } from '../../src/core/captured/captured-event.ts'
import type { Metric } from '../../src/core/metrics/metrics.ts'
import { createEvents, type LocalEvents } from '../../src/services/local/events.ts'
import { type Outlet, startOutlet } from '../../src/services/local/outlet.ts'
import { type Collector, startCollector } from '../tools/collector.ts'
import { waitFor } from '../tools/wait-for.ts'
import { realEvents } from './real-events.ts'

const metrics: readonly Metric[] = [
  { name: 'tce_agents', kind: 'gauge', help: 'Agents.', samples: [{ labels: { agent: 'claude' }, value: 3 }] },
  {
    name: 'tce_cost_dollars_total',
    kind: 'counter',
    help: 'Cost.',
    samples: [{ labels: { model: 'm' }, value: 1.25 }],
  },
]

let collector: Collector
let events: LocalEvents
let outlet: Outlet | undefined
let placeId: number | undefined
const bugs: unknown[] = []
beforeEach(async () => {
  collector = await startCollector()
  events = createEvents(realEvents(), { record: async () => {} }, (_, cause) => bugs.push(cause))
  placeId = undefined
  bugs.length = 0
})
afterEach(async () => {
  await outlet?.close()
  await events.close()
  await collector.close()
  expect(bugs).toEqual([])
})

function start(): Outlet {
  outlet = startOutlet(
    {
      endpoint: `${collector.url}/`,
      headers: { 'x-team': 'tools' },
      ...{ version: '9.9.9', machine: 'm1', metricsEveryMs: 400, timeoutMs: 300, retryMs: 20 },
      place: {
        load: async () => placeId,
        save: async (id) => {
          placeId = id
        },
      },
    },
    { events, metrics: async () => metrics, reportError: (_, cause) => bugs.push(cause) },
  )
  return outlet
}
/** The first that comes tells that it is at work. */
async function startedOutlet(): Promise<Outlet> {
  const begun = start()
  await waitFor('the outlet', () => collector.points.length > 0)
  return begun
}
const capture = (...list: readonly Partial<NewCaptured>[]) =>
  events.capture(
    list.map((one) => ({ source: 'ci', event_type: 'step', atMs: Date.parse('2026-11-20T12:00:00.123Z'), ...one })),
  )
const state = async (of: Outlet) => of.stateAt((await events.totals()).newestId)

describe('what is captured', () => {
  it('comes to the collector as log records with their names, without secrets', async () => {
    const running = await startedOutlet()
    const [trace_id, span_id] = ['ab'.repeat(16), 'cd'.repeat(8)]
    const [key, named] = [`sk-ant-${'k'.repeat(40)}`, 'known-by-its-name-alone']
    await capture({
      message: `with ${key}`,
      level: 'warn',
      session_id: 's1',
      tool_name: 'Bash',
      trace_id,
      span_id,
      data: JSON.stringify({ run: 7, id: key, deep: [{ token: key }], api_key: named }),
    })
    const [record] = await waitFor('a log record', () => collector.logs.length > 0 && collector.logs)
    expect(record).toMatchObject({
      name: 'step',
      level: 'warn',
      body: 'with [redacted]',
      atMs: Date.parse('2026-11-20T12:00:00.123Z'),
      traceId: trace_id,
      spanId: span_id,
      sender: { service: 'tce', resource: { 'service.version': '9.9.9', 'service.instance.id': 'm1' } },
      attributes: { 'tce.source': 'ci', 'session.id': 's1', 'gen_ai.tool.name': 'Bash', 'tce.data': { run: 7 } },
    })
    expect(JSON.stringify(record)).not.toMatch(/k{20}|known-by-its-name/)
    expect(collector.headers.find(({ path }) => path === '/v1/logs')).toMatchObject({
      'x-team': 'tools',
      'content-encoding': 'gzip',
    })
    await waitFor('its count', async () => (await state(running)).sent === 1)
    expect(await state(running)).toEqual({ endpoint: `${collector.url}/`, sent: 1, dropped: 0, waiting: 0 })
  })

  it('before is not sent, and after a restart nothing is left out', async () => {
    await capture({ message: 'before' })
    const first = await startedOutlet()
    await capture({ message: 'one' })
    await waitFor('the first', () => collector.logs.length === 1)
    await waitFor('its count', async () => (await state(first)).sent === 1)
    await first.close()
    await capture({ message: 'two' })
    start()
    await waitFor('the second', () => collector.logs.length === 2)
    expect(collector.logs.map(({ body }) => body)).toEqual(['one', 'two'])
  })
})

describe('a collector', () => {
  it('that takes nothing for a while gets all of it later, once and in order; until then its state says why', async () => {
    const running = await startedOutlet()
    collector.status = 503
    await capture({ message: 'one' }, { message: 'two' })
    await waitFor('the trouble', async () => (await state(running)).problem !== undefined)
    expect(await state(running)).toMatchObject({
      sent: 0,
      dropped: 0,
      waiting: 2,
      problem: 'It takes nothing now, and may later',
    })
    collector.status = 200
    await waitFor('both', () => collector.logs.length === 2, { withinMs: 30_000 })
    expect(collector.logs.map(({ body }) => body)).toEqual(['one', 'two'])
    await waitFor('the state', async () => (await state(running)).problem === undefined)
  }, 60_000)

  it('that refuses for good loses those, they are counted, and the next ones go on', async () => {
    const running = await startedOutlet()
    collector.status = 400
    await capture({ message: 'refused' })
    await waitFor('the count', async () => (await state(running)).dropped === 1)
    collector.status = 200
    await capture({ message: 'taken' })
    await waitFor('the next', () => collector.logs.length === 1)
    expect(collector.logs[0]?.body).toBe('taken')
  })

  it('that is not there holds up neither start nor end', async () => {
    await collector.close()
    const running = start()
    await capture({ message: 'waits' })
    const beganAt = performance.now()
    await running.close()
    expect(performance.now() - beganAt).toBeLessThan(5_000)
    collector = await startCollector()
  })
})

it('metrics come with their kinds, names and labels', async () => {
  await startedOutlet()
  const named = (name: string) => collector.points.find((point) => point.name === name)
  expect(named('tce_agents')).toMatchObject({ kind: 'gauge', value: 3, attributes: { agent: 'claude' } })
  expect(named('tce_cost_dollars')).toMatchObject({ kind: 'cumulative', value: 1.25, attributes: { model: 'm' } })
})

it('takes nothing from the variables that point agents somewhere', async () => {
  process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'x-api-key=tce_secret'
  try {
    await startedOutlet()
    await capture({})
    await waitFor('a record', () => collector.logs.length === 1)
    expect(JSON.stringify(collector.headers)).not.toContain('tce_secret')
  } finally {
    delete process.env['OTEL_EXPORTER_OTLP_HEADERS']
  }
})
