/** The pop-over's page in real Chromium, at the size and by the link that the tray uses. The window around it is Electron's, and not here. */
import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pathOn, signInLinkTo } from '../../src/tray/pages.ts'
import { popoverSize } from '../../src/tray/popover.ts'
import { startTestDashboard } from '../dashboard/running-dashboard.ts'
import { chromiumProgram, launchChromium } from '../dashboard/web/browser/launch.ts'
import { builtPage } from '../dashboard/web/built-page.ts'
import { waitFor } from '../tools/wait-for.ts'
import { afternoon, fleet, waitsIn } from './fleet.ts'

const isSkipped = !existsSync(chromiumProgram) && process.env['CI'] !== 'true'
if (isSkipped) console.warn(`SKIPPED: the pop-over's page needs a browser at ${chromiumProgram}.`)

describe.skipIf(isSkipped)("the pop-over's page in Chromium", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  }, 60_000)
  afterAll(() => browser?.close())

  async function open(given: ReturnType<typeof fleet>) {
    // The token alone lets in, so that the one-time link has to do it.
    const dashboard = await startTestDashboard({ webDir: await builtPage(), isTokenRequired: true })
    dashboard.services.fleetNow = given
    Object.assign(dashboard.services.waiting, { read: async () => waitsIn(given) })
    const page = await browser.newPage({ viewport: popoverSize, reducedMotion: 'reduce' })
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(signInLinkTo('/popover', dashboard.signInUrl()))
    return {
      page,
      dashboard,
      complaints,
      [Symbol.asyncDispose]: async () => {
        await page.close()
        await dashboard.close()
      },
    }
  }

  it('signs in by the one-time link, shows who needs you, and fits the window', async () => {
    await using opened = await open(afternoon())
    const { page, complaints } = opened
    await page.getByText('8 agents').waitFor()
    const text = await page.locator('main').innerText()
    for (const words of ['payments-api', 'Permission prompt', 'legacy-billing-migration', 'dotfiles'])
      expect(text).toContain(words)
    expect(await page.evaluate('location.hash'), 'the code is gone from the address').toBe('')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(popoverSize.width)
    await page.mouse.wheel(0, 200)
    expect(await page.evaluate('scrollY'), 'only the list scrolls').toBe(0)
    expect(complaints).toEqual([])
  }, 60_000)

  it('follows the agents as they change', async () => {
    await using opened = await open(afternoon())
    const { page, dashboard } = opened
    await page.getByText('8 agents').waitFor()
    await waitFor('the page to listen', () => dashboard.services.attentiveListeners > 0)
    dashboard.services.fleetNow = fleet()
    dashboard.services.emit({ type: 'fleet.changed', data: fleet() })
    await page
      .getByText(/No agents running|0 agents/i)
      .first()
      .waitFor()
  }, 60_000)

  it('has no link that leads away from us: what it opens, the tray gives to the browser', async () => {
    await using opened = await open(afternoon())
    const { page, dashboard } = opened
    await page.getByText('8 agents').waitFor()
    const hrefs = await page.evaluate<string[]>("[...document.querySelectorAll('main a')].map((link) => link.href)")
    const origin = new URL(dashboard.signInUrl()).origin
    expect(hrefs.length).toBeGreaterThan(0)
    expect(hrefs.filter((href) => pathOn(origin, href) === undefined)).toEqual([])
  }, 60_000)
})
