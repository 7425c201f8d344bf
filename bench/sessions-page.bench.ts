/** The list of sessions in a real Chromium: 20,000 of them, scrolled from the first to the last. */
import type { CDPSession, Page } from 'playwright-core'
import type { SessionQuery, SessionSummary } from '../src/core/session/session.ts'
import { readCursor, writeCursor } from '../src/core/session/session-cursor.ts'
import { launchChromium } from '../tests/dashboard/web/browser/launch.ts'
import { startDemoDashboard } from '../tests/dashboard/web/demo-dashboard.ts'
import { demoParts } from '../tests/dashboard/web/demo-story.ts'
import { twentyAgents } from '../tests/fixtures/fleet/twenty-agents.ts'
import type { BenchmarkTable } from './benchmark.ts'
import { quantile, rounded } from './benchmark.ts'

const sessionCount = 20_000
const allowedFrameMs = 50

export async function run(): Promise<readonly BenchmarkTable[]> {
  const sessions = Array.from({ length: sessionCount }, (_, index) => session(index))
  const dashboard = await startDemoDashboard(twentyAgents, {
    serviceParts: { ...demoParts, sessions: { ...demoParts.sessions, list: async (query) => pageOf(sessions, query) } },
  })
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const devtools = await page.context().newCDPSession(page)
    // The page's own work, whatever else the machine does meanwhile.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
    await page.goto(`${dashboard.url}/sessions?range=all`)
    await page.locator('.sess .row').first().waitFor()
    const firstRowMs = (await page.evaluate('performance.now()')) as number
    await page.waitForTimeout(1000)
    // Steps of about two screens a frame meet pages that are not here yet; the second way all of them are.
    return [
      await measure(page, devtools, 'Nothing moves: what this machine does to frames by itself', 0),
      await measure(
        page,
        devtools,
        `${sessionCount} sessions, scrolled to the end while its pages come`,
        1500,
        firstRowMs,
      ),
      await measure(page, devtools, 'The same, back to the top by a fast wheel', -1500),
      await measure(page, devtools, 'The same, slowly down again', 120),
    ]
  } finally {
    await browser.close()
    await dashboard.close()
  }
}

interface Scrolled {
  readonly frames: readonly number[]
  /** Work of the page itself that kept a frame waiting, whatever else the machine did. */
  readonly longTasks: readonly number[]
  readonly rows: number
  readonly drawn: number
}

async function measure(
  page: Page,
  devtools: CDPSession,
  title: string,
  stepPx: number,
  firstRowMs?: number,
): Promise<BenchmarkTable> {
  const before = await taskMs(devtools)
  const { frames, longTasks, rows, drawn } = (await page.evaluate(`(${scroll})(${stepPx})`)) as Scrolled
  const ownMs = ((await taskMs(devtools)) - before) / Math.max(1, frames.length)
  const sorted = frames.toSorted((a, b) => a - b)
  const worst = sorted.at(-1) ?? Number.NaN
  const dropped = frames.filter((ms) => ms > allowedFrameMs).length
  return {
    title,
    rows: [
      {
        what: 'frames',
        count: frames.length,
        'own CPU ms a frame': rounded(ownMs, 1),
        'median ms': rounded(quantile(sorted, 0.5), 1),
        'p99 ms': rounded(quantile(sorted, 0.99), 1),
        'worst ms': rounded(worst, 1),
        '> 50 ms': dropped,
        'tasks > 50 ms': longTasks.length,
        'longest task ms': rounded(Math.max(0, ...longTasks), 0),
        'rows in all': rows,
        'drawn at most': drawn,
        ...(firstRowMs !== undefined && { 'first row ms': rounded(firstRowMs, 0) }),
      },
    ],
    notes: [`${dropped === 0 ? '✓' : '✗'} no frame above ${allowedFrameMs} ms`],
  }
}

async function taskMs(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
}

/** Runs in the page: a step per frame, until the end or for ten seconds, and how long each frame took. */
const scroll = `(stepPx) => new Promise((resolve) => {
  const frames = []
  const longTasks = []
  const watch = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration)))
  watch.observe({ type: 'longtask' })
  let last
  let drawn = 0
  let stillFrames = 0
  const startedMs = performance.now()
  const step = (nowMs) => {
    if (last !== undefined) frames.push(nowMs - last)
    last = nowMs
    drawn = Math.max(drawn, document.querySelectorAll('.sess .row').length)
    const before = scrollY
    scrollBy(0, stepPx)
    stillFrames = scrollY === before ? stillFrames + 1 : 0
    if (stillFrames > 60 || nowMs - startedMs > 20000) {
      const rows = Number(document.querySelector('.sess').getAttribute('aria-rowcount')) - 1
      watch.disconnect()
      resolve({ frames, longTasks, rows, drawn })
    } else requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
})`

function pageOf(sessions: readonly SessionSummary[], { cursor, limit }: SessionQuery) {
  const offset = cursor === undefined ? 0 : (readCursor(cursor)?.offset ?? 0)
  const shown = sessions.slice(offset, offset + limit)
  const end = offset + shown.length
  const afterId = shown.at(-1)?.id ?? ''
  return {
    sessions: shown,
    total: sessions.length,
    agents: ['claude'],
    nextCursor: end < sessions.length ? writeCursor({ offset: end, afterId }) : undefined,
  }
}

const projects = ['payments-api', 'search-indexer', 'web-frontend', 'customer-data-platform-event-schema-registry']

function session(index: number): SessionSummary {
  const startedMs = Date.parse('2026-11-20T14:00:00Z') - index * 26 * 60_000
  return {
    id: `${String(index).padStart(8, '0')}-7d0e-4b1a-9c55-0e8f6a2d71b3`,
    agent: 'claude',
    title: `Retry webhooks with backoff that survives a restart, try ${index}`,
    project: projects[index % projects.length],
    branch: 'feat/webhook-retries',
    startedAt: new Date(startedMs).toISOString(),
    lastActiveAt: new Date(startedMs + 900_000).toISOString(),
    durationMs: 900_000,
    responses: 20,
    model: 'claude-opus-5-5',
    totalTokens: 1_000_000 + index,
    costUsd: 1 + (index % 700) / 100,
    unpricedModels: [],
    linesAdded: index % 300,
    linesRemoved: index % 90,
    toolCalls: index % 120,
  }
}
