/**
 * Sessions followed: from the append to the event, with 60 live sessions and 200 lines/s in total; CPU and memory of the process
 * that follows them all; the last page of a 100 MB transcript; and reading it whole. `npm run bench -- live`.
 *
 * The lines come from tests/tools/gen-claude-data.mjs --live: every tenth is written in two pieces 20 ms apart, which is part of the
 * latency measured, since a line's time is that of its first piece.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type ClientRequest, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { listPrices } from '../src/agents/list-prices.ts'
import { createPriceBook } from '../src/agents/price-book.ts'
import { sessionLogs } from '../src/agents/session-logs.ts'
import { LiveSession } from '../src/core/session/live-session-reducer.ts'
import { LaneTail } from '../src/sessions/line-files/lane-tail.ts'
import { createSessionWatcher } from '../src/sessions/session-watcher.ts'
import { type BenchmarkTable, quantile, rounded } from './benchmark.ts'
import { cpuTimeMs, isBuilt, rssMb, type Server, startServer } from './server-process.ts'

const generator = join(import.meta.dirname, '../tests/tools/gen-claude-data.mjs')
const sessions = 60
const linesPerSecond = 200
const seconds = Number(process.env['TCE_BENCH_SECONDS'] ?? 20)
const largeBytes = 100e6

export async function run(): Promise<readonly BenchmarkTable[]> {
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-live-'))
  try {
    return [await following(join(home, 'many')), await served(join(home, 'served')), await large(join(home, 'one'))]
  } finally {
    rmSync(home, { recursive: true })
  }
}

async function following(dir: string): Promise<BenchmarkTable> {
  await generate(['--out', dir, '--sessions', String(sessions), '--size-mb', '40', '--days', '1'])
  const watcher = spawn(process.execPath, [join(import.meta.dirname, 'live-watcher.ts'), dir, String(sessions)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const output = outputOf(watcher)
  await output.until('ready\n')
  const live = ['--out', dir, '--live', String(seconds), '--live-files', String(sessions)]
  await generate([...live, '--rate', String(linesPerSecond)])
  await new Promise((resolve) => setTimeout(resolve, 500))
  watcher.kill('SIGTERM')
  await once(watcher, 'exit')
  const told = JSON.parse(output.text().split('ready\n')[1] ?? '') as {
    readonly latenciesMs: number[]
    readonly stateLatenciesMs: number[]
    readonly cpuPercent: number
    readonly idleCpuPercent: number
    readonly rss: number
  }
  const row = (what: string, latencies: readonly number[]) => {
    const sorted = latencies.toSorted((a, b) => a - b)
    return {
      what,
      count: sorted.length,
      'p50 ms': rounded(quantile(sorted, 0.5), 1),
      'p99 ms': rounded(quantile(sorted, 0.99), 1),
      'highest ms': rounded(sorted.at(-1) ?? Number.NaN, 1),
    }
  }
  return {
    title: `${sessions} sessions watched at once, ${linesPerSecond} lines/s in all, ${seconds} s`,
    rows: [row('append → event', told.latenciesMs), row('append → state', told.stateLatenciesMs)],
    notes: [
      `CPU ${rounded(told.cpuPercent, 1)} % of a core (promised < 10), idle ${rounded(told.idleCpuPercent, 2)} % (< 1), RSS ${Math.round(told.rss / 1e6)} MB (≤ 160).`,
      'Promised from the append to the screen: p50 ≤ 60 ms, p99 ≤ 300 ms.',
    ],
  }
}

/** By a page each, of a server that had counted them all before. */
async function served(home: string): Promise<BenchmarkTable> {
  if (process.platform !== 'linux')
    return { rows: [], notes: ['What a server takes is read from /proc: it needs Linux.'] }
  const dir = join(home, '.claude')
  await generate(['--out', dir, '--sessions', String(sessions), '--size-mb', '40', '--days', '1'])
  const server = await startServer(home)
  const streams: ClientRequest[] = []
  try {
    const ids = await sessionIds(server)
    await wait(settleMs)
    const idle = await whileLinesCome(server, dir)
    for (const id of ids) streams.push(await openStream(server, `/api/sessions/${id}/stream`))
    const followed = await whileLinesCome(server, dir)
    const each = (followed['RSS MB'] - idle['RSS MB']) / ids.length
    return {
      title: `${ids.length} sessions followed by a page each, of one server that counts them`,
      rows: [
        { what: 'nobody looks', ...idle },
        { what: 'followed', ...followed, 'MB each': rounded(each) },
      ],
      notes: [
        `${each <= 0.6 ? '✓' : '✗'} at most 0.6 MB each above the server that nobody looks at. Measured on ${isBuilt ? 'dist' : 'src'}/.`,
      ],
    }
  } finally {
    for (const stream of streams) stream.destroy()
    server.end()
  }
}

const settleMs = 5_000

