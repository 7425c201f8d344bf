/**
 * What it costs that the other agents are read as well: all usage of a home with Claude Code's data, without and with the sessions of six
 * others, and of an opencode database alone. `npm run bench -- agents [-- --peers]` measures the built program.
 *
 * TCE_BENCH_AGENTS_PART=database or =together measures one of them alone. Homes and database are kept in ~/.cache/tce-bench; the
 * database is also written to beside those who read it, and polled.
 * Every figure is the median of 7 runs of a process of its own, one contender after the other in every round.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { measureWriterBeside } from './agents/beside.ts'
import { writeAgentsHome } from './agents/homes.ts'
import { keptOpencodeDatabase } from './agents/opencode-database.ts'
import { measurePolls } from './agents/polls.ts'
import type { Truth } from './agents/requests.ts'
import { atMost, isSo } from './asked.ts'
import { type BenchmarkOptions, type BenchmarkTable, medianOf, rounded, roundsOf } from './benchmark.ts'
import { makeHome } from './made-home.ts'
import { runProgram } from './measured-program.ts'
import { benchCache, installPeers } from './peers.ts'

const part = process.env['TCE_BENCH_AGENTS_PART']
const root = process.env['TCE_BENCH_ROOT'] ?? join(import.meta.dirname, '..')
const program = join(root, 'dist', 'app', 'tce.js')
const databaseMb = 1000
const mostTimes = 1.35

export async function run(options: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  if (!existsSync(program)) return [{ rows: [], notes: ['tce is not built. Run "npm run build".'] }]
  const work = mkdtempSync(join(tmpdir(), 'tce-bench-agents-'))
  try {
    return [
      ...(part === 'together' || options.isAskedAlone ? [] : await measureDatabase(work, roundsOf(options))),
      ...(part === 'database' ? [] : [measureTogether(work, options)]),
    ]
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

interface Contender {
  readonly what: string
  readonly argv: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly prepare?: () => void
  readonly tokensIn: (output: string) => number
}

function measureTogether(work: string, options: BenchmarkOptions): BenchmarkTable {
  const size = options.isQuick
    ? { home: 'home-208m', label: '208 MiB', sessions: 400, days: 60, claudeMb: 200, othersMb: 60 }
    : { home: 'home-1024', label: '1 GiB', sessions: 2000, days: 120, claudeMb: 1024, othersMb: 300 }
  const { sessions, days, claudeMb, othersMb } = size
  const claude = join(makeHome(size.home, { sessions, days, 'size-mb': claudeMb }).dir, '.claude')
  const alone = join(work, 'alone')
  mkdirSync(alone)
  const { home: together, truth } = keptOthers(othersMb)
  const contenders = [
    ...ours('Claude Code alone', { home: alone, claude }, work),
    ...ours('with six others', { home: together, claude }, work),
    ...(options.withPeers && !options.isAskedAlone ? theirs({ home: together, claude }, installPeers()) : []),
  ]
  const rounds = roundsOf(options)
  const figures = measured(contenders, rounds)
  const what = `${size.label} of Claude Code and ${othersMb} MB of six others`
  const [cold, , coldWith] = figures
  const counted = (coldWith?.tokens ?? Number.NaN) - (cold?.tokens ?? Number.NaN)
  const times = medianOf(coldWith?.cpuMs.map((ms, round) => ms / (cold?.cpuMs[round] ?? Number.NaN)) ?? [])
  return {
    title: `${what}, ${rounds} rounds`,
    rows: figures.map(({ row }) => row),
    notes: togetherNotes(figures),
    asked: [
      atMost(
        `cold tce usage --json, ${what}: CPU`,
        ...([times, '×', mostTimes] as const),
        `Claude Code's alone: ${cold?.row['CPU ms']} ms`,
      ),
      isSo(
        'the same: tokens of the others',
        ...([String(counted), 'exact', counted === truth.tokens] as const),
        'what was written',
      ),
    ],
    ...(options.isQuick && { shortened: `${rounds} rounds of ${what} instead of 7 of 1 GiB and 300 MB` }),
  }
}

/** Made once: the same bytes each time. */
function keptOthers(othersMb: number): { readonly home: string; readonly truth: Truth } {
  const home = join(benchCache, `agents-${othersMb}`)
  const truthFile = join(home, 'truth.json')
  if (!existsSync(truthFile)) {
    rmSync(home, { recursive: true, force: true })
    mkdirSync(home, { recursive: true })
    // Written last.
    writeFileSync(truthFile, JSON.stringify(writeAgentsHome(home, othersMb * 1e6)))
  }
  return { home, truth: JSON.parse(readFileSync(truthFile, 'utf8')) as Truth }
}

function togetherNotes(figures: readonly Measured[]): readonly string[] {
  const [cold, warm, coldWith, warmWith] = figures
  if (cold === undefined || warm === undefined || coldWith === undefined || warmWith === undefined) return []
  return [
    `With them it takes ${rounded(coldWith.wallMs / cold.wallMs)} × on the wall without a store and ${rounded(warmWith.wallMs / warm.wallMs)} × with one.`,
  ]
}

