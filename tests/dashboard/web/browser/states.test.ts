/** How the page behaves between the states: the connection, signing in, the address, and rows that keep their place. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FleetAgentReport, FleetReport } from '../../../../src/core/process/report.ts'
import { realReview } from '../../../services/real-review.ts'
import { waitFor } from '../../../tools/wait-for.ts'
import { commit, newRepository, write } from '../../../worktrees/repositories.ts'
import { demoFleet } from '../demo-story.ts'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { launchChromium } from './launch.ts'
import { openPage } from './page-fixture.ts'

const id = '48213:8048213'
const row = (page: Page, of = id) => page.locator(`[data-row="${of}"]`)
const rowIds = (page: Page) =>
  page.locator('[data-row]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['row']))
const groupOf = (page: Page, of = id) =>
  row(page, of).evaluate((element) => element.closest('tbody')?.querySelector('.group-name')?.textContent)

/** The fleet with one agent changed. */
function withAgent(change: Partial<FleetAgentReport>, of = id, fleet: FleetReport = demoFleet): FleetReport {
  return { ...fleet, processes: fleet.processes.map((agent) => (agent.id === of ? { ...agent, ...change } : agent)) }
}
const without = (of: string): FleetReport => ({
  ...demoFleet,
  processes: demoFleet.processes.filter((agent) => agent.id !== of),
})

