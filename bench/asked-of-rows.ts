/** What is asked of measurements that tell it by their rows alone, and how those that are shortened from outside are. */
import { type AskedFigure, atMost } from './asked.ts'
import type { BenchmarkTable } from './benchmark.ts'

type Rows = BenchmarkTable['rows']

/** `NaN` where no such row or column is there: told as not measured. */
const figureIn = (rows: Rows, begin: string, column: string): number =>
  Number(rows.find(({ what }) => what.startsWith(begin))?.[column] ?? Number.NaN)
const nameIn = (rows: Rows, begin: string): string => rows.find(({ what }) => what.startsWith(begin))?.what ?? begin

const [p50, p95, p99, longest, itself] = ['p50, ms', 'p95, ms', 'p99, ms', 'longest, ms', 'by itself, ms']

export const askedOfRows: Readonly<Record<string, (rows: Rows) => readonly AskedFigure[]>> = {
  'terminals-served': (rows) => [
    atMost('terminal on the page: echo of a key at the socket, p50', figureIn(rows, 'echo of cat', p50), 'ms', 4),
    atMost('the same, painted in Chromium: p50', figureIn(rows, 'echo painted', p50), 'ms', 25),
    atMost('the same, painted in Chromium: p99', figureIn(rows, 'echo painted', p99), 'ms', 60),
    atMost('attach to a terminal: visible screen, p95', figureIn(rows, 'attach: the visible', p95), 'ms', 60),
    atMost('attach: 1,000 rows above it, p95', figureIn(rows, 'attach: 1,000', p95), 'ms', 400),
    atMost(
      'a key’s echo meanwhile: longest',
      ...([figureIn(rows, 'a key’s echo', longest), 'ms', 20] as const),
      `bare: ${figureIn(rows, '– bare, meanwhile', longest)} ms`,
    ),
    // Four programs want two cores: how long each waits for one is the machine's.
    atMost(
      `terminal: ${nameIn(rows, 'cat of')}, the server's loop stood still by itself`,
      ...([figureIn(rows, 'cat of', itself), 'ms', 20] as const),
      `by the clock ${figureIn(rows, 'cat of', longest)} ms; a bare loop at rest ${figureIn(rows, '– bare, which rests', longest)} ms`,
    ),
  ],
  tiny: (rows) => {
    const [cold, warm] = ['tce, no store', 'tce, nothing new']
    const ccusage = `ccusage 20.0.24: ${figureIn(rows, 'ccusage', 'CPU ms')} ms`
    return [
      atMost('200,000 tiny transcripts, cold: CPU', figureIn(rows, cold, 'of ccusage'), '×', 1.5, ccusage),
      atMost('200,000 tiny transcripts, cold: peak memory', figureIn(rows, cold, 'peak MiB'), 'MiB', 350),
      atMost('200,000 tiny transcripts, warm: wall', figureIn(rows, warm, 'wall ms') / 1000, 's', 1.2),
      atMost('200,000 tiny transcripts, warm: peak memory', figureIn(rows, warm, 'peak MiB'), 'MiB', 150),
    ]
  },
  tasks: (rows) => {
    const percent = 'CPU % of a core'
    const none = figureIn(rows, 'no task', percent)
    // The clock of processes ticks every 10 ms: less can't be told apart.
    const more = figureIn(rows, '200 tasks in the list', percent) - none
    const beside = Number(
      rows.find(({ what }) => what === 'beside git' || what.startsWith('ours:'))?.['p50 ms'] ?? Number.NaN,
    )
    const git = rows.find(({ what }) => what.startsWith('git '))?.['p50 ms']
    return [
      atMost(
        'a new task until its agent runs, beside git and the agent: p50',
        beside,
        'ms',
        400,
        `git itself: ${git} ms`,
      ),
      atMost('server with 200 tasks at rest: of a core, more', more, '%', 0.1, `without a task: ${none} %`),
    ]
  },
  review: (rows) => [
    atMost(
      'page: a diff of 400 files and 200,000 lines, first painted',
      ...([figureIn(rows, 'navigation to painted rows', 'median ms'), 'ms', 1_000] as const),
      `of it, the page's processor: ${figureIn(rows, 'of it, processor time', 'median ms')} ms`,
    ),
  ],
}

/** Read by terminals-served.bench.ts. */
export const quickEnvironment: Readonly<Record<string, string>> = {
  TCE_BENCH_KEYS: '200',
  TCE_BENCH_ROUNDS: '30',
  TCE_BENCH_FLOOD_LINES: '450000',
}
