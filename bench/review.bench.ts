/** The review of a large change: 400 files and 200,000 lines, in a real repository, from the click to the first rows in a real Chromium. */
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { startDemoDashboard } from '../tests/dashboard/web/demo-dashboard.ts'
import { noAgents } from '../tests/fixtures/fleet/twenty-agents.ts'
import { noTasks } from '../tests/services/no-tasks.ts'
import { realReview } from '../tests/services/real-review.ts'
import { git } from '../tests/worktrees/repositories.ts'
import type { BenchmarkTable } from './benchmark.ts'
import { costOf, quantile, rounded, timesOf } from './benchmark.ts'
import { launchMeasured, newMeasuredPage, openDevtools } from './measured-page.ts'

const [files, linesEach, times] = [400, 500, 7]

export async function run(): Promise<readonly BenchmarkTable[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tce-bench-review-')))
  const base = largeChange(folder)
  const made = await realReview({ dir: folder, base, branch: 'tce/cart', clock: Date.now })
  const list = await costOf(() => made.review.changes('t1'), { calls: times, warmUps: 1 })
  const stateMs = await timesOf(() => made.review.state('t1'), { calls: times, warmUps: 1 })
  const fileMs = await timesOf(() => made.review.file('t1', { path: 'src/dir0/file0.ts' }), {
    calls: times,
    warmUps: 1,
  })
  const dashboard = await startDemoDashboard(noAgents, {
    serviceParts: {
      taskReview: made.review,
      // As in a server: what the page asks beside the changes has git count and merge, too.
      tasks: {
        ...noTasks,
        find: made.local.tasks.find,
        list: async () => ({ ...(await noTasks.list()), tasks: [made.task] }),
      },
      taskWork: made.local.work,
    },
  })
  const browser = await launchMeasured()
  const stall = monitorEventLoopDelay({ resolution: 5 })
  try {
    stall.enable()
    const loads: Load[] = []
    for (let turn = 0; turn < times; turn += 1) loads.push(await load(await newMeasuredPage(browser), dashboard.url))
    stall.disable()
    const painted = loads
      .slice(1)
      .map((one) => one.rowsMs)
      .sort((a, b) => a - b)
    const cpuMs = loads
      .slice(1)
      .map((one) => one.cpuMs)
      .sort((a, b) => a - b)
    const [median, worst] = [quantile(painted, 0.5), quantile(painted, 1)]
    const most = (key: keyof Elements) => Math.max(...loads.map(({ elements }) => elements[key]))
    return [
      {
        title: `Changes of ${files} files and ${files * linesEach} lines, not committed`,
        rows: [
          {
            what: 'list, by git',
            'median ms': rounded(quantile(list.times, 0.5), 0),
            'worst ms': rounded(quantile(list.times, 1), 0),
          },
          { what: 'of it, the server’s own processor', 'median ms': rounded(list.cpuMs, 0), 'worst ms': '' },
          {
            what: 'has it changed?',
            'median ms': rounded(quantile(stateMs, 0.5), 0),
            'worst ms': rounded(quantile(stateMs, 1), 0),
          },
          {
            what: 'rows of one file',
            'median ms': rounded(quantile(fileMs, 0.5), 0),
            'worst ms': rounded(quantile(fileMs, 1), 0),
          },
          { what: 'navigation to painted rows', 'median ms': rounded(median, 0), 'worst ms': rounded(worst, 0) },
          {
            what: 'of it, processor time of the page',
            'median ms': rounded(quantile(cpuMs, 0.5), 0),
            'worst ms': rounded(quantile(cpuMs, 1), 0),
          },
          ...stages(loads.slice(1)),
        ],
        notes: [
          `${median <= 1_000 ? '✓' : '✗'} first painted within 1 s`,
          `${most('ofFile') <= 80 ? '✓' : '✗'} ${most('ofFile')} elements for a file beside its rows (80); ${most('ofRow')} for a row, of which ${most('rows')} are drawn; ${most('all')} in the page`,
          `The server’s own thread stood still for ${rounded(stall.max / 1e6, 0)} ms at most (50; it shares it with this measurement).`,
          `On ${availableParallelism()} cores with a load of ${rounded(loadavg()[0] ?? 0, 1)} from everything that runs.`,
        ],
      },
    ]
  } finally {
    await browser.close()
    // What the last page asked for beside is answered to nobody.
    await wait(1_000)
    await dashboard.close()
    await made.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function largeChange(folder: string): string {
  git(folder, 'init', '-q')
  const at = (file: number) => join(folder, 'src', `dir${file % 20}`, `file${file}.ts`)
  const line = (file: number, row: number) =>
    `export const value${row} = compute(${file}, ${row}, 'some text of a line')\n`
  for (let file = 0; file < files; file += 1) {
    mkdirSync(join(at(file), '..'), { recursive: true })
    writeFileSync(at(file), Array.from({ length: linesEach / 2 }, (_, row) => line(file, row)).join(''))
  }
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '-m', 'Before')
  git(folder, 'checkout', '-q', '-b', 'tce/cart')
  // Each line goes, and another one comes.
  for (let file = 0; file < files; file += 1) {
    writeFileSync(at(file), '')
    appendFileSync(at(file), Array.from({ length: linesEach / 2 }, (_, row) => line(file, row + 10_000)).join(''))
  }
  return git(folder, 'rev-parse', 'HEAD')
}

interface Load {
  readonly rowsMs: number
  /** Of the page's own thread: what others do on this machine does not count. */
  readonly cpuMs: number
  readonly elements: Elements
  /** Since the navigation: the list was asked for, it came, rows were asked for. */
  readonly listAskedMs: number
  readonly listCameMs: number
  readonly rowsAskedMs: number
}

interface Elements {
  readonly all: number
  readonly rows: number
  /** Of the one with most, beside its rows. */
  readonly ofFile: number
  readonly ofRow: number
}

function stages(loads: readonly Load[]) {
  const row = (what: string, of: (one: Load) => number) => {
    const sorted = loads.map(of).toSorted((a, b) => a - b)
    return { what, 'median ms': rounded(quantile(sorted, 0.5), 0), 'worst ms': rounded(quantile(sorted, 1), 0) }
  }
  return [
    row('until the list is asked for', ({ listAskedMs }) => listAskedMs),
    row('until the list is there', ({ listCameMs }) => listCameMs),
    row('until rows are asked for', ({ rowsAskedMs }) => rowsAskedMs),
  ]
}

async function load(page: Page, url: string): Promise<Load> {
  const devtools = await openDevtools(page)
  await page.addInitScript(noteFirstRows)
  await page.goto(`${url}/tasks/t1/changes`, { waitUntil: 'commit' })
  const rowsMs = (await (
    await page.waitForFunction(() => (globalThis as { firstRowsMs?: number }).firstRowsMs)
  ).jsonValue()) as number
  const { metrics } = await devtools.send('Performance.getMetrics')
  const cpuMs = (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000
  const seen = (await page.evaluate(look)) as Pick<Load, 'elements' | 'listAskedMs' | 'listCameMs' | 'rowsAskedMs'>
  await page.context().close()
  return { rowsMs, cpuMs, ...seen }
}

/** Runs in the page. */
const look = `(() => {
  const count = (root) => root.querySelectorAll('*').length
  const files = [...document.querySelectorAll('.dfile')]
  const rows = [...document.querySelectorAll('.dl .dr')]
  const asked = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/git/diff?'))
  const list = asked.find(({ name }) => !name.includes('path='))
  const first = asked.find(({ name }) => name.includes('path='))
  return {
    elements: {
      all: count(document),
      rows: rows.length,
      ofFile: Math.max(...files.map((file) => 1 + count(file) - [...file.querySelectorAll('.dl')].reduce((sum, one) => sum + count(one), 0))),
      ofRow: Math.max(...rows.map((row) => 1 + count(row))),
    },
    listAskedMs: list?.startTime, listCameMs: list?.responseEnd, rowsAskedMs: first?.startTime,
  }
})()`

/** Runs in the page before anything of ours: from navigation to the first painted rows of a file. */
const noteFirstRows = `
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.dr .code')) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => { window.firstRowsMs = performance.now() }))
  }).observe(document, { childList: true, subtree: true })`
