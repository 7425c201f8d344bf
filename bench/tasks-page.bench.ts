/** The page with 200 tasks in a real Chromium: what it costs to keep open while none of them changes, with the agents looked at all the while. */
import type { Browser, CDPSession } from 'playwright-core'
import type { Task } from '../src/core/tasks/task.ts'
import { startDemoDashboard } from '../tests/dashboard/web/demo-dashboard.ts'
import { demoParts } from '../tests/dashboard/web/demo-story.ts'
import { twentyAgents } from '../tests/fixtures/fleet/twenty-agents.ts'
import { aTask, demoTaskList } from '../tests/fixtures/tasks.ts'
import { noTasks } from '../tests/services/no-tasks.ts'
import { atMost } from './asked.ts'
import type { BenchmarkOptions, BenchmarkTable } from './benchmark.ts'
import { rounded } from './benchmark.ts'
import { launchMeasured, newMeasuredPage, openDevtools } from './measured-page.ts'

const taskCount = 200
const everyMs = 1500

const states = ['in_progress', 'in_review', 'pending', 'complete'] as const
const tasks: readonly Task[] = Array.from({ length: taskCount }, (_, at) =>
  aTask(`project-${at % 12}`, `task-${at}`, { state: states[at % states.length] ?? 'pending', costUsd: at / 10 }),
)

export async function run({ isQuick = false }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  const watchedMs = isQuick ? 4_000 : 20_000
  const list = { ...demoTaskList, tasks, archived: 0 }
  const dashboard = await startDemoDashboard(twentyAgents, {
    serviceParts: { ...demoParts, tasks: { ...noTasks, list: async () => list } },
  })
  const browser = await launchMeasured()
  try {
    const rows = []
    for (const [what, path, row] of [
      ['the empty queue, for comparison', '/queue', '.empty-title'],
      ['the list', '/tasks?view=list', '.tasks-t .row'],
      ['the board', '/tasks', '.tcard'],
    ] as const)
      rows.push({ what, ...(await rest(browser, dashboard, { path, row, watchedMs })) })
    const [empty, ...ofTasks] = rows.map((one) => one['ms a second'])
    const most = Math.max(...ofTasks)
    return [
      {
        title: `${taskCount} tasks at rest for ${watchedMs / 1000} s, the agents looked at every ${everyMs / 1000} s`,
        rows,
        notes: ['Of the page’s own thread; the clock that all pages share ticks once a second.'],
        asked: [
          atMost(
            `page: ${taskCount} tasks at rest, more than an empty page`,
            ...([most - (empty ?? Number.NaN), 'ms a second', 1] as const),
            `the empty queue: ${empty} ms`,
          ),
        ],
        ...(isQuick && { shortened: `${watchedMs / 1000} s each instead of 20` }),
      },
    ]
  } finally {
    await browser.close()
    await dashboard.close()
  }
}

interface Rest {
  readonly path: string
  readonly row: string
  readonly watchedMs: number
}

async function rest(
  browser: Browser,
  dashboard: Awaited<ReturnType<typeof startDemoDashboard>>,
  { path, row, watchedMs }: Rest,
) {
  const page = await newMeasuredPage(browser)
  await page.goto(`${dashboard.url}${path}`)
  await page.locator(row).first().waitFor()
  await page.waitForTimeout(2_000)
  let asked = 0
  page.on('request', () => {
    asked += 1
  })
  const devtools = await openDevtools(page)
  const before = await busyMs(devtools)
  const timer = setInterval(() => dashboard.show({ ...twentyAgents, scannedAt: new Date().toISOString() }), everyMs)
  await page.waitForTimeout(watchedMs)
  clearInterval(timer)
  const took = (await busyMs(devtools)) - before
  await page.context().close()
  return { 'ms a second': rounded((took / watchedMs) * 1000, 2), requests: asked }
}

async function busyMs(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
}