async function measureDatabase(work: string, rounds: number): Promise<readonly BenchmarkTable[]> {
  const home = join(work, 'database')
  const { path: kept, truth } = keptOpencodeDatabase(databaseMb)
  const path = join(home, '.local/share/opencode/opencode.db')
  mkdirSync(dirname(path), { recursive: true })
  copyFileSync(kept, path)
  const contenders = ours('opencode', { home, claude: join(home, '.claude') }, work)
  const usage = usageOf(measured(contenders, rounds), truth)
  const [cold] = contenders
  const commands = [
    { what: 'tce usage', argv: ['usage', '--json'] },
    { what: 'tce sessions', argv: ['sessions', '--json', '--limit', '5'] },
  ].map(({ what, argv }) => ({ what, run: () => runBeside(argv, cold) }))
  return [usage, await measureWriterBeside(path, commands), await measurePolls(path, work)]
}

/** Without a store, while others work in this process. */
async function runBeside(argv: readonly string[], { env, prepare }: Contender): Promise<void> {
  prepare?.()
  const child = spawn(process.execPath, [program, ...argv], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: 'ignore',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`tce ${argv.join(' ')} ended with ${code}.`)
}

function usageOf(figures: readonly Measured[], truth: Truth): BenchmarkTable {
  return {
    title: `an opencode database of ${databaseMb} MB`,
    rows: figures.map(({ row }) => row),
    notes: [
      ...figures.map(
        ({ row, tokens }) =>
          `${row.what}: ${tokens === truth.tokens ? 'exact' : `NOT EXACT, ${truth.tokens} are there`}.`,
      ),
      'Promised are 3 s for a database of 1 GB.',
    ],
  }
}

interface Home {
  /** Serves as HOME. */
  readonly home: string
  /** Where Claude Code keeps what it wrote. */
  readonly claude: string
}

function ours(label: string, { home, claude }: Home, work: string): readonly [Contender, Contender] {
  const key = label.replaceAll(' ', '-')
  const envOf = (store: string) => ({
    HOME: home,
    CLAUDE_CONFIG_DIR: claude,
    TCE_DATA_DIR: join(work, `${key}-${store}`),
    TCE_CONFIG_DIR: join(work, 'config'),
  })
  const common = {
    argv: [process.execPath, program, 'usage', '--json'] as const,
    tokensIn: (output: string) => (JSON.parse(output) as { total: { totalTokens: number } }).total.totalTokens,
  }
  const forget = (): void => rmSync(join(work, `${key}-cold`), { recursive: true, force: true })
  return [
    { ...common, what: `tce, ${label}, no store`, env: envOf('cold'), prepare: forget },
    { ...common, what: `tce, ${label}, nothing new`, env: envOf('warm') },
  ]
}

function theirs({ home, claude }: Home, modules: string): readonly Contender[] {
  const env = { HOME: home, CLAUDE_CONFIG_DIR: claude }
  return [
    {
      what: 'ccusage 20.0.24, what it reads of them',
      argv: [join(modules, '.bin', 'ccusage'), 'daily', '--json', '--offline', '--timezone', 'UTC'],
      env,
      tokensIn: (output) => (JSON.parse(output) as { totals: { totalTokens: number } }).totals.totalTokens,
    },
    {
      what: 'codeburn 0.9.15, what it reads of them, no cache',
      argv: [
        join(modules, '.bin', 'codeburn'),
        'report',
        '--from',
        '2026-01-01',
        '--to',
        '2026-12-31',
        '--format',
        'json',
      ],
      env,
      prepare: () => {
        for (const dir of ['.cache/codeburn', '.config/codeburn'])
          rmSync(join(home, dir), { recursive: true, force: true })
      },
      tokensIn: (output) => {
        const { overview } = JSON.parse(output.slice(output.indexOf('{'))) as {
          overview: { tokens: Readonly<Record<string, number>> }
        }
        return Object.values(overview.tokens).reduce((sum, count) => sum + count, 0)
      },
    },
  ]
}

interface Measured {
  readonly wallMs: number
  /** Of each round. */
  readonly cpuMs: readonly number[]
  readonly tokens: number
  readonly row: BenchmarkTable['rows'][number]
}

function measured(contenders: readonly Contender[], rounds: number): readonly Measured[] {
  const runOnce = ({ what, argv: [file, ...args], env, prepare }: Contender) => {
    prepare?.()
    return runProgram({ what, file, args, env })
  }
  // One that keeps a store has made it before it is measured; what comes from the disk is in the system's cache.
  for (const contender of contenders) runOnce(contender)
  const runs = contenders.map((contender) => ({ contender, done: [] as ReturnType<typeof runProgram>[] }))
  for (let round = 0; round < rounds; round += 1) {
    for (const { contender, done } of runs) done.push(runOnce(contender))
  }
  return runs.map(({ contender: { what, tokensIn }, done }) => {
    const wallMs = medianOf(done.map((run) => run.wallMs))
    const cpuMs = done.map((run) => run.cpuMs)
    const tokens = tokensIn(done.at(-1)?.output ?? '')
    const peakMib = Math.round(medianOf(done.map(({ rssMiB }) => rssMiB)))
    const figures = { 'wall ms': Math.round(wallMs), 'CPU ms': Math.round(medianOf(cpuMs)), 'peak MiB': peakMib }
    return { wallMs, cpuMs, tokens, row: { what, ...figures, tokens } }
  })
}
