/**
 * What it costs to know all usage: the first count, a count when nothing is new, and when little is, on generated homes whose
 * truth is known. `npm run bench -- ledger [-- --peers]` measures the built program (TCE_BENCH_ROOT for another folder).
 *
 * Homes (208 MiB, 1 GiB) and peers are made once, in ~/.cache/tce-bench (TCE_BENCH_CACHE). Every figure is the median of 7 runs of
 * a process of its own, one program after the other in every round; a ratio is that of one round, and its median is told.
 */
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLedger } from '../src/tracker/open-ledger.ts'
import { type AskedFigure, atMost, isSo, notMeasured } from './asked.ts'
import type { BenchmarkOptions, BenchmarkTable } from './benchmark.ts'
import { medianOf, quantile, rounded, roundsOf } from './benchmark.ts'
import { makeHome } from './made-home.ts'
import { type ProgramRun, runProgram } from './measured-program.ts'
import { installPeers } from './peers.ts'

const root = process.env['TCE_BENCH_ROOT'] ?? join(import.meta.dirname, '..')
const program = join(root, 'dist', 'app', 'tce.js')

export async function run(options: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  if (!existsSync(program)) return [{ rows: [], notes: ['tce is not built. Run "npm run build".'] }]
  const peers = options.withPeers ? installPeers() : undefined
  const small = homeOf('home-208m', '208 MiB', { sessions: 400, days: 60, 'size-mb': 200 })
  const large = () => homeOf('home-1024', '1 GiB', { sessions: 2000, days: 120, 'size-mb': 1024 })
  const asked = {
    small: { coldMiB: 150, warmCpuMs: 140, warmMiB: 70, warmOfNode: 3.5 },
    large: { coldMiB: 250, warmCpuMs: 280, warmMiB: 90 },
  }
  const inRounds = (rounds: number) => ({ peers, rounds, isAskedAlone: options.isAskedAlone === true })
  const ofSmall = measureHome(small, asked.small, inRounds(roundsOf(options)))
  // One round of 1 GiB takes twenty seconds.
  if (options.isQuick)
    return [{ ...ofSmall, shortened: `${roundsOf(options)} rounds of 208 MiB instead of 7, none of 1 GiB` }]
  const tables = [ofSmall, measureHome(large(), asked.large, inRounds(roundsOf(options)))]
  if (options.isAskedAlone) return tables
  return [...tables, measureManyFiles(roundsOf(options)), await measureServer(large())]
}

interface Home {
  readonly label: string
  /** Serves as HOME; its `.claude` is what is read. */
  readonly dir: string
  readonly truth: { readonly unique: { readonly total: number; readonly costUsd: number } }
}

function homeOf(name: string, label: string, options: Readonly<Record<string, number>>): Home {
  const { dir, truthFile } = makeHome(name, options)
  return { label, dir, truth: JSON.parse(readFileSync(truthFile, 'utf8')) as Home['truth'] }
}

/** Also of tiny.bench.ts. */
export interface Contender {
  readonly what: string
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Before every run. */
  readonly prepare?: () => void
  /** Nothing is asked of it or beside it. */
  readonly isAside?: boolean
  readonly figures: (output: string) => { readonly tokens: number; readonly usd: number }
}

interface HowToMeasure {
  /** Where the programs that it is measured beside lie. */
  readonly peers: string | undefined
  readonly rounds: number
  readonly isAskedAlone: boolean
}

/** At most. */
interface AskedOfHome {
  readonly coldMiB: number
  readonly warmCpuMs: number
  readonly warmMiB: number
  /** On the wall, in starts of a bare Node.js. */
  readonly warmOfNode?: number
}

