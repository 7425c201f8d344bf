/** Analytics of 100,000 messages in a real Chromium: what its page does in one go while it is moved, zoomed and read. `npm run bench -- analytics-page`. */
import type { Browser, Page } from 'playwright-core'
import { madeUpAnalytics } from '../tests/analytics/made-up-analytics.ts'
import { madeUpMessages } from '../tests/analytics/made-up-messages.ts'
import { startDemoDashboard } from '../tests/dashboard/web/demo-dashboard.ts'
import { demoParts } from '../tests/dashboard/web/demo-story.ts'
import { twentyAgents } from '../tests/fixtures/fleet/twenty-agents.ts'
import { atMost } from './asked.ts'
import type { BenchmarkOptions, BenchmarkTable } from './benchmark.ts'
import { rounded } from './benchmark.ts'
import { launchMeasured, newMeasuredPage } from './measured-page.ts'
import { tracedTasks } from './page-tasks.ts'

const [sessions, messagesOfEach] = [100, 1_000]
const total = sessions * messagesOfEach
const daysBack = 80
const allowedTaskMs = 50
const quickTimes = 12
const models = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5']

export async function run({ isQuick = false }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  const browser = await launchMeasured()
  const analytics = madeUpAnalytics({}, manySessions)
  const dashboard = await startDemoDashboard(twentyAgents, { serviceParts: { ...demoParts, analytics } })
  const page = await newMeasuredPage(browser)
  try {
    // Counted once, before anything is measured.
    const { total: counted } = await analytics.messages({ trend: 25, count: 10, points: 10 })
    if (counted !== total) throw new Error(`${counted} of ${total} messages are counted`)
    const rows = []
    for (const deed of deeds(dashboard.url)) {
      // Each of them as often as it takes to see its longest task, most of the time.
      const times = Math.min(deed.times ?? 1, isQuick ? quickTimes : Number.POSITIVE_INFINITY)
      rows.push(await measured(browser, page, { ...deed, times }))
    }
    const longest = Math.max(...rows.map((row) => row['longest ms']))
    return [
      {
        title: `${total.toLocaleString('en')} messages`,
        rows,
        asked: [
          atMost(
            `page: longest task, analytics of ${total.toLocaleString('en')} messages`,
            longest,
            'ms',
            allowedTaskMs,
          ),
        ],
        ...(isQuick && { shortened: `each deed at most ${quickTimes} times` }),
      },
    ]
  } finally {
    await page.context().close()
    await dashboard.close()
    await browser.close()
  }
}

const manySessions = (nowMs: number) =>
  Array.from({ length: sessions }, (_, index) =>
    madeUpMessages({
      sessionId: `session-${index}`,
      count: messagesOfEach,
      // All of them side by side.
      startMs: nowMs - daysBack * 86_400_000 + index * 60_000,
      everyMs: (daysBack * 86_400_000) / messagesOfEach - 10_000,
      model: models[index % models.length],
      outputTokens: (at) => 100 + ((at * 7919) % 4_000),
    }),
  )

interface Deed {
  readonly what: string
  readonly times?: number
  readonly work: (page: Page, time: number) => Promise<unknown>
}

const chart = (page: Page) => page.locator('section.msg-chart')
const drawn = (page: Page) => page.locator('.msg-chart path.dots').first().waitFor({ state: 'attached' })

const deeds = (url: string): readonly Deed[] => [
  { what: 'opened', work: (page) => page.goto(`${url}/usage/analytics`).then(() => drawn(page)) },
  {
    what: 'pointed at',
    times: 60,
    async work(page, time) {
      const box = await chart(page).boundingBox()
      await page.mouse.move((box?.x ?? 0) + 60 + time * 9, (box?.y ?? 0) + 90)
    },
  },
  { what: 'moved by the wheel', times: 60, work: (page, time) => page.mouse.wheel(0, time < 40 ? -160 : 160) },
  {
    what: 'moved by keys',
    times: 40,
    async work(page) {
      await chart(page).focus()
      await page.keyboard.press('ArrowLeft')
    },
  },
  { what: 'zoomed out, to all', times: 12, work: (page) => page.keyboard.press('-') },
  { what: 'moved while all is shown', times: 20, work: (page) => page.mouse.wheel(0, -160) },
  { what: 'zoomed in', times: 12, work: (page) => page.keyboard.press('+') },
  {
    what: 'scroll bar dragged',
    times: 60,
    async work(page, time) {
      const box = await page.getByRole('scrollbar').boundingBox()
      const [x, y] = [(box?.x ?? 0) + 60 + time * 10, (box?.y ?? 0) + 10]
      await page.mouse.move(x, y)
      if (time === 0) await page.mouse.down()
      if (time === 59) await page.mouse.up()
    },
  },
  {
    what: 'models in the legend',
    times: 30,
    work: (page, time) =>
      page
        .locator('.legend-model')
        .nth(time % models.length)
        .hover(),
  },
  { what: 'as a table', work: (page) => page.getByText('As a table').first().click() },
  { what: '90 days', work: (page) => page.getByRole('button', { name: '90', exact: true }).click() },
  { what: 'per message again', work: (page) => page.getByRole('button', { name: 'Per message' }).click() },
]

async function shownIn(page: Page): Promise<string> {
  const label = (await chart(page).getAttribute('aria-label')) ?? ''
  return /[\d,]+ of [\d,]+/.exec(label)?.[0] ?? 'days'
}

/** So that each deed is drawn before the next. */
const frameMs = 30
const settleMs = 700

async function measured(browser: Browser, page: Page, { what, times = 1, work }: Deed) {
  const tasks = await tracedTasks(browser, page, async () => {
    for (let time = 0; time < times; time += 1) {
      await work(page, time)
      await page.waitForTimeout(frameMs)
    }
    await page.waitForTimeout(settleMs)
  })
  return {
    what,
    times,
    'CPU ms each': rounded(tasks.reduce((sum, ms) => sum + ms, 0) / times, 1),
    'tasks > 50 ms': tasks.filter((ms) => ms > allowedTaskMs).length,
    'longest ms': rounded(Math.max(0, ...tasks), 1),
    // So that one sees that it was done.
    shown: await shownIn(page),
  }
}
