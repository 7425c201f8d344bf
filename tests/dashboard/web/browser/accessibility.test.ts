/** Every state of the page, in both themes: axe finds nothing, the strict policy refuses nothing, and it fits where it has to. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LimitsReport, limitsReport, type WindowReport } from '../../../../src/core/limits/limits-report.ts'
import type { FleetReport } from '../../../../src/core/process/report.ts'
import { noAgents, nowMs } from '../../../fixtures/fleet/twenty-agents.ts'
import { demoTaskList } from '../../../fixtures/tasks.ts'
import { madeUpAccounts } from '../../../services/made-up-limits.ts'
import type { DemoDashboard } from '../demo-dashboard.ts'
import { demoFleet } from '../demo-story.ts'
import { accessibilityProblems, accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { launchChromium } from './launch.ts'
import { type OpenPage, openPage } from './page-fixture.ts'

interface State {
  readonly name: string
  readonly path?: string
  readonly size?: { readonly width: number; readonly height: number }
  readonly reach: (page: Page, dashboard: DemoDashboard) => Promise<unknown>
}

const rows = (page: Page) => page.locator('[data-row]').first().waitFor()
const laptop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

const openCases = (page: Page) => page.getByRole('button', { name: 'Show me' }).first().click()

const workIsThere = (page: Page) => page.locator('.work-dlg .well').first().waitFor()
const limitsAreThere = (page: Page) => page.locator('.limits .row.is-on').waitFor()
const oldLimits = limitsReport(madeUpAccounts, { unknown: [], past: [] }, nowMs - 60_000)
const noLimits = limitsReport(
  [],
  {
    unknown: [
      {
        ...{ agent: 'claude', name: 'Claude Code', why: 'Claude Code says its limits in the status line.' },
        next: 'tce statusline install',
      },
    ],
    past: [],
  },
  nowMs,
)

/** The server answers so for once. */
async function told(page: Page, limits: LimitsReport, shown: Locator) {
  const json = { ...limits, accounts: limits.accounts.map((one) => ({ ...one, windows: one.windows.map(anHourOld) })) }
  await page.route('**/api/limits', (route) => route.fulfill({ json }))
  await page.reload()
  await shown.waitFor()
  await page.unroute('**/api/limits')
}
const anHourOld = (window: WindowReport): WindowReport => ({ ...window, at: new Date(nowMs - 3_600_000).toISOString() })

/** The server tells of these tasks, and takes each change of one for done. */
async function withTasks(page: Page, shown: Locator) {
  await page.route(/\/api\/tasks(\?|$)/, (route) => route.fulfill({ json: demoTaskList }))
  await page.route(/\/api\/tasks\/.+/, (route) => route.fulfill({ json: demoTaskList.tasks[0] }))
  await page.reload()
  await shown.waitFor()
}
const card = (page: Page, name: string) => page.getByRole('link', { name: new RegExp(` ${name} `) })
const project = { name: 'shop', path: '/code/shop', origins: {}, isRepository: true, tasks: 0, setup: 'npm ci' }
const backends = ['claude', 'codex'].map((name) => ({
  ...{ name, agent: name, command: [name], origins: {}, isSeeded: true, isDefault: name === 'claude' },
  ...{ isInstalled: true, modeFlag: '--permission-mode', mode: 'default', promptFlag: '', headless: [name] },
}))
async function withProjects(page: Page) {
  await page.route('**/api/projects/full', (route) => route.fulfill({ json: { projects: [project], problems: [] } }))
  await page.route('**/api/backends', (route) => route.fulfill({ json: { backends, problems: [] } }))
  const choices = {
    branches: ['main'],
    models: ['opus'],
    modes: [],
    worktrees: '/home/dev/.tce/worktrees/shop',
  }
  await page.route('**/api/projects/shop/choices*', (route) => route.fulfill({ json: choices }))
  await page.route('**/api/skills*', (route) => route.fulfill({ json: { skills: [] } }))
  const setup = { command: 'npm ci', hash: 'a1', files: ['package.json'], isTrusted: false, hasChanged: true }
  await page.route('**/api/projects/shop/setup', (route) => route.fulfill({ json: { setup } }))
}

