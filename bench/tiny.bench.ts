/**
 * 200,000 transcripts of two lines each (made once, 800 MB of disk): `npm run bench -- tiny -- --peers` sets ccusage beside it, one program after
 * the other in every round. `--full` is seven rounds instead of three.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchmarkOptions, BenchmarkTable } from './benchmark.ts'
import { quantile, rounded } from './benchmark.ts'
import { type Contender, ourFigures, type Run, runOnce } from './ledger.bench.ts'
import { makeTinyHome } from './made-home.ts'
import { installPeers } from './peers.ts'

const files = 200_000
const program = join(process.env['TCE_BENCH_ROOT'] ?? join(import.meta.dirname, '..'), 'dist', 'app', 'tce.js')

export async function run({ withPeers, isFull }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  if (!existsSync(program)) return [{ rows: [], notes: ['tce is not built. Run "npm run build".'] }]
  const { dir, truthFile } = makeTinyHome('tiny-200k', files)
  const { unique } = JSON.parse(readFileSync(truthFile, 'utf8')) as { unique: { total: number } }
  const work = mkdtempSync(join(tmpdir(), 'tce-bench-tiny-'))
  try {
    const contenders = contendersOf(join(dir, '.claude'), work, withPeers)
    const runs = new Map<Contender, Run[]>(contenders.map((contender) => [contender, []]))
    for (let round = 0; round < (isFull ? 7 : 3); round += 1) {
      for (const [contender, done] of runs) done.push(runOnce(contender))
    }
    const peer = [...runs].find(([{ what }]) => what.startsWith('ccusage'))?.[1]
    return [
      {
        title: `${files.toLocaleString('en')} transcripts of two lines; the truth is ${unique.total} tokens`,
        rows: [...runs].map(([contender, done]) => rowOf(contender, done, unique.total, peer)),
      },
    ]
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function contendersOf(configDir: string, work: string, withPeers: boolean): readonly Contender[] {
  const common = { file: process.execPath, args: [program, 'usage', '--json'], figures: ourFigures }
  const envOf = (store: string) => ({
    HOME: work,
    CLAUDE_CONFIG_DIR: configDir,
    TCE_DATA_DIR: join(work, store),
    TCE_CONFIG_DIR: join(work, 'config'),
  })
  const forget = (): void => rmSync(join(work, 'cold'), { recursive: true, force: true })
  return [
    { ...common, what: 'tce, no store', env: envOf('cold'), prepare: forget },
    // Its store is the one that was made just now.
    { ...common, what: 'tce, nothing new', env: envOf('cold') },
    ...(withPeers ? [ccusage(configDir, work, installPeers())] : []),
    { what: 'node -e 0', file: process.execPath, args: ['-e', '0'], env: {}, figures: () => ({ tokens: 0, usd: 0 }) },
  ]
}

const ccusage = (configDir: string, work: string, modules: string): Contender => ({
  what: 'ccusage 20.0.24 (keeps no store)',
  file: join(modules, '.bin', 'ccusage'),
  args: ['claude', 'daily', '--json', '--offline', '--timezone', 'UTC'],
  env: { HOME: join(work, 'ccusage'), CLAUDE_CONFIG_DIR: configDir },
  figures: (output) => {
    const { totals } = JSON.parse(output) as { totals: { totalTokens: number; totalCost: number } }
    return { tokens: totals.totalTokens, usd: totals.totalCost }
  },
})

function rowOf({ what, figures }: Contender, runs: readonly Run[], total: number, peer: readonly Run[] | undefined) {
  const of = (all: readonly Run[], figure: (run: Run) => number, share: number): number =>
    quantile(
      all.map(figure).sort((a, b) => a - b),
      share,
    )
  const cpu = (share: number) => of(runs, ({ cpuMs }) => cpuMs, share)
  const { tokens } = figures(runs.at(-1)?.output ?? '')
  return {
    what,
    'CPU ms': Math.round(cpu(0.5)),
    'least CPU ms': Math.round(cpu(0)),
    'wall ms': Math.round(of(runs, ({ wallMs }) => wallMs, 0.5)),
    'peak MiB': Math.round(of(runs, ({ rssMiB }) => rssMiB, 0.5)),
    'of ccusage': peer === undefined ? '' : rounded(cpu(0.5) / of(peer, ({ cpuMs }) => cpuMs, 0.5)),
    'tokens off': tokens === 0 ? '' : tokens - total,
  }
}