describeWithChromium('the page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  it('keeps the last state greyed while disconnected, switches actions off, and catches up by itself', async () => {
    await using opened = await openPage(browser, { clock: 'stepped' })
    const { page, dashboard } = opened
    await row(page).waitFor()
    await dashboard.stop()
    await page.getByText('Disconnected since').waitFor()
    expect(await page.locator('.banner').innerText()).toMatch(/last state, .* old; actions are off/)
    expect(await page.locator('.banner').innerText()).toMatch(/Next try in \d s|Trying…/)
    expect(
      await row(page)
        .getByRole('button', { name: /^Kill / })
        .isDisabled(),
    ).toBe(true)
    await row(page).focus()
    await page.keyboard.press('k')
    expect(await page.getByRole('dialog').count()).toBe(0)
    dashboard.services.fleetNow = without(id)
    await dashboard.restart()
    await page.clock.runFor(30_000)
    await row(page).waitFor({ state: 'detached' })
    expect(await page.locator('.banner').count()).toBe(0)
    expect(await page.locator('.live').innerText()).toBe('Live')
  })

  it('reads what a task changed: lines are remarked on, files ticked off, and what its agent writes meanwhile moves nothing', async () => {
    const dir = newRepository()
    const lines = Array.from({ length: 300 }, (_, at) => `line ${at}\n`)
    write(dir, 'src/zlong.ts', lines.join(''))
    const lock = (version: string) => JSON.stringify({ packages: { 'node_modules/left-pad': { version } } })
    write(dir, 'app/package-lock.json', lock('1.0.0'))
    const base = commit(dir, 'src/store.ts', 'one\nif (hit) return hit.response\nthree\n')
    write(dir, 'src/store.ts', 'one\nif (hit?.done) return hit.response\nthree\n')
    write(dir, 'src/zlong.ts', lines.map((line) => `new ${line}`).join(''))
    write(dir, 'src/odd \u202ename\u001b.ts', 'x\u202e\n')
    write(dir, 'app/package-lock.json', lock('1.1.0'))
    const made = await realReview({ dir, base })
    await using opened = await openPage(browser, { clock: 'stepped' })
    const { page, dashboard } = opened
    Object.assign(dashboard.services.taskReview, made.review)
    Object.assign(dashboard.services.tasks, { find: async () => made.task })
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).search))
    await page.goto(`${dashboard.url}/tasks/t1/changes`)
    await page.getByText('hit?.done').first().waitFor()
    // Asked for beside the scripts, and taken for what the page asked for.
    expect(asked.filter((search) => search === '?of=all')).toHaveLength(1)
    // Thousands of lines in one.
    await page.getByText('Lock file, folded. 1 package changed: 1 raised.').waitFor()
    await page.getByRole('button', { name: 'Show the packages' }).click()
    await page.getByText('left-pad 1.0.0 → 1.1.0 raised').waitFor()
    expect(await page.locator('.is-add mark').first().innerText()).toBe('?.done')
    // What would turn its line round is made to be seen.
    await expect.poll(() => page.locator('.dl', { hasText: 'U+202E' }).count()).toBe(1)
    // Of 600 rows those near the view are there.
    expect(await page.locator('[data-path="src/zlong.ts"] .dr').count()).toBeLessThan(200)
    const store = page.getByRole('region', { name: 'src/store.ts' })
    await store.getByRole('button', { name: 'Comment on line 2', exact: true }).click()
    await page.keyboard.type('What if it is gone?')
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.keyboard.press('Control+Enter')
    await page.getByText('line 2, not sent yet').waitFor()
    await page.getByRole('button', { name: /^Review as prompt, 1…/ }).click()
    expect(await page.getByRole('dialog').getByRole('textbox').inputValue()).toContain(
      'src/store.ts:2\n   > if (hit?.done)',
    )
    await page.getByRole('button', { name: 'Go on reading' }).click()
    await page.getByRole('checkbox', { name: 'store.ts viewed' }).check()
    await page.getByText('1 of 4 viewed').waitFor()

    const topPx = () => page.locator('[data-path="src/zlong.ts"]').evaluate((one) => one.getBoundingClientRect().top)
    const before = await topPx()
    write(dir, 'src/store.ts', 'zero\none\nif (hit?.done) return hit.response\nthree\n')
    // A look that was under way when the clock was put forward seems to have taken as long, and the next one waits for it.
    const notice = page.getByText('1 file changed since you')
    await expect
      .poll(() => page.clock.runFor(10_000).then(() => notice.count()), { timeout: 30_000, interval: 500 })
      .toBe(1)
    expect(await topPx()).toBe(before)
    await page.keyboard.press('r')
    await page.getByText('0 of 4 viewed').waitFor()
    await page.getByRole('button', { name: 'Unfold src/store.ts' }).click()
    await page.getByText('line 3, not sent yet').waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    expect(opened.complaints).toEqual([])
    await made.close()
  })

  it('lets the token in, and says what is wrong with another one', async () => {
    await using opened = await openPage(browser, { isTokenRequired: true })
    const { page, dashboard } = opened
    const field = page.getByLabel(/paste the token/)
    await field.fill('f'.repeat(64))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The token is not the one of this server').waitFor()
    await field.fill(`  ${dashboard.token}\n`)
    await page.keyboard.press('Enter')
    await row(page).waitFor()
    await page.reload()
    await row(page).waitFor()
  })

  it('redeems the code of a link once and leaves it in no history', async () => {
    await using opened = await openPage(browser, { isTokenRequired: true })
    const { page, dashboard } = opened
    await page.getByText('Sign in to TCE').waitFor()
    const link = dashboard.signInUrl()
    await page.goto('about:blank')
    await page.goto(link)
    await row(page).waitFor()
    expect(page.url()).toBe(`${dashboard.url}/`)
    await page.context().clearCookies()
    await page.goto('about:blank')
    await page.goto(link)
    await page.getByText('The link was used already').waitFor()
    expect(page.url()).not.toContain('code')
  })

  it('asks who you are when the session ends while it is open', async () => {
    await using opened = await openPage(browser, { isTokenRequired: true })
    const { page, dashboard } = opened
    await page.getByLabel(/paste the token/).fill(dashboard.token)
    // Nothing else may be asked meanwhile: that would notice it first.
    const questions = ['usage', 'health'].map((name) => page.waitForResponse(`**/api/${name}*`))
    await page.keyboard.press('Enter')
    await row(page).waitFor()
    await Promise.all(questions)
    await page.context().clearCookies()
    await row(page).getByRole('button', { name: /^Pin / }).click()
    await page.getByText('Sign in to TCE').waitFor()
    expect(dashboard.pins).toEqual([])
  })

  it('lets two tabs act, whichever signed in last', async () => {
    await using opened = await openPage(browser)
    const { page, dashboard } = opened
    await row(page).waitFor()
    const second = await page.context().newPage()
    await second.goto(dashboard.url)
    await row(second).waitFor()
    for (const tab of [page, second]) await row(tab).getByRole('button', { name: /^Pin / }).click()
    await waitFor('both pins', () => dashboard.pins.length === 2)
    expect(await page.locator('.toast').count()).toBe(0)
  })

  it('takes a letter for the row that has the focus, and for none where nobody chose one', async () => {
    await using opened = await openPage(browser)
    const { page, dashboard } = opened
    await row(page).waitFor()
    await page.keyboard.press('k')
    await page.keyboard.press('Shift+P')
    await page.getByRole('button', { name: /^Working/ }).focus()
    await page.keyboard.press('k')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await row(page, '51002:8051002').focus()
    await page.keyboard.press('Shift+P')
    await waitFor('the pin', () => dashboard.pins.length === 1)
    expect(dashboard.pins).toMatchObject([{ target: { pid: 51002, start: '8051002' }, pinned: true }])
  })

  it('has every filter in the address, and goes back and forward through them', async () => {
    await using opened = await openPage(browser)
    const { page, dashboard } = opened
    await row(page).waitFor()
    await page.getByRole('button', { name: /^Working/ }).click()
    await page.getByLabel('Project').selectOption('web-frontend')
    expect(new URL(page.url()).search).toBe('?show=working&project=web-frontend')
    expect(await rowIds(page)).toEqual(['52771:8052771'])
    await page.goBack()
    expect(await rowIds(page)).toHaveLength(7)
    await page.goBack()
    expect(await rowIds(page)).toHaveLength(20)
    await page.goForward()
    expect(await rowIds(page)).toHaveLength(7)
    await page.goto(`${dashboard.url}/?q=payments+waiting`)
    await row(page).waitFor()
    expect(await rowIds(page)).toEqual([id])
  })

  it('sorts by a column: largest first, turned round, and back to the groups', async () => {
    await using opened = await openPage(browser)
    const { page } = opened
    const memory = page.getByRole('columnheader', { name: 'Memory' })
    await memory.getByRole('button').click()
    expect(await memory.getAttribute('aria-sort')).toBe('descending')
    expect((await rowIds(page))[0]).toBe('51002:8051002')
    expect(await page.locator('.toolbar').getByRole('button', { name: 'Kill 2 stale…' }).count()).toBe(1)
    await memory.getByRole('button').click()
    expect((await rowIds(page))[0]).toBe('45033:8045033')
    await memory.getByRole('button').click()
    expect(await page.locator('.group-name').count()).toBe(5)
  })

  it('opens a row, says so in the address, and shows its tree and facts', async () => {
    await using opened = await openPage(browser)
    const { page } = opened
    await row(page)
      .getByRole('button', { name: /^Details of/ })
      .click()
    expect(new URL(page.url()).searchParams.get('open')).toBe(id)
    const detail = page.locator('.detail')
    await detail.getByText('feat/webhook-retries').waitFor()
    expect(await detail.locator('.tree li').allInnerTexts()).toHaveLength(5)
    expect(await detail.innerText()).toContain('MCP server: github')
    await page.goBack()
    expect(await detail.count()).toBe(0)
  })

  it('moves a row to its new group only when nobody attends to it, after a second', async () => {
    await using opened = await openPage(browser, { clock: 'stepped' })
    const { page, dashboard } = opened
    await row(page).hover()
    dashboard.show(withAgent({ activity: 'idle', waitingFor: undefined }))
    await row(page).getByText('idle', { exact: true }).waitFor()
    await page.clock.runFor(1500)
    expect(await groupOf(page)).toBe('Waiting for you')
    await page.mouse.move(5, 5)
    await page.clock.runFor(500)
    expect(await groupOf(page)).toBe('Waiting for you')
    await page.clock.runFor(10_000)
    await waitFor('the row to move', async () => (await groupOf(page)) === 'Idle')
  })

  it('neither moves nor changes a row while it is acted on, even when it ends meanwhile', async () => {
    await using opened = await openPage(browser)
    const { page, dashboard } = opened
    await row(page)
      .getByRole('button', { name: /^Kill / })
      .click()
    dashboard.show(withAgent({ name: 'another-name' }, '20455:8020455', without(id)))
    await page.getByText('another-name').first().waitFor()
    expect(await row(page).locator('.name').innerText()).toBe('webhook-retries')
    await page.keyboard.press('Escape')
    await row(page).waitFor({ state: 'detached' })
  })

  it('sends exactly the process that was shown', async () => {
    await using opened = await openPage(browser)
    const { page, dashboard } = opened
    await row(page)
      .getByRole('button', { name: /^Kill / })
      .click()
    await page.getByRole('button', { name: 'Kill 5 processes' }).click()
    await page.locator('.toast').waitFor()
    expect(dashboard.kills).toMatchObject([{ targets: [{ pid: 48213, start: '8048213' }], force: false }])
    await page.getByRole('button', { name: 'Kill 2 stale…' }).click()
    await page.getByRole('checkbox', { name: /^dotfiles/ }).uncheck()
    await page.getByRole('button', { name: 'Kill 1 session' }).click()
    await waitFor('the second kill', () => dashboard.kills.length === 2)
    expect(dashboard.kills[1]).toMatchObject({ targets: [{ pid: 20455, start: '8020455' }], force: false })
  })

  it('tells what permission is asked for', async () => {
    await using opened = await openPage(browser, { path: `/?open=${encodeURIComponent(id)}` })
    const { page } = opened
    await page.locator('.ask').getByText('Permission to run Bash').waitFor()
    expect(await page.locator('.ask pre').innerText()).toBe(
      'psql "$DATABASE_URL" -f migrations/0042_retry_schedule.sql',
    )
  })

  it('measures the CPU a second time before it offers to kill what nobody measured', async () => {
    const unmeasured = withAgent({ cpuPercent: undefined }, '20455:8020455')
    await using opened = await openPage(browser, { fleet: unmeasured, clock: 'stepped' })
    const { page, dashboard } = opened
    await page.getByRole('button', { name: 'Kill 2 stale…' }).click()
    await page.getByText('Measuring their CPU once more').waitFor()
    dashboard.services.fleetNow = withAgent({ cpuPercent: 40, health: 'healthy', activity: 'busy' }, '20455:8020455')
    await page.clock.runFor(1700)
    await page.getByRole('heading', { name: 'Kill 1 stale session?' }).waitFor()
    expect(await page.getByRole('checkbox').count()).toBe(1)
    await page.keyboard.press('Escape')
    expect(dashboard.kills).toEqual([])
  })

  it('says so when nothing is stale any more', async () => {
    const unmeasured = withAgent({ cpuPercent: undefined }, '20455:8020455')
    await using opened = await openPage(browser, { fleet: unmeasured, clock: 'stepped' })
    const { page, dashboard } = opened
    await page.getByRole('button', { name: 'Kill 2 stale…' }).click()
    await page.getByText('Measuring their CPU once more').waitFor()
    dashboard.services.fleetNow = { ...unmeasured, processes: [] }
    await page.clock.runFor(1700)
    await page.locator('.toast').getByText('Nothing is stale any more.').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('shows no agent twice and none too few when five hundred come at once', async () => {
    const processes = Array.from({ length: 25 }, (_, copy) =>
      demoFleet.processes.map((agent) => ({ ...agent, id: `${agent.id}${copy}`, start: `${agent.start}${copy}` })),
    ).flat()
    await using opened = await openPage(browser, {
      fleet: { ...demoFleet, processes, counts: { ...demoFleet.counts, total: 500 } },
    })
    const { page } = opened
    await waitFor('all rows', async () => (await page.locator('[data-row]').count()) === 500)
    expect(new Set(await rowIds(page)).size).toBe(500)
    expect(await page.locator('.fleet').count()).toBe(0)
    expect(await page.locator('.stack rect').count()).toBe(4)
  })

  it('follows the system in its colours until it is told otherwise, and remembers that', async () => {
    await using opened = await openPage(browser, { context: { colorScheme: 'dark' } })
    const { page } = opened
    await row(page).waitFor()
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    expect(await background()).toBe('rgb(14, 16, 18)')
    await page.keyboard.press('t')
    expect(await background()).toBe('rgb(247, 247, 244)')
    await page.reload()
    await row(page).waitFor()
    expect(await background()).toBe('rgb(247, 247, 244)')
    // The server knows it, too: the first picture looks so before any code of the page has come, and lets nothing typed be lost.
    await page.route('**/assets/*.js', (route) => route.abort())
    await page.reload()
    await row(page).waitFor()
    expect(await background()).toBe('rgb(247, 247, 244)')
    expect(await page.locator('#app').getAttribute('inert')).toBe('')
  })

  it('goes by keys to every tab, and lets single keys rest where they are unwanted', async () => {
    await using opened = await openPage(browser)
    const { page } = opened
    await row(page).waitFor()
    for (const [keys, path] of [
      ['gu', '/usage'],
      ['gs', '/sessions'],
      ['g,', '/settings'],
      ['gp', '/'],
    ] as const) {
      // Side by side, as a hand does it: a pair is one only within a moment, and each answer of a busy machine may take longer.
      await Promise.all([...keys].map((key) => page.keyboard.press(key)))
      await page.waitForURL(`**${path}`)
    }
    await page.keyboard.press('?')
    await page.getByRole('checkbox', { name: /Single keys/ }).uncheck()
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press('u')
    expect(new URL(page.url()).pathname).toBe('/')
  })

  it('shows in the bar the limit that runs out first, which leads to all; arrows walk them, Enter chooses, charts are read', async () => {
    await using opened = await openPage(browser)
    const { page, dashboard, complaints } = opened
    const gauge = page.getByRole('link', { name: /5 h 62 %/ })
    expect(await gauge.getAttribute('title')).toMatch(
      /^Claude Max, 5 hours: 62 %, runs out 16:04, .*status line, 48 s ago/,
    )
    await gauge.click()
    await page.locator('.limits .row.is-on').waitFor()
    expect(new URL(page.url()).pathname).toBe('/usage/limits')
    await page.getByRole('button', { name: '5 hours', exact: true }).focus()
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
    await page.getByRole('heading', { name: 'Claude Max, week, opus' }).waitFor()
    expect(new URL(page.url()).searchParams.get('limit')).toBe('claude ~/.claude week:opus')
    await page.getByRole('region', { name: /^Highest use in the last 22 windows/ }).focus()
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('status').getByText('12:00, 62 %, so far').waitFor()
    const read = page.waitForRequest(/api\/limits$/)
    dashboard.services.emit({ type: 'limits.changed', data: {} })
    await read
    expect(complaints).toEqual([])
  })

  it('neutralises hostile titles, models, folders and commands', async () => {
    const hostile = '<script>window.hacked=1</script>\u202eevil\u0007\u001b]0;x\u0007'
    const fleet = withAgent({
      project: hostile,
      name: hostile,
      cwd: `/tmp/${hostile}`,
      command: hostile,
      waitingFor: hostile,
      tty: hostile,
      version: hostile,
      healthReason: hostile,
      figures: { sessionId: 'x', model: hostile, doing: hostile, title: hostile, unpricedModels: [hostile] },
    })
    await using opened = await openPage(browser, { fleet, path: `/?open=${encodeURIComponent(id)}` })
    const { page, complaints } = opened
    await page.locator('.detail-grid').waitFor()
    const text = await page.locator('body').innerText()
    expect(text).toContain('<script>window.hacked=1</script>evil')
    expect(text).not.toMatch(/[\u0007\u001b\u202e]/)
    const attributes = await page.evaluate(() =>
      [...document.querySelectorAll('[title], [aria-label]')].map(
        (one) => `${one.getAttribute('title')}${one.getAttribute('aria-label')}`,
      ),
    )
    expect(attributes.filter((value) => /[\u0007\u001b\u202e]/.test(value))).toEqual([])
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
    expect(complaints).toEqual([])
  })
})
