/**
 * Events: how many a second, for good; how soon they are told; how soon they are found among a million (`--full`: ten, `--events n`: so
 * many); what they cost beside the rest. Beside a bare server that stores the same without index or check (bare-event-server.ts), in the
 * same run: the first servers of this kind are Python programs that are not installed here.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readToken } from '../src/client/find-server.ts'
import { createApiKeys } from '../src/control/api-keys.ts'
import type { NewCaptured } from '../src/core/captured/captured-event.ts'
import { openEventStore } from '../src/events/event-store.ts'
import { atLeast, atMost } from './asked.ts'
import { type BenchmarkOptions, type BenchmarkTable, quantile, rounded, timesOf } from './benchmark.ts'
import { type Load, load, openPoster, type Place } from './event-load.ts'
import { opening } from './event-opening.ts'
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

export async function run({ isFull, events, isQuick = false }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-events-'))
  const dataDir = join(home, 'tce-data')
  const stored = events ?? (isFull ? 10_000_000 : isQuick ? 100_000 : 1_000_000)
  try {
    const key = await createApiKeys(dataDir).add({ label: 'bench', mayRead: true })
    if (!key.ok) throw new Error(key.error)
    const { secret } = key.value
    const filled = await fill(dataDir, stored)
    const opened = await opening({ home, key: secret, count: stored }, isQuick ? 1 : 3)
    const bare = await start([join(import.meta.dirname, 'bare-event-server.ts'), join(home, 'bare.sqlite')])
    const server = await startServer(home)
    try {
      const place = { port: server.port, key: secret }
      return [
        opened,
        await ingest(place, bare, isQuick ? 0.25 : 1),
        await reading(place, stored, filled),
        await beside(place),
        await cleaning(place, readToken(dataDir) ?? ''),
        await memory(server, isQuick),
        ...(isQuick ? [{ rows: [], shortened: '100,000 events instead of 1,000,000, fewer starts and requests' }] : []),
      ]
    } finally {
      server.end()
      bare.end()
      await Promise.all([server.ended(), bare.ended()])
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

async function ingest(place: Place, bare: Server, share: number): Promise<BenchmarkTable> {
  const body = (n: number) => JSON.stringify(posted(n))
  const array = (n: number) => JSON.stringify(Array.from({ length: 100 }, (_, index) => posted(100 * n + index)))
  // However few are timed: a program of this kind is compiled with its first few thousand requests.
  const both = async (clients: number, requests: number, warmUps: number) => {
    const common = { ...place, clients, body, requests }
    await load({ ...common, requests: warmUps })
    await load({ ...common, port: bare.port, requests: warmUps })
    return [await load(common), await load({ ...common, port: bare.port })] as const
  }
  const [oneOurs, oneBare] = await both(1, 2_000 * share, 200)
  const [manyOurs, manyBare] = await both(50, 20_000 * share, 2_000)
  const arrays = await load({ ...place, clients: 10, body: array, requests: 500 * share })
  return {
    title: 'Ingest, each answered when it is on disk',
    rows: [
      rowOf('1 client', oneOurs),
      rowOf('1 client, bare server', oneBare),
      rowOf('50 clients', manyOurs),
      rowOf('50 clients, bare server', manyBare),
      { ...rowOf('10 clients, arrays of 100', arrays), 'events/s': Math.round(arrays.perSecond * 100) },
    ],
    notes: [`1 client: ${rounded(ratio(oneOurs, oneBare))} × the bare server.`],
    asked: [
      atLeast(
        'events, 50 clients, each on disk when answered: rate',
        ...([ratio(manyOurs, manyBare), '×', 0.6] as const),
        `a bare server without index or check: ${Math.round(manyBare.perSecond)} a second`,
      ),
      atLeast('the same, a second', manyOurs.perSecond, '', 8_000),
      atMost('the same, p99', quantile(manyOurs.times, 0.99), 'ms', 10),
      atLeast('events in arrays of 100, a second', arrays.perSecond * 100, '', 12_000),
    ],
  }
}

const unindexed = 'a value in the data'

const rowOf = (what: string, { perSecond, times }: Load) => ({
  what,
  'events/s': Math.round(perSecond),
  'p50 ms': rounded(quantile(times, 0.5)),
  'p99 ms': rounded(quantile(times, 0.99)),
})

const ratio = (ours: Load, theirs: Load): number => ours.perSecond / theirs.perSecond

async function reading({ port, key }: Place, stored: number, filled: Filled): Promise<BenchmarkTable> {
  const now = Date.now()
  const day = `since=${new Date(now - 86_400_000).toISOString()}&until=${new Date(now).toISOString()}`
  const month = `since=${new Date(now - 29 * 86_400_000).toISOString()}&until=${new Date(now).toISOString()}`
  const asked: Readonly<Record<string, (n: number) => string>> = {
    'a source and a level': (n) => `/events?source=source-${n % 9}&level=error`,
    'a source of a week ago': (n) => `/events?source=source-${n % 9}&until=7d`,
    'a word': (n) => `/events?query=${wordOf(n)}`,
    'two words, one of them rare': (n) => `/events?query=${n * 7_919}%20payments`,
    [unindexed]: (n) => `/events?query=data.run:${n * 977}`,
    'histogram of a day': () => `/api/events/histogram?${day}&bin=900`,
    'histogram of a month': () => `/api/events/histogram?${month}&bin=28800`,
  }
  const rows = []
  const slowest = { filter: 0, text: 0, histogram: 0 }
  for (const [what, path] of Object.entries(asked)) {
    let n = 0
    const times = await timesOf(async () => {
      n += 1
      const response = await fetch(`http://127.0.0.1:${port}${path(n)}`, { headers: { 'X-API-Key': key } })
      if (!response.ok) throw new Error(`${path(n)}: ${await response.text()}`)
      await response.text()
    })
    rows.push({ what, 'p50 ms': rounded(quantile(times, 0.5), 1), 'p95 ms': rounded(quantile(times, 0.95), 1) })
    const kind = what.startsWith('histogram') ? 'histogram' : what.startsWith('a source') ? 'filter' : 'text'
    // A path into the data has no index: it looks for a while, and goes on where it stopped when it is asked again.
    if (what !== unindexed) slowest[kind] = Math.max(slowest[kind], quantile(times, 0.95))
  }
  const among = `events, among ${stored.toLocaleString('en')}`
  return {
    title: `Found among ${stored.toLocaleString('en')}`,
    rows,
    asked: [
      atMost(`${among}: a filter, p95`, slowest.filter, 'ms', 20),
      atMost(`${among}: a text, p95`, slowest.text, 'ms', 50),
      atMost(`${among}: a histogram, p95`, slowest.histogram, 'ms', 50),
    ],
    notes: [
      `They were put there at ${Math.round(filled.perSecond)} a second; the last text was indexed ${rounded(filled.indexedAfterSeconds, 1)} s behind.`,
    ],
  }
}

async function beside(place: Place): Promise<BenchmarkTable> {
  const told = await postToSocket(place)
  const ask = (path: string) => fetch(`http://127.0.0.1:${place.port}${path}`).then((response) => response.text())
  const asked = { 'a look at the agents': '/api/processes', 'the page': '/' }
  const quiet = await timesOfEach(asked, ask)
  let isOver = false
  const busy = (async () => {
    const body = (n: number) => JSON.stringify(posted(n))
    while (!isOver) await load({ ...place, clients: 50, body, requests: 2_000 })
  })()
  const loaded = await timesOfEach(asked, ask)
  isOver = true
  await busy
  const p95Of = (times: ReadonlyMap<string, readonly number[]>, what: string) => quantile(times.get(what) ?? [], 0.95)
  const more = Math.max(...Object.keys(asked).map((what) => p95Of(loaded, what) - p95Of(quiet, what)))
  return {
    title: 'Beside',
    asked: [
      atMost('events: POST until a WebSocket tells it, p50', quantile(told, 0.5), 'ms', 0.9),
      atMost('page and agents at full ingest: p95, more than quiet', more, 'ms', 20),
    ],
    rows: [
      rowOfTimes('POST until a WebSocket tells it', told),
      ...Object.keys(asked).flatMap((what) => [
        rowOfTimes(`${what}, quiet`, quiet.get(what) ?? []),
        rowOfTimes(`${what}, at full ingest`, loaded.get(what) ?? []),
      ]),
    ],
  }
}

async function timesOfEach(asked: Readonly<Record<string, string>>, ask: (path: string) => Promise<string>) {
  const times = new Map<string, readonly number[]>()
  for (const [what, path] of Object.entries(asked)) times.set(what, await timesOf(() => ask(path)))
  return times
}

const rowOfTimes = (what: string, times: readonly number[]) => ({
  what,
  'p50 ms': rounded(quantile(times, 0.5)),
  'p95 ms': rounded(quantile(times, 0.95)),
  'longest ms': rounded(quantile(times, 1)),
})

/** From the first byte that is sent to the message. */
async function postToSocket({ port, key }: Place): Promise<readonly number[]> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`)
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
  const poster = await openPoster({ port, key })
  let n = 0
  const times = await timesOf(
    async () => {
      n += 1
      const message = `told ${n}`
      const heard = new Promise<void>((resolve) => waiting.set(message, resolve))
      await Promise.all([heard, poster.post(JSON.stringify({ source: 'told', event_type: 'x', message }))])
    },
    { calls: 300, warmUps: 30 },
  )
  poster.close()
  socket.close()
  return times
}

/** One client posts while what is older than four weeks goes. */
async function cleaning(place: Place, token: string): Promise<BenchmarkTable> {
  const poster = await openPoster(place)
  const post = (n: number) => poster.post(JSON.stringify(posted(n)))
  const quiet = await timesOf(() => post(1), { calls: 500, warmUps: 20 })
  const beganAtMs = performance.now()
  let isOver = false
  const pruned = fetch(`http://127.0.0.1:${place.port}/api/events/prune`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ older: '28d' }),
  }).then((answer) => answer.json() as Promise<{ readonly events: number }>)
  void pruned.finally(() => {
    isOver = true
  })
  const times: number[] = []
  while (!isOver) times.push(await post(times.length))
  poster.close()
  const { events } = await pruned
  const seconds = (performance.now() - beganAtMs) / 1_000
  times.sort((a, b) => a - b)
  return {
    title: 'Cleaning',
    rows: [rowOfTimes('a post, quiet', quiet), rowOfTimes('a post while it cleans', times)],
    asked: [atMost('events: a post while old ones are cleaned away, longest', quantile(times, 1), 'ms', 50)],
    notes: [`${events.toLocaleString('en')} went in ${rounded(seconds, 1)} s.`],
  }
}

