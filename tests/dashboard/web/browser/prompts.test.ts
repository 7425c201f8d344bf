/** Every prompt that was ever sent in a real browser, over a generated home and its real index. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { type GeneratedDashboard, type OpenedPage, openAt, startGeneratedDashboard } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

describeWithChromium('prompts', () => {
  let browser: Browser
  let dashboard: GeneratedDashboard
  let opened: OpenedPage
  beforeAll(async () => {
    ;[browser, dashboard] = await Promise.all([launchChromium(), startGeneratedDashboard({ sessions: 8 })])
  })
  afterAll(async () => {
    await browser?.close()
    await dashboard?.close()
  })
  beforeEach(async () => {
    opened = await openAt(browser, `${dashboard.url}/prompts?range=all`)
    await rows(opened.page).first().waitFor()
  })
  afterEach(async () => {
    expect(opened.complaints).toEqual([])
    await opened[Symbol.asyncDispose]()
  })

  const rows = (page: Page) => page.locator('.prompt-row')
  const count = (page: Page) => page.locator('.list-sum')

  it('lists them by day with what became of each, and leads to where one was sent', async () => {
    const { page } = opened
    expect(await page.locator('.pgroup h2').count()).toBeGreaterThan(0)
    expect(await page.locator('.p-cost', { hasText: '$' }).count()).toBeGreaterThan(0)
    await page.getByRole('link', { name: 'Open where it was sent' }).first().click()
    await page.waitForURL('**/sessions/*event=*')
  })

  it('finds by words, and says what else there is where nothing matches', async () => {
    const { page } = opened
    const all = await count(page).textContent()
    const text = (await rows(page).first().locator('.p-text').textContent()) ?? ''
    const [word = ''] = text.match(/\p{L}{4,}/u) ?? []
    await page.getByRole('searchbox', { name: 'Search prompts' }).fill(word)
    await page.locator('.p-text mark').first().waitFor()
    await page.getByRole('searchbox', { name: 'Search prompts' }).fill('nosuchword')
    await page.getByText('Nothing matches “nosuchword”.').waitFor()
    await page.getByRole('button', { name: 'Clear filter' }).click()
    await expect.poll(() => count(page).textContent()).toBe(all)
  })

  it('is gone through by keys: s stars, r opens the composer with the whole text, Enter the session', async () => {
    const { page } = opened
    await page.getByRole('searchbox', { name: 'Search prompts' }).press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    const second = rows(page).nth(1)
    await expect.poll(() => second.evaluate((one) => one === document.activeElement)).toBe(true)
    const stored = page.waitForResponse('**/star')
    await page.keyboard.press('s')
    await stored
    await expect.poll(() => second.getByRole('button', { name: 'Starred' }).getAttribute('aria-pressed')).toBe('true')
    await page.getByRole('button', { name: 'Starred 1', exact: true }).click()
    await expect.poll(() => count(page).textContent()).toMatch(/^1 prompt/)
    await rows(page).first().focus()
    await page.keyboard.press('r')
    const editor = page.getByRole('complementary', { name: 'Prompt' }).getByRole('textbox', { name: 'Prompt' })
    await expect.poll(() => editor.inputValue()).not.toBe('')
  })

  it('has no accessibility problem in either theme, and nothing sticks out on a phone', async () => {
    const { page } = opened
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
  })
})
