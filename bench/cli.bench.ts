/**
 * What `tce status` takes on the wall, from start to exit, beside `claude agents --json` in the same run, turn by turn.
 * `npm run bench -- cli`. It measures the built program (TCE_BENCH_ROOT for another folder than this one's), at 400
 * processes (TCE_BENCH_PROCESSES for another number), and a bare Node.js, below which no command can come.
 * `claude` is at TCE_CLAUDE, else where .ci/run installs it; without one its rows are missing.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claudeProgram } from '../tests/tools/find-claude.ts'
import { type BenchmarkTable, quantile, rounded } from './benchmark.ts'

const rounds = 25
const warmUps = 3

export async function run(): Promise<readonly BenchmarkTable[]> {
  const root = process.env['TCE_BENCH_ROOT'] ?? join(import.meta.dirname, '..')
  const program = join(root, 'bin', 'tce.js')
  if (!existsSync(join(root, 'dist', 'app', 'tce.js')))
    return [{ rows: [], notes: ['tce is not built. Run "npm run build".'] }]
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-cli-'))
  const others = await startProcesses(Number(process.env['TCE_BENCH_PROCESSES'] ?? 400) - processCount())
  try {
    const claude = claudeProgram()
    const processes = processCount()
    const alone = measureTurnByTurn(home, commands(program, claude))
    const server = await startServer(program, home)
    const asking = measureTurnByTurn(home, commands(program, undefined).slice(0, 1))
    await end(server)
    const rows = [...alone, ...asking.map((one) => ({ ...one, what: `${one.what}, a server runs` }))]
    return [{ title: `start to exit at ${processes} processes`, rows: rows.map(toRow), notes: notesFor(rows, claude) }]
  } finally {
    await Promise.all(others.map(end))
    rmSync(home, { recursive: true, force: true })
  }
}

interface MeasuredCommand {
  readonly what: string
  readonly file: string
  readonly args: readonly string[]
}

function commands(program: string, claude: string | undefined): readonly MeasuredCommand[] {
  return [
    { what: 'tce status', file: process.execPath, args: [program, 'status'] },
    { what: 'tce status --json', file: process.execPath, args: [program, 'status', '--json'] },
    { what: 'node -e 0', file: process.execPath, args: ['-e', '0'] },
    ...(claude === undefined ? [] : [{ what: 'claude agents --json', file: claude, args: ['agents', '--json'] }]),
  ]
}

interface Timed {
  readonly what: string
  /** Sorted. */
  readonly times: readonly number[]
}

/** One after the other in every round: whatever else the machine does hits all of them alike. */
function measureTurnByTurn(home: string, measured: readonly MeasuredCommand[]): readonly Timed[] {
  const env = environmentIn(home)
  const times = measured.map((): number[] => [])
  for (let round = -warmUps; round < rounds; round += 1) {
    measured.forEach(({ what, file, args }, index) => {
      const startMs = performance.now()
      const { status, stderr } = spawnSync(file, args, { env, cwd: home, encoding: 'utf8' })
      if (status !== 0) throw new Error(`${what} ended with ${status}: ${stderr}`)
      if (round >= 0) times[index]?.push(performance.now() - startMs)
    })
  }
  return measured.map(({ what }, index) => ({ what, times: (times[index] ?? []).sort((a, b) => a - b) }))
}

const environmentIn = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LANG: 'C.UTF-8',
  HOME: home,
  TCE_DATA_DIR: join(home, 'tce-data'),
  TCE_CONFIG_DIR: join(home, 'tce-config'),
})

const toRow = ({ what, times }: Timed): BenchmarkTable['rows'][number] => ({
  what,
  'median ms': rounded(quantile(times, 0.5), 1),
  'fastest ms': rounded(times[0] ?? Number.NaN, 1),
  'p95 ms': rounded(quantile(times, 0.95), 1),
})

function notesFor(rows: readonly Timed[], claude: string | undefined): readonly string[] {
  const medianOf = (name: string) => quantile(rows.find(({ what }) => what === name)?.times ?? [], 0.5)
  const ours = medianOf('tce status')
  const promise = `Promised: tce status ≤ 120 ms (${rounded(ours, 0)} ms: ${ours <= 120 ? 'kept' : 'broken'})`
  if (claude === undefined) return [`${promise}. No claude here to compare with: set TCE_CLAUDE.`]
  const ratio = ours / medianOf('claude agents --json')
  return [`${promise}, and ≤ 0.8 × claude agents --json (${rounded(ratio)} ×: ${ratio <= 0.8 ? 'kept' : 'broken'}).`]
}

const processCount = () => readdirSync('/proc').filter((name) => /^\d/.test(name)).length

async function startProcesses(count: number): Promise<readonly ChildProcess[]> {
  const children: ChildProcess[] = []
  for (let at = 0; at < count; at += 1) children.push(await started(spawn('sleep', ['600'], { stdio: 'ignore' })))
  return children
}

const started = (child: ChildProcess): Promise<ChildProcess> =>
  new Promise((resolve, reject) => child.once('spawn', () => resolve(child)).once('error', reject))

/** Ready when it says where it listens. */
async function startServer(program: string, home: string): Promise<ChildProcess> {
  mkdirSync(join(home, 'tce-data'), { recursive: true })
  const args = [program, 'dashboard', '--port', '0']
  const server = spawn(process.execPath, args, {
    env: environmentIn(home),
    cwd: home,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve, reject) => {
    server.stdout?.once('data', resolve)
    server.once('exit', (code) => reject(new Error(`tce dashboard ended with ${code}`)))
  })
  return server
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
