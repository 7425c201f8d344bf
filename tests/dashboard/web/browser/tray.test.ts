/**
 * The tray's question, progress and section on the page of a real `tce run`, with a mirror on loopback. In Electron's place the archive
 * holds a script.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { processesWithHome } from '../../../tools/processes.ts'
import { archiveOf, type Mirror, startMirror } from '../../../tools/tray/archive-mirror.ts'
import { archiveWith, startRun, type TestRun } from '../../../tools/tray/test-run.ts'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { openAt } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

const content = archiveWith('trap "exit 0" TERM INT; while :; do sleep 0.05; done')

describeWithChromium('the tray on the page', () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'tce-tray-page-')))
  let browser: Browser
  let mirror: Mirror
  let run: TestRun
  let count = 0
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  })
  beforeEach(async () => {
    count += 1
    mirror = await startMirror(content)
    run = await startRun({ home: join(dir, String(count)), archive: archiveOf(content), mirror: mirror.url })
  })
  afterEach(async () => {
    await run.stop()
    await mirror.close()
    expect(processesWithHome(run.home), 'left behind').toEqual([])
  })

  /** In the banner, or in Settings. */
  const tray = (page: Page) => page.getByRole('region', { name: 'Tray' })
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  async function expectFits(page: Page): Promise<void> {
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    const size = page.viewportSize()
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflowPx(page)).toBe(0)
    if (size !== null) await page.setViewportSize(size)
  }
  const token = () => readFileSync(join(run.home, 'data', 'token'), 'utf8').trim()

  it('asks, wants a sign-in of now before a program comes, and says how far it is until it is there', async () => {
    await using opened = await openAt(browser, run.url)
    const { page, complaints } = opened
    await tray(page).getByText('Fetch it and show the tray?').waitFor()
    mirror.next({ give: 'silent', bytes: 100 })
    await press(page, 'Fetch it')
    const dialog = page.getByRole('dialog', { name: 'Sign in again' })
    await dialog.getByText('needs a sign-in of the last 15 minutes').waitFor()
    expect(mirror.asked).toEqual([])
    await dialog.getByLabel('Or paste the token').fill('ab'.repeat(32))
    await press(page, 'Sign in')
    await dialog.getByText('The token is not the one of this server.').waitFor()
    await dialog.getByLabel('Or paste the token').fill(token())
    await press(page, 'Sign in')
    await dialog.waitFor({ state: 'detached' })

    const percent = Math.round((100 * 100) / content.length)
    await tray(page).locator(`[role="progressbar"][aria-valuenow="${percent}"]`).waitFor()
    await tray(page).getByText(`from ${mirror.host}, ${percent} %`).waitFor()
    mirror.release()
    await run.trayIs('shown')
    await tray(page).waitFor({ state: 'detached' })
    expect(run.remembered()).toBe('[tray]\nshow = true\n')

    await page.goto(`${run.url}/settings?section=tray`)
    await tray(page).getByText('The tray is there.').waitFor()
    await tray(page).getByText('The tray comes', { exact: true }).waitFor()
    await press(page, 'No tray, for good')
    await tray(page).getByText('No tray', { exact: true }).waitFor()
    expect(await run.tray()).toEqual({ kind: 'off', reason: 'said-no' })
    expect(run.remembered()).toBe('[tray]\nshow = false\n')
    expect(complaints).toEqual([])
  })

  it('does nothing when nobody signs in, and goes on by itself when another tab did', async () => {
    await using opened = await openAt(browser, run.url)
    const { page } = opened
    await press(page, 'Fetch it')
    const dialog = page.getByRole('dialog', { name: 'Sign in again' })
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect([await run.tray(), mirror.asked]).toEqual([{ kind: 'asking', host: mirror.host }, []])

    await press(page, 'Fetch it')
    await dialog.waitFor()
    const headers = { Authorization: `Bearer ${token()}`, 'Content-Type': 'application/json' }
    const link = await fetch(`${run.url}/api/session/link`, { method: 'POST', headers, body: '{}' })
    const other = await page.context().newPage()
    await other.goto(((await link.json()) as { readonly url: string }).url)
    await run.trayIs('shown')
    await dialog.waitFor({ state: 'detached' })
  })

  it('takes an answer that is given before the page has signed in', async () => {
    await using opened = await openAt(browser, run.url)
    const { page } = opened
    await page.evaluate('localStorage.clear()')
    await page.context().clearCookies()
    const held = Promise.withResolvers<void>()
    await page.route('**/api/session', async (route) => {
      await held.promise
      await route.continue()
    })
    await page.reload()
    await press(page, 'Not now')
    expect(await run.tray()).toMatchObject({ kind: 'asking' })
    held.resolve()
    await tray(page).waitFor({ state: 'detached' })
    expect(await run.tray()).toEqual({ kind: 'off', reason: 'put-off' })
  })

  it('is put off without a sign-in, everywhere and until the next start', async () => {
    await using opened = await openAt(browser, run.url)
    const { page } = opened
    await press(page, 'Not now')
    await tray(page).waitFor({ state: 'detached' })
    expect(await run.tray()).toEqual({ kind: 'off', reason: 'put-off' })
    expect(mirror.asked).toEqual([])
    await page.goto(`${run.url}/settings?section=tray`)
    await tray(page).getByText('it was put off until TCE starts again').waitFor()
    await tray(page).getByText('npm start brings it, tce run asks').waitFor()
  })

  it('says why it did not come and how it comes by hand, and tries again', async () => {
    await using opened = await openAt(browser, run.url)
    const { page, complaints } = opened
    mirror.next({ give: 'wrong' })
    await run.answer('yes')
    await tray(page)
      .getByText(/is not the Electron that TCE knows .* by hand/)
      .waitFor()
    await expectFits(page)
    await page.getByRole('link', { name: 'Settings' }).click()
    await tray(page).getByText('tce tray install electron-v45.4.1-linux-x64.zip', { exact: true }).waitFor()
    await expectFits(page)
    await press(page, 'Try again')
    await page.getByLabel('Or paste the token').fill(token())
    await press(page, 'Sign in')
    await tray(page).getByText('The tray is there.').waitFor()
    expect(complaints).toEqual([])
  })
})
