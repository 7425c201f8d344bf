/** The live page of a session on the real server, in a real browser, for tests of one subject each. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Transcript } from '../session-transcript.ts'
import { describeWithChromium, untilOwn } from './chromium.ts'
import { launchChromium } from './launch.ts'
import { type FakeAgent, type RealDashboard, startRealDashboard } from './real-dashboard.ts'

export const hourAgoMs = Date.now() - 3_600_000
let sessions = 0
export const newTranscript = (): Transcript =>
  new Transcript({ sessionId: `${String(++sessions).padStart(8, '0')}-7d0e-4b1a-9c55-0e8f6a2d71b3`, atMs: hourAgoMs })

/** As the live registry has it for an agent of these tests. */
export const sessionIdOf = ({ pid }: FakeAgent): string => `${String(pid).padStart(8, '0')}-7d0e-4b1a-9c55-0e8f6a2d71b3`

export const row = (page: Page, text: string) => page.locator('.convo-rows article', { hasText: text }).last()
export const distanceToEnd = (page: Page): Promise<number> =>
  page.locator('.convo').evaluate((box) => Math.round(box.scrollHeight - box.clientHeight - box.scrollTop))
export const seen = (page: Page, text: string) =>
  row(page, text).evaluate((element) => {
    const box = element.closest('.convo')?.getBoundingClientRect()
    const own = element.getBoundingClientRect()
    return box !== undefined && own.bottom > box.top && own.top < box.bottom
  })

/** Opens the page of a session, as somebody who signed in. */
export type OpenSession = (
  transcript: Transcript,
  query?: string,
  options?: Parameters<Browser['newContext']>[0],
) => Promise<Page>

export function describeLivePage(subject: string, tests: (open: OpenSession, url: () => string) => void): void {
  describeWithChromium(`the live page of a session: ${subject}`, () => {
    let browser: Browser
    let dashboard: RealDashboard
    const complaints: string[] = []

    beforeAll(async () => {
      browser = await launchChromium()
      dashboard = await startRealDashboard()
    })
    afterAll(async () => {
      await browser?.close()
      await dashboard?.[Symbol.asyncDispose]()
    })

    const open: OpenSession = async (transcript, query = '', options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        ...options,
      })
      const page = await context.newPage()
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().startsWith('Failed to load')) complaints.push(message.text())
      })
      await page.goto(dashboard.signInUrl())
      await untilOwn(page)
      await page.getByRole('navigation').first().waitFor()
      await page.goto(`${dashboard.url}/sessions/${transcript.sessionId}${query}`)
      await page.locator('.convo-rows article').first().waitFor()
      return page
    }

    tests(open, () => dashboard.url)

    it('made the browser complain of nothing', () => {
      expect(complaints).toEqual([])
    })
  })
}