const statesOfTasks: readonly State[] = [
  { name: 'no tasks', path: '/tasks', reach: (page) => page.getByText('No tasks yet').waitFor() },
  {
    name: 'the board, a card of which was moved by its key',
    path: '/tasks',
    reach: async (page) => {
      await withTasks(page, card(page, 'proto-compat'))
      const asked = page.waitForRequest('**/api/tasks/compat/status')
      await card(page, 'proto-compat').press('m')
      expect((await asked).postDataJSON()).toEqual({ status: 'complete' })
      await page.getByRole('button', { name: 'Undo' }).waitFor()
    },
  },
  {
    name: 'the list, with what can be done with one and with those chosen',
    path: '/tasks?view=list',
    reach: async (page) => {
      await withTasks(page, page.getByRole('columnheader', { name: 'Branch' }))
      await page.getByRole('checkbox', { name: 'Choose design-system, token-audit' }).check()
      await page.getByRole('checkbox', { name: 'Choose payments-api, idempotency-keys' }).check()
      await page.getByRole('region', { name: 'Chosen tasks' }).getByText('2 chosen').waitFor()
      await page.getByRole('button', { name: 'More for payments-api, idempotency-keys' }).click()
      await page.getByRole('menuitem', { name: 'Stop…' }).waitFor()
    },
  },
  {
    name: 'the list on a phone',
    path: '/tasks?view=list',
    size: phone,
    reach: (page) => withTasks(page, page.getByRole('link', { name: 'payments-api idempotency-keys' })),
  },
  {
    name: 'tries beside each other, on a phone',
    path: '/tasks?compare=try1',
    size: phone,
    reach: (page) => withTasks(page, page.getByRole('region', { name: 'Try 3' })),
  },
  {
    name: 'a new task, of three tries',
    path: '/tasks',
    reach: async (page) => {
      await withProjects(page)
      await withTasks(page, card(page, 'proto-compat'))
      await page.keyboard.press('n')
      await page.getByRole('textbox', { name: 'Prompt' }).fill('Refunds above the order total')
      await page.getByRole('group', { name: 'Best of' }).getByRole('button', { name: '3' }).click()
      await page.getByRole('button', { name: 'It may run' }).waitFor()
      await page.getByRole('button', { name: 'Create 3 tries' }).waitFor()
    },
  },
  {
    name: 'a session that is moved into TCE, while it runs still, on a phone',
    path: '/?open=48213:8048213',
    size: phone,
    reach: async (page) => {
      await withProjects(page)
      await page.getByRole('button', { name: 'Move it into TCE…' }).first().click()
      await page.getByText('It runs still, as process 48213').waitFor()
      expect(await page.getByRole('button', { name: 'Move it', exact: true }).isDisabled()).toBe(true)
    },
  },
]

const statesOfOneServer: readonly State[] = [
  { name: 'processes', reach: rows },
  { name: 'processes on a phone', size: phone, reach: rows },
  { name: 'processes at 200 % zoom', size: { width: 640, height: 400 }, reach: rows },
  {
    name: 'analytics, per message',
    path: '/usage/analytics',
    reach: async (page) => {
      await page.getByRole('scrollbar', { name: 'Which of all messages are shown' }).waitFor()
      await page.getByText('As a table').first().click()
      await page.getByRole('columnheader', { name: 'Amplification' }).waitFor()
    },
  },
  {
    name: 'analytics, by hour',
    path: '/usage/analytics?view=1',
    reach: (page) => page.getByText('Per hour, today').waitFor(),
  },
  {
    name: 'analytics compared, on a phone',
    path: '/usage/analytics?by=agent',
    size: phone,
    reach: (page) => page.getByRole('group', { name: 'Compare' }).waitFor(),
  },
  { name: 'a merge that conflicts, looked at', path: '/?merge=tidemp', reach: workIsThere },
  { name: 'a commit looked at, on a phone', path: '/?commit=tidemp', size: phone, reach: workIsThere },
  { name: 'limits', path: '/usage/limits', reach: limitsAreThere },
  { name: 'limits on a phone', path: '/usage/limits', size: phone, reach: limitsAreThere },
  { name: 'limits at 200 % zoom', path: '/usage/limits', size: { width: 640, height: 400 }, reach: limitsAreThere },
  {
    name: 'limits of which all are old',
    path: '/usage/limits',
    reach: (page) => told(page, oldLimits, page.getByText('No session of it has said any since').first()),
  },
  {
    name: 'no limit known',
    path: '/usage/limits',
    reach: (page) => told(page, noLimits, page.getByText('No limit is known yet')),
  },
  { name: 'metrics', path: '/processes/metrics', reach: (page) => page.getByText('No agent runs').waitFor() },
  { name: 'a row open', path: '/?open=48213:8048213', reach: (page) => page.locator('.detail-grid').waitFor() },
  { name: 'sorted flat', path: '/?sort=-memory', reach: rows },
  { name: 'cards', path: '/?view=cards', reach: rows },
  { name: 'advice', path: '/usage/advice', reach: openCases },
  { name: 'advice on a phone', path: '/usage/advice', size: phone, reach: openCases },
  {
    name: 'advice that is of no use',
    path: '/usage/advice',
    reach: (page) => page.getByRole('button', { name: 'Not useful' }).first().click(),
  },
  { name: 'a filter without a match', path: '/?q=redis', reach: (page) => page.getByText('Nothing matches').waitFor() },
  {
    name: 'folded sections open',
    reach: async (page) => {
      await rows(page)
      for (const summary of await page.locator('.folded summary').all()) await summary.click()
    },
  },
  {
    name: 'the question before a kill',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Kill payments-api, webhook-retries…' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'the question before killing stale ones',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Kill 2 stale…' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'an outcome',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Kill payments-api, webhook-retries…' }).click()
      await page.getByRole('button', { name: 'Kill 5 processes' }).click()
      await page.locator('.toast').waitFor()
    },
  },
  {
    name: 'the palette',
    reach: async (page) => {
      await rows(page)
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Search and commands' }).fill('web')
      await page.getByRole('option', { name: /Search “web”/ }).waitFor()
    },
  },
  {
    name: 'the palette with nothing, on a phone',
    size: phone,
    reach: async (page) => {
      await rows(page)
      await page.getByRole('button', { name: 'Search and commands' }).click()
      await page.getByRole('combobox', { name: 'Search and commands' }).fill('@nobody')
      await page.getByText('Nothing is called “nobody”.').waitFor()
    },
  },
  { name: 'nothing queued', path: '/queue', reach: (page) => page.getByText('No prompt waits').waitFor() },
  {
    name: 'the pop-over',
    path: '/popover',
    size: { width: 360, height: 480 },
    reach: (page) => page.locator('.pop-list li').first().waitFor(),
  },
  {
    name: 'the pop-over while one is named',
    path: '/popover',
    size: { width: 360, height: 480 },
    reach: async (page) => {
      await page.getByRole('button', { name: 'Rename search-indexer, shard-rebalance' }).click()
      await page.getByRole('textbox', { name: 'Its name; Enter keeps it, Esc leaves it' }).waitFor()
    },
  },
  {
    name: 'the list of keys',
    reach: async (page) => {
      await rows(page)
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
  },
]

