/**
 * What it costs that the other agents are read as well: all usage of a home with Claude Code's data, without and with the sessions of six
 * others, and of an opencode database alone. `npm run bench -- agents [-- --peers]` measures the built program.
 *
 * TCE_BENCH_AGENTS_SHARE shrinks the homes (0.1 is a tenth), TCE_BENCH_AGENTS_PART=database or =together measures one of them alone. The
 * database is kept in ~/.cache/tce-bench; it is also written to beside those who read it, and polled.
 * Every figure is the median of 3 runs of a process of its own, one contender after
 * the other in every round.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { measureWriterBeside } from './agents/beside.ts'
import { writeAgentsHome } from './agents/homes.ts'
import { keptOpencodeDatabase } from './agents/opencode-database.ts'
import { measurePolls } from './agents/polls.ts'
import type { Truth } from './agents/requests.ts'
import { type BenchmarkOptions, type BenchmarkTable, quantile, rounded } from './benchmark.ts'
import { installPeers } from './peers.ts'

const rounds = 3
const share = Number(process.env['TCE_BENCH_AGENTS_SHARE'] ?? 1)
const part = process.env['TCE_BENCH_AGENTS_PART']
const root = process.env['TCE_BENCH_ROOT'] ?? join(import.meta.dirname, '..')
const program = join(root, 'dist', 'app', 'tce.js')
const generator = join(import.meta.dirname, '../tests/tools/gen-claude-data.mjs')
const megabytes = (count: number): number => Math.max(1, Math.round(count * share))

export async function run({ withPeers }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  if (!existsSync(program)) return [{ rows: [], notes: ['tce is not built. Run "npm run build".'] }]
  const work = mkdtempSync(join(tmpdir(), 'tce-bench-agents-'))
  try {
    return [
      ...(part === 'together' ? [] : await measureDatabase(work)),
      ...(part === 'database' ? [] : [measureTogether(work, withPeers)]),
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

function measureTogether(work: string, withPeers: boolean): BenchmarkTable {
  const [alone, together] = [join(work, 'alone'), join(work, 'together')]
  const [claudeMb, othersMb] = [megabytes(1024), megabytes(300)]
  const options = [`--sessions=${Math.ceil(claudeMb * 2)}`, '--days=120', `--size-mb=${claudeMb}`]
  mkdirSync(alone, { recursive: true })
  execFileSync(process.execPath, [generator, '--out', join(alone, '.claude'), '--force', ...options], {
    stdio: 'ignore',
  })
  cpSync(join(alone, '.claude'), join(together, '.claude'), { recursive: true })
  const truth = writeAgentsHome(together, othersMb * 1e6)
  const contenders = [
    ...ours('Claude Code alone', alone, work),
    ...ours('with six others', together, work),
    ...(withPeers ? theirs(together, installPeers()) : []),
  ]
  const figures = measured(contenders)
  return {
    title: `${claudeMb} MiB of Claude Code, ${othersMb} MB of six others`,
    rows: figures.map(({ row }) => row),
    notes: togetherNotes(figures, truth),
  }
}

function togetherNotes(figures: readonly Measured[], truth: Truth): readonly string[] {
  const [cold, warm, coldWith, warmWith] = figures
  if (cold === undefined || warm === undefined || coldWith === undefined || warmWith === undefined) return []
  const counted = coldWith.tokens - cold.tokens
  return [
    `Of the others ${counted} tokens were counted, ${truth.tokens} are there: ${counted === truth.tokens ? 'exact' : 'NOT EXACT'}.`,
    `With them it takes ${rounded(coldWith.wallMs / cold.wallMs)} × without a store and ${rounded(warmWith.wallMs / warm.wallMs)} × with one; promised is 1.15 ×.`,
  ]
}

async function measureDatabase(work: string): Promise<readonly BenchmarkTable[]> {
  const home = join(work, 'database')
  const size = megabytes(1000)
  const { path: kept, truth } = keptOpencodeDatabase(size)
  const path = join(home, '.local/share/opencode/opencode.db')
  mkdirSync(dirname(path), { recursive: true })
  copyFileSync(kept, path)
  const contenders = ours('opencode', home, work)
  const usage = usageOf(size, measured(contenders), truth)
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

function usageOf(size: number, figures: readonly Measured[], truth: Truth): BenchmarkTable {
  return {
    title: `an opencode database of ${size} MB`,
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

function ours(label: string, home: string, work: string): readonly [Contender, Contender] {
  const key = label.replaceAll(' ', '-')
  const envOf = (store: string) => ({
    HOME: home,
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

function theirs(home: string, modules: string): readonly Contender[] {
  return [
    {
      what: 'ccusage 20.0.24, what it reads of them',
      argv: [join(modules, '.bin', 'ccusage'), 'daily', '--json', '--offline', '--timezone', 'UTC'],
      env: { HOME: home },
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
      env: { HOME: home },
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
  readonly tokens: number
  readonly row: BenchmarkTable['rows'][number]
}

function measured(contenders: readonly Contender[]): readonly Measured[] {
  // One that keeps a store has made it before it is measured.
  for (const contender of contenders) if (contender.prepare === undefined) runOnce(contender)
  const runs = contenders.map((contender) => ({ contender, done: [] as Run[] }))
  for (let round = 0; round < rounds; round += 1) {
    for (const { contender, done } of runs) done.push(runOnce(contender))
  }
  return runs.map(({ contender: { what, tokensIn }, done }) => {
    const median = (of: (run: Run) => number) =>
      quantile(
        done.map(of).sort((a, b) => a - b),
        0.5,
      )
    const wallMs = median((run) => run.wallMs)
    const tokens = tokensIn(done.at(-1)?.output ?? '')
    const cpuMs = Math.round(median((run) => run.cpuMs))
    const peakMib = Math.round(median((run) => run.rssMib))
    return {
      wallMs,
      tokens,
      row: { what, 'wall ms': Math.round(wallMs), 'CPU ms': cpuMs, 'peak MiB': peakMib, tokens },
    }
  })
}

interface Run {
  readonly wallMs: number
  /** Of all its threads: what a busy machine stretches least. */
  readonly cpuMs: number
  readonly rssMib: number
  readonly output: string
}

function runOnce({ what, argv: [file, ...args], env, prepare }: Contender): Run {
  prepare?.()
  const startMs = performance.now()
  const { status, stdout, stderr } = spawnSync('/usr/bin/time', ['-f', '%M %U %S', file, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  })
  const wallMs = performance.now() - startMs
  if (status !== 0) throw new Error(`${what} ended with ${status}: ${stderr.slice(-500)}`)
  const [kib = 0, user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  return { wallMs, cpuMs: (user + system) * 1000, rssMib: kib / 1024, output: stdout }
}
