/**
 * What `tce status` takes, from start to exit, alone and beside a server, with `claude agents --json` in the same run, turn by turn.
 * `npm run bench -- cli`. It measures the built program (TCE_BENCH_ROOT for another folder than this one's), at 400
 * processes (TCE_BENCH_PROCESSES for another number), and a bare Node.js, below which no command can come.
 * `claude` is at TCE_CLAUDE, else where .ci/run installs it; without one its rows are missing.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claudeProgram } from '../tests/tools/find-claude.ts'
import { type AskedFigure, atMost, notMeasured } from './asked.ts'
import { type BenchmarkOptions, type BenchmarkTable, medianOf, quantile, rounded } from './benchmark.ts'
import { type ProgramRun, runProgram } from './measured-program.ts'

const warmUps = 3
/** More than a bare Node.js takes. */
const [aloneMs, besideServerMs] = [35, 20]
const ofClaude = 0.4

export async function run({ isQuick }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  const rounds = isQuick ? 9 : 25
  const root = process.env['TCE_BENCH_ROOT'] ?? join(import.meta.dirname, '..')
  const program = join(root, 'bin', 'tce.js')
  if (!existsSync(join(root, 'dist', 'app', 'tce.js')))
    return [{ rows: [], notes: ['tce is not built. Run "npm run build".'] }]
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-cli-'))
  const others = await startProcesses(Number(process.env['TCE_BENCH_PROCESSES'] ?? 400) - processCount())
  try {
    const claude = claudeProgram()
    const processes = processCount()
    const alone = measureTurnByTurn(home, commands(program, claude), rounds)
    const server = await startServer(program, home)
    const asking = measureTurnByTurn(home, commands(program, undefined), rounds)
    await end(server)
    const besides = asking.map((one) => ({ ...one, what: `${one.what}, a server runs` }))
    const rows = [...alone, ...besides].map(toRow)
    const title = `start to exit at ${processes} processes, ${rounds} rounds`
    return [
      {
        title,
        rows,
        asked: askedOf(alone, besides, processes),
        ...(isQuick && { shortened: '9 rounds instead of 25' }),
      },
    ]
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
  /** In the order of the rounds. */
  readonly runs: readonly ProgramRun[]
}

/** One after the other in every round: whatever else the machine does hits all of them alike. */
function measureTurnByTurn(home: string, measured: readonly MeasuredCommand[], rounds: number): readonly Timed[] {
  const env = environmentIn(home)
  const timed = measured.map(({ what }) => ({ what, runs: [] as ProgramRun[] }))
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const [index, one] of measured.entries()) {
      const run = runProgram({ ...one, env, cwd: home })
      if (round >= 0) timed[index]?.runs.push(run)
    }
  }
  return timed
}

const environmentIn = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LANG: 'C.UTF-8',
  HOME: home,
  TCE_DATA_DIR: join(home, 'tce-data'),
  TCE_CONFIG_DIR: join(home, 'tce-config'),
})

function toRow({ what, runs }: Timed): BenchmarkTable['rows'][number] {
  const wall = runs.map(({ wallMs }) => wallMs).sort((a, b) => a - b)
  return {
    what,
    'median ms': rounded(quantile(wall, 0.5), 1),
    'fastest ms': rounded(wall[0] ?? Number.NaN, 1),
    'p95 ms': rounded(quantile(wall, 0.95), 1),
    'CPU ms': rounded(medianOf(runs.map(({ cpuMs }) => cpuMs)), 1),
    'peak MiB': rounded(medianOf(runs.map(({ rssMiB }) => rssMiB)), 0),
  }
}

/** Round by round beside the same round's. */
function askedOf(alone: readonly Timed[], besides: readonly Timed[], processes: number): readonly AskedFigure[] {
  const runsOf = (all: readonly Timed[], name: string) => all.find(({ what }) => what === name)?.runs ?? []
  const compared = (some: readonly ProgramRun[], others: readonly ProgramRun[], of: (a: number, b: number) => number) =>
    medianOf(some.map(({ wallMs }, round) => of(wallMs, others[round]?.wallMs ?? Number.NaN)))
  const wallOf = (runs: readonly ProgramRun[]) => `${rounded(medianOf(runs.map(({ wallMs }) => wallMs)), 1)} ms`
  const more = (a: number, b: number) => a - b
  const [ours, node, claude] = ['tce status', 'node -e 0', 'claude agents --json'].map((name) => runsOf(alone, name))
  const [served, nodeThen] = ['tce status, a server runs', 'node -e 0, a server runs'].map((name) =>
    runsOf(besides, name),
  )
  if (!ours || !node || !claude || !served || !nodeThen) return []
  const work = `tce status at ${processes} processes`
  return [
    atMost(`${work}, more than node -e 0`, compared(ours, node, more), 'ms', aloneMs, `node -e 0: ${wallOf(node)}`),
    claude.length === 0
      ? notMeasured(`${work}, beside claude agents --json`, `≤ ${ofClaude} ×`, 'no claude here, TCE_CLAUDE names one')
      : atMost(
          `${work}, beside claude agents --json`,
          ...([compared(ours, claude, (a, b) => a / b), '×', ofClaude] as const),
          `claude: ${wallOf(claude)}`,
        ),
    atMost(
      `${work} beside a server, more than node -e 0`,
      ...([compared(served, nodeThen, more), 'ms', besideServerMs] as const),
      `node -e 0: ${wallOf(nodeThen)}`,
    ),
  ]
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
