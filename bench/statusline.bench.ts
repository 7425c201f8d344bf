/**
 * The status line, which an agent draws again and again: the script that `tce statusline install` writes, and `tce statusline` by hand beside a
 * bare Node.js, below which it can't come. `npm run bench -- statusline`, on the built program.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atMost } from './asked.ts'
import { type BenchmarkOptions, type BenchmarkTable, medianOf, rounded } from './benchmark.ts'
import { givenStatus } from './gate/given-status.ts'
import { type ProgramRun, runProgram } from './measured-program.ts'

const root = join(import.meta.dirname, '..')
const program = join(root, 'dist', 'app', 'tce.js')

export async function run({ isQuick = false }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  if (!existsSync(program)) return [{ rows: [], notes: ['tce is not built. Run "npm run build".'] }]
  const rounds = isQuick ? 9 : 25
  const home = mkdtempSync(join(tmpdir(), 'tce-bench-statusline-'))
  try {
    mkdirSync(join(home, '.claude'))
    const env = {
      ...{ PATH: process.env['PATH'], HOME: home, CLAUDE_PID: String(process.pid) },
      ...{ TCE_DATA_DIR: join(home, 'tce-data'), TCE_CONFIG_DIR: join(home, 'tce-config') },
    }
    const installed = spawnSync(process.execPath, [program, 'statusline', 'install', '--yes'], {
      env,
      encoding: 'utf8',
    })
    if (installed.status !== 0) throw new Error(`tce statusline install: ${installed.stderr}`)
    const contenders = [
      { what: 'the script', file: 'sh', args: [join(home, 'tce-data', 'statusline.sh')], runs: [] as ProgramRun[] },
      { what: 'tce statusline', file: process.execPath, args: [program, 'statusline'], runs: [] as ProgramRun[] },
      { what: 'node -e 0', file: process.execPath, args: ['-e', '0'], runs: [] as ProgramRun[] },
    ] as const
    for (let round = -2; round < rounds; round += 1) {
      for (const { runs, ...one } of contenders) {
        const run = runProgram({ ...one, env, input: givenStatus })
        if (round >= 0) runs.push(run)
      }
    }
    const [script, byHand, node] = contenders
    const median = (runs: readonly ProgramRun[], of: 'wallMs' | 'cpuMs') => medianOf(runs.map((one) => one[of]))
    const more = medianOf(byHand.runs.map(({ wallMs }, round) => wallMs - (node.runs[round]?.wallMs ?? Number.NaN)))
    return [
      {
        title: `one drawing, ${rounds} rounds`,
        rows: contenders.map(({ what, runs }) => ({
          ...{ what, 'median ms': rounded(median(runs, 'wallMs'), 1), 'CPU ms': rounded(median(runs, 'cpuMs'), 1) },
        })),
        asked: [
          atMost('status line, as it is installed: CPU', median(script.runs, 'cpuMs'), 'ms', 15),
          atMost(
            'tce statusline by hand, more than node -e 0',
            ...([more, 'ms', 25] as const),
            `node -e 0: ${rounded(median(node.runs, 'wallMs'), 1)} ms`,
          ),
        ],
        ...(isQuick && { shortened: `${rounds} rounds instead of 25` }),
      },
    ]
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
