/**
 * Events: how many a second, for good; how soon they are told; how soon they are found among a million (`--full`: ten); what they cost
 * beside the rest. Beside a bare server that stores the same without index or check (bare-event-server.ts), in the same run.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApiKeys } from '../src/control/api-keys.ts'
import type { NewCaptured } from '../src/core/captured/captured-event.ts'
import { openEventStore } from '../src/events/event-store.ts'
import { type BenchmarkOptions, type BenchmarkTable, quantile, rounded, timesOf } from './benchmark.ts'
import { type Load, load } from './event-load.ts'
import { rssMb, type Server, start, startServer } from './server-process.ts'

const words = ['deploy', 'build', 'test', 'cache', 'retry', 'queue', 'index', 'login', 'socket', 'migration']
const levels = ['debug', 'info', 'info', 'info', 'warn', 'error'] as const
const wordOf = (n: number): string => words[n % words.length] ?? ''

const posted = (n: number) => ({
  source: `source-${n % 9}`,
  event_type: `${wordOf(n)}.done`,
  level: levels[n % levels.length] ?? 'info',
  message: `${wordOf(n)} ${n} of payments-api took ${n % 977} ms`,
  data: { run: n, branch: 'main', ok: n % 7 !== 0 },
})

export async function run({ isFull }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-events-'))
  const dataDir = join(home, 'tce-data')
  const stored = isFull ? 10_000_000 : 1_000_000
  try {
    const key = await createApiKeys(dataDir).add({ label: 'bench', mayRead: true })
    if (!key.ok) throw new Error(key.error)
    const { secret } = key.value
    const filled = await fill(dataDir, stored)
    const bare = await start([join(import.meta.dirname, 'bare-event-server.ts'), join(home, 'bare.sqlite')])
    const server = await startServer(home)
    try {
      return [
        await ingest({ server, bare, key: secret }),
        await reading(server, secret, stored, filled),
        await beside(server, secret),
      ]
    } finally {
      server.end()
      bare.end()
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

interface Filled {
  readonly perSecond: number
  readonly indexedAfterSeconds: number
}

/** Spread over the last 30 days. */
async function fill(dataDir: string, count: number): Promise<Filled> {
  const spanMs = 29 * 86_400_000
  const beganMs = Date.now() - spanMs
  let nowMs = beganMs
  const store = openEventStore({ dataDir, machine: 'bench', clock: () => nowMs, reportError: console.error })
  const beganAtMs = performance.now()
  for (let n = 0; n < count; n += 1_000) {
    nowMs = beganMs + Math.floor((spanMs * n) / count)
    const events = Array.from({ length: 1_000 }, (_, index): NewCaptured => {
      const { data, ...event } = posted(n + index)
      return { ...event, atMs: nowMs, data: JSON.stringify(data) }
    })
    await store.capture(events)
  }
  const filledAtMs = performance.now()
  while ((await store.totals()).notIndexed > 0) await sleep(100)
  await store.close()
  const perSecond = count / ((filledAtMs - beganAtMs) / 1_000)
  return { perSecond, indexedAfterSeconds: (performance.now() - filledAtMs) / 1_000 }
}

interface Ingest {
  readonly server: Server
  readonly bare: Server
  readonly key: string
}

async function ingest({ server, bare, key }: Ingest): Promise<BenchmarkTable> {
  const body = (n: number) => JSON.stringify(posted(n))
  const array = (n: number) => JSON.stringify(Array.from({ length: 100 }, (_, index) => posted(100 * n + index)))
  const both = async (clients: number, requests: number) => {
    const common = { clients, key, body, requests }
    await load({ ...common, port: server.port, requests: requests / 10 })
    await load({ ...common, port: bare.port, requests: requests / 10 })
    return [await load({ ...common, port: server.port }), await load({ ...common, port: bare.port })] as const
  }
  const [oneOurs, oneBare] = await both(1, 2_000)
  const [manyOurs, manyBare] = await both(50, 20_000)
  const arrays = await load({ port: server.port, clients: 10, key, body: array, requests: 500 })
  return {
    title: 'Ingest, each answered when it is on disk',
    rows: [
      rowOf('1 client', oneOurs),
      rowOf('1 client, bare server', oneBare),
      rowOf('50 clients', manyOurs),
      rowOf('50 clients, bare server', manyBare),
      { ...rowOf('10 clients, arrays of 100', arrays), 'events/s': Math.round(arrays.perSecond * 100) },
    ],
    notes: [
      `1 client: ${ratio(oneOurs, oneBare)} × the bare server. 50 clients: ${ratio(manyOurs, manyBare)} × (asked: 0.6; 8,000/s, p99 10 ms).`,
      `Arrays of 100: ${Math.round(arrays.perSecond * 100)} events/s (asked: 12,000).`,
    ],
  }
}

