/** The settings page in a real browser: a change is seen in the file and in what the server does. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { type GeneratedDashboard, openAt, openSignedIn, startGeneratedDashboard } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

describeWithChromium('the settings page', () => {
  let browser: Browser
  let dashboard: GeneratedDashboard
  beforeAll(async () => {
    browser = await launchChromium()
    dashboard = await startGeneratedDashboard({ sessions: 0 })
  })
  afterAll(async () => {
    await browser.close()
    await dashboard.close()
  })
  const text = () => (existsSync(dashboard.configFile) ? readFileSync(dashboard.configFile, 'utf8') : '')

  it('saves a number when it is left, and says where it is set', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/settings`)
    const { page, complaints } = opened
    const field = page.getByLabel('Interactive sessions, h')
    await field.fill('6')
    await page.keyboard.press('Tab')
    await page.getByText('set in config.toml, default 4').waitFor()
    expect(text()).toBe('[health]\ninteractive_stale_after_hours = 6\n')
    await field.fill('')
    await page.keyboard.press('Enter')
    await page.getByText('set in config.toml, default 4').waitFor({ state: 'detached' })
    expect(await field.inputValue()).toBe('4')
    expect(complaints).toEqual([])
  })

  it('refuses a wrong number with what is allowed, and writes nothing', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/settings`)
    const { page } = opened
    const before = text()
    const field = page.getByLabel('Hog by memory, GB')
    await field.fill('lots')
    await page.keyboard.press('Enter')
    await page.getByText('"lots" is not a number from 0.1 to 4,096.').waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await page.keyboard.press('Escape')
    expect(await field.inputValue()).toBe('4')
    expect(text()).toBe(before)
  })

  it('counts days in the zone that is chosen, at once', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/settings`)
    const { page } = opened
    await page.getByLabel('Time zone').selectOption('Pacific/Auckland')
    await expect.poll(text).toContain('timezone = "Pacific/Auckland"')
    const report = (await (await fetch(`${dashboard.url}/api/usage`)).json()) as { timezone: string }
    expect(report.timezone).toBe('Pacific/Auckland')
    await page.getByLabel('Time zone').selectOption('')
    await expect.poll(text).not.toContain('timezone')
  })

  it("lists what cannot be taken back, and takes commands of one's own, which are in force at once", async () => {
    await using opened = await openAt(browser, `${dashboard.url}/settings?section=waiting`)
    const { page, complaints } = opened
    await page.getByRole('rowheader', { name: 'git reset --hard' }).waitFor()
    const field = page.getByLabel('Your own', { exact: true })
    await field.fill('  make   deploy ')
    await page.keyboard.press('Enter')
    const own = page.getByRole('listitem').filter({ hasText: 'make deploy' })
    await own.waitFor()
    expect(text()).toContain('cannot_be_taken_back = ["make deploy"]')
    expect(await field.inputValue()).toBe('')
    expect(await overflowPx(page)).toBe(0)
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.getByRole('button', { name: 'Remove make deploy' }).click()
    await own.waitFor({ state: 'detached' })
    expect(text()).not.toContain('cannot_be_taken_back')
    expect(complaints).toEqual([])
  })

  it('names what holds only after the next start', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/settings`)
    const { page } = opened
    await page.getByRole('switch', { name: 'Turned stale' }).click()
    await page.getByText('notifications.stale holds from the next start').waitFor()
    expect(text()).toContain('stale = false')
    expect(await page.getByRole('switch', { name: 'Turned stale' }).getAttribute('aria-checked')).toBe('false')
  })

  it('shows the list of processes as this browser is told, until the address says otherwise', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/settings`)
    const { page } = opened
    await page.getByRole('button', { name: 'Cards', exact: true }).click()
    await page.getByRole('button', { name: 'Flat', exact: true }).click()
    await page.reload()
    for (const name of ['Cards', 'Flat']) {
      expect(await page.getByRole('button', { name, exact: true }).getAttribute('aria-pressed')).toBe('true')
    }
  })

  it('shows what hooks change, has them put in by who signed in lately, and taken out to the byte', async () => {
    const file = join(dashboard.claudeDir, 'settings.json')
    const before = '{ "model": "opus" }'
    mkdirSync(dashboard.claudeDir, { recursive: true })
    writeFileSync(file, before, { mode: 0o644 })
    const settings = () => readFileSync(file, 'utf8')
    await using opened = await openAt(browser, `${dashboard.url}/settings?section=integrations`)
    const { page, complaints } = opened
    await page.getByText(/What it changes: 9 entries in/).click()
    await page.getByText('"Authorization":"Bearer …"').first().waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    const hooks = page.getByRole('switch', { name: 'Claude Code hooks' })
    await hooks.click()
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor()
    expect(settings()).toBe(before)
    await page.getByRole('textbox', { name: /paste the token/ }).fill(dashboard.token)
    await page.keyboard.press('Enter')
    await page.getByText('Installed, nothing was heard yet').waitFor()
    expect(settings()).toContain('/api/hooks/claude')
    expect(await hooks.getAttribute('aria-checked')).toBe('true')
    await hooks.click()
    await page.getByText('Not installed').waitFor()
    expect(settings()).toBe(before)
    expect(complaints).toEqual([])
  })

  it('fits on a phone, with a key in its list and the lines of the hooks open', async () => {
    mkdirSync(dashboard.claudeDir, { recursive: true })
    await using opened = await openSignedIn(browser, dashboard, '/settings', { viewport: { width: 390, height: 844 } })
    const { page } = opened
    await page.getByRole('button', { name: 'New key…' }).click()
    await page.locator('.key-form').getByLabel('Label').fill('the nightly backup of the old machine')
    await page.getByRole('button', { name: 'Make it' }).click()
    await page.locator('.keys-table tbody tr').waitFor()
    await page.getByText(/What it changes: 9 entries in/).click()
    await page.getByRole('region', { name: /Lines that come into/ }).waitFor()
    expect(await overflowPx(page)).toBe(0)
  })

  it('changes the theme of this browser', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/settings`)
    const { page } = opened
    await page.getByRole('button', { name: 'Dark', exact: true }).click()
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
    await page.reload()
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
  })
})
