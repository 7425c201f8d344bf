/** Settings › Data & retention in a real browser, over sessions of a generated home: a project is forgotten, everything is deleted. */
import { readdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { type GeneratedDashboard, openSignedIn, startGeneratedDashboard } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

describeWithChromium('what TCE stores', () => {
  let browser: Browser
  let dashboard: GeneratedDashboard
  beforeAll(async () => {
    browser = await launchChromium()
    dashboard = await startGeneratedDashboard({ sessions: 8 })
  })
  afterAll(async () => {
    await browser?.close()
    await dashboard?.close()
  })
  const open = async (options = {}) => {
    const opened = await openSignedIn(browser, dashboard, '/settings?section=retention', options)
    return { ...opened, section: opened.page.locator('#retention') }
  }

  it('stands there store by store, and the question before everything goes is accessible and fits on a phone', async () => {
    await using opened = await open({ viewport: { width: 390, height: 844 }, colorScheme: 'light' })
    const { page, section } = opened
    const row = section.getByRole('row', { name: /^Calls and costs/ })
    await expect.poll(async () => (await row.innerText()).split(/\s*\t\s*/)[1]).toMatch(/^[\d,]+$/)
    expect(await row.innerText()).toContain('made again from the agents’ files')
    await section.getByRole('button', { name: 'Delete all…' }).click()
    const yes = page.getByRole('button', { name: 'Delete everything', exact: true })
    expect(await yes.isDisabled()).toBe(true)
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    await page.keyboard.press('Escape')
    expect(await yes.count()).toBe(0)
  })

  it('forgets a project after a yes that says how much, and deletes everything after its word', async () => {
    await using opened = await open()
    const { page, section, complaints } = opened
    const transcripts = () => readdirSync(dashboard.claudeDir, { recursive: true }).length
    const before = transcripts()
    const projects = section.getByLabel('Project', { exact: true })
    await expect.poll(() => projects.locator('option').count()).toBeGreaterThan(1)
    await projects.selectOption({ index: 1 })
    await section.getByRole('button', { name: 'Forget…' }).click()
    await page.getByRole('heading', { name: /^Forget .+\?$/ }).waitFor()
    expect(await page.getByRole('dialog').innerText()).toMatch(/The agents' own files are not touched\./)
    await page.getByRole('button', { name: /^Forget \S/ }).click()
    await page.getByText(/ is forgotten\.$/).waitFor()

    await section.getByRole('button', { name: 'Delete all…' }).click()
    await page.getByLabel('Type delete to go on').fill('delete')
    await page.getByRole('button', { name: 'Delete everything', exact: true }).click()
    await page.getByText(/^Everything was deleted: /).waitFor()
    expect(transcripts()).toBe(before)
    // What the agents' files tell is there again, without a restart.
    await page.goto(`${dashboard.url}/sessions`)
    await page.getByRole('row').nth(3).waitFor()
    expect(complaints).toEqual([])
  })
})
