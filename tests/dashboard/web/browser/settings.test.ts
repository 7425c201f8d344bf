/** The settings page in a real browser: a change is seen in the file and in what the server does. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { webSink } from '../../../alerts/sinks.ts'
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
  const alertsFile = () => JSON.parse(readFileSync(join(dashboard.dataDir, 'alerts.json'), 'utf8'))
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
    await using opened = await openSignedIn(browser, dashboard, '/settings?section=waiting')
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
    // The fence around agents of tasks stands on the same page.
    const denied = page.getByRole('list', { name: 'May not read' })
    await denied.getByRole('button', { name: 'Add a path' }).click()
    await denied.getByRole('textbox').fill('~/Documents')
    await page.keyboard.press('Enter')
    await denied.getByRole('button', { name: 'Take out ~/Documents' }).waitFor()
    await page.getByRole('switch', { name: 'Fence new tasks', checked: false }).click()
    await page.getByRole('switch', { name: 'Fence new tasks', checked: true }).waitFor()
    expect(text()).toContain('[sandbox]\ndeny_read = ["~/Documents"]\nenabled = true')
    await denied.getByRole('button', { name: 'Take out ~/Documents' }).click()
    await denied.getByRole('button', { name: 'Take out ~/Documents' }).waitFor({ state: 'detached' })
    expect(text()).not.toContain('deny_read')
    expect(complaints).toEqual([])
  })

  it('names what holds only after the next start', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/settings`)
    const { page } = opened
    const most = page.getByLabel('Messages per minute at most, a minute')
    await most.fill('5')
    await page.keyboard.press('Enter')
    await page.getByText('notifications.max_per_minute holds from the next start').waitFor()
    expect(text()).toContain('max_per_minute = 5')
  })

  it('a rule of alerts is a sentence: its number, switch and channels are saved where they stand', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/settings?section=alerts`)
    const { page, complaints } = opened
    const rule = page.locator('.alert-rule').filter({ hasText: 'An agent waits for you longer than' })
    const minutes = rule.getByLabel('minutes, waits')
    await minutes.fill('many')
    await page.keyboard.press('Enter')
    await rule.getByText('minutes is "many". Allowed: a number from 0 to 1440.').waitFor()
    // The list comes later than the answer: meanwhile what was saved stands there, and what is typed on stays when it comes.
    const answers = Promise.withResolvers<void>()
    await page.route('**/api/alerts', (route) => answers.promise.then(() => route.continue()))
    await minutes.fill('7')
    await page.keyboard.press('Enter')
    await expect.poll(alertsFile).toMatchObject({ rules: [{ minutes: 7 }] })
    expect(await minutes.inputValue()).toBe('7')
    await minutes.fill('75')
    answers.resolve()
    await rule.getByRole('switch', { name: 'waits longer than 7 min' }).waitFor()
    expect(await minutes.inputValue()).toBe('75')
    await minutes.press('Escape')
    expect(await minutes.inputValue()).toBe('7')
    await page.unroute('**/api/alerts')
    await rule.getByRole('switch', { name: 'waits longer than 7 min' }).click()
    await rule.getByRole('switch', { checked: false }).waitFor()
    await rule.getByRole('button', { name: 'Desktop' }).click()
    await expect.poll(alertsFile).toMatchObject({ rules: [{ id: 'waits', minutes: 7, on: false, channels: [] }] })
    await rule.getByRole('button', { name: 'More for waits longer than 7 min' }).click()
    await page.getByRole('button', { name: 'Remove' }).click()
    await rule.getByRole('switch', { name: 'waits longer than 2 min', checked: true }).waitFor()
    expect(alertsFile()).toMatchObject({ rules: [] })
    expect(complaints).toEqual([])
  })

  it('makes a rule of a query, says what it would have told, and then tells it where its channel goes', async () => {
    const sink = await webSink()
    await using opened = await openSignedIn(browser, dashboard, '/events?view=query&q=source:ci')
    const { page, complaints } = opened
    const send = () =>
      fetch(`${dashboard.url}/api/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${dashboard.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ source: 'ci', event_type: 'build.failed', message: 'of the private branch' }),
      })
    expect((await send()).ok).toBe(true)
    await page.getByRole('link', { name: 'Alert on this…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Try on the last week' }).click()
    await dialog.getByText('It would have fired 1 time in the last 7 days.').waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Add it' }).click()
    await dialog.waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Set up ntfy…' }).click()
    await dialog.getByLabel('Address').fill(`${sink.url}/quiet-corner-x7q2`)
    await dialog.getByLabel('Token').fill('tk_secret')
    expect(await dialog.getByLabel('Token').getAttribute('type')).toBe('password')
    await dialog.getByRole('button', { name: 'Set up', exact: true }).click()
    const channel = page.getByRole('row', { name: /^ntfy/ })
    await channel.getByText('not tried yet').waitFor()
    await channel.getByRole('button', { name: 'Send a test by ntfy' }).click()
    await channel.getByText(/^works, \d\d:\d\d$/).waitFor()
    await page.getByRole('button', { name: 'Edit ntfy' }).click()
    expect(await dialog.getByLabel('Token').inputValue()).toBe('')
    expect(/tk_secret|quiet-corner/.test(await page.content())).toBe(false)
    await page.keyboard.press('Escape')

    const rule = page.locator('.alert-rule').filter({ hasText: 'An event matches source:ci' })
    await rule.getByRole('button', { name: 'ntfy' }).click()
    await rule.getByRole('button', { name: 'ntfy', pressed: true }).waitFor()
    sink.status = 404
    await send()
    // What TCE tells elsewhere has no word of the event.
    await expect.poll(() => sink.got.length, { timeout: 10_000 }).toBe(2)
    expect(JSON.stringify(sink.got)).not.toContain('private branch')
    await page.reload()
    await page.getByRole('row', { name: /source:ci .*✗? ?ntfy: 404/ }).waitFor()
    const dead = page.getByRole('row', { name: /ntfy .*404.*1 try/ })
    sink.status = 200
    await dead.getByRole('button', { name: /^Try “.*” again by ntfy$/ }).click()
    await dead.waitFor({ state: 'detached', timeout: 20_000 })
    await expect.poll(() => sink.got.length).toBe(3)
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'Add a rule…' }).click()
    expect(await overflowPx(page)).toBe(0)
    expect(complaints).toEqual([])
  })

  it('quiet hours and a snooze hold for all that reads them, and who did not sign in lately sets up no channel', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/settings?section=alerts`)
    const { page } = opened
    await page.getByLabel('Quiet from').fill('22:15')
    await page.keyboard.press('Enter')
    await page.getByRole('switch', { name: 'Tell nothing at night' }).click()
    await expect.poll(alertsFile).toMatchObject({ quiet: { isOn: true, from: '22:15', until: '07:30' } })
    // Its user sees that it is on before he puts it off.
    await page.getByRole('switch', { name: 'Tell nothing at night', checked: true }).click()
    await page.getByRole('button', { name: 'Snooze all rules for 1 h' }).click()
    await page.getByRole('button', { name: 'Snooze all rules no longer' }).click()
    await expect.poll(alertsFile).toMatchObject({ quiet: { isOn: false }, snoozes: {} })
    await page.getByRole('button', { name: 'Set up Command…' }).click()
    await page.getByLabel('Program and its arguments').fill('/bin/true')
    await page.getByRole('button', { name: 'Set up', exact: true }).click()
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor()
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
    await page.getByText('Not installed', { exact: true }).waitFor()
    expect(settings()).toBe(before)
    const connected = page.getByRole('region', { name: 'What is connected, table' })
    expect(await connected.innerText()).toMatch(
      /Claude Code\s+status line\s+not installed\s.*\s+tce statusline install/,
    )
    await page.getByRole('switch', { name: 'Claude Code status line' }).click()
    await page.getByText(/^In place since .*; a running session draws it/).waitFor()
    expect(settings()).toMatch(/statusline\.sh/)
    await connected.getByText('tce statusline uninstall').waitFor()
    await page.getByText(/What the switch changes in/).click()
    await page.getByRole('switch', { name: 'Claude Code status line' }).click()
    await page.getByText(/Plan limits are said nowhere else/).waitFor()
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

  it('adds a project by its path, and trusts its set-up command where it was written', async () => {
    const shop = join(dashboard.dataDir, 'shop')
    mkdirSync(shop)
    await using opened = await openSignedIn(browser, dashboard, '/settings?section=projects')
    const { page, complaints } = opened
    await page.getByRole('button', { name: 'Add one by path…' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Folder', { exact: true }).fill(shop)
    await form.getByLabel('After making the folder').fill('npm ci')
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.getByRole('button', { name: 'It may run' }).click()
    await page.getByText('Trusted as it stands').waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await form.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('row', { name: /^shop/ }).waitFor()
    await page.getByRole('button', { name: 'More for shop' }).click()
    await page.getByRole('menuitem', { name: 'Forget…' }).click()
    await page.getByRole('button', { name: 'Forget it' }).click()
    await page.getByText('No project yet.').waitFor()
    expect(existsSync(shop)).toBe(true)
    const model = page.getByLabel('Names by a model')
    await model.fill('haiku')
    await model.press('Enter')
    await expect.poll(text).toContain('naming_model = "haiku"')
    await model.fill('')
    await page.keyboard.press('Tab')
    await expect.poll(text).not.toContain('naming_model')
    await page.getByRole('group', { name: 'Keys of the terminal program' }).getByText('Argus').click()
    await page.getByLabel('Leader', { exact: true }).selectOption('ctrl+g')
    await page.getByLabel('A key of your own').fill('fly = n')
    await page.keyboard.press('Enter')
    await page.getByText('fly = n names nothing that a key can do').waitFor()
    await page.getByRole('button', { name: 'Remove fly = n' }).click()
    await expect.poll(text).toContain('[tui]\nkeymap = "argus"\nleader = "ctrl+g"')
    expect(complaints).toEqual([])
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
