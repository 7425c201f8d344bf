/** The list of sessions in a real Chromium: 20,000 of them, scrolled from the first to the last. */
import type { Page } from 'playwright-core'
import type { SessionQuery, SessionSummary } from '../src/core/session/session.ts'
import { readCursor, writeCursor } from '../src/core/session/session-cursor.ts'
import { startDemoDashboard } from '../tests/dashboard/web/demo-dashboard.ts'
import { demoParts } from '../tests/dashboard/web/demo-story.ts'
import { twentyAgents } from '../tests/fixtures/fleet/twenty-agents.ts'
import type { BenchmarkTable } from './benchmark.ts'
import { launchMeasured, openDevtools } from './measured-page.ts'
import { measureScroll, openList, openPlainPage } from './scrolled-page.ts'

const sessionCount = 20_000
const plainRows = 2000
const list = { row: '.sess .row' }

export async function run(): Promise<readonly BenchmarkTable[]> {
  const sessions = Array.from({ length: sessionCount }, (_, index) => session(index))
  const dashboard = await startDemoDashboard(twentyAgents, {
    serviceParts: { ...demoParts, sessions: { ...demoParts.sessions, list: async (query) => pageOf(sessions, query) } },
  })
  const browser = await launchMeasured()
  try {
    const { page, devtools, firstRowMs } = await openList(browser, `${dashboard.url}/sessions?range=all`, (opened) =>
      opened.locator(list.row).first(),
    )
    // Steps of about two screens a frame meet pages that are not here yet; the second way all of them are.
    return [
      await measureScroll(page, devtools, list, {
        title: 'Nothing moves: what this machine does to frames by itself',
        stepPx: 0,
      }),
      await measureScroll(page, devtools, list, {
        title: `${sessionCount} sessions, scrolled to the end while its pages come`,
        stepPx: 1500,
        more: { 'first row ms': firstRowMs },
      }),
      await measureScroll(page, devtools, list, {
        title: 'The same, back to the top by a fast wheel',
        stepPx: -1500,
      }),
      await measureScroll(page, devtools, list, { title: 'The same, slowly down again', stepPx: 120 }),
      await measurePlain(page),
    ]
  } finally {
    await browser.close()
    await dashboard.close()
  }
}

async function measurePlain(page: Page): Promise<BenchmarkTable> {
  const plain = await openPlainPage(page, list, plainRows)
  return measureScroll(plain, await openDevtools(plain), list, {
    title: `${plainRows} such rows in a plain page without a script, by the fast wheel: what the browser takes for them`,
    stepPx: 1500,
  })
}

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
