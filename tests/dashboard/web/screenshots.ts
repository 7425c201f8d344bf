/**
 * npm run screenshots [-- state…]: writes the main states of the page to docs/pictures/, light and dark. The real page and the real
 * server in a real browser; only the fleet is a made-up one, and the clock stands at its moment.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { FleetReport } from '../../../src/core/process/report.ts'
import { noAgents, nowMs } from '../../fixtures/fleet/twenty-agents.ts'
import { launchChromium, wholeChromium } from './browser/launch.ts'
import { type DemoDashboard, startDemoDashboard } from './demo-dashboard.ts'
import { demoEventList, demoEvents } from './demo-events.ts'
import { demoPrompts } from './demo-prompts.ts'
import { demoFleet, demoParts, fleetBefore } from './demo-story.ts'
import { demoTeam } from './demo-team.ts'
import { type DemoWaiting, demoAsked, demoWaiting } from './demo-waiting.ts'

interface Picture {
  readonly name: string
  readonly path?: string
  readonly size?: readonly [number, number]
  readonly fleet?: FleetReport
  /** Brings the page into the state. */
  readonly prepare?: (page: Page, dashboard: DemoDashboard) => Promise<unknown>
  readonly isSignedOut?: boolean
  /** What programs said before it. */
  readonly hasEvents?: boolean
  /** Who asks for something. */
  readonly asks?: (demo: DemoWaiting) => void
  /** What was sent before it. */
  readonly hasPrompts?: boolean
  /** Who is connected, and what was said. */
  readonly hasTeam?: boolean
}

const laptop = [1280, 800] as const
const wide = [1920, 1080] as const
const phone = [390, 844] as const

/** Its id: the events are captured in their order. */
const buildFailed = 1 + demoEventList.findIndex(({ event_type: type }) => type === 'build.failed')

function askAll(demo: DemoWaiting): void {
  for (const [project, asked] of demoAsked) void demo.ask(project, asked)
}

const choose = (page: Page, project: string) => page.locator('.wlink', { hasText: project }).first().click()

async function openPanel(page: Page): Promise<void> {
  await page.keyboard.press('w')
  await page.getByRole('complementary', { name: 'Waiting for you' }).getByRole('article').waitFor()
}

const broadcast = '48213:8048213,46120:8046120,45033:8045033'

async function writePrompt(page: Page): Promise<void> {
  const text =
    'The restart test fails about once in twenty runs.\n\nFind out why before you change anything: look at @src/queue/backoff.ts, then tell me the cause in two sentences.\n\nOnly then fix it. Ticket: {{ticket}}.'
  await page.getByRole('textbox', { name: 'Prompt' }).fill(text)
  await page.locator('.fate b, .fates td').first().waitFor()
}

async function openChat(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^web-frontend checkout-a11y/ }).press('Enter')
  await page.getByRole('textbox', { name: 'Message to the group' }).fill('@design-system use that key, and ')
  await page.locator('.chatbox').getByText('typed into', { exact: false }).first().waitFor()
}

async function openDeploy(page: Page): Promise<void> {
  await page.keyboard.press('N')
  await page.getByRole('dialog', { name: 'Deploy an agent' }).getByText('in a new window of tmux').waitFor()
}

const killButton = (page: Page) => page.getByRole('button', { name: 'Kill payments-api, webhook-retries…' })