async function whileLinesCome(server: Server, dir: string) {
  const cpuMs = cpuTimeMs(server)
  const live = ['--out', dir, '--live', String(seconds), '--live-files', String(sessions)]
  await generate([...live, '--rate', String(linesPerSecond)])
  const cpuPercent = (cpuTimeMs(server) - cpuMs) / (seconds * 10)
  await wait(settleMs)
  return { 'RSS MB': rssMb(server), 'CPU %': rounded(cpuPercent, 1) }
}

async function sessionIds({ port }: Server): Promise<readonly string[]> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/sessions?limit=1000`)
    const { sessions: found } = (await answer.json()) as { readonly sessions: readonly { readonly id: string }[] }
    if (found.length >= sessions) return found.slice(0, sessions).map(({ id }) => id)
    await wait(200)
  }
}

/** Open from its first words on; what it says is read and forgotten. */
function openStream({ port }: Server, path: string): Promise<ClientRequest> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.once('data', () => resolve(request))
      response.resume()
      response.on('error', () => {})
    })
    request.on('error', reject)
  })
}

async function large(dir: string): Promise<BenchmarkTable> {
  const { path, id } = await largeTranscript(dir)
  const prices = createPriceBook(listPrices, [])
  const opens: number[] = []
  let wholeMs = Number.NaN
  let longestBlockMs = 0
  for (let i = 0; i < 5; i++) {
    const watcher = createSessionWatcher({ sources: [{ agent: 'claude', dataDir: dir }], prices })
    const startMs = performance.now()
    const watch = await watcher.open(id)
    const page = await watch?.events({ limit: 100 })
    if (page?.events.length !== 100) throw new Error('The last page is not there.')
    opens.push(performance.now() - startMs)
    if (i === 0 && watch) {
      const block = blockMeter()
      while (!watch.state().isComplete) await new Promise((resolve) => setTimeout(resolve, 5))
      wholeMs = performance.now() - startMs
      longestBlockMs = block.stop()
    }
    watch?.close()
    await watcher.close()
  }
  const megabytes = statSync(path).size / 1e6
  const readMs = wholeReadMs(path, prices)
  opens.sort((a, b) => a - b)
  return {
    title: `a transcript of ${Math.round(megabytes)} MB`,
    rows: [
      {
        what: 'last page shown',
        'median ms': rounded(quantile(opens, 0.5), 1),
        'highest ms': rounded(opens.at(-1) ?? 0, 1),
      },
      { what: 'its whole state, in the background', 'median ms': rounded(wholeMs), 'highest ms': rounded(wholeMs) },
      {
        what: 'longest time the loop was kept meanwhile',
        'median ms': rounded(longestBlockMs),
        'highest ms': rounded(longestBlockMs),
      },
    ],
    notes: [
      `Read whole into events and state: ${Math.round(megabytes / (readMs / 1000))} MB/s (promised 100).`,
      'Promised: the last page within 200 ms.',
    ],
  }
}

/** Generated sessions, one after the other in one file, until it is large enough. */
async function largeTranscript(dir: string): Promise<{ readonly path: string; readonly id: string }> {
  const parts = `${dir}-parts`
  await generate(['--out', parts, '--sessions', '40', '--size-mb', '60', '--days', '3', '--malformed', '0'])
  const id = '11111111-2222-4333-8444-555555555555'
  const folder = join(dir, 'projects', '-home-dev-large')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${id}.jsonl`)
  writeFileSync(path, '')
  const { readFileSync } = await import('node:fs')
  const projects = join(parts, 'projects')
  const files = readdirSync(projects, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'))
  for (let i = 0; statSync(path).size < largeBytes; i++) {
    const bytes = readFileSync(join(projects, files[i % files.length] ?? ''))
    const end = bytes.lastIndexOf(10) + 1
    appendFileSync(path, bytes.subarray(0, end))
  }
  return { path, id }
}

function wholeReadMs(path: string, prices: ReturnType<typeof createPriceBook>): number {
  const tail = new LaneTail({ sessionId: 'x', lane: 'main', path, log: sessionLogs.claude })
  const session = new LiveSession({ sessionId: 'x', agent: 'claude', prices })
  const startMs = performance.now()
  for (;;) {
    const { lines, isAtEnd } = tail.read('brief')
    for (const line of lines) for (const event of line.events) session.add(event)
    if (isAtEnd) return performance.now() - startMs
  }
}

/** The longest time in which nobody else had a turn. */
function blockMeter(): { stop(): number } {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last - 5)
    last = now
  }, 5)
  return {
    stop() {
      clearInterval(timer)
      return longest
    },
  }
}

async function generate(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [generator, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`The generator ended with ${code}: ${args.join(' ')}`)
}

function outputOf({ stdout }: ChildProcess) {
  let text = ''
  stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  return {
    text: () => text,
    async until(words: string) {
      while (!text.includes(words)) await new Promise((resolve) => setTimeout(resolve, 50))
    },
  }
}