function measureHome(home: Home, asked: AskedOfHome, { peers, rounds, isAskedAlone }: HowToMeasure): BenchmarkTable {
  const work = mkdtempSync(join(tmpdir(), 'tce-bench-ledger-'))
  try {
    const all = [...ours(home, work), ...(peers === undefined ? [] : theirs(home, peers, work))]
    const contenders = all.filter(({ isAside }) => !isAskedAlone || isAside !== true)
    const runs = new Map<Contender, ProgramRun[]>(contenders.map((contender) => [contender, []]))
    // Who keeps something has made it before it is measured; and what comes from the disk is in the system's cache.
    for (const contender of contenders) runOnce(contender)
    for (let round = 0; round < rounds; round += 1) {
      for (const [contender, done] of runs) done.push(runOnce(contender))
    }
    const { total, costUsd } = home.truth.unique
    return {
      title: `${home.label}; the truth is ${total} tokens, $${costUsd.toFixed(2)}; ${rounds} rounds`,
      rows: [...runs].map(([contender, done]) => toRow(contender, done, home)),
      notes: withoutNetwork,
      asked: askedOf(home, asked, new Map([...runs].map(([{ what }, done]) => [what, done]))),
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

const withoutNetwork = ['Without a network every program prices by the list it brings.']

const names = { cold: 'tce, no store', warm: 'tce, nothing new', node: 'node -e 0', ccusage: 'ccusage 20.0.24' }

function askedOf(
  { label, truth }: Home,
  asked: AskedOfHome,
  runs: ReadonlyMap<string, readonly ProgramRun[]>,
): readonly AskedFigure[] {
  const [cold = [], warm = [], node = []] = [names.cold, names.warm, names.node].map((what) => runs.get(what))
  const ccusage = runs.get(`${names.ccusage} (keeps no store)`)
  const median = (some: readonly ProgramRun[], of: (run: ProgramRun) => number) => medianOf(some.map(of))
  const cpu = ({ cpuMs }: ProgramRun) => cpuMs
  const wall = ({ wallMs }: ProgramRun) => wallMs
  const ratio = (of: typeof cpu, some: readonly ProgramRun[], others: readonly ProgramRun[]) =>
    medianOf(some.map((run, round) => of(run) / of(others[round] ?? fail('as many rounds of each'))))
  const { tokens, usd } = ourFigures(cold.at(-1)?.output ?? '')
  const isExact = tokens === truth.unique.total && Math.abs(usd / truth.unique.costUsd - 1) < 1e-5
  const [coldWork, warmWork] = [`cold tce usage --json, ${label}`, `warm tce usage --json, ${label}`]
  const besideCcusage =
    ccusage === undefined
      ? notMeasured(`${coldWork}: CPU`, '≤ 1 ×', 'without ccusage (--peers)')
      : atMost(
          `${coldWork}: CPU`,
          ratio(cpu, cold, ccusage),
          '×',
          1,
          `${names.ccusage}: ${toldMs(median(ccusage, cpu))}, ours ${toldMs(median(cold, cpu))}; wall ${rounded(ratio(wall, cold, ccusage))} ×`,
        )
  const ofNode = `node -e 0: ${toldMs(median(node, wall))}`
  return [
    besideCcusage,
    isSo(`${coldWork}: tokens and dollars`, `${tokens}, $${usd.toFixed(2)}`, 'exact', isExact, 'the truth'),
    atMost(
      `${coldWork}: peak memory`,
      median(cold, ({ rssMiB }) => rssMiB),
      'MiB',
      asked.coldMiB,
    ),
    atMost(`${warmWork}: CPU`, median(warm, cpu), 'ms', asked.warmCpuMs, `node -e 0: ${toldMs(median(node, cpu))}`),
    ...(asked.warmOfNode === undefined
      ? []
      : [atMost(`${warmWork}: wall`, ratio(wall, warm, node), '×', asked.warmOfNode, ofNode)]),
    atMost(
      `${warmWork}: peak memory`,
      median(warm, ({ rssMiB }) => rssMiB),
      'MiB',
      asked.warmMiB,
    ),
  ]
}

const toldMs = (ms: number): string => `${Math.round(ms)} ms`

function ours({ dir }: Home, work: string): readonly Contender[] {
  const args = [program, 'usage', '--json']
  const envOf = (store: string) => ({
    HOME: work,
    CLAUDE_CONFIG_DIR: join(dir, '.claude'),
    TCE_DATA_DIR: join(work, store),
    TCE_CONFIG_DIR: join(work, 'config'),
  })
  const forget = (): void => rmSync(join(work, 'cold'), { recursive: true, force: true })
  const common = { file: process.execPath, figures: ourFigures }
  return [
    { ...common, what: names.cold, args, env: envOf('cold'), prepare: forget },
    { ...common, what: names.warm, args, env: envOf('warm') },
    {
      ...{ ...common, what: 'tce --since today, nothing new', args: [...args, '--since', 'today'] },
      ...{ env: envOf('warm'), isAside: true },
    },
    { what: names.node, file: process.execPath, args: ['-e', '0'], env: {}, figures: () => ({ tokens: 0, usd: 0 }) },
  ]
}

export function ourFigures(output: string) {
  const { total } = JSON.parse(output) as { total: { totalTokens: number; costUsd?: number } }
  return { tokens: total.totalTokens, usd: total.costUsd ?? 0 }
}

function theirs({ dir }: Home, modules: string, work: string): readonly Contender[] {
  const ccusageArgs = ['claude', 'daily', '--json', '--offline', '--timezone', 'UTC']
  const tokscale = join(modules, '@tokscale/cli-linux-x64-gnu/bin/tokscale')
  const tokscaleArgs = ['models', '--json', '--home', dir, '-c', 'claude', '--no-spinner']
  const burnArgs = ['report', '--provider', 'claude', '--from', '2026-01-01', '--to', '2026-12-31', '--format', 'json']
  const fresh = (name: string) => (): void => rmSync(join(work, name), { recursive: true, force: true })
  const cacheEnv = (name: string) => ({ HOME: join(work, name), CLAUDE_CONFIG_DIR: join(dir, '.claude') })
  return [
    {
      what: `${names.ccusage} (keeps no store)`,
      file: join(modules, '.bin', 'ccusage'),
      args: ccusageArgs,
      env: cacheEnv('ccusage'),
      figures: (output) => {
        const { totals } = JSON.parse(output) as { totals: { totalTokens: number; totalCost: number } }
        return { tokens: totals.totalTokens, usd: totals.totalCost }
      },
    },
    ...[
      { what: 'tokscale 4.17.0, no cache', env: cacheEnv('tokscale-cold'), prepare: fresh('tokscale-cold') },
      { what: 'tokscale 4.17.0, nothing new', env: cacheEnv('tokscale-warm') },
    ].map((one) => ({ ...one, file: tokscale, args: tokscaleArgs, figures: tokscaleFigures, isAside: true })),
    ...[
      { what: 'codeburn 0.9.15, no cache', env: cacheEnv('codeburn-cold'), prepare: fresh('codeburn-cold') },
      { what: 'codeburn 0.9.15, nothing new', env: cacheEnv('codeburn-warm') },
    ].map((one) => ({
      ...{ ...one, file: join(modules, '.bin', 'codeburn'), args: burnArgs, figures: codeburnFigures },
      isAside: true,
    })),
  ]
}

function tokscaleFigures(output: string) {
  const sum = JSON.parse(output.slice(output.indexOf('{'))) as Readonly<Record<string, number>>
  const tokens = ['totalInput', 'totalOutput', 'totalCacheRead', 'totalCacheWrite'].reduce(
    (total, name) => total + (sum[name] ?? 0),
    0,
  )
  return { tokens, usd: sum['totalCost'] ?? 0 }
}

function codeburnFigures(output: string) {
  const { overview } = JSON.parse(output.slice(output.indexOf('{'))) as {
    overview: { cost: number; tokens: Readonly<Record<string, number>> }
  }
  return { tokens: Object.values(overview.tokens).reduce((sum, count) => sum + count, 0), usd: overview.cost }
}

export type Run = ProgramRun

export function runOnce({ prepare, ...program }: Contender): ProgramRun {
  prepare?.()
  return runProgram(program)
}

function toRow(contender: Contender, runs: readonly ProgramRun[], { truth }: Home) {
  const median = (of: (run: ProgramRun) => number): number => medianOf(runs.map(of))
  const { tokens, usd } = contender.figures(runs.at(-1)?.output ?? '')
  return {
    what: contender.what,
    'wall ms': Math.round(median(({ wallMs }) => wallMs)),
    'CPU ms': Math.round(median(({ cpuMs }) => cpuMs)),
    'peak MiB': Math.round(median(({ rssMiB }) => rssMiB)),
    tokens,
    'tokens off %': tokens === 0 ? '' : rounded((tokens / truth.unique.total - 1) * 100, 3),
    US$: rounded(usd),
    'US$ off %': usd === 0 ? '' : rounded((usd / truth.unique.costUsd - 1) * 100, 3),
  }
}

/** 10,000 files of which three grew. */
function measureManyFiles(rounds: number): BenchmarkTable {
  const work = mkdtempSync(join(tmpdir(), 'tce-bench-files-'))
  try {
    const paths = Array.from({ length: 10_000 }, (_, index) => writeTranscript(work, index))
    const contender: Contender = {
      what: 'tce, 3 of 10,000 files grew',
      file: process.execPath,
      args: [program, 'usage', '--json'],
      env: {
        HOME: work,
        CLAUDE_CONFIG_DIR: join(work, '.claude'),
        TCE_DATA_DIR: join(work, 'data'),
        TCE_CONFIG_DIR: join(work, 'config'),
      },
      figures: ourFigures,
    }
    const first = runOnce(contender)
    const runs = Array.from({ length: rounds }, (_, round) => {
      for (const index of [17, 4_000, 9_999]) appendFileSync(paths[index] ?? '', lineOf(index, round + 1))
      return runOnce(contender)
    })
    const median = (of: (run: ProgramRun) => number): number => medianOf(runs.map(of))
    const row = (what: string, wallMs: number, rssMiB: number) => ({
      what,
      'wall ms': Math.round(wallMs),
      'peak MiB': Math.round(rssMiB),
    })
    return {
      title: 'many files',
      rows: [
        row('10,000 files, no store', first.wallMs, first.rssMiB),
        row(
          contender.what,
          median(({ wallMs }) => wallMs),
          median(({ rssMiB }) => rssMiB),
        ),
      ],
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

const idOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`

function writeTranscript(work: string, index: number): string {
  const dir = join(work, '.claude/projects', `-home-dev-project-${index % 100}`)
  mkdirSync(dir, { recursive: true })
  const path = join(dir, `${idOf(index)}.jsonl`)
  writeFileSync(path, lineOf(index, 0))
  return path
}

const lineOf = (file: number, line: number): string =>
  `${JSON.stringify({
    sessionId: idOf(file),
    cwd: `/home/dev/project/${file % 100}`,
    message: {
      id: `msg_${file}_${line}`,
      model: 'claude-opus-5-5',
      role: 'assistant',
      content: [{ type: 'text', text: 'ok' }],
      usage: { input_tokens: 10, output_tokens: 20 },
    },
    requestId: `req_${file}_${line}`,
    type: 'assistant',
    timestamp: new Date(1_795_000_000_000 + file * 1000 + line).toISOString(),
  })}\n`

/** What the server feels: how long its event loop stands still during the first count, and how fast an answer is announced. */
async function measureServer({ dir, label }: Home): Promise<BenchmarkTable> {
  const work = mkdtempSync(join(tmpdir(), 'tce-bench-follow-'))
  const live = join(work, '.claude')
  const path = writeTranscript(work, 1)
  const ledger = await openLedger({
    dataDir: join(work, 'data'),
    machine: 'bench',
    sources: [join(dir, '.claude'), live].map((dataDir) => ({ agent: 'claude' as const, dataDir })),
    thread: 'own',
  })
  try {
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    await ledger.update()
    delay.disable()
    await ledger.follow()
    const announcedMs: number[] = []
    for (let line = 1; line <= 25; line += 1) {
      announcedMs.push(await timeToAnnounce(() => appendFileSync(path, lineOf(1, line)), ledger))
      await sleep(20)
    }
    const sorted = announcedMs.sort((a, b) => a - b)
    return {
      title: `in a server, ${label}`,
      rows: [
        { what: 'event loop stood still at most, while counting', ms: rounded(delay.max / 1e6) },
        { what: 'appended to announced, median', ms: rounded(quantile(sorted, 0.5)) },
        { what: 'appended to announced, longest of 25', ms: rounded(quantile(sorted, 1)) },
      ],
    }
  } finally {
    await ledger.close()
    rmSync(work, { recursive: true, force: true })
  }
}

async function timeToAnnounce(act: () => void, ledger: Awaited<ReturnType<typeof openLedger>>): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = ledger.onChange(() => resolve())
  const startMs = performance.now()
  act()
  await promise
  stop()
  return performance.now() - startMs
}

function fail(message: string): never {
  throw new Error(message)
}