/** Until the thread that answers questions has gone. */
const untilIdleMs = 35_000

async function memory(loaded: Server, isQuick: boolean): Promise<BenchmarkTable> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-events-'))
  const key = await createApiKeys(join(home, 'tce-data')).add({ label: 'bench', mayRead: true })
  if (!key.ok) throw new Error(key.error)
  const server = await startServer(home)
  try {
    await fetch(`http://127.0.0.1:${server.port}/api/health`)
    await sleep(5_000)
    const without = rssMb(server)
    const place = { port: server.port, key: key.value.secret }
    await load({ ...place, clients: 1, body: (n) => JSON.stringify(posted(n)), requests: 100 })
    await sleep(5_000)
    const open = rssMb(server)
    await fetch(`http://127.0.0.1:${server.port}/events`, { headers: { 'X-API-Key': place.key } })
    if (!isQuick) await sleep(untilIdleMs)
    return {
      title: 'Memory, idle',
      asked: [atMost('server with its store of events open: RSS, more', open - without, 'MB', 20)],
      rows: [
        { what: 'no event yet', 'RSS MB': without },
        { what: 'the store open', 'RSS MB': open },
        { what: isQuick ? 'after a question' : 'after a question, its thread gone again', 'RSS MB': rssMb(server) },
        { what: 'the one above, after its load', 'RSS MB': rssMb(loaded) },
      ],
    }
  } finally {
    server.end()
    await server.ended()
    rmSync(home, { recursive: true, force: true })
  }
}