const rowOf = (what: string, { perSecond, times }: Load) => ({
  what,
  'events/s': Math.round(perSecond),
  'p50 ms': rounded(quantile(times, 0.5)),
  'p99 ms': rounded(quantile(times, 0.99)),
})

const ratio = (ours: Load, theirs: Load): number => rounded(ours.perSecond / theirs.perSecond)

async function reading(server: Server, key: string, stored: number, filled: Filled): Promise<BenchmarkTable> {
  const now = Date.now()
  const day = `since=${new Date(now - 86_400_000).toISOString()}&until=${new Date(now).toISOString()}`
  const month = `since=${new Date(now - 29 * 86_400_000).toISOString()}&until=${new Date(now).toISOString()}`
  const asked: Readonly<Record<string, (n: number) => string>> = {
    'a source and a level': (n) => `/events?source=source-${n % 9}&level=error`,
    'a source of a week ago': (n) => `/events?source=source-${n % 9}&until=7d`,
    'a word': (n) => `/events?query=${wordOf(n)}`,
    'two words, one of them rare': (n) => `/events?query=${n * 7_919}%20payments`,
    'a value in the data': (n) => `/events?query=data.run:${n * 977}`,
    'histogram of a day': () => `/api/events/histogram?${day}&bin=900`,
    'histogram of a month': () => `/api/events/histogram?${month}&bin=28800`,
  }
  const rows = []
  for (const [what, path] of Object.entries(asked)) {
    let n = 0
    const times = await timesOf(async () => {
      n += 1
      const response = await fetch(`http://127.0.0.1:${server.port}${path(n)}`, { headers: { 'X-API-Key': key } })
      if (!response.ok) throw new Error(`${path(n)}: ${await response.text()}`)
      await response.text()
    })
    rows.push({ what, 'p50 ms': rounded(quantile(times, 0.5), 1), 'p95 ms': rounded(quantile(times, 0.95), 1) })
  }
  return {
    title: `Found among ${stored.toLocaleString('en')} (asked, p95: a filter 20 ms, a text 50 ms, a histogram 50 ms)`,
    rows,
    notes: [
      `They were put there at ${Math.round(filled.perSecond)} a second; the last text was indexed ${rounded(filled.indexedAfterSeconds, 1)} s behind.`,
    ],
  }
}

async function beside(server: Server, key: string): Promise<BenchmarkTable> {
  const told = await postToSocket(server, key)
  const answer = () => fetch(`http://127.0.0.1:${server.port}/api/processes`).then((response) => response.text())
  const quiet = await timesOf(answer)
  let isOver = false
  const busy = (async () => {
    while (!isOver) {
      const body = (n: number) => JSON.stringify(posted(n))
      await load({ port: server.port, clients: 50, key, body, requests: 2_000 })
    }
  })()
  const loaded = await timesOf(answer)
  isOver = true
  await busy
  // Until the thread that answers questions has gone.
  await sleep(35_000)
  return {
    title: 'Beside',
    rows: [
      {
        what: 'POST until a WebSocket tells it (asked: p50 0.9 ms)',
        'p50 ms': rounded(quantile(told, 0.5)),
        'p95 ms': rounded(quantile(told, 0.95)),
      },
      {
        what: 'a look at the agents, quiet',
        'p50 ms': rounded(quantile(quiet, 0.5)),
        'p95 ms': rounded(quantile(quiet, 0.95)),
      },
      {
        what: 'the same at full ingest (asked: 20 ms more)',
        'p50 ms': rounded(quantile(loaded, 0.5)),
        'p95 ms': rounded(quantile(loaded, 0.95)),
      },
    ],
    notes: [`Idle afterwards, the store open: ${rssMb(server)} MB.`],
  }
}

/** From the first byte that is sent to the message. */
async function postToSocket(server: Server, key: string): Promise<readonly number[]> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`)
  const waiting = new Map<string, () => void>()
  const isReady = new Promise<void>((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', api_key: key }))
    socket.onmessage = ({ data }) => {
      const { type, event } = JSON.parse(String(data)) as { type: string; event?: { message: string } }
      if (type === 'auth_result') socket.send(JSON.stringify({ type: 'subscribe', filters: { source: 'told' } }))
      if (type === 'subscribe_result') resolve()
      if (event !== undefined) waiting.get(event.message)?.()
    }
  })
  await isReady
  let n = 0
  const times = await timesOf(
    async () => {
      n += 1
      const message = `told ${n}`
      const heard = new Promise<void>((resolve) => waiting.set(message, resolve))
      const body = () => JSON.stringify({ source: 'told', event_type: 'x', message })
      await Promise.all([heard, load({ port: server.port, clients: 1, key, body, requests: 1 })])
    },
    { calls: 300, warmUps: 30 },
  )
  socket.close()
  return times
}
