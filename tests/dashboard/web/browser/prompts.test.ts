/** Every prompt that was ever sent in a real browser, over a generated home and its real index. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { demoFleet } from '../demo-story.ts'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { type GeneratedDashboard, type OpenedPage, openAt, startGeneratedDashboard } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'
import { openPage } from './page-fixture.ts'

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

  it('is gone through by keys: s stars, r asks to send the whole text again, Enter the session', async () => {
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
    const dialog = page.getByRole('dialog', { name: 'Send this prompt again' })
    const text = dialog.getByRole('textbox', { name: 'The prompt' })
    await expect.poll(() => text.inputValue()).not.toBe('')
    await expect.poll(() => text.evaluate((one) => one === document.activeElement)).toBe(true)
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await text.fill('Another one')
    await dialog.getByRole('button', { name: 'In the Prompt Lab' }).click()
    const editor = page.getByRole('complementary', { name: 'Prompt' }).getByRole('textbox', { name: 'Prompt' })
    await expect.poll(() => editor.inputValue()).toContain('Another one')
  })

  it('is sent again to whom it went to before: what becomes of it there is said first, and it goes once', async () => {
    const agent = demoFleet.processes.find(({ project }) => project === 'search-indexer')
    await using demo = await openPage(browser, { path: '/usage' })
    const { page } = demo
    const sent: unknown[] = []
    const prompt = {
      id: 'p1',
      text: 'Rebalance…',
      marks: [],
      at: '2026-11-20T14:00:00.000Z',
      agent: 'claude',
      timesSent: 1,
    }
    const answers = {
      '/api/prompts/history': {
        prompts: [{ ...prompt, sessionId: agent?.sessionId, project: 'search-indexer' }],
        counts: { prompts: 1, days: [{ day: '2026-11-20', prompts: 1 }], all: 1, starred: 0, agents: ['claude'] },
        progress: { sessions: 1, indexed: 1 },
      },
      '/api/prompts/history/p1': { id: 'p1', text: 'Rebalance shards\nslowly' },
      '/api/prompts/foresee': {
        ...{ starts: 'idle', how: 'typed into tmux pane %7 as you', as: 'you', goes: 'when it is idle' },
        ...{ before: [], ahead: 0, isDraining: true },
      },
    }
    for (const [path, json] of Object.entries(answers)) {
      await page.route(
        (url) => url.pathname === path,
        (route) => route.fulfill({ json }),
      )
    }
    await page.route(
      (url) => url.pathname === '/api/prompts',
      (route) => {
        sent.push(route.request().postDataJSON())
        return route.fulfill({ status: 409, json: { error: { code: 'not-now', message: 'Its dialog is open.' } } })
      },
    )
    await page.goto(`${demo.dashboard.url}/prompts?range=all`)
    await page.getByRole('button', { name: 'Reuse…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Send this prompt again' })
    await dialog.getByText('Typed into tmux pane %7 as you, when it is idle.').waitFor()
    expect(await dialog.getByLabel('To', { exact: true }).inputValue()).toBe(agent?.id)
    await dialog.getByRole('textbox', { name: 'The prompt' }).press('Control+Enter')
    // What was refused is said where it was asked, with the text still there.
    await dialog.getByRole('alert').getByText('Its dialog is open.').waitFor()
    expect(sent).toEqual([
      { target: { pid: agent?.pid, start: agent?.start }, text: 'Rebalance shards\nslowly', when: 'idle' },
    ])
    await dialog.getByLabel('To', { exact: true }).selectOption('A new agent…')
    await dialog.getByRole('button', { name: 'Start…' }).waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    expect(demo.complaints).toEqual([])
  })

  it('has no accessibility problem in either theme, and nothing sticks out on a phone', async () => {
    const { page } = opened
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
  })
})
