/** The page in a real Chromium, over loopback: how much it loads, how soon it shows, what it costs to keep open. */
import { availableParallelism, loadavg } from 'node:os'
import type { Browser, CDPSession, Page } from 'playwright-core'
import type { FleetAgentReport, FleetReport } from '../src/core/process/report.ts'
import { type DemoDashboard, startDemoDashboard } from '../tests/dashboard/web/demo-dashboard.ts'
import { demoParts } from '../tests/dashboard/web/demo-story.ts'
import { nowMs, twentyAgents } from '../tests/fixtures/fleet/twenty-agents.ts'
import { atMost } from './asked.ts'
import type { BenchmarkOptions, BenchmarkTable } from './benchmark.ts'
import { medianOf, rounded, roundsOf } from './benchmark.ts'
import { type FirstTable, firstTables } from './first-table.ts'
import { launchMeasured, newMeasuredPage, openDevtools } from './measured-page.ts'

const agentCount = 500
const everyMs = 1500
const watchedMs = 30_000
/** An hour of updates at the pace above, shown as fast as the page takes them. */
const hourOfUpdates = 2400

export async function run(options: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  const load = await measureLoad(options)
  if (options.isAskedAlone) return [load]
  const browser = await launchMeasured()
  try {
    return [load, await measureUpdates(browser), await measureHour(browser)]
  } finally {
    await browser.close()
  }
}

const startDashboard = (fleet: FleetReport) =>
  startDemoDashboard(fleet, {
    serviceParts: demoParts,
  })

async function measureLoad(options: BenchmarkOptions): Promise<BenchmarkTable> {
  const rounds = roundsOf(options)
  const { cold, warm, bare } = await firstTables(rounds)
  const median = (loads: readonly FirstTable[], of: (load: FirstTable) => number) => medianOf(loads.map(of))
  const row = (what: string, loads: readonly FirstTable[]) => ({
    what,
    'median ms': rounded(
      median(loads, ({ tableMs }) => tableMs),
      0,
    ),
    'worst ms': rounded(Math.max(...loads.map(({ tableMs }) => tableMs)), 0),
    'CPU ms of the page': rounded(
      median(loads, ({ cpuMs }) => cpuMs),
      0,
    ),
    'KB gz': rounded(median(loads, ({ gzBytes }) => gzBytes) / 1000, 1),
    'KB sent': rounded(median(loads, ({ sentBytes }) => sentBytes) / 1000, 1),
    requests: median(loads, ({ requests }) => requests),
  })
  const timesBare = (loads: readonly FirstTable[]): string => {
    const times = medianOf(loads.map(({ tableMs }, round) => tableMs / (bare[round]?.tableMs ?? Number.NaN)))
    return `a bare page with a table: ${rounded(
      median(bare, ({ tableMs }) => tableMs),
      0,
    )} ms, ours ${rounded(times)} ×`
  }
  const kb = median(warm, ({ gzBytes }) => gzBytes) / 1000
  const sent = `as sent, by brotli: ${rounded(median(warm, ({ sentBytes }) => sentBytes) / 1000, 1)} KB`
  return {
    title: `The first table of Processes, empty cache, 10 agents, ${rounds} rounds`,
    rows: [
      row('from a server that just began to listen', cold),
      row('from one that was asked before', warm),
      row('a bare page that is a table', bare),
    ],
    notes: [circumstances()],
    asked: [
      atMost(
        'page: first table from a cold server',
        median(cold, ({ tableMs }) => tableMs),
        'ms',
        250,
        timesBare(cold),
      ),
      atMost(
        'page: first table from a warm one',
        median(warm, ({ tableMs }) => tableMs),
        'ms',
        120,
        timesBare(warm),
      ),
      atMost('page: answers before its first table, gz', kb, 'KB', 55, sent),
    ],
    ...(options.isQuick && { shortened: `${rounds} rounds instead of 7` }),
  }
}

