/** Token Usage, sessions and settings in a real browser, over a real ledger. */
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityProblems, accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { type GeneratedDashboard, type OpenedPage, openAt, startGeneratedDashboard } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

const laptop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }
const zoomed = { width: 640, height: 400 }
const wide = { width: 1920, height: 1080 }

const chartIsDrawn = async (page: Page) => {
  await page.locator('.usage-details tbody .row').first().waitFor()
  await page.waitForFunction(() => (document.querySelector('canvas')?.width ?? 0) > 300)
}
const listIsThere = (page: Page) => page.locator('.sess .row').first().waitFor()
const settingsAreThere = (page: Page) => page.locator('.prices tbody tr').first().waitFor()
const openFirstSession = async (page: Page) => {
  await listIsThere(page)
  await page.locator('.sess .row a').first().click()
  await page.locator('.rail').waitFor()
}

/** Of sessions that ran once, as if they ran now: what they took is real. */
const metricsAreThere = async (page: Page) => {
  const read = async (path: string) => (await page.request.get(new URL(path, page.url()).href)).json()
  const { sessions } = await read('/api/sessions?limit=3&sort=cost')
  const reports = await Promise.all(sessions.map(({ id }: { id: string }) => read(`/api/metrics?session=${id}`)))
  const json = { ...reports[0], instances: reports.flatMap(({ instances }) => instances) }
  const isMetrics = (url: URL) => url.pathname === '/api/metrics'
  await page.route(isMetrics, (route) => route.fulfill({ json }))
  await page.reload()
  await page.getByText('in use').waitFor()
  await page.unroute(isMetrics)
}
const askToDelete = async (page: Page) => {
  await openFirstSession(page)
  await page.getByRole('button', { name: 'Delete for good…' }).click()
  await page.getByRole('dialog').getByText('In the archive').waitFor()
}

interface State {
  readonly name: string
  readonly path: string
  readonly reach: (page: Page) => Promise<unknown>
  readonly size?: { readonly width: number; readonly height: number }
}
const states: readonly State[] = [
  { name: 'usage', path: '/usage', reach: chartIsDrawn },
  { name: 'usage on a phone', path: '/usage', reach: chartIsDrawn, size: phone },
  { name: 'usage at 200 % zoom', path: '/usage', reach: chartIsDrawn, size: zoomed },
  {
    name: 'usage on a wide screen',
    path: '/usage?range=all&per=week&by=project&unit=tokens',
    reach: chartIsDrawn,
    size: wide,
  },
  {
    name: 'the origin of a figure',
    path: '/usage',
    reach: async (page) => {
      await chartIsDrawn(page)
      await page.locator('.origin').first().focus()
      await page.getByRole('tooltip').first().waitFor()
    },
  },
  { name: 'sessions', path: '/sessions?range=all', reach: listIsThere },
  { name: 'sessions on a phone', path: '/sessions?range=all', reach: listIsThere, size: phone },
  { name: 'sessions at 200 % zoom', path: '/sessions?range=all', reach: listIsThere, size: zoomed },
  {
    name: 'no session that matches',
    path: '/sessions?search=nowhere-to-be-found',
    reach: (page) => page.getByText('Nothing matches').waitFor(),
  },
  { name: 'a session', path: '/sessions?range=all&sort=cost', reach: openFirstSession },
  { name: 'a session on a phone', path: '/sessions?range=all&sort=cost', reach: openFirstSession, size: phone },
  {
    name: 'a session that is not there',
    path: '/sessions/ffffffff',
    reach: (page) => page.getByText('No such session').waitFor(),
  },
  { name: 'metrics of several', path: '/processes/metrics', reach: metricsAreThere },
  { name: 'metrics of several on a phone', path: '/processes/metrics', reach: metricsAreThere, size: phone },
  {
    name: 'the question before one is deleted',
    path: '/sessions?range=all&is=archived',
    reach: askToDelete,
    size: phone,
  },
  { name: 'settings', path: '/settings', reach: settingsAreThere },
  { name: 'settings on a phone', path: '/settings', reach: settingsAreThere, size: phone },
  { name: 'settings at 200 % zoom', path: '/settings', reach: settingsAreThere, size: zoomed },
]

