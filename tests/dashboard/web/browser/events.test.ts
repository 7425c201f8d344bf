/** The events in a real browser over the real store: followed, filtered, paused, one in full, asked for. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { NewCaptured } from '../../../../src/core/captured/captured-event.ts'
import type { LocalEvents } from '../../../../src/services/local/events.ts'
import { createEvents } from '../../../../src/services/local/events.ts'
import { realEvents } from '../../../services/real-events.ts'
import { type DemoDashboard, startDemoDashboard } from '../demo-dashboard.ts'
import { demoFleet, demoParts } from '../demo-story.ts'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { openAt } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345'
const hostile = '<img src=x onerror="window.hit=1">\u202e\u001b[31mred'
const sessionId = demoFleet.processes.find(({ project }) => project === 'web-frontend')?.sessionId ?? ''

let number = 0
const event = (fields: Partial<NewCaptured> = {}): NewCaptured => ({
  source: 'ci',
  event_type: 'build.ok',
  level: 'info',
  message: `number ${++number}`,
  atMs: Date.now(),
  ...fields,
})

const rows = (page: Page) => page.locator('.evts .row')
const messageOf = (page: Page, place: number) => rows(page).nth(place).locator('.c-msg').innerText()

describeWithChromium('the events', () => {
  let browser: Browser
  let dashboard: DemoDashboard
  let events: LocalEvents
  const complaints: string[] = []
  beforeAll(async () => {
    browser = await launchChromium()
    events = createEvents(realEvents(), { record: async () => {} }, console.error)
    dashboard = await startDemoDashboard(demoFleet, { serviceParts: { ...demoParts, events } })
  })
  afterAll(async () => {
    await browser?.close()
    await dashboard?.close()
    await events?.close()
  })
  const send = async (...list: readonly NewCaptured[]) => expect((await events.capture(list)).ok).toBe(true)
  const open = async (path: string, options = {}) => {
    const opened = await openAt(browser, `${dashboard.url}${path}`, options)
    complaints.push(...opened.complaints)
    return opened
  }

  it('show how a first one is sent, and it appears without a reload', async () => {
    await using opened = await open('/events')
    const { page } = opened
    await page.getByRole('heading', { name: 'No events yet' }).waitFor()
    expect(await page.locator('.cmdline').first().innerText()).toContain(`curl ${dashboard.url}/events`)
    await page.getByRole('button', { name: 'tce emit' }).click()
    expect(await page.locator('.cmdline').first().innerText()).toContain('tce emit my-app startup')
    await send(event({ message: 'the very first' }))
    await rows(page).filter({ hasText: 'the very first' }).waitFor()
  })

  it('come in at the top, stand still while paused, and are all there afterwards', async () => {
    await using opened = await open('/events')
    const { page } = opened
    await rows(page).first().waitFor()
    await page.locator('.ingest').waitFor()
    await send(event({ message: 'before the pause' }))
    await rows(page).filter({ hasText: 'before the pause' }).waitFor()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    await send(event({ message: 'one' }), event({ message: 'two' }))
    await page.locator('.newbar', { hasText: '2 new' }).waitFor()
    expect(await messageOf(page, 0)).toBe('before the pause')
    await page.keyboard.press('Space')
    await page.waitForFunction(() => document.querySelector('.evts .row .c-msg')?.textContent === 'two')
    expect([await messageOf(page, 1), await messageOf(page, 2)]).toEqual(['one', 'before the pause'])
  })

  it('miss and double nothing when the server was away', async () => {
    await using opened = await open('/events')
    const { page } = opened
    await rows(page).first().waitFor()
    const held = await rows(page).count()
    await dashboard.stop()
    await send(event({ message: 'while it was away' }))
    await dashboard.restart()
    await rows(page).filter({ hasText: 'while it was away' }).waitFor({ timeout: 20_000 })
    await send(event({ message: 'and after that' }))
    await rows(page).filter({ hasText: 'and after that' }).waitFor({ timeout: 20_000 })
    expect(await rows(page).count()).toBe(held + 2)
    expect([await messageOf(page, 0), await messageOf(page, 1)]).toEqual(['and after that', 'while it was away'])
  })

  it('are filtered by what is typed, chip by chip, and the address keeps it', async () => {
    await send(event({ source: 'sable', event_type: 'thinking', level: 'debug', message: 'about the plan' }))
    await using opened = await open('/events')
    const { page } = opened
    await rows(page).first().waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('source:sable')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=source%3Asable/)
    await page.waitForFunction(() => document.querySelectorAll('.evts .row').length === 1)
    expect(await messageOf(page, 0)).toBe('about the plan')
    // What does not match is not shown when it comes, what does is.
    await send(event({ message: 'of another' }), event({ source: 'sable', message: 'of this one' }))
    await rows(page).filter({ hasText: 'of this one' }).waitFor()
    expect(await rows(page).filter({ hasText: 'of another' }).count()).toBe(0)
    await page.keyboard.press('Backspace')
    await page.waitForURL((url) => !url.search.includes('sable'))
    await rows(page).filter({ hasText: 'of another' }).waitFor()
    await page.getByRole('button', { name: /^debug/ }).click()
    await page.waitForURL(/hide=debug/)
    await page.waitForFunction(() => document.querySelector('.evts .lvl-debug') === null)
  })

  it('name the character at which a filter can not be read', async () => {
    await using opened = await open('/events?q=level%3Afatal')
    const { page } = opened
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toMatch(/“fatal” is no level[\s\S]*character 7/)
    expect(
      await page
        .getByRole('textbox', { name: /Filter events/ })
        .or(page.getByRole('searchbox'))
        .first()
        .inputValue(),
    ).toBe('level:fatal')
  })

  it('are shown in full, without secrets, with the way to their session', async () => {
    await send(
      event({
        event_type: 'build.failed',
        level: 'error',
        message: `pushed with ${token}`,
        session_id: sessionId,
        data: JSON.stringify({ run: 4182, env: { DEPLOY_TOKEN: 'correct-horse-battery' }, name: hostile }),
      }),
    )
    await using opened = await open('/events')
    const { page } = opened
    await rows(page).filter({ hasText: 'build.failed' }).first().click()
    const pane = page.getByRole('complementary', { name: 'Event' })
    await pane.locator('.json').waitFor()
    await page.waitForURL(/event=\d+/)
    expect(await pane.innerText()).toMatch(/web-frontend, checkout-a11y[\s\S]*run\s+4182/)
    await pane.getByRole('button', { name: 'Raw' }).click()
    expect(await page.locator('main').innerText()).not.toMatch(/ghp_|correct-horse|[\u202e\u001b]/)
    expect(await page.evaluate('window.hit')).toBeUndefined()
    expect(await pane.getByRole('link', { name: /web-frontend/ }).getAttribute('href')).toBe(`/sessions/${sessionId}`)
    // The address alone opens it again, also when it is not in the list.
    await page.goto(`${page.url()}&q=source%3Asable`)
    await pane.getByText('build.failed').waitFor()
  })

  it('are walked with the arrow keys, and Esc gives the list its room back', async () => {
    await send(event(), event(), event())
    await using opened = await open('/events')
    const { page } = opened
    await rows(page).first().waitFor()
    expect(await page.locator('.evts tbody [tabindex="0"]').count()).toBe(1)
    await page.locator('.evts tbody [tabindex="0"]').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const second = await rows(page).nth(1).getAttribute('data-key')
    await page.waitForURL(new RegExp(`event=${second}`))
    await page.keyboard.press('ArrowDown')
    const third = await rows(page).nth(2).getAttribute('data-key')
    await page.waitForURL(new RegExp(`event=${third}`))
    await page.keyboard.press('Escape')
    await page.waitForURL((url) => !url.search.includes('event='))
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-key'))).toBe(third)
  })

  it('are asked for with counts over time, as far as is kept, and say why where nothing is', async () => {
    await using opened = await open('/events?view=query&q=level%3Aerror&range=1h')
    const { page } = opened
    await rows(page).first().waitFor()
    await page.getByRole('heading', { name: '1 event', exact: true }).waitFor()
    expect(await page.locator('.hist-panel rect.l-error').count()).toBe(1)
    expect(await page.locator('.more-line code').innerText()).toMatch(/^curl 'http.*query=level%3Aerror/)
    await page.getByRole('searchbox', { name: 'Query' }).fill('source:ci data.run:>x')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('alert').innerText()).toMatch(/after > comes a number[\s\S]*character 21/)
    await page.getByRole('searchbox', { name: 'Query' }).fill('data.run:>4000')
    await page.getByRole('button', { name: 'Run' }).click()
    await rows(page).first().waitFor()
    expect(await rows(page).count()).toBe(1)
    await page.getByRole('searchbox', { name: 'Query' }).fill('source:nobody')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByText('No event of the last hour matches.').waitFor()
  })

  it('are counted whatever is asked, and split by the field that is chosen', async () => {
    await send(
      ...Array.from({ length: 130 }, (_, n) =>
        event({ source: 'split', event_type: n % 10 === 0 ? 'rare' : 'often', agent: 'codex', message: `lorem ${n}` }),
      ),
    )
    await using opened = await open('/events?view=query&q=source%3Asplit%20lorem&range=1h')
    const { page } = opened
    // More than one page of the list holds.
    await page.getByRole('heading', { name: '130 events', exact: true }).waitFor()
    await page.getByRole('combobox', { name: 'Bars' }).selectOption('type')
    await page.waitForURL(/by=type/)
    await page.waitForFunction(() => document.querySelector('.hist-panel .legend')?.textContent?.includes('often'))
    expect(await page.locator('.hist-panel .legend li').allInnerTexts()).toEqual(['often 117', 'rare 13'])
    expect(await page.locator('.hist-panel rect.s1').count()).toBeGreaterThan(0)
    await page.locator('.hist-panel .event-bars').focus()
    await page.keyboard.press('End')
    expect(await page.locator('.hist-panel .reading').innerText()).toMatch(/130 events, often 117, rare 13/)
  })

  it('are asked for by a name, which counts them and is there in every browser, until it is removed', async () => {
    await send(event({ source: 'named', level: 'warn' }), event({ source: 'named' }))
    await using opened = await open('/events?view=query&q=source%3Anamed&range=1h')
    const { page } = opened
    await page.getByRole('button', { name: 'Save this…' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Of the named <b>')
    await page.keyboard.press('Enter')
    const item = page.locator('.saved-item', { hasText: 'Of the named <b>' })
    await item.locator('.num', { hasText: /^2$/ }).waitFor()
    expect(await item.getByRole('link').getAttribute('aria-current')).toBe('page')
    await using other = await open('/events?view=query&range=1h')
    await other.page.getByRole('link', { name: /Of the named/ }).click()
    await other.page.waitForURL(/q=source%3Anamed/)
    await other.page.getByRole('heading', { name: '2 events', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Remove Of the named <b>' }).click()
    await item.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await item.waitFor()
    await page.getByRole('button', { name: 'Remove Of the named <b>' }).click()
    await page.getByText('None yet.').waitFor()
  })

  it('say from when the newest is, where the range holds none', async () => {
    await send(event({ source: 'seldom', atMs: Date.now() - 3 * 86_400_000 }))
    await using opened = await open('/events?view=query&q=source%3Aseldom')
    const { page } = opened
    await page.getByText('The newest that does is from').waitFor()
    await page.getByRole('button', { name: 'Last 7 days' }).click()
    await page.getByRole('heading', { name: '1 event', exact: true }).waitFor()
  })

  it('are read to the last, page by page, from either end', async () => {
    await send(...Array.from({ length: 260 }, (_, index) => event({ source: 'many', message: `page ${index}` })))
    await using opened = await open('/events?view=query&q=source%3Amany&order=oldest')
    const { page } = opened
    await rows(page).first().waitFor()
    expect(await messageOf(page, 0)).toBe('page 0')
    await page.waitForFunction(() => {
      scrollTo(0, document.documentElement.scrollHeight)
      return document.querySelector('.more-line')?.textContent?.includes('All 260.')
    })
    await rows(page).filter({ hasText: 'page 259' }).waitFor()
    expect(await rows(page).count()).toBeLessThan(80)
  })

  it('stand in lanes by session, where a mark leads to its event', async () => {
    await send(
      event({
        source: 'ci',
        event_type: 'PreToolUse',
        hook: 'PreToolUse',
        tool_name: 'Bash',
        tool_use_id: 't1',
        session_id: sessionId,
        atMs: Date.now() - 60_000,
      }),
      event({
        source: 'ci',
        event_type: 'PermissionRequest',
        hook: 'PermissionRequest',
        session_id: sessionId,
        atMs: Date.now() - 30_000,
      }),
    )
    await using opened = await open('/events')
    const { page } = opened
    await rows(page).first().waitFor()
    await page.keyboard.press('l')
    await page.waitForURL(/lanes=session/)
    const lane = page.getByRole('listitem').filter({ hasText: 'web-frontend' })
    await lane.locator('rect.k-wait').click()
    await page.getByRole('complementary', { name: 'Event' }).getByText('PermissionRequest').first().waitFor()
    await page.keyboard.press(']')
    await page.keyboard.press('[')
    await page.waitForURL(/window=1h/)
  })

  const laptop = { width: 1280, height: 800 }
  const phone = { width: 390, height: 844 }
  it.each([
    ['live', '/events', laptop],
    ['one in full', '/events?event=1', laptop],
    ['lanes by source', '/events?lanes=source&window=1h', laptop],
    ['lanes by session', '/events?lanes=session&window=1h', laptop],
    ['query', '/events?view=query', laptop],
    ['a query that can not be read', '/events?view=query&q=level%3Afatal', laptop],
    ['half a screen', '/events', { width: 730, height: 800 }],
    ['on a phone', '/events', phone],
    ['one in full on a phone', '/events?event=1', phone],
    ['query on a phone', '/events?view=query', phone],
  ])('are accessible in both themes, and fit: %s', async (_, path, viewport) => {
    await using opened = await open(path, { viewport, colorScheme: 'light' })
    const { page } = opened
    await page.locator(':is(.evts .row, .pane-facts, .lane-svg rect, [role=alert]):visible').first().waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
  })

  it('made the browser complain of nothing', () => expect(complaints).toEqual([]))
})
