/** Settings › Data & retention in a real browser: what is kept, limits that change, older events that go after a yes. */
import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { days } from '../../../../src/core/time/duration.ts'
import { openEventStore } from '../../../../src/events/event-store.ts'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { type GeneratedDashboard, openSignedIn, startGeneratedDashboard } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

/** Captured by a clock that stood so many days ago. */
async function captureBefore(dataDir: string): Promise<void> {
  let nowMs = 0
  const bugs: unknown[] = []
  const reportError = (_: string, cause: unknown) => bugs.push(cause)
  const store = openEventStore({ dataDir, machine: 'm1', clock: () => nowMs, reportError })
  for (const [source, daysAgo] of [
    ['ci', 20],
    ['ci', 20],
    ['nightly-backup', 16],
    ['ci', 0.1],
  ] as const) {
    nowMs = Date.now() - days(daysAgo)
    expect((await store.capture([{ source, event_type: 'step', atMs: nowMs }])).ok).toBe(true)
  }
  await store.close()
  expect(bugs).toEqual([])
}

describeWithChromium('what is kept', () => {
  let browser: Browser
  let dashboard: GeneratedDashboard
  beforeAll(async () => {
    browser = await launchChromium()
    dashboard = await startGeneratedDashboard({ sessions: 0, prepare: captureBefore })
  })
  afterAll(async () => {
    await browser?.close()
    await dashboard?.close()
  })
  const open = async (options = {}) => {
    const opened = await openSignedIn(browser, dashboard, '/settings?section=retention', options)
    return { ...opened, section: opened.page.locator('#retention') }
  }

  it('is named by source, with what goes next', async () => {
    await using opened = await open()
    const { section, complaints } = opened
    const row = (source: string) => section.getByRole('row', { name: new RegExp(`^${source}`) })
    await row('ci').waitFor()
    expect((await row('ci').innerText()).split(/\s*\t\s*/)[1]).toBe('3')
    expect(await section.getByLabel('Keep nightly-backup, days').getAttribute('placeholder')).toBe('30')
    expect(await section.innerText()).toMatch(/ in \S+, .* free/)
    expect(await section.innerText()).toMatch(/Next clean-up at 03:00: no event is too old by then\./)
    expect(complaints).toEqual([])
  })

  it('has limits that are saved when they are left, a time of day and a switch too', async () => {
    await using opened = await open()
    const { page, section } = opened
    const config = () => readFileSync(dashboard.configFile, 'utf8')
    await section.getByLabel('Keep events, days').fill('14')
    await page.keyboard.press('Tab')
    await section.getByText('set in config.toml, default 30').waitFor()
    expect(config()).toContain('[retention]\ndays = 14\n')
    const time = section.getByLabel('Time of the daily clean-up')
    expect(await time.inputValue()).toBe('03:00')
    await time.fill('04:30')
    await page.keyboard.press('Enter')
    await expect.poll(config).toContain('cleanup_time = "04:30"')
    await section.getByRole('switch', { name: 'Give space back to the disk' }).click()
    await expect.poll(config).toContain('vacuum_after_cleanup = false')
    await section.getByLabel('Keep at most, GB').fill('0')
    await page.keyboard.press('Enter')
    await section.getByText('"0" is not a number from 0.01 to 1,000.').waitFor()
  })

  it('gives space back when somebody asks, and has all events as a file', async () => {
    await using opened = await open()
    const { page, section, complaints } = opened
    await section.getByRole('button', { name: 'Give space back now' }).click()
    await page.getByText(/given back to the disk\.|Nothing in the file was free\./).waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      section.getByRole('link', { name: 'NDJSON' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('tce-events.ndjson')
    expect(
      readFileSync(await file.path(), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(4)
    expect(complaints).toEqual([])
  })

  it('has days of its own for a source, until the field is empty again', async () => {
    await using opened = await open()
    const { page, section } = opened
    const config = () => readFileSync(dashboard.configFile, 'utf8')
    const days = section.getByLabel('Keep ci, days')
    await days.fill('7')
    await page.keyboard.press('Enter')
    await expect.poll(config).toContain('[retention.sources]\nci = 7\n')
    await page.reload()
    await expect.poll(() => days.inputValue()).toBe('7')
    await days.fill('0')
    await page.keyboard.press('Tab')
    await section.getByText('"0" is not a number from 0.01 to 3,650.').waitFor()
    await days.fill('')
    await page.keyboard.press('Enter')
    await expect.poll(config).not.toContain('ci = 7')
    await section.getByLabel('Events in one answer, at most').fill('500')
    await page.keyboard.press('Enter')
    await expect.poll(config).toContain('max_query_limit = 500')
  })

  it.each([
    ['a laptop', { width: 1280, height: 800 }],
    ['a phone', { width: 390, height: 844 }],
  ])('is accessible in both themes, its question too, and fits on %s', async (_, viewport) => {
    await using opened = await open({ viewport, colorScheme: 'light' })
    const { page, section } = opened
    await section.getByRole('table').first().waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    await section.getByRole('button', { name: 'Take away…' }).click()
    await page.getByRole('heading', { name: 'Take away 3 events?' }).waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
  })

  it('goes after a yes that names how many, and stays without', async () => {
    await using opened = await open()
    const { page, section, complaints } = opened
    const kept = async () => {
      const answer = await fetch(`${dashboard.url}/api/events/totals`)
      const { sources } = (await answer.json()) as { sources: { source: string; events: number }[] }
      return sources.filter(({ source }) => source !== 'tce').map(({ source, events }) => `${source} ${events}`)
    }
    const before = await kept()
    await section.getByLabel('Source').selectOption('ci')
    await section.getByRole('button', { name: 'Take away…' }).click()
    await page.getByRole('heading', { name: 'Take away 2 events?' }).waitFor()
    await page.getByRole('button', { name: 'Keep them' }).click()
    expect(await kept()).toEqual(before)
    await section.getByRole('button', { name: 'Take away…' }).click()
    await page.getByRole('button', { name: 'Take away 2', exact: true }).click()
    await page.getByText('2 events went').waitFor()
    expect((await kept()).toSorted()).toEqual(['ci 1', 'nightly-backup 1'])
    await expect.poll(() => section.getByRole('row', { name: /^ci/ }).innerText()).toMatch(/^ci\s+1\s/)
    await section.getByRole('button', { name: 'Take away…' }).click()
    await page.getByRole('heading', { name: 'Nothing is that old' }).waitFor()
    expect(complaints).toEqual([])
  })
})