const statesOfTheirOwn: readonly (State & {
  readonly server: { readonly fleet?: FleetReport; readonly isTokenRequired?: boolean }
})[] = [
  {
    name: 'disconnected',
    server: {},
    reach: async (page, dashboard) => {
      await rows(page)
      await dashboard.stop()
      await page.getByText('Disconnected since').waitFor()
    },
  },
  {
    name: 'nothing running',
    server: { fleet: noAgents },
    reach: (page) => page.getByText('Pick up where you stopped').waitFor(),
  },
  {
    name: 'signed out',
    server: { isTokenRequired: true },
    reach: async (page) => {
      await page.getByLabel(/paste the token/).fill('7f3c9a11d0')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('That is 10 characters').waitFor()
    },
  },
]

describeWithChromium('the page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  async function expectGoodInBothThemes({ page, dashboard, complaints }: OpenPage, { reach }: State) {
    await reach(page, dashboard)
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    expect(await page.locator('[style]').count()).toBe(0)
    expect(complaints).toEqual([])
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
  }

  describe('is accessible in both themes, and fits', () => {
    let shared: OpenPage
    beforeAll(async () => {
      shared = await openPage(browser)
    })
    afterAll(() => shared[Symbol.asyncDispose]())

    it.each([...statesOfOneServer, ...statesOfTasks])('$name', async (state) => {
      const { page, dashboard } = shared
      await page.setViewportSize(state.size ?? laptop)
      await page.emulateMedia({ colorScheme: 'light' })
      await page.goto(`${dashboard.url}${state.path ?? '/'}`)
      await expectGoodInBothThemes(shared, state)
      await page.unrouteAll()
    })

    it.each(statesOfTheirOwn)('$name', async ({ server, ...state }) => {
      await using opened = await openPage(browser, { context: { colorScheme: 'light' }, ...server })
      await expectGoodInBothThemes(opened, state)
    })
  })

  it('is looked at by a checker that finds something when there is something', async () => {
    await using opened = await openPage(browser)
    const { page } = opened
    await rows(page)
    await page.evaluate(() => document.querySelector('main')?.append(document.createElement('button')))
    expect((await accessibilityProblems(page)).join()).toContain('button-name')
  })

  it('keeps shapes and words where colours are forced, and stands still where motion is unwanted', async () => {
    await using opened = await openPage(browser, { context: { forcedColors: 'active', reducedMotion: 'reduce' } })
    const { page } = opened
    const busy = page.locator('.act .mark.is-busy').first()
    await busy.waitFor()
    expect(await busy.evaluate((mark) => getComputedStyle(mark).animationName)).toBe('none')
    expect(await page.locator('.health.is-stale').first().innerText()).toBe('stale')
    expect(await page.locator('.health .mark.is-stale use').first().getAttribute('href')).toBe('#m-stale')
    expect(await accessibilityProblems(page)).toEqual([])
  })

  it('tells readers each row in one sentence and has one tab stop for all of them', async () => {
    await using opened = await openPage(browser)
    const { page } = opened
    await rows(page)
    expect(await page.locator('[data-row="48213:8048213"]').getAttribute('aria-label')).toBe(
      'payments-api, webhook-retries, healthy, waiting 3 minutes, permission prompt',
    )
    expect(await page.locator('tbody [tabindex="0"]').count()).toBe(1)
    expect(await page.getByRole('status').allInnerTexts()).toContain(
      `${demoFleet.counts.total} agents, 1 waiting for you`,
    )
  })
})
