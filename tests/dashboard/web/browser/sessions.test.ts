/** The list of sessions in a real browser: searched, filtered, walked by keys, of 3,000 only those in sight. */
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SessionQuery, SessionSummary } from '../../../../src/core/session/session.ts'
import { readCursor, writeCursor } from '../../../../src/core/session/session-cursor.ts'
import { type DemoDashboard, startDemoDashboard } from '../demo-dashboard.ts'
import { demoFleet, demoParts } from '../demo-story.ts'
import { describeWithChromium } from './chromium.ts'
import { openAt } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

const hostile = '<img src=x onerror="window.hit=1">\u202e\u001b[31mred\u0007'
const waitingId = demoFleet.processes.find(({ activity }) => activity === 'waiting')?.sessionId ?? ''

const all: readonly SessionSummary[] = Array.from({ length: 3000 }, (_, index) => ({
  id: index === 1 ? waitingId : `${String(index).padStart(8, '0')}-7d0e-4b1a-9c55-0e8f6a2d71b3`,
  agent: 'claude',
  title: index === 0 ? hostile : `Session number ${index}`,
  project: index % 2 === 0 ? 'payments-api' : hostile,
  branch: hostile,
  startedAt: new Date(Date.now() - index * 600_000).toISOString(),
  durationMs: 60_000,
  responses: 1,
  model: 'claude-opus-5-5',
  totalTokens: 1000,
  costUsd: 0.5,
  unpricedModels: [],
}))

function sessionsFor({ search, cursor, limit }: SessionQuery) {
  const found = search === undefined ? all : all.filter(({ title }) => title?.includes(search))
  const offset = cursor === undefined ? 0 : (readCursor(cursor)?.offset ?? 0)
  const sessions = found.slice(offset, offset + limit)
  const end = offset + sessions.length
  const nextCursor = end < found.length ? writeCursor({ offset: end, afterId: sessions.at(-1)?.id ?? '' }) : undefined
  return { sessions, total: found.length, agents: ['claude'], nextCursor }
}

const rows = (page: Page) => page.locator('.sess .row')
const focusedTitle = (page: Page) => page.evaluate(() => document.activeElement?.textContent)

describeWithChromium('the list of sessions', () => {
  let browser: Browser
  let dashboard: DemoDashboard
  beforeAll(async () => {
    browser = await launchChromium()
    dashboard = await startDemoDashboard(demoFleet, {
      serviceParts: { ...demoParts, sessions: { ...demoParts.sessions, list: async (query) => sessionsFor(query) } },
    })
  })
  afterAll(async () => {
    await browser.close()
    await dashboard.close()
  })
  const open = (path = '/sessions?range=all') => openAt(browser, `${dashboard.url}${path}`)

  it('draws only what is in sight and reaches the last one', async () => {
    await using opened = await open()
    const { page } = opened
    await rows(page).first().waitFor()
    expect(await rows(page).count()).toBeLessThan(60)
    // The page grows as more is read: on to its end, and again, until the last one is drawn.
    await page.waitForFunction(() => {
      scrollTo(0, document.documentElement.scrollHeight)
      return document.querySelector('.sess')?.textContent?.includes('Session number 2999')
    })
    expect(await page.getByText('Session number 2999').isVisible()).toBe(true)
    expect(await rows(page).count()).toBeLessThan(60)
    expect(await page.locator('.sess').getAttribute('aria-rowcount')).toBe('3001')
  })

  it('shows hostile names as text, and nothing of them runs', async () => {
    await using opened = await open()
    const { page, complaints } = opened
    await rows(page).first().waitFor()
    expect(await rows(page).first().locator('a').innerText()).toBe('<img src=x onerror="window.hit=1">red')
    expect(await page.evaluate('window.hit')).toBeUndefined()
    expect(await page.locator('main img').count()).toBe(0)
    expect(await page.locator('main').innerText()).not.toMatch(/[\u202e\u001b\u0007]/)
    expect(complaints).toEqual([])
  })

  it('is searched from the keyboard, with the words in the address', async () => {
    await using opened = await open()
    const { page } = opened
    await rows(page).first().waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('number 123')
    await page.waitForURL(/search=number/)
    await page.getByText('Session number 1230').waitFor()
    expect(await page.locator('.list-sum').innerText()).toContain('11 sessions, $5.50')
    await page.keyboard.press('Escape')
    await page.waitForURL((url) => !url.search.includes('search'))
  })

  it('is walked with the arrow keys, one tab stop for all, and Enter opens', async () => {
    await using opened = await open()
    const { page } = opened
    await rows(page).first().waitFor()
    expect(await page.locator('.sess [tabindex="0"]').count()).toBe(1)
    await page.locator('.sess [tabindex="0"]').focus()
    for (let step = 0; step < 30; step++) await page.keyboard.press('ArrowDown')
    expect(await focusedTitle(page)).toBe('Session number 30')
    expect(await page.getByText('Session number 30', { exact: true }).isVisible()).toBe(true)
    await page.keyboard.press('Home')
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('<img'))
    // The row with the focus stays drawn when it is scrolled away, so that the focus is not lost.
    await page.mouse.wheel(0, 20_000)
    await page.getByText('Session number 30', { exact: true }).waitFor({ state: 'detached' })
    await page.waitForFunction(() => scrollY > 5_000)
    expect(await focusedTitle(page)).toMatch(/^<img/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/sessions\/.+/)
  })

  it('tells which of them has a process, and what that does', async () => {
    await using opened = await open()
    const { page } = opened
    await rows(page).first().waitFor()
    expect(await rows(page).nth(0).locator('.c-state').innerText()).toBe('ended')
    expect(await rows(page).nth(1).locator('.c-state').innerText()).toBe('waiting')
  })

  it('saves all that match, also those that were never shown', async () => {
    await using opened = await open()
    const { page } = opened
    await rows(page).first().waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^CSV/ }).click(),
    ])
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n')
    expect(lines).toHaveLength(3001)
    expect(lines.at(-1)).toContain('Session number 2999')
  })
})
