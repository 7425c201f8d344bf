/** Every screen of the page in a real browser, over a hostile fleet and hostile transcripts: what is shown, copied and downloaded. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadConfig } from '../../src/app/config.ts'
import { createLocalServices } from '../../src/app/local-services.ts'
import { describeWithChromium } from '../dashboard/web/browser/chromium.ts'
import { openAt } from '../dashboard/web/browser/generated-dashboard.ts'
import { launchChromium } from '../dashboard/web/browser/launch.ts'
import { type DemoDashboard, startDemoDashboard } from '../dashboard/web/demo-dashboard.ts'
import { demoFleet, demoParts } from '../dashboard/web/demo-story.ts'
import { demoTaskList } from '../fixtures/tasks.ts'
import { noTasks } from '../services/no-tasks.ts'
import { hostileTranscript, idOf } from './hostile-home.ts'
import { harmIn, hostile, marker, poisoned } from './strings.ts'

/** As the page's own code sees it: every text, every attribute that is read out or shown, and the title of the window. */
const textsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`(() => {
    const texts = [document.title]
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) texts.push(node.nodeValue)
    for (const element of document.querySelectorAll('body *'))
      for (const name of ['title', 'aria-label', 'aria-description', 'alt', 'placeholder', 'download'])
        texts.push(element.getAttribute(name) ?? '')
    return texts
  })()`)

/** Columns of code keep their tabs. */
const harmAmong = (texts: readonly string[]) => texts.map((text) => harmIn(text.replaceAll('\t', ' '))).filter(Boolean)

const everything = hostile.map(([, text]) => text).join(' ')

describeWithChromium('the page', () => {
  let browser: Browser
  let dashboard: DemoDashboard
  const home = mkdtempSync(join(tmpdir(), 'tce-hostile-page-'))
  const before = { ...process.env }
  let local: ReturnType<typeof createLocalServices>
  beforeAll(async () => {
    for (const [index, [, text]] of hostile.entries()) hostileTranscript(join(home, '.claude'), index, text)
    Object.assign(process.env, {
      CLAUDE_CONFIG_DIR: join(home, '.claude'),
      TCE_CONFIG_DIR: join(home, 'config'),
      TCE_DATA_DIR: join(home, 'data'),
    })
    const config = await loadConfig()
    if (!config.ok) throw new Error(config.error.message)
    local = createLocalServices({ config: config.value })
    const fleet = poisoned(demoFleet, everything)
    const tasks = poisoned(demoTaskList, everything)
    const { usage, sessions } = local
    dashboard = await startDemoDashboard(fleet, {
      serviceParts: { ...demoParts, usage, sessions, tasks: { ...noTasks, list: async () => tasks } },
    })
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    await dashboard.close()
    await local.close()
    process.env = before
    rmSync(home, { recursive: true, force: true })
  })

  const [agent] = demoFleet.processes
  it.each([
    '/',
    `/?open=${encodeURIComponent(agent?.id ?? '')}`,
    '/usage?range=all',
    '/sessions?range=all',
    `/sessions/${idOf(0)}`,
    `/sessions/${idOf(5)}`,
    `/sessions/${idOf(13)}`,
    '/team',
    '/tasks',
    '/tasks?view=list',
    '/popover',
  ])('shows nothing but text, and copies it so: %s', async (path) => {
    await using opened = await openAt(browser, `${dashboard.url}${path}`, { acceptDownloads: true })
    const { page } = opened
    await page.locator('body *', { hasText: marker }).filter({ visible: true }).last().waitFor()
    await page.evaluate(
      'globalThis.copied = []; navigator.clipboard.writeText = async (text) => void globalThis.copied.push(text)',
    )
    expect(harmAmong(await textsOf(page))).toEqual([])
    for (const button of await page.getByRole('button', { name: /copy|resume/i }).all()) await button.click()
    const copied = await page.evaluate<readonly string[]>('globalThis.copied')
    for (const text of copied) expect(text).toMatch(/^claude(?: --resume [\w-]+)?$/)
  })

  it('offers files under plain names, with no formula in them', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/usage?range=all`, { acceptDownloads: true })
    const { page } = opened
    const button = page.getByRole('button', { name: /CSV/ }).first()
    await button.waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
    expect(download.suggestedFilename()).toMatch(/^tce-usage-[\w-]+\.csv$/)
    const csv = readFileSync(await download.path(), 'utf8')
    expect(harmIn(csv.replaceAll('\r\n', '\n'))).toBeUndefined()
  })
})