async function measureUpdates(browser: Browser): Promise<BenchmarkTable> {
  const dashboard = await startDashboard(manyAgents(0))
  const { page, devtools, close } = await openPage(browser, dashboard)
  await page.evaluate(noteLongTasks)
  const before = await taskSeconds(devtools)
  const startedMs = performance.now()
  for (let step = 1; step <= watchedMs / everyMs; step += 1) {
    dashboard.show(manyAgents(step))
    await page.waitForTimeout(everyMs)
  }
  const seconds = (performance.now() - startedMs) / 1000
  const busy = ((await taskSeconds(devtools)) - before) / seconds
  const longTasks = (await page.evaluate('window.longTasks')) as readonly number[]
  await close()
  await dashboard.close()
  const longest = Math.max(0, ...longTasks)
  return {
    title: `${agentCount} agents that all change every ${everyMs / 1000} s, for ${watchedMs / 1000} s`,
    rows: [
      { what: 'page', '% of a core': rounded(busy * 100, 1), 'tasks > 50 ms': longTasks.length, 'longest ms': longest },
    ],
    notes: [
      promise('below 15 % of a core', busy < 0.15),
      promise('no task above 50 ms', longTasks.length === 0),
      circumstances(),
    ],
  }
}

const noteLongTasks = `
  window.longTasks = []
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({ type: 'longtask' })`

async function measureHour(browser: Browser): Promise<BenchmarkTable> {
  const dashboard = await startDashboard(manyAgents(0, 40))
  const { page, devtools, close } = await openPage(browser, dashboard)
  // Half an hour fills what the page keeps by design and lets the engine settle; from there on nothing may grow.
  const tenMinutes = hourOfUpdates / 6
  const heap: number[] = []
  for (let part = 0; part < 6; part += 1) {
    await replay(page, dashboard, part * tenMinutes, (part + 1) * tenMinutes)
    heap.push(await heapMb(devtools))
  }
  await close()
  await dashboard.close()
  const [at10 = 0, , at30 = 0, , , at60 = 0] = heap
  return {
    title: 'An hour of updates, 40 agents',
    rows: [
      { what: 'heap', 'MB at 10 min': rounded(at10), 'MB at 30 min': rounded(at30), 'MB at 60 min': rounded(at60) },
    ],
    notes: [promise('heap flat: within 5 % from 30 to 60 minutes', at60 < at30 * 1.05)],
  }
}

/** Wall-clock figures mean little without it. */
const circumstances = (): string =>
  `On ${availableParallelism()} cores with a load of ${rounded(loadavg()[0] ?? 0, 1)} from everything that runs.`

async function replay(page: Page, dashboard: DemoDashboard, from: number, to: number): Promise<void> {
  for (let step = from; step < to; step += 1) {
    if (step % 20 === 0) await page.clock.setFixedTime(nowMs + step * everyMs)
    dashboard.show(manyAgents(step, 40))
    await page.waitForTimeout(4)
  }
  await page.waitForTimeout(500)
}

async function openPage(browser: Browser, dashboard: DemoDashboard) {
  const page = await newMeasuredPage(browser)
  const devtools = await openDevtools(page)
  await page.goto(dashboard.url)
  await page.locator('[data-row]').first().waitFor()
  await page.waitForTimeout(3000)
  return { page, devtools, close: () => page.context().close() }
}

async function taskSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
}

async function heapMb(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage')
  const { metrics } = await devtools.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1e6
}

function manyAgents(step: number, count = agentCount): FleetReport {
  const { processes } = twentyAgents
  const agents = Array.from({ length: count }, (_, i) => changed(processes[i % processes.length], i, step))
  const known = agents.filter((agent) => agent !== undefined)
  return { ...twentyAgents, processes: known, counts: { ...twentyAgents.counts, total: count } }
}

function changed(agent: FleetAgentReport | undefined, index: number, step: number): FleetAgentReport | undefined {
  if (agent === undefined) return undefined
  const start = `${agent.start}${index}`
  const cpu = Math.abs(Math.sin(index + step)) * 40
  return {
    ...agent,
    id: `${agent.pid}:${start}`,
    start,
    treeCpuPercent: cpu,
    cpuPercent: cpu,
    treeRssBytes: (agent.treeRssBytes ?? 0) + step * 100_000,
    lastActiveAt: new Date(nowMs - ((index * 7 + step) % 50) * 1000).toISOString(),
  }
}

const promise = (what: string, holds: boolean): string => `${holds ? '✓' : '✗'} ${what}`
