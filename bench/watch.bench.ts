/**
 * What the live screen takes: from an appended line to the terminal, CPU and memory, with 60 sessions written at 200 lines/s in
 * total, and at rest. `npm run bench -- watch`. Linux only: it reads /proc.
 */
import { spawn } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawn as spawnPty } from '@lydell/node-pty'
import { createTerminalScreen } from '../tests/tools/terminal-screen.ts'
import { type BenchmarkTable, quantile, rounded } from './benchmark.ts'

const sessions = 60
const linesPerSecond = 200
const marks = 100
const restSeconds = 10
/** The built program is measured; TCE_BENCH_ROOT for another folder than this one's. */
const root = process.env['TCE_BENCH_ROOT'] ?? join(import.meta.dirname, '..')
const generator = join(import.meta.dirname, '..', 'tests', 'tools', 'gen-claude-data.mjs')

export async function run(): Promise<readonly BenchmarkTable[]> {
  if (process.platform !== 'linux') return [{ rows: [], notes: ['Measured on Linux only: it reads /proc.'] }]
  if (!existsSync(join(root, 'dist', 'app', 'tce.js')))
    return [{ rows: [], notes: ['tce is not built. Run "npm run build".'] }]
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-watch-'))
  try {
    const claudeDir = join(home, '.claude')
    await node(generator, '--out', claudeDir, '--sessions', String(sessions), '--days', '1', '--size-mb', '30')
    const transcript = watchedTranscript(join(claudeDir, 'projects'))
    const screen = await openWatch(home, basename(transcript, '.jsonl'))
    const seconds = marks * 0.36 + 4
    const args = [
      '--out',
      claudeDir,
      '--live',
      String(seconds),
      '--live-files',
      String(sessions),
      '--rate',
      String(linesPerSecond),
    ]
    const writing = node(generator, ...args)
    await sleep(2_000)
    const busy = await screen.cost(() => timesToScreen(transcript, screen))
    await writing
    await sleep(4_000)
    const bytesBefore = screen.bytes()
    const rest = await screen.cost(() => sleep(restSeconds * 1000))
    const restBytes = screen.bytes() - bytesBefore
    await screen.close()
    return [toTable(busy, rest, restBytes)]
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

interface Cost<T> {
  readonly result: T
  /** Of one core. */
  readonly cpuPercent: number
  readonly rssMb: number
}

function toTable(busy: Cost<readonly number[]>, rest: Cost<unknown>, restBytes: number): BenchmarkTable {
  const times = busy.result
  const p50 = quantile(times, 0.5)
  const p99 = quantile(times, 0.99)
  const kept = (holds: boolean) => (holds ? 'kept' : 'broken')
  return {
    title: `one session on the screen, ${sessions} written at ${linesPerSecond} lines/s`,
    rows: [
      {
        what: 'append to screen',
        'p50 ms': rounded(p50, 1),
        'p95 ms': rounded(quantile(times, 0.95), 1),
        'p99 ms': rounded(p99, 1),
        samples: times.length,
      },
      { what: 'under load', 'CPU % of a core': rounded(busy.cpuPercent, 1), 'RSS MB': rounded(busy.rssMb, 0) },
      {
        what: 'at rest',
        'CPU % of a core': rounded(rest.cpuPercent, 2),
        'RSS MB': rounded(rest.rssMb, 0),
        'bytes written': restBytes,
      },
    ],
    notes: [
      `Promised: p50 ≤ 60 ms (${kept(p50 <= 60)}), p99 ≤ 300 ms (${kept(p99 <= 300)}), CPU < 10 % of a core (${kept(busy.cpuPercent < 10)}), RSS ≤ 160 MB (${kept(busy.rssMb <= 160)}).`,
      `At rest: < 1 % of a core (${kept(rest.cpuPercent < 1)}), nothing redrawn (${kept(restBytes === 0)}).`,
    ],
  }
}

interface WatchUnderTest {
  /** Resolves with the time at which the screen shows this text. */
  shows(text: string): Promise<number>
  bytes(): number
  cost<T>(work: () => Promise<T>): Promise<Cost<T>>
  close(): Promise<void>
}

async function openWatch(home: string, sessionId: string): Promise<WatchUnderTest> {
  const screen = createTerminalScreen(120, 36)
  const program = join(root, 'bin', 'tce.js')
  const pty = spawnPty(process.execPath, [program, 'watch', sessionId], {
    cols: 120,
    rows: 36,
    cwd: home,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      TCE_DATA_DIR: join(home, 'tce-data'),
      TCE_CONFIG_DIR: join(home, 'tce-config'),
    },
  })
  let bytes = 0
  let look = () => {}
  pty.onData((text) => {
    bytes += text.length
    screen.write(text)
    look()
  })
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()))
  const shows = (text: string) =>
    new Promise<number>((resolve) => {
      look = () => {
        if (screen.text().includes(text)) resolve(performance.now())
      }
      look()
    })
  await shows('Said before')
  return {
    shows,
    bytes: () => bytes,
    async cost(work) {
      const before = { cpuMs: cpuMsOf(pty.pid), atMs: performance.now() }
      const result = await work()
      const cpuPercent = (100 * (cpuMsOf(pty.pid) - before.cpuMs)) / (performance.now() - before.atMs)
      return { result, cpuPercent, rssMb: rssMbOf(pty.pid) }
    },
    async close() {
      pty.write('q')
      await ended
    },
  }
}

/** Three lines a second in uneven time, as one of the sessions gets them; from before the write. Sorted milliseconds. */
async function timesToScreen(transcript: string, screen: WatchUnderTest): Promise<readonly number[]> {
  const times: number[] = []
  const sessionId = basename(transcript, '.jsonl')
  for (let mark = 0; mark < marks; mark += 1) {
    const text = `mark ${String(mark).padStart(4, '0')}.`
    const shown = screen.shows(text)
    const startMs = performance.now()
    appendFileSync(transcript, lineOf(text, sessionId, mark))
    times.push((await shown) - startMs)
    await sleep(100 + ((mark * 137) % 400))
  }
  return times.sort((a, b) => a - b)
}

const lineOf = (text: string, sessionId: string, mark: number): string =>
  `${JSON.stringify(recordOf(text, sessionId, mark))}\n`

const recordOf = (text: string, sessionId: string, mark: number) => ({
  type: 'assistant',
  uuid: crypto.randomUUID(),
  timestamp: new Date().toISOString(),
  sessionId,
  isSidechain: false,
  cwd: '/home/dev/live',
  version: '2.1.329',
  message: {
    id: `msg_mark_${mark}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5-5',
    content: [{ type: 'text', text }],
    usage: { input_tokens: 3, output_tokens: 20, cache_read_input_tokens: 18_000, cache_creation_input_tokens: 200 },
  },
})

/** A session of its own: the generator, which writes some lines in two pieces, does not write into it, because it looks old. */
function watchedTranscript(folder: string): string {
  const path = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
    (file) => file.endsWith('.jsonl') && !file.includes('subagents'),
  )
  if (path === undefined) throw new Error(`no transcript in ${folder}`)
  const sessionId = crypto.randomUUID()
  const watched = join(folder, dirname(path), `${sessionId}.jsonl`)
  writeFileSync(watched, Array.from({ length: 200 }, (_, at) => lineOf(`Said before, ${at}.`, sessionId, -at)).join(''))
  utimesSync(watched, 1, 1)
  return watched
}

/** User and system time of the process itself: clock ticks of 10 ms. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return 10 * (Number(fields[11]) + Number(fields[12]))
}

const rssMbOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000

async function node(...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`)
}
