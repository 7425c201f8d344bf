/** Pages that are measured: all in the browser that people use, whole, not in the part of it that is enough for tests. */
import type { Browser, CDPSession, Page } from 'playwright-core'
import { launchChromium, wholeChromium } from '../tests/dashboard/web/browser/launch.ts'

export const launchMeasured = (): Promise<Browser> => launchChromium(wholeChromium)

/** In a context of its own. */
export async function newMeasuredPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  return context.newPage()
}

/** Of the page's own thread, not of the clock on the wall: others use this machine, too. */
export async function openDevtools(page: Page): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  return devtools
}