describeWithChromium('usage, sessions and settings', () => {
  let browser: Browser
  let dashboard: GeneratedDashboard
  beforeAll(async () => {
    browser = await launchChromium()
    dashboard = await startGeneratedDashboard({ sessions: 60 })
  })
  afterAll(async () => {
    await browser.close()
    await dashboard.close()
  })

  describe('are accessible in both themes, and fit', () => {
    let shared: OpenedPage
    beforeAll(async () => {
      shared = await openAt(browser, dashboard.url)
    })
    afterAll(() => shared[Symbol.asyncDispose]())

    it.each(states)('$name', async ({ path, reach, size }) => {
      const { page, complaints } = shared
      await page.setViewportSize(size ?? laptop)
      await page.emulateMedia({ colorScheme: 'light' })
      await page.goto(`${dashboard.url}${path}`)
      await reach(page)
      expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
      expect(complaints).toEqual([])
      expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    })
  })

  it('save as CSV and JSON exactly what is shown, and the CSV is the one of the API', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/usage?range=all&by=model`)
    const { page } = opened
    await chartIsDrawn(page)
    const save = async (name: RegExp) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
      return readFileSync(await download.path(), 'utf8')
    }
    const csv = await save(/^CSV/)
    expect(csv).toBe(await (await fetch(`${dashboard.url}/api/usage.csv?by=model`)).text())
    const labels = await page.locator('.usage-details tbody th').allInnerTexts()
    expect(
      csv
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[1]),
    ).toEqual(labels)
    const json = JSON.parse(await save(/^JSON/)) as { rows: { label: string }[] }
    expect(json.rows.map(({ label }) => label)).toEqual(labels)
    await page.getByRole('button', { name: 'Responses' }).click()
    const sorted = await page.locator('.usage-details tbody th').allInnerTexts()
    expect(
      (await save(/^CSV/))
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[1]),
    ).toEqual(sorted)
  })

  it('keep what is chosen in the address; back and forward work', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/usage`)
    const { page } = opened
    await chartIsDrawn(page)
    await page.getByRole('button', { name: 'Tokens', exact: true }).first().click()
    await page.getByRole('button', { name: 'Week', exact: true }).click()
    expect(new URL(page.url()).search).toBe('?unit=tokens&per=week')
    await page.getByRole('heading', { name: 'Tokens per week' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Tokens per day' }).waitFor()
    await page.goForward()
    await page.reload()
    await page.getByRole('heading', { name: 'Tokens per week' }).waitFor()
  })

  it('zoom into the days that are dragged over, or chosen with the keys, and out again', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/usage`)
    const { page } = opened
    await chartIsDrawn(page)
    const box = await page.locator('canvas').boundingBox()
    if (!box) throw new Error('no chart')
    await page.mouse.move(box.x + box.width * 0.3, box.y + 100)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, box.y + 100, { steps: 4 })
    await page.locator('.tip').waitFor()
    await page.mouse.up()
    await page.waitForURL(/since=.*until=/)
    await page.getByRole('button', { name: 'Zoom out' }).click()
    await page.waitForURL((url) => !url.search.includes('since'))
    await page.getByRole('region', { name: /chart$/ }).focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Shift+ArrowLeft')
    await page.keyboard.press('Enter')
    await page.waitForURL(/since=.*until=/)
    const { searchParams } = new URL(page.url())
    const days =
      (Date.parse(searchParams.get('until') ?? '') - Date.parse(searchParams.get('since') ?? '')) / 86_400_000
    expect(days).toBe(1)
  })

  it('tell the hours of the week with the arrow keys', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/usage?range=all`)
    const { page } = opened
    await chartIsDrawn(page)
    await page.locator('.heat [tabindex="0"]').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    // Tab reaches the field, at the square where one was.
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('.heat'))).toBeNull()
    await page.keyboard.press('Shift+Tab')
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    expect(label).toMatch(/^\w{3} 00:00, (nothing|\$[\d.]+\/h)$/)
    expect(await page.locator('.heat [tabindex="0"]').count()).toBe(1)
  })

  it('redraw the chart in the colours of the theme', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/usage?range=all`, { colorScheme: 'light' })
    const { page } = opened
    await chartIsDrawn(page)
    const picture = () => page.evaluate(() => document.querySelector('canvas')?.toDataURL())
    const light = await picture()
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForFunction((before) => document.querySelector('canvas')?.toDataURL() !== before, light)
  })
})

describeWithChromium('where Claude Code never ran', () => {
  it('usage and sessions say so, and what comes next', async () => {
    const browser = await launchChromium()
    const dashboard = await startGeneratedDashboard({ sessions: 0 })
    try {
      await using opened = await openAt(browser, `${dashboard.url}/usage`)
      const { page, complaints } = opened
      await page.getByText('No usage yet').waitFor()
      expect(await accessibilityProblems(page)).toEqual([])
      await page.goto(`${dashboard.url}/sessions`)
      await page.getByText('The first session appears when an agent writes one.').waitFor()
      expect(await accessibilityProblems(page)).toEqual([])
      expect(complaints).toEqual([])
    } finally {
      await browser.close()
      await dashboard.close()
    }
  })
})