const pictures: readonly Picture[] = [
  { name: 'processes' },
  { name: 'wide-processes', size: wide },
  { name: 'phone-processes', size: phone },
  { name: 'detail', path: '/?open=48213%3A8048213' },
  { name: 'kill', prepare: (page) => killButton(page).click() },
  { name: 'kill-stale', prepare: (page) => page.getByRole('button', { name: 'Kill 2 stale…' }).click() },
  {
    name: 'killed',
    prepare: async (page, dashboard) => {
      await killButton(page).click()
      await page.getByRole('button', { name: 'Kill 5 processes' }).click()
      await page.getByText('ended after 0.4 s').waitFor()
      const processes = demoFleet.processes.filter(({ pid }) => pid !== 48213)
      const counts = { ...demoFleet.counts, healthy: 15, waiting: 0, total: 19 }
      dashboard.show({ ...demoFleet, processes, counts })
      await page.getByText('Nobody waits').first().waitFor()
    },
  },
  { name: 'sorted', path: '/?sort=-memory' },
  { name: 'cards', path: '/?view=cards' },
  { name: 'no-match', path: '/?q=redis' },
  { name: 'empty', fleet: noAgents },
  { name: 'phone-empty', fleet: noAgents, size: phone },
  {
    name: 'offline',
    prepare: async (page, dashboard) => {
      await dashboard.stop()
      await page.getByText('Disconnected since').waitFor()
    },
  },
  { name: 'signin', isSignedOut: true },
  { name: 'events', path: `/events?event=${buildFailed}`, hasEvents: true },
  { name: 'lanes', path: '/events?lanes=session', hasEvents: true },
  { name: 'waiting', path: '/waiting', asks: askAll },
  { name: 'waiting-panel', asks: askAll, prepare: openPanel },
  { name: 'waiting-change', path: '/waiting', asks: askAll, prepare: (page) => choose(page, 'web-frontend') },
  { name: 'waiting-question', path: '/waiting', asks: askAll, prepare: (page) => choose(page, 'mobile-app') },
  { name: 'waiting-plan', path: '/waiting', asks: askAll, prepare: (page) => choose(page, 'infra-terraform') },
  { name: 'waiting-flagged', path: '/waiting', asks: askAll, prepare: (page) => choose(page, 'docs-site') },
  { name: 'phone-waiting', path: '/waiting', asks: askAll, size: phone },
  { name: 'queue', path: '/queue', hasPrompts: true },
  { name: 'phone-queue', path: '/queue', hasPrompts: true, size: phone },
  { name: 'compose', path: '/compose?to=46120:8046120', hasPrompts: true, prepare: writePrompt },
  { name: 'compose-broadcast', path: `/compose?to=${broadcast}`, hasPrompts: true, prepare: writePrompt },
  {
    name: 'compose-drawer',
    hasPrompts: true,
    prepare: async (page) => {
      await page.locator('[data-row="46120:8046120"]').focus()
      await page.keyboard.press('p')
      await writePrompt(page)
    },
  },
  {
    name: 'compose-library',
    path: '/compose?to=46120:8046120',
    hasPrompts: true,
    prepare: async (page) => {
      await page.getByRole('button', { name: /^All \d+/ }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'phone-compose', path: '/compose?to=46120:8046120', hasPrompts: true, size: phone, prepare: writePrompt },
  { name: 'team', path: '/team', hasTeam: true, prepare: openChat },
  { name: 'team-groups', path: '/team', hasTeam: true },
  { name: 'phone-team', path: '/team', hasTeam: true, size: phone },
  { name: 'messages', path: '/team/messages', hasTeam: true },
  { name: 'phone-messages', path: '/team/messages', hasTeam: true, size: phone },
  { name: 'deploy', prepare: openDeploy },
  { name: 'phone-deploy', size: phone, prepare: openDeploy },
  {
    name: 'query',
    path: '/events?view=query&q=-level:debug&range=1h&by=type',
    hasEvents: true,
    // The range ends when it was asked for, which was ten minutes ago.
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Run' }).click()
      await page.locator('.hist-panel .legend li').nth(5).waitFor()
    },
  },
  { name: 'phone-events', path: '/events', hasEvents: true, size: phone },
  { name: 'popover', path: '/popover', asks: askAll, size: [360, 480] },
  { name: 'keys', prepare: (page) => page.keyboard.press('?') },
]

const folder = join(import.meta.dirname, '../../../docs/pictures')
const wanted = process.argv.slice(2)

mkdirSync(folder, { recursive: true })
const browser = await launchChromium(wholeChromium)
for (const picture of pictures.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  for (const theme of ['light', 'dark'] as const) await take(browser, picture, theme)
}
await browser.close()

async function take(browser: Browser, picture: Picture, theme: 'light' | 'dark'): Promise<void> {
  const {
    name,
    path = '/',
    size: [width, height] = laptop,
    fleet = demoFleet,
    prepare,
    isSignedOut,
    hasEvents,
    asks,
    hasPrompts,
    hasTeam,
  } = picture
  const events = hasEvents ? await demoEvents() : undefined
  // Who asked first stands first.
  let askedAtMs = nowMs - 180_000
  const demo = asks && demoWaiting(fleet, () => askedAtMs++)
  const dashboard = await startDemoDashboard(fleetBefore(60, fleet), {
    isTokenRequired: isSignedOut,
    serviceParts: { ...demoParts, ...(events && { events }), ...(demo && { waiting: demo.waiting }) },
  })
  demo?.tellBy(dashboard.services.emit)
  if (hasPrompts) await demoPrompts(dashboard.services)
  if (hasTeam) await demoTeam(dashboard.services)
  if (demo) asks?.(demo)
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    deviceScaleFactor: width < 700 ? 2 : 1,
  })
  const page = await context.newPage()
  await page.clock.setFixedTime(nowMs - 600_000)
  await page.route('**/api/health', async (route) => {
    const response = await route.fetch()
    const machine = { memoryBytes: 32 * 2 ** 30, coreCount: 12, homeDir: '/home/dev' }
    await route.fulfill({ response, json: { ...(await response.json()), machine } })
  })
  await page.goto(`${dashboard.url}${path}`)
  if (!isSignedOut) {
    await page.waitForSelector(
      '.figures, .empty, .popover .pop-list, [data-screen=events], [data-screen=waiting], .qcols, .composer, .gcols, .msgs',
    )
    await replayTenMinutes(page, dashboard, fleet)
    await page.waitForFunction(() => document.querySelector('.today b, .pop-cost b') !== null)
  }
  // The clock of the durations ticks once a second.
  await page.waitForTimeout(1100)
  await prepare?.(page, dashboard)
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(150)
  await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
  console.log(`${name}-${theme}.png`)
  await context.close()
  await dashboard.close().catch(() => undefined)
  demo?.waiting.close()
  await events?.close()
}

async function replayTenMinutes(page: Page, dashboard: DemoDashboard, fleet: FleetReport): Promise<void> {
  for (let steps = 59; steps >= 0; steps -= 1) {
    await page.clock.setFixedTime(nowMs - steps * 10_000)
    dashboard.show({ ...fleetBefore(steps, fleet), scannedAt: new Date(nowMs - steps * 10_000).toISOString() })
    await page.waitForTimeout(12)
  }
}
