/**
 * What terminals of TCE's own take: a key's echo at the socket, a flood, the first picture, the rows above it, and a supervisor that only
 * holds. `npm run bench -- terminals`, on Linux. The supervisor is the program as its users run it, from the build.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { AttachOptions, Terminals, TerminalViewer } from '../src/runner/terminals.ts'
import { readRecording } from '../tests/runner/screen/recording.ts'
import { type AskedFigure, atMost } from './asked.ts'
import { type BenchmarkOptions, type BenchmarkTable, rounded } from './benchmark.ts'
import { echoTimer, shares } from './echo-timer.ts'

const size = { columns: 120, rows: 40 }
let tasks = 0
let dataDir = ''
/** What was asked of the terminal on a page is measured through the server (terminals-served.bench.ts). */
let [keyCount, lookCount, restMs] = [500, 100, 20_000]

export async function run({ isQuick = false, isAskedAlone }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  if (isQuick) [keyCount, lookCount, restMs] = [150, 30, 6_000]
  dataDir = mkdtempSync(join(tmpdir(), 'tce-bench-terminals-'))
  const built = pathToFileURL(join(import.meta.dirname, '..', 'dist', 'app', 'own-terminals.js')).href
  const { openOwnTerminals }: typeof import('../src/app/own-terminals.ts') = await import(built)
  const terminals = openOwnTerminals({ dataDir, env: { ...process.env, TCE_RUN_DIR: join(dataDir, 'run') } })
  try {
    const idling = await idle(terminals)
    const rows: BenchmarkTable['rows'] = isAskedAlone
      ? [idling]
      : [
          idling,
          await echo(terminals),
          ...(await pictures(terminals)),
          await flood(terminals),
          ...(await deaf(terminals)),
        ]
    return [
      {
        rows,
        notes: ['Claude Code is a recording of its start, drawn by cat, which waits for keys.'],
        asked: askedOf(idling),
        ...(isQuick && { shortened: `${restMs / 1000} s of rest instead of 20` }),
      },
    ]
  } finally {
    for (const supervisor of await terminals.supervisors()) await terminals.stop(supervisor)
    terminals.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const askedOf = (idling: Awaited<ReturnType<typeof idle>>): readonly AskedFigure[] => [
  atMost('supervisor, 30 idle Claude Code: RSS', idling['with 30, MB'], 'MB', idling['asked, MB']),
  atMost('supervisor, 30 idle Claude Code: of a core', idling['% of a core'], '%', 0.5),
]

async function start(terminals: Terminals, script: string, shape = size) {
  tasks += 1
  const started = await terminals.start({
    ...{ taskId: `bench-${tasks}`, generation: 1, argv: ['/bin/sh', '-c', script], cwd: dataDir, size: shape },
    env: { PATH: process.env['PATH'] ?? '' },
  })
  if (!started.ok) throw new Error(started.error.message)
  return started.value
}

async function attach(terminals: Terminals, id: string, viewer: Partial<TerminalViewer>, options: AttachOptions = {}) {
  const none = () => undefined
  const attached = await terminals.attach(
    id,
    { output: none, picture: none, resized: none, over: none, ...viewer },
    options,
  )
  if (!attached.ok) throw new Error(attached.error.message)
  return attached.value
}

async function idle(terminals: Terminals) {
  const { bytes, ...shape } = readRecording('claude-start')
  const file = join(dataDir, 'claude')
  writeFileSync(file, bytes)
  const first = await start(terminals, `stty raw -echo; cat ${file}; exec cat`, shape)
  await sleep(1_500)
  const { pid } = first.supervisor
  const one = rssBytes(pid)
  const ids = [first.id]
  for (let index = 1; index < 30; index += 1)
    ids.push((await start(terminals, `stty raw -echo; cat ${file}; exec cat`, shape)).id)
  await sleep(4_000)
  const cpuMs = cpuOf(pid)
  await sleep(restMs)
  const percent = (100 * (cpuOf(pid) - cpuMs)) / restMs
  const all = rssBytes(pid)
  for (const id of ids) await terminals.end(id)
  return {
    what: 'supervisor with 30 idle Claude Code',
    'with one, MB': rounded(one / 1e6, 1),
    'with 30, MB': rounded(all / 1e6, 1),
    'asked, MB': rounded((60e6 + 30 * 2 ** 21) / 1e6, 0),
    '% of a core': rounded(percent),
  }
}

async function echo(terminals: Terminals) {
  const { id } = await start(terminals, 'stty raw -echo; exec cat')
  const keys = echoTimer()
  const look = await attach(terminals, id, { output: keys.arrived })
  await sleep(500)
  const times: number[] = []
  for (let key = 0; key < keyCount; key += 1) {
    times.push(await keys.time(() => look.type(Buffer.from('x'))))
    await sleep(20)
  }
  look.close()
  await terminals.end(id)
  return { what: 'echo of cat at the socket', ...shares(times), 'asked p50, ms': 4 }
}

async function pictures(terminals: Terminals) {
  const text = `for i in $(seq 1 1200); do printf '\\033[3%dm%4d \\033[0;1msome bold text\\033[0m and \\033[38;2;9;99;199mtrue colour\\033[0m up to here, more or less, as agents write it\\r\\n' $((i % 8)) $i; done; exec cat`
  const { id } = await start(terminals, text)
  const other = await start(terminals, 'stty raw -echo; exec cat')
  await sleep(2_000)
  const keys = echoTimer()
  const beside = await attach(terminals, other.id, { output: keys.arrived })
  const [screens, histories, echoes]: [number[], number[], number[]] = [[], [], []]
  let isOver = false
  const typing = (async () => {
    while (!isOver) {
      echoes.push(await keys.time(() => beside.type(Buffer.from('x'))))
      await sleep(3)
    }
  })()
  for (let round = 0; round < lookCount; round += 1) {
    const beganMs = performance.now()
    const whole = Promise.withResolvers<void>()
    const look = await attach(
      terminals,
      id,
      {
        picture({ hasHistory }) {
          ;(hasHistory ? histories : screens).push(performance.now() - beganMs)
          if (hasHistory) whole.resolve()
        },
      },
      { history: true },
    )
    await whole.promise
    look.close()
    await sleep(10)
  }
  isOver = true
  await typing
  for (const one of [id, other.id]) await terminals.end(one)
  return [
    { what: 'attach: the visible screen', ...shares(screens), 'asked p95, ms': 60 },
    { what: 'attach: 1,000 rows above it', ...shares(histories), 'asked p95, ms': 400 },
    {
      what: 'a key’s echo meanwhile',
      ...shares(echoes),
      'longest, ms': rounded(Math.max(...echoes)),
      'asked longest, ms': 20,
    },
  ]
}

/** Longer than 1 ms, between two turns of this program, which stands for the server. */
function watchStalls() {
  let [longestMs, lastMs] = [0, performance.now()]
  const timer = setInterval(() => {
    const now = performance.now()
    longestMs = Math.max(longestMs, now - lastMs - 1)
    lastMs = now
  }, 1)
  return () => {
    clearInterval(timer)
    return longestMs
  }
}

async function flood(terminals: Terminals) {
  const file = join(dataDir, 'flood')
  writeFileSync(
    file,
    `${'The quick brown fox jumps over the lazy dog, and \u001b[32mso on\u001b[0m.\r\n'.repeat(1_450_000)}END`,
  )
  const bytes = readFileSync(file).length
  const { id } = await start(terminals, `stty raw -echo; sleep 0.5; cat ${file}; exec cat`)
  const end = Promise.withResolvers<void>()
  let got = 0
  const stalls = watchStalls()
  const look = await attach(terminals, id, {
    output(piece) {
      got += piece.length
      if (piece.includes('END')) end.resolve()
    },
    picture: ({ bytes: drawn }) => {
      if (drawn.includes('END')) end.resolve()
    },
  })
  const beganMs = performance.now()
  await end.promise
  const seconds = (performance.now() - beganMs) / 1000
  const longestMs = stalls()
  look.close()
  await terminals.end(id)
  return {
    what: `cat of ${rounded(bytes / 1e6, 0)} MB, seen to its end`,
    seconds: rounded(seconds, 1),
    'MB/s': rounded(bytes / 1e6 / seconds, 1),
    'seen byte by byte, %': rounded((100 * got) / bytes, 0),
    'longest stall of who asks, ms': rounded(longestMs, 1),
    'asked, ms': 20,
  }
}

/** One that never reads beside none: what the program manages, and what the supervisor keeps for it. */
async function deaf(terminals: Terminals) {
  const measured: { readonly written: number; readonly grown: number }[] = []
  for (const isLooked of [false, true]) {
    const session = await start(terminals, 'sleep 1; exec yes "a line of some length, as many of them as there can be"')
    const never = new Promise<void>(() => undefined)
    const look = isLooked
      ? await attach(terminals, session.id, { output: () => never, picture: () => never }, { history: true })
      : undefined
    await sleep(4_000)
    const [offset, rss] = [await offsetOf(terminals, session.id), rssBytes(session.supervisor.pid)]
    await sleep(30_000)
    const [written, grown] = [(await offsetOf(terminals, session.id)) - offset, rssBytes(session.supervisor.pid) - rss]
    look?.close()
    await terminals.end(session.id, { graceMs: 500 })
    measured.push({ written, grown })
  }
  return measured.map(({ written, grown }, index) => ({
    what: index === 0 ? '30 s of yes, nobody looks' : '30 s of yes, one looks and never reads',
    'MB/s': rounded(written / 30e6, 1),
    'RSS grew, MB': rounded(grown / 1e6, 1),
    'of nobody’s, %': rounded((100 * written) / (measured[0]?.written ?? written), 0),
  }))
}

const offsetOf = async (terminals: Terminals, id: string): Promise<number> =>
  (await terminals.list()).sessions.find((session) => session.id === id)?.offset ?? Number.NaN

const rssBytes = (pid: number): number =>
  1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

/** Ticks of 10 ms. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return 10 * (Number(fields[11]) + Number(fields[12]))
}
