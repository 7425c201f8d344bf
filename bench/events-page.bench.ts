/** The live view of events in a real Chromium while 2,000 events a second are captured: what its page costs. `npm run bench -- events-page`. */
import type { Browser, Page } from 'playwright-core'
import type { NewCaptured } from '../src/core/captured/captured-event.ts'
import { createEvents } from '../src/services/local/events.ts'
import { startDemoDashboard } from '../tests/dashboard/web/demo-dashboard.ts'
import { demoParts } from '../tests/dashboard/web/demo-story.ts'
import { twentyAgents } from '../tests/fixtures/fleet/twenty-agents.ts'
import { realEvents } from '../tests/services/real-events.ts'
import { atMost } from './asked.ts'
import type { BenchmarkOptions, BenchmarkTable } from './benchmark.ts'
import { rounded } from './benchmark.ts'
import { launchMeasured, newMeasuredPage } from './measured-page.ts'
import { tracedTasks } from './page-tasks.ts'

const perSecond = 2_000
const allowedTaskMs = 50
const allowedCpuPercent = 50

export async function run({ isQuick = false }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  const seconds = isQuick ? 4 : 20
  const browser = await launchMeasured()
  const row = (shown: Page) => shown.locator('.evts .row').first().waitFor()
  // The window as it was before is there: drawing it for the first time is another figure.
  const lanes = (shown: Page) => shown.locator('.lane-svg rect').nth(1_000).waitFor({ state: 'attached' })
  try {
    const looks: readonly Look[] = [
      { what: 'live', path: '/events', reach: row },
      { what: 'lanes by session, 10 min full', path: '/events?lanes=session', reach: lanes },
      { what: 'live, one in full', path: '/events?event=1', reach: row },
      { what: 'lanes by source, 10 min full', path: '/events?lanes=source', reach: lanes },
      { what: 'query', path: '/events?view=query&range=1h', reach: row },
    ]
    const rows: Awaited<ReturnType<typeof of>>[] = []
    for (const look of isQuick ? looks.slice(0, 2) : looks) rows.push(await of(browser, look, seconds))
    const most = (column: 'CPU of the page %' | 'longest ms') => Math.max(...rows.map((one) => one[column]))
    const work = `page: events live, ${perSecond} a second`
    return [
      {
        title: `${perSecond} events a second, ${seconds} s each`,
        rows,
        asked: [
          atMost(`${work}: of a core`, most('CPU of the page %'), '%', allowedCpuPercent),
          atMost(`${work}: longest task`, most('longest ms'), 'ms', allowedTaskMs),
        ],
        ...(isQuick && { shortened: `two of five looks, ${seconds} s each instead of 20` }),
      },
    ]
  } finally {
    await browser.close()
  }
}

interface Look {
  readonly what: string
  readonly path: string
  readonly reach: (page: Page) => Promise<unknown>
}

/** In a store of its own, whose last ten minutes are as full as a page asks for. */
async function of(browser: Browser, { what, path, reach }: Look, seconds: number) {
  const events = createEvents(realEvents(), { record: async () => {} }, console.error)
  const dashboard = await startDemoDashboard(twentyAgents, { serviceParts: { ...demoParts, events } })
  const page = await newMeasuredPage(browser)
  try {
    const nowMs = Date.now()
    for (let from = 0; from < before; from += 1_000) {
      const atMs = (index: number) => nowMs - ((before - from - index) / before) * 600_000
      await events.capture(Array.from({ length: 1_000 }, (_, index) => event(atMs(index))))
    }
    await page.goto(`${dashboard.url}${path}`)
    await reach(page)
    return await measured(what, { page, browser, seconds, capture: (list) => events.capture(list) })
  } finally {
    await page.context().close()
    await dashboard.close()
    await events.close()
  }
}

/** What lanes ask for when they are opened. */
const before = 5_000

let number = 0
const types = ['PreToolUse', 'PostToolUse', 'api_request', 'build.finished', 'step'] as const
const levels = ['info', 'info', 'debug', 'warn', 'info'] as const

function event(atMs: number): NewCaptured {
  const place = ++number % types.length
  return {
    source: `source-${number % 9}`,
    event_type: types[place] ?? 'step',
    level: levels[place],
    message: `event ${number}: apply_patch SyncQueue.swift, ok, 0.2 s`,
    atMs,
    session_id: `session-${number % 12}`,
    data: JSON.stringify({ run: number, branch: 'main', files: ['src/a.ts', 'src/b.ts'], env: { ci: true } }),
  }
}

interface Parts {
  readonly seconds: number
  readonly page: Page
  readonly browser: Browser
  readonly capture: (events: readonly NewCaptured[]) => Promise<unknown>
}

/** By the time that its thread had, not the clock's: whatever else the machine does meanwhile. */
async function measured(what: string, { page, browser, capture, seconds }: Parts) {
  const startedMs = performance.now()
  let [sent, tookMs, drawn] = [0, 0, 0]
  const tasks = await tracedTasks(browser, page, async () => {
    sent = await sendFor(capture, seconds)
    tookMs = performance.now() - startedMs
    drawn = await page.locator('.evts .row, .lane-svg rect').count()
  })
  const cpuMs = tasks.reduce((sum, ms) => sum + ms, 0)
  return {
    what,
    'sent a second': Math.round((sent / tookMs) * 1000),
    'CPU of the page %': rounded((cpuMs / tookMs) * 100, 1),
    'tasks > 50 ms': tasks.filter((ms) => ms > allowedTaskMs).length,
    'longest ms': rounded(Math.max(0, ...tasks), 0),
    drawn,
  }
}

const batchEveryMs = 50

async function sendFor(capture: Parts['capture'], forSeconds: number): Promise<number> {
  const startedMs = performance.now()
  let sent = 0
  for (;;) {
    const elapsedMs = performance.now() - startedMs
    if (elapsedMs >= forSeconds * 1000) return sent
    const due = Math.floor((elapsedMs / 1000) * perSecond) - sent
    if (due > 0) await capture(Array.from({ length: due }, () => event(Date.now())))
    sent += Math.max(0, due)
    await new Promise((resolve) => setTimeout(resolve, batchEveryMs))
  }
}
