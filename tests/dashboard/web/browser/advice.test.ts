/** Advice in a real browser: evidence that opens, and findings that are of no use. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { describeWithChromium } from './chromium.ts'
import { launchChromium } from './launch.ts'
import { type OpenPage, openPage } from './page-fixture.ts'

describeWithChromium('advice', () => {
  let browser: Browser
  let opened: OpenPage
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    opened = await openPage(browser, { path: '/usage' })
    await opened.page.getByRole('navigation', { name: 'Usage' }).getByRole('link', { name: 'Advice' }).click()
    await titles(opened.page).first().waitFor()
  })
  afterEach(async () => {
    expect(opened.complaints).toEqual([])
    await opened[Symbol.asyncDispose]()
  })

  const titles = (page: Page) => page.locator('.adv h2')

  it('is under Usage, by money, with cases that lead to the event', async () => {
    const { page } = opened
    expect(await titles(page).allTextContents()).toEqual([
      'Pauses over 5 minutes let the cache expire',
      'MCP servers that nobody calls',
    ])
    await page.getByRole('button', { name: 'Show me' }).first().click()
    const link = page.getByRole('link', { name: 'Retry webhooks' })
    expect(await link.getAttribute('href')).toMatch(/^\/sessions\/3f2a91c8[\w-]+\?event=main%400\.0$/)
    await page.getByRole('button', { name: 'Show less' }).click()
    expect(await link.count()).toBe(0)
  })

  it('that is of no use folds to a line with the way back, can be hidden in a project alone, and is shown again', async () => {
    const { page } = opened
    await page.getByRole('button', { name: 'Not useful' }).first().click()
    await page.locator('.is-gone').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => titles(page).count()).toBe(2)
    await page.getByRole('button', { name: 'Not useful' }).first().click()
    await page.getByRole('button', { name: 'Only hide it in payments-api' }).click()
    await page.locator('.is-gone', { hasText: 'in payments-api' }).waitFor()
    const report = await opened.dashboard.services.advice.report({ days: 30 })
    expect(report.hidden).toEqual([{ rule: 'cache-pause', project: 'payments-api' }])
  })
})
