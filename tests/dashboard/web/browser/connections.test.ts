/** Settings › Connections and API keys in a real browser: a key is made, shown once, used, and revoked. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { type GeneratedDashboard, openSignedIn, startGeneratedDashboard } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

describeWithChromium('the connections', () => {
  let browser: Browser
  let dashboard: GeneratedDashboard
  beforeAll(async () => {
    browser = await launchChromium()
    dashboard = await startGeneratedDashboard({ sessions: 0 })
  })
  afterAll(async () => {
    await browser?.close()
    await dashboard?.close()
  })
  /** A key lets data in from then on: it is for who signed in just now. */
  const open = (options = {}) => openSignedIn(browser, dashboard, '/settings?section=keys', options)
  const post = (key: string) =>
    fetch(`${dashboard.url}/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-API-Key': key },
      body: JSON.stringify({ source: 'nightly-backup', event_type: 'upload.done' }),
    })

  it('make a key that is shown once, sends events, and is refused when it was revoked', async () => {
    await using opened = await open()
    const { page, complaints } = opened
    await page.getByText('There is no key yet').waitFor()
    await page.getByRole('button', { name: 'New key…' }).click()
    await page.locator('.key-form').getByLabel('Label').fill('nightly-backup')
    await page.locator('.key-form').getByLabel('Source').fill('nightly-backup')
    await page.getByRole('button', { name: 'Make it' }).click()
    const shown = page.locator('.newkey')
    await shown.waitFor()
    const secret = await shown.locator('code').innerText()
    expect(await shown.innerText()).toContain('It is shown once')
    expect((await post(secret)).status).toBe(200)
    const row = page.locator('.keys-table tbody tr')
    expect(await row.innerText()).toContain(`tce_…${secret.slice(-4)}`)
    expect(await row.innerText()).toContain('send as nightly-backup')
    await page.getByRole('button', { name: 'Done' }).click()
    await page.reload()
    await row.waitFor()
    expect(await page.locator('main').innerText()).not.toContain(secret)

    await page.getByRole('button', { name: 'Revoke nightly-backup…' }).click()
    await page.getByRole('button', { name: 'Keep it' }).click()
    expect((await post(secret)).status).toBe(200)
    await page.getByRole('button', { name: 'Revoke nightly-backup…' }).click()
    await page.getByRole('button', { name: 'Revoke it' }).click()
    await page.getByText('There is no key yet').waitFor()
    expect((await post(secret)).status).toBe(401)
    expect(complaints).toEqual([])
  })

  it('say why a key can not be made, in the form', async () => {
    await using opened = await open()
    const { page } = opened
    for (const attempt of ['first', 'second']) {
      await page.getByRole('button', { name: 'New key…' }).click()
      await page.locator('.key-form').getByLabel('Label').fill('ci')
      await page.getByRole('button', { name: 'Make it' }).click()
      if (attempt === 'first') await page.locator('.newkey').waitFor()
    }
    expect(await page.locator('.key-form').getByRole('alert').innerText()).toContain('There is a key “ci” already')
  })

  it('tell who sends, how OpenTelemetry comes here, and where Prometheus reads', async () => {
    await using opened = await open()
    const { page } = opened
    const section = page.locator('#connections')
    await section.getByRole('link', { name: 'nightly-backup' }).waitFor()
    expect(await section.innerText()).toContain(`${dashboard.url}/metrics`)
    expect(await section.innerText()).toContain('tce integrations otel')
    await section.getByRole('link', { name: 'nightly-backup' }).click()
    await page.waitForURL(/\/events\?q=source%3Anightly-backup/)
  })

  it.each([
    ['a laptop', { width: 1280, height: 800 }],
    ['a phone', { width: 390, height: 844 }],
  ])('are accessible in both themes, and fit on %s', async (_, viewport) => {
    await using opened = await open({ viewport, colorScheme: 'light' })
    const { page } = opened
    await page.locator('.keys-table').waitFor()
    await page.getByRole('button', { name: 'New key…' }).click()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
  })
})
