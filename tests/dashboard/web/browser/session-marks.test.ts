/** What a user keeps of a session, in a real browser: star, name, tags, note, put away; and the list that shows it. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitFor } from '../../../tools/wait-for.ts'
import { type DemoDashboard, startDemoDashboard } from '../demo-dashboard.ts'
import { demoFleet, demoParts } from '../demo-story.ts'
import { describeWithChromium } from './chromium.ts'
import { openAt } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

describeWithChromium('a session that is kept', () => {
  let browser: Browser
  let dashboard: DemoDashboard
  let id = ''
  beforeAll(async () => {
    browser = await launchChromium()
    dashboard = await startDemoDashboard(demoFleet, { serviceParts: demoParts })
    id = (await demoParts.sessions.list({ limit: 1 })).sessions[0]?.id ?? ''
  })
  afterAll(async () => {
    await browser.close()
    await dashboard.close()
  })

  it('gets its name, tags, note and star in place, and has them in the list and its filters', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/sessions/${id}`)
    const { page } = opened
    const title = await page.getByRole('heading', { level: 1 }).innerText()
    await page.getByRole('button', { name: 'Name, tags, note' }).click()
    await page.getByLabel('Name').fill('Advisory locks <b>')
    await page.getByLabel('Tags').fill('release, DB')
    await page.getByLabel('Note').fill('one\ntwo')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('heading', { level: 1, name: 'Advisory locks <b>' }).waitFor()
    expect(await page.locator('.own-title').innerText()).toBe(title)
    expect(await page.locator('.kept-line .chip').allInnerTexts()).toEqual(['#db', '#release'])
    expect(await page.locator('.kept-note').innerText()).toBe('one\ntwo')
    await page.getByRole('button', { name: 'Star', exact: true }).click()
    await waitFor('the star', () =>
      page.getByRole('button', { name: 'Star', exact: true }).evaluate((one) => one.ariaPressed === 'true'),
    )
    await page.getByRole('link', { name: '#release' }).click()
    await page.getByRole('link', { name: 'Starred: Advisory locks <b>' }).waitFor()
    await page.getByLabel('State').selectOption('starred')
    expect(new URL(page.url()).search).toContain('is=starred')
    await waitFor('one row', async () => (await page.locator('.sess .row').count()) === 1)
    await page.getByRole('button', { name: /sessions without this tag/ }).click()
    expect(new URL(page.url()).search).not.toContain('tag=')
    expect(opened.complaints).toEqual([])
  })

  it('is named in the open row of its agent, whose keys stay out of it', async () => {
    const named = demoFleet.processes.find(({ sessionId, name }) => sessionId !== undefined && name !== undefined)
    await using opened = await openAt(browser, `${dashboard.url}/?open=${named?.id}`)
    const { page } = opened
    const rename = page.getByRole('button', { name: 'Rename', exact: true })
    await rename.click()
    const field = page.getByLabel(/Its name; Enter keeps it/)
    expect(await field.inputValue()).toBe(named?.name)
    await field.fill('kill it')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await waitFor('the focus to be back', () => rename.evaluate((one) => one === document.activeElement))
    await rename.click()
    await field.fill('Advisory locks')
    const asked = page.waitForRequest((request) => request.url().endsWith(`/api/sessions/${named?.sessionId}/marks`))
    await page.keyboard.press('Enter')
    expect((await asked).postDataJSON()).toEqual({ name: 'Advisory locks' })
    await rename.waitFor()
    // In its closed row, too: by its pencil, and by a key; the row has the focus again then.
    await page.keyboard.press('Escape')
    await rename.waitFor({ state: 'detached' })
    const row = page.locator(`[data-row="${named?.id}"]`)
    await row.hover()
    await row.getByRole('button', { name: /^Rename / }).click()
    await field.fill('Locks')
    const again = page.waitForRequest((request) => request.url().endsWith(`/api/sessions/${named?.sessionId}/marks`))
    await page.keyboard.press('Enter')
    expect((await again).postDataJSON()).toEqual({ name: 'Locks' })
    await waitFor('the focus to be back', () => row.evaluate((one) => one === document.activeElement))
    await page.keyboard.press('e')
    await field.waitFor()
    await page.keyboard.press('Escape')
    await field.waitFor({ state: 'detached' })
    expect(await page.locator('.detail').count()).toBe(0)
    expect(opened.complaints).toEqual([])
  })

  it('is named in the window below the icon, and where the menu of the tray leads to', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/popover`)
    const { page } = opened
    const named = demoFleet.processes.find(({ project }) => project === 'search-indexer')
    const field = page.getByLabel(/Its name; Enter keeps it/)
    const isFocused = () => field.evaluate((one) => one === document.activeElement)
    const pencil = page.getByRole('button', { name: 'Rename search-indexer, shard-rebalance' })
    // A key is pressed on it also while it is off: before the page hears the server.
    await waitFor('the pencil to be of use', () => pencil.isEnabled())
    await pencil.press('Enter')
    await waitFor('the field to have the focus', isFocused)
    await field.fill('Shards')
    const asked = page.waitForRequest((request) => request.url().endsWith(`/api/sessions/${named?.sessionId}/marks`))
    await page.keyboard.press('Enter')
    expect((await asked).postDataJSON()).toEqual({ name: 'Shards' })
    await field.waitFor({ state: 'detached' })
    await page.goto(`${dashboard.url}/?open=${named?.id}&rename=1`)
    await field.waitFor()
    await waitFor('the field to have the focus', isFocused)
    await page.keyboard.press('Escape')
    await waitFor('the address to forget it', () => !page.url().includes('rename'))
    expect(opened.complaints).toEqual([])
  })

  it('is taken along as a file of each form', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/sessions/${id}`)
    const { page } = opened
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    for (const [words, ending] of [
      ['Markdown', '.md'],
      ['HTML', '.html'],
      ['JSON', '.json'],
    ] as const) {
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: words, exact: true }).click()
      expect((await download).suggestedFilename()).toBe(`Advisory locks -b-${ending}`)
      expect(await (await download).failure()).toBeNull()
    }
    expect(opened.complaints).toEqual([])
  })

  it('is left as it was by Esc, and says why nothing is kept', async () => {
    await using opened = await openAt(browser, `${dashboard.url}/sessions/${id}`)
    const { page } = opened
    const edit = page.getByRole('button', { name: 'Name, tags, note' })
    await edit.click()
    await page.getByLabel('Tags').fill('a/b ?')
    await page.keyboard.press('Control+Enter')
    await page.getByText('"?" is no tag').waitFor()
    await page.keyboard.press('Escape')
    await waitFor('the focus to be back', () => edit.evaluate((one) => one === document.activeElement))
    expect(await page.locator('.kept-line').innerText()).not.toContain('a/b')
    await page.getByRole('button', { name: 'Archive', exact: true }).click()
    await page.getByRole('button', { name: 'Take out of the archive' }).waitFor()
  })
})
