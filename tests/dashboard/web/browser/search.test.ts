/** Searching all sessions in a real browser, over a generated home and its real index. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { type GeneratedDashboard, type OpenedPage, openAt, startGeneratedDashboard } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

describeWithChromium('search', () => {
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
    opened = await openAt(browser, `${dashboard.url}/search`)
    await field(opened.page).waitFor()
  })
  afterEach(async () => {
    expect(opened.complaints).toEqual([])
    await opened[Symbol.asyncDispose]()
  })

  const field = (page: Page) => page.getByRole('searchbox', { name: 'Search every session' })
  const hits = (page: Page) => page.locator('.hit')
  const found = (page: Page) => page.locator('#main').getByText(/^\d[\d,]* hits? in \d+ sessions?/)

  it('finds while one types, with each word marked, and shows the hit in its conversation', async () => {
    const { page } = opened
    await expect.poll(() => field(page).evaluate((one) => one === document.activeElement)).toBe(true)
    await page.keyboard.type('error')
    await found(page).waitFor()
    const marked = await page.locator('.hit mark').allTextContents()
    expect(marked.length).toBeGreaterThan(0)
    expect(marked.every((text) => /^error/i.test(text))).toBe(true)
    const near = page.getByRole('complementary', { name: 'The hit in its conversation' })
    await near.locator('.near.is-on').waitFor()
    expect(await near.locator('.near.is-on').textContent()).toMatch(/error/i)
    expect(new URL(page.url()).searchParams.get('q')).toBe('error')
  })

  it('is gone through by keys: down into the hits, Enter to the very event, Esc back to the field', async () => {
    const { page } = opened
    await page.keyboard.type('error')
    await hits(page).nth(1).waitFor()
    await found(page).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => hits(page).nth(1).getAttribute('aria-current')).toBe('true')
    const cursor = (await hits(page).nth(1).getAttribute('data-key'))?.split(' ')[1]
    await page.keyboard.press('Escape')
    await expect.poll(() => field(page).evaluate((one) => one === document.activeElement)).toBe(true)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/sessions/*')
    expect(new URL(page.url()).searchParams.get('event')).toBe(cursor)
  })

  const asked = (page: Page) => new URL(page.url()).searchParams.get('q')

  it('narrows by words that stand in the question, orders by time, and says what hides how many', async () => {
    const { page } = opened
    await field(page).fill('error')
    await found(page).waitFor()
    await page.getByRole('button', { name: 'Prompts' }).click()
    await expect
      .poll(async () => new Set(await page.locator('.hit-role').allTextContents()))
      .toEqual(new Set(['Prompt']))
    expect(await field(page).inputValue()).toBe('error role:prompt')
    await page.getByRole('button', { name: 'Newest' }).click()
    await page.waitForURL('**order=newest**')
    const project = page.getByRole('combobox', { name: 'Project' })
    await expect.poll(() => project.locator('option').count()).toBeGreaterThan(1)
    const name = (await project.locator('option').nth(1).textContent()) ?? ''
    await project.selectOption(name)
    await expect.poll(() => asked(page)).toBe(`error role:prompt project:${name}`)
    await page.getByRole('combobox', { name: 'When' }).selectOption('Last 24 hours')
    await expect.poll(() => asked(page)).toBe(`error role:prompt project:${name} since:24h`)
    await field(page).fill('error agent:codex')
    await expect.poll(() => project.inputValue()).toBe('')
    await page.getByText('Nothing matches').waitFor()
    await page.getByText(/Filters hide [1-9][\d,]*\./).waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(() => asked(page)).toBe('error')
  })

  it('leads on from nothing: to a word alone, and to prompts that stand in no session', async () => {
    const { page } = opened
    await field(page).fill('nosuchword error')
    await page.getByText('Nothing matches').waitFor()
    await page.getByText('“nosuchword” alone: 0 hits.').waitFor()
    await page.getByText('Filters hide nothing.').waitFor()
    const prompts = page.getByRole('link', { name: 'look for these words in all prompts' })
    expect(await prompts.getAttribute('href')).toContain('/prompts?q=nosuchword+error&range=all')
    await page.getByRole('button', { name: /^\d[\d,]* hits?$/ }).click()
    await expect.poll(() => asked(page)).toBe('error')
  })

  it('remembers what was looked for, in this browser, until it is cleared', async () => {
    const { page } = opened
    await field(page).fill('error is:failed')
    await found(page).waitFor()
    await page.getByRole('link', { name: 'Prompts', exact: true }).click()
    await page.goto(`${dashboard.url}/search`)
    const lately = page.getByRole('region', { name: 'Searched lately' })
    await lately.getByRole('button', { name: 'error is:failed' }).click()
    await expect.poll(() => asked(page)).toBe('error is:failed')
    await field(page).fill('')
    await lately.getByRole('button', { name: 'Clear' }).click()
    await lately.getByText('Nothing yet.').waitFor()
  })

  it('says of a session that its transcript was deleted', async () => {
    const { page } = opened
    await page.route('**/api/search?*', async (route) => {
      const { groups, ...rest } = await (await route.fetch()).json()
      const [first, ...others] = groups
      await route.fulfill({ json: { ...rest, groups: [{ ...first, isKeptHere: true }, ...others] } })
    })
    await field(page).fill('error')
    await page.locator('.found-group').first().getByText('transcript deleted, kept here').waitFor()
    expect(await page.getByText('transcript deleted, kept here').count()).toBe(1)
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
  })

  it('says what is wrong with the index', async () => {
    const { page } = opened
    const problem = 'search.sqlite is damaged: the index is made again from the transcripts.'
    await page.route('**/api/search?*', async (route) => {
      const answer = await (await route.fetch()).json()
      await route.fulfill({ json: { ...answer, problem } })
    })
    await field(page).fill('error')
    await page.locator('.index-problem').getByText(problem).waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
  })

  it('says why a question can not be read', async () => {
    const { page } = opened
    await field(page).fill('error colour:red')
    await page.getByText(/“colour” is no key/).waitFor()
    await page.getByText('Next: correct the query at character 7.').waitFor()
  })

  describe('the palette', () => {
    const palette = (page: Page) => page.getByRole('combobox', { name: 'Search and commands' })
    const options = (page: Page, wanted?: { readonly name?: RegExp; readonly selected?: boolean }) =>
      page.getByRole('listbox', { name: 'Results' }).getByRole('option', wanted)
    const chosen = (page: Page) => options(page, { selected: true })

    it('shows the first passages while one types, Ctrl Enter leads to all, and its keys work in a field', async () => {
      const { page } = opened
      await field(page).focus()
      await page.keyboard.press('Control+k')
      await palette(page).waitFor()
      await page.keyboard.type('error')
      const passage = options(page).filter({ has: page.locator('mark', { hasText: /^error/i }) })
      await expect.poll(() => passage.count()).toBeGreaterThan(1)
      await options(page, { name: /Search “error” in all sessions \d+ hits? in \d+ sessions?/ }).waitFor()
      await page.keyboard.press('Control+Enter')
      await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('error')
      await palette(page).waitFor({ state: 'detached' })
    })

    it('is gone through by arrows, leads to the session that was chosen, and remembers it', async () => {
      const { page } = opened
      await page.keyboard.press('Control+k')
      await palette(page).waitFor()
      await page.keyboard.type('#')
      await page.getByRole('group', { name: 'Sessions' }).getByRole('option').nth(1).waitFor()
      await page.keyboard.press('ArrowDown')
      const second = options(page).nth(1)
      await expect.poll(() => second.getAttribute('aria-selected')).toBe('true')
      expect(await palette(page).getAttribute('aria-activedescendant')).toBe(await second.getAttribute('id'))
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowUp')
      await expect.poll(() => options(page).last().getAttribute('aria-selected')).toBe('true')
      await page.keyboard.press('ArrowDown')
      const title = await chosen(page).locator('.po-t').innerText()
      await page.keyboard.press('Enter')
      await page.waitForURL('**/sessions/*')
      await page.keyboard.press('Control+k')
      const last = page.getByRole('group', { name: 'Opened last' }).getByRole('option').first()
      expect(await last.locator('.po-t').innerText()).toBe(title)
    })

    it('gives the focus back on Esc, and stays away from another dialog', async () => {
      const { page } = opened
      await field(page).focus()
      await page.keyboard.press('Control+k')
      await palette(page).waitFor()
      await page.keyboard.press('Escape')
      await palette(page).waitFor({ state: 'detached' })
      expect(await field(page).evaluate((one) => one === document.activeElement)).toBe(true)
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).click()
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
      await page.keyboard.press('Control+k')
      expect(await page.getByRole('dialog').count()).toBe(1)
      expect(await palette(page).count()).toBe(0)
    })

    it('says that nothing is called so, and still leads on', async () => {
      const { page } = opened
      await page.keyboard.press('Control+k')
      await palette(page).fill('>zzyyxx')
      await page.getByText('Nothing is called “zzyyxx”.').waitFor()
      await page.keyboard.press('Enter')
      await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('zzyyxx')
    })
  })

  it('is clean for axe in both themes, without a style attribute, and fits a phone', async () => {
    const { page } = opened
    await page.getByText('a part of an identifier').waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await field(page).fill('error')
    await page.locator('.near.is-on').waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    expect(await page.locator('[style]').count()).toBe(0)
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
  })
})
