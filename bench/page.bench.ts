/** The page in a real Chromium, over loopback: how much it loads, how soon it shows, what it costs to keep open. */
import { availableParallelism, loadavg } from 'node:os'
import type { Browser, CDPSession, Page } from 'playwright-core'
import type { FleetAgentReport, FleetReport } from '../src/core/process/report.ts'
import { type DemoDashboard, startDemoDashboard } from '../tests/dashboard/web/demo-dashboard.ts'
import { demoParts } from '../tests/dashboard/web/demo-story.ts'
import { nowMs, twentyAgents } from '../tests/fixtures/fleet/twenty-agents.ts'
import type { BenchmarkTable } from './benchmark.ts'
import { quantile, rounded } from './benchmark.ts'
import { launchMeasured, newMeasuredPage, openDevtools } from './measured-page.ts'

const agentCount = 500
const everyMs = 1500
const watchedMs = 30_000
/** An hour of updates at the pace above, shown as fast as the page takes them. */
const hourOfUpdates = 2400

export async function run(): Promise<readonly BenchmarkTable[]> {
  const browser = await launchMeasured()
  try {
    return [await measureLoad(browser), await measureUpdates(browser), await measureHour(browser)]
  } finally {
    await browser.close()
  }
}

const startDashboard = (fleet: FleetReport) =>
  startDemoDashboard(fleet, {
    serviceParts: demoParts,
  })

async function measureLoad(browser: Browser): Promise<BenchmarkTable> {
  const dashboard = await startDashboard(twentyAgents)
  const loads: { readonly bytes: number; readonly requests: number; readonly tableMs: number }[] = []
  for (let i = 0; i < 7; i += 1) loads.push(await load(browser, dashboard))
  await dashboard.close()
  const tableMs = loads
    .slice(1)
    .map((one) => one.tableMs)
    .sort((a, b) => a - b)
  const [{ bytes, requests } = { bytes: 0, requests: 0 }] = loads
  const [median, worst] = [quantile(tableMs, 0.5), quantile(tableMs, 1)]
  return {
    title: 'First load of the Processes tab, empty cache, 20 agents',
    rows: [
      { what: 'compressed', KiB: rounded(bytes / 1024, 1), requests },
      { what: 'navigation to table', 'median ms': rounded(median, 0), 'worst ms': rounded(worst, 0) },
    ],
    notes: [
      promise('at most 180 KB compressed', bytes <= 180 * 1024),
      promise('table within 300 ms', median <= 300),
      circumstances(),
    ],
  }
}

async function load(browser: Browser, dashboard: DemoDashboard) {
  const page = await newMeasuredPage(browser)
  const context = page.context()
  let bytes = 0
  let requests = 0
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
    requests += 1
  })
  await page.addInitScript(noteFirstRow)
  await page.goto(dashboard.url, { waitUntil: 'commit' })
  const tableMs = (await (
    await page.waitForFunction(() => (globalThis as { firstRowMs?: number }).firstRowMs)
  ).jsonValue()) as number
  await page.waitForTimeout(500)
  await context.close()
  return { bytes, requests, tableMs }
}

/** Runs in the page before anything of ours: the time from navigation to the first painted row. */
const noteFirstRow = `
  new MutationObserver((_, observer) => {
    if (!document.querySelector('[data-row]')) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => { window.firstRowMs = performance.now() }))
  }).observe(document, { childList: true, subtree: true })`

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
