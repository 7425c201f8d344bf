/** Every action of the page, on real processes, with its effect seen in the system's own process table. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../../../tools/wait-for.ts'
import { isChromiumMissing, untilOwn } from './chromium.ts'
import { launchChromium } from './launch.ts'
import { type FakeAgent, type RealDashboard, startAgent, startRealDashboard, stateOf } from './real-dashboard.ts'

const row = (page: Page, { id }: FakeAgent) => page.locator(`[data-row="${id}"]`)
const toast = (page: Page) => page.locator('.toast')

async function killFromRow(page: Page, agent: FakeAgent): Promise<void> {
  await row(page, agent)
    .getByRole('button', { name: /^Kill / })
    .click()
  await page.getByRole('dialog').waitFor()
}

describe.skipIf(isChromiumMissing || process.platform !== 'linux')('on real processes the page', () => {
  let browser: Browser
  let dashboard: RealDashboard
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    browser = await launchChromium()
    dashboard = await startRealDashboard()
  })
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    page = await context.newPage()
  })
  afterEach(() => context.close())
  afterAll(async () => {
    await dashboard[Symbol.asyncDispose]()
    await browser.close()
  })

  const open = async (query = '') => {
    await page.goto(`${dashboard.url}/${query}`)
    await untilOwn(page)
  }

  it('shows an agent within two seconds of its start, and takes it away when it ends', async () => {
    await open()
    const agent = await startAgent({ project: 'arrives-later', status: 'busy' })
    await row(page, agent).waitFor()
    expect(await row(page, agent).getAttribute('aria-label')).toMatch(/^arrives-later, arrives-later, healthy, busy/)
    process.kill(agent.pid, 'SIGKILL')
    await row(page, agent).waitFor({ state: 'detached' })
  })

  it('kills the whole tree after asking once, and says what was observed', async () => {
    const agent = await startAgent({ project: 'killed-by-click', script: 'sleep 301 & sleep 302 & wait' })
    await open()
    await killFromRow(page, agent)
    const dialog = page.getByRole('dialog')
    expect(await dialog.innerText()).toContain('3 processes')
    expect(await dialog.locator('.tree li').count()).toBe(3)
    await dialog.getByRole('button', { name: 'Kill 3 processes' }).click()
    await toast(page).getByText('killed-by-click ended').waitFor()
    expect(await toast(page).innerText()).toMatch(/ended (after \d\.\d s|at once)\. 3 processes gone/)
    expect(agent.isThere()).toBe(false)
    await row(page, agent).waitFor({ state: 'detached' })
  })

  it('keeps it when the question is answered with Esc or Enter: the safe answer has the focus', async () => {
    const agent = await startAgent({ project: 'kept' })
    await open()
    for (const key of ['Escape', 'Enter']) {
      await killFromRow(page, agent)
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Keep it')
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    expect(agent.isThere()).toBe(true)
    expect(await toast(page).count()).toBe(0)
  })

  it('offers force only after asking failed, and then ends it', async () => {
    const agent = await startAgent({ project: 'stubborn', script: 'trap "" TERM; while :; do sleep 0.2; done' })
    await open()
    await killFromRow(page, agent)
    expect(
      await page
        .getByRole('dialog')
        .getByText(/Force kill/)
        .count(),
    ).toBe(0)
    await page.getByRole('button', { name: /^Kill (it|\d)/ }).click()
    await toast(page).getByText('still runs').waitFor()
    expect(agent.isThere()).toBe(true)
    await toast(page).getByRole('button', { name: 'Force…' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Force kill/ })
      .click()
    await toast(page).getByText('stubborn ended').waitFor()
    expect(agent.isThere()).toBe(false)
  })

  it('shows a suspended one as a zombie with its reason, and wakes it to end it', async () => {
    const agent = await startAgent({ project: 'suspended', status: 'idle' })
    process.kill(agent.pid, 'SIGSTOP')
    await waitFor('the stop', () => stateOf(agent.pid) === 'T')
    await open()
    await row(page, agent).getByText('suspended with Ctrl-Z').waitFor()
    await killFromRow(page, agent)
    await page.getByRole('button', { name: /^Kill (it|\d)/ }).click()
    await toast(page).getByText('suspended ended').waitFor()
    expect(agent.isThere()).toBe(false)
  })

  it('pins and unpins', async () => {
    const agent = await startAgent({ project: 'pinned-one', status: 'idle' })
    await open()
    const pin = row(page, agent).getByRole('button', { name: /^Pin / })
    await pin.click()
    await row(page, agent).locator('.health.is-pinned').waitFor()
    expect(await pin.getAttribute('aria-pressed')).toBe('true')
    await pin.click()
    await row(page, agent).locator('.health.is-healthy').waitFor()
    const log = await page.evaluate(async () => (await fetch('/api/log?limit=2')).json())
    expect(log).toMatchObject({
      entries: [{ action: 'process.unpin', actor: { name: 'dashboard' } }, { action: 'process.pin' }],
    })
  })

  it('kills exactly the stale ones that stay chosen, never one that waits or is pinned', async () => {
    await using strict = await startRealDashboard({ interactiveStaleAfterMs: 300, idleBelowCpuPercent: 101 })
    const [gone, spared, waits] = [
      await startAgent({ project: 'stale-and-gone', status: 'idle' }),
      await startAgent({ project: 'stale-but-spared', status: 'idle' }),
      await startAgent({ project: 'stale-but-waits', status: 'waiting' }),
    ]
    await page.goto(`${strict.url}/?q=stale-`)
    await row(page, gone).locator('.is-stale').first().waitFor()
    await row(page, spared).locator('.is-stale').first().waitFor()
    // Its registry file may be read a look later than its process is seen.
    await row(page, waits).locator('.is-waiting').first().waitFor()
    await page.getByRole('button', { name: /^Kill \d+ stale…$/ }).click()
    const dialog = page.getByRole('dialog')
    // The list comes after a second look where somebody's CPU was measured only once.
    await dialog.getByRole('checkbox').first().waitFor()
    // Other programs of this machine may be stale by this rule, too: everything but ours is taken out.
    for (const box of await dialog.getByRole('checkbox').all()) {
      if (!(await box.getAttribute('aria-label'))?.startsWith('stale-and-gone')) await box.uncheck()
    }
    expect(await dialog.getByRole('checkbox', { name: /^stale-but-waits/ }).count()).toBe(0)
    expect(await dialog.locator('.spared').innerText()).toContain('stale-but-waits waits for you')
    await dialog.getByRole('button', { name: 'Kill 1 session' }).click()
    await toast(page).getByText('1 of 1 session ended').waitFor()
    expect([gone.isThere(), spared.isThere(), waits.isThere()]).toEqual([false, true, true])
  })

  it('leaves a process alone that is another one by now', async () => {
    const agent = await startAgent({ project: 'replaced' })
    await open()
    await row(page, agent).waitFor()
    await page.route('**/api/kill/*', async (route) => {
      const post = JSON.parse(route.request().postData() ?? '{}') as { start: string }
      await route.continue({ postData: JSON.stringify({ start: `${post.start}0` }) })
    })
    await killFromRow(page, agent)
    await page.getByRole('button', { name: /^Kill (it|\d)/ }).click()
    await toast(page).getByText('is another process now').waitFor()
    expect(agent.isThere()).toBe(true)
  })

  it('does all of it by keyboard, and after a kill the focus is on the next row', async () => {
    const agents = [
      await startAgent({ project: 'keys-a', status: 'idle' }),
      await startAgent({ project: 'keys-b', status: 'idle' }),
    ]
    await open()
    for (const agent of agents) await row(page, agent).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('keys-')
    await page.waitForURL(/q=keys-/)
    await page.keyboard.press('Tab')
    const focusedId = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['row'])
    while ((await focusedId()) === undefined) await page.keyboard.press('Tab')
    const first = await focusedId()
    await page.keyboard.press('ArrowDown')
    const second = await focusedId()
    expect(new Set([first, second])).toEqual(new Set(agents.map(({ id }) => id)))
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowRight')
    await page.waitForURL(/open=/)
    await page.keyboard.press('ArrowLeft')
    await page.waitForURL((url) => !url.search.includes('open='))
    await page.keyboard.press('k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await toast(page).getByText('ended').waitFor()
    await page.locator(`[data-row="${first}"]`).waitFor({ state: 'detached' })
    expect(await focusedId()).toBe(second)
    expect(agents.find(({ id }) => id === first)?.isThere()).toBe(false)
    expect(agents.find(({ id }) => id === second)?.isThere()).toBe(true)
  })

  it('shows hostile names as text, in the table, in the question and in the outcome', async () => {
    const name = '<img src=x onerror="window.hacked=1">\u202Egnp.exe\u001b[31m'
    const agent = await startAgent({ project: 'hostile', name, status: 'busy' })
    await open('?q=hostile')
    await row(page, agent).waitFor()
    expect(await row(page, agent).locator('.name').innerText()).toBe('<img src=x onerror="window.hacked=1">gnp.exe')
    await killFromRow(page, agent)
    expect(await page.getByRole('dialog').locator('img').count()).toBe(0)
    await page.getByRole('button', { name: /^Kill (it|\d)/ }).click()
    await toast(page).getByText('ended').waitFor()
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
    expect(await page.locator('body').innerText()).not.toMatch(/[\u202a-\u202e\u001b]/)
  })
})
