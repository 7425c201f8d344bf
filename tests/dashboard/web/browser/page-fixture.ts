/** A page in a browser of its own, whose clock stands at the moment of the fixture, and which notes everything that goes wrong in it. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { FleetReport } from '../../../../src/core/process/report.ts'
import { nowMs } from '../../../fixtures/fleet/twenty-agents.ts'
import { type DemoDashboard, startDemoDashboard } from '../demo-dashboard.ts'
import { demoFleet, demoParts } from '../demo-story.ts'
import { untilOwn } from './chromium.ts'

export interface OpenPage extends AsyncDisposable {
  readonly page: Page
  readonly dashboard: DemoDashboard
  /** What the browser complained of: exceptions, refused scripts and styles, errors in the console. */
  readonly complaints: string[]
}

interface OpenOptions {
  readonly path?: string
  readonly fleet?: FleetReport
  readonly context?: BrowserContextOptions
  readonly isTokenRequired?: boolean
  /** `stepped`: it goes on, and `page.clock` takes it further at once. @default 'fixed' */
  readonly clock?: 'fixed' | 'stepped'
  /** Before the page is opened. */
  readonly prepare?: (dashboard: DemoDashboard) => void
}

export async function openPage(browser: Browser, options: OpenOptions = {}): Promise<OpenPage> {
  const { path = '/', fleet = demoFleet, context: contextOptions, isTokenRequired, clock = 'fixed', prepare } = options
  const dashboard = await startDemoDashboard(fleet, {
    isTokenRequired,
    serviceParts: demoParts,
  })
  prepare?.(dashboard)
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    ...contextOptions,
  })
  const page = await context.newPage()
  if (clock === 'fixed') await page.clock.setFixedTime(nowMs)
  else await page.clock.install()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // That a request failed is what some tests are about; what the page makes of it is looked at there.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  await page.goto(`${dashboard.url}${path}`)
  await untilOwn(page)
  return {
    page,
    dashboard,
    complaints,
    async [Symbol.asyncDispose]() {
      await context.close()
      await dashboard.close().catch(() => undefined)
    },
  }
}
