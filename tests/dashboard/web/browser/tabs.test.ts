/** Many tabs of one browser: a browser opens six connections to one server, so they share one stream, and it is a WebSocket. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitFor } from '../../../tools/wait-for.ts'
import { agentReport, fleetOf, sessionDetail } from '../../fake-services.ts'
import { fakeWatch } from '../../fake-watch.ts'
import { type DemoDashboard, startDemoDashboard } from '../demo-dashboard.ts'
import { describeWithChromium, untilOwn } from './chromium.ts'
import { launchChromium } from './launch.ts'

const agent = (pid: number) => agentReport(pid, { project: `project-${pid}` })
const shows = (page: Page, pid: number) => page.locator(`[data-row="${agent(pid).id}"]`).waitFor()

async function crash(page: Page | undefined): Promise<void> {
  if (page === undefined) throw new Error('There is no tab to crash.')
  const crashed = page.waitForEvent('crash')
  page.goto('chrome://crash').catch(() => undefined)
  await crashed
}

describeWithChromium('the tabs of a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  const streamsOf = async ({ url }: DemoDashboard): Promise<number> => {
    const health = (await (await fetch(`${url}/api/health`)).json()) as { readonly streams: { readonly open: number } }
    return health.streams.open
  }
  const haveStreams = (dashboard: DemoDashboard, count: number) =>
    expect.poll(() => streamsOf(dashboard), { timeout: 20_000 }).toBe(count)

  async function open(): Promise<{ dashboard: DemoDashboard; context: BrowserContext } & AsyncDisposable> {
    const dashboard = await startDemoDashboard(fleetOf([agent(1)]))
    const context = await browser.newContext()
    return {
      dashboard,
      context,
      async [Symbol.asyncDispose]() {
        await context.close()
        await dashboard.close()
      },
    }
  }

  async function openTabs(
    { context, dashboard }: { context: BrowserContext; dashboard: DemoDashboard },
    count: number,
  ) {
    const tabs: Page[] = []
    for (let tab = 0; tab < count; tab++) {
      const page = await context.newPage()
      await page.goto(dashboard.url)
      await untilOwn(page)
      await shows(page, 1)
      tabs.push(page)
    }
    return tabs
  }

  it('all seven show what changes, with one stream between them, whichever is closed or crashes', {
    timeout: 90_000,
  }, async () => {
    await using opened = await open()
    const { dashboard } = opened
    const tabs = await openTabs(opened, 7)
    await haveStreams(dashboard, 1)
    dashboard.show(fleetOf([agent(1), agent(2)]))
    await Promise.all(tabs.map((tab) => shows(tab, 2)))

    const [first, second, ...others] = tabs
    await first?.close()
    await crash(second)
    dashboard.show(fleetOf([agent(1), agent(3)]))
    await Promise.all(others.map((tab) => shows(tab, 3)))
    await haveStreams(dashboard, 1)
  })

  it('find each other again when the first of them, in whose process the stream was, crashes', {
    timeout: 90_000,
  }, async () => {
    await using opened = await open()
    const { dashboard } = opened
    const [first, ...others] = await openTabs(opened, 3)
    await crash(first)
    dashboard.show(fleetOf([agent(1), agent(6)]))
    await Promise.all(others.map((tab) => shows(tab, 6)))
    await haveStreams(dashboard, 1)
  })

  it('come back together when the server does, and end the stream with the last of them', {
    timeout: 90_000,
  }, async () => {
    await using opened = await open()
    const { dashboard } = opened
    const tabs = await openTabs(opened, 3)
    await dashboard.stop()
    await Promise.all(tabs.map((tab) => tab.getByText('Disconnected since').waitFor()))
    dashboard.services.fleetNow = fleetOf([agent(1), agent(4)])
    await dashboard.restart()
    await Promise.all(tabs.map((tab) => shows(tab, 4)))
    await haveStreams(dashboard, 1)
    for (const tab of tabs) await tab.close()
    await haveStreams(dashboard, 0)
  })

  it('all live on eight sessions at once, and leave connections for a ninth', { timeout: 90_000 }, async () => {
    await using opened = await open()
    const { dashboard, context } = opened
    const watches = new Map(
      Array.from({ length: 8 }, (_, index) => `${index}${sessionDetail.id.slice(1)}`).map((id) => [id, fakeWatch(id)]),
    )
    const { sessions } = dashboard.services
    sessions.find = async (id) => (watches.has(id) ? { ...sessionDetail, id } : undefined)
    sessions.watch = async (id) => watches.get(id)
    const tabs: Page[] = []
    for (const id of watches.keys()) {
      const page = await context.newPage()
      await page.goto(`${dashboard.url}/sessions/${id}`)
      await page.locator('.convo-rows article').first().waitFor()
      tabs.push(page)
    }
    await waitFor('each to follow', () => [...watches.values()].every(({ listeners }) => listeners > 0))
    for (const watch of watches.values())
      watch.add({ kind: 'text', lane: 'main', cursor: 'main@300.0', text: `said in ${watch.sessionId}` })
    await Promise.all([...watches.keys()].map((id, at) => tabs[at]?.getByText(`said in ${id}`).first().waitFor()))
    await haveStreams(dashboard, 9)
    await openTabs(opened, 1)
  })

  it.each([
    [
      'is refused',
      () => {
        const Socket = globalThis.WebSocket
        globalThis.WebSocket = class extends Socket {
          constructor() {
            super(`ws://${location.host}/nothing-here`)
          }
        }
      },
    ],
    [
      'is never answered',
      () => {
        globalThis.WebSocket = class extends EventTarget {
          close() {}
        } as unknown as typeof WebSocket
      },
    ],
  ])('are told by server-sent events where a WebSocket %s', async (_, spoil) => {
    await using opened = await open()
    const { dashboard, context } = opened
    await context.addInitScript(spoil)
    await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
    const page = await context.newPage()
    const events = page.waitForRequest((request) => request.resourceType() === 'eventsource')
    await page.goto(dashboard.url)
    await events
    await haveStreams(dashboard, 1)
    dashboard.show(fleetOf([agent(1), agent(7)]))
    await shows(page, 7)
  })

  it.each([
    ['has no shared workers', () => Reflect.deleteProperty(globalThis, 'SharedWorker')],
    [
      'does not get the worker',
      () => {
        const Shared = globalThis.SharedWorker
        globalThis.SharedWorker = class extends Shared {
          constructor() {
            super('/assets/none.js')
          }
        }
      },
    ],
  ])('each have a stream of their own where the browser %s', async (_, spoil) => {
    await using opened = await open()
    await opened.context.addInitScript(spoil)
    const tabs = await openTabs(opened, 2)
    await haveStreams(opened.dashboard, 2)
    opened.dashboard.show(fleetOf([agent(1), agent(5)]))
    await Promise.all(tabs.map((tab) => shows(tab, 5)))
  })
})
