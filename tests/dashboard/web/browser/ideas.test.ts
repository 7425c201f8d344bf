/** Ideas in a real browser over the real store: written down from anywhere, edited, built by a prompt, and removed. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { ownUser } from '../../../../src/core/audit/audit.ts'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { launchChromium } from './launch.ts'
import { type OpenPage, openPage } from './page-fixture.ts'

describeWithChromium('ideas', () => {
  let browser: Browser
  let opened: OpenPage
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    opened = await openPage(browser, { path: '/ideas' })
    await opened.page.getByText('No ideas yet').waitFor()
    const note = 'Support asks for it every week. A column in the admin list would do.'
    await opened.dashboard.services.ideas.add({ title: 'Show which retry will come next', note }, ownUser('cli'))
    await cards(opened.page).first().waitFor()
  })
  afterEach(async () => {
    expect(opened.complaints).toEqual([])
    await opened[Symbol.asyncDispose]()
  })

  const cards = (page: Page) => page.locator('.idea')
  const titles = (page: Page) => page.locator('.id-t').allTextContents()

  it('are clean for axe in both themes, also while one is edited, and fit a phone', async () => {
    const { page } = opened
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.getByRole('button', { name: 'Edit Show which retry will come next' }).click()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    expect(await page.locator('[style]').count()).toBe(0)
  })

  it('are written down with i from another screen, and with Enter on their own', async () => {
    const { page } = opened
    await page.getByRole('textbox', { name: 'An idea, in one line' }).fill('Dark tokens for the mails')
    await page.keyboard.press('Enter')
    await expect.poll(() => titles(page)).toEqual(['Dark tokens for the mails', 'Show which retry will come next'])
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('heading', { name: 'Settings' }).first().waitFor()
    await page.keyboard.press('i')
    await page.getByRole('dialog', { name: 'An idea' }).waitFor()
    await page.keyboard.type('Measure the cold start')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Show ideas' }).click()
    await expect.poll(async () => (await titles(page))[0]).toBe('Measure the cold start')
  })

  it('are edited in their place, and removed without a question, which is taken back', async () => {
    const { page } = opened
    await page.getByRole('button', { name: 'Edit Show which retry will come next' }).click()
    const field = page.getByRole('textbox', { name: 'The idea, in one line' })
    await field.fill('Show the next retry')
    await field.press('Control+Enter')
    await expect.poll(() => titles(page)).toEqual(['Show the next retry'])
    await page.getByRole('button', { name: 'Remove Show the next retry' }).click()
    await page.getByText('No ideas yet').waitFor()
    await page.getByRole('button', { name: 'Put back' }).click()
    await expect.poll(() => titles(page)).toEqual(['Show the next retry'])
  })

  it('open the composer for their agent, send nothing before its button, and link to the prompt that they became', async () => {
    const { page, dashboard } = opened
    await page.getByRole('button', { name: 'Edit Show which retry will come next' }).click()
    await page.getByLabel('Who may build it').selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Build Show which retry will come next…' }).click()
    const drawer = page.getByRole('complementary', { name: 'Prompt' })
    await expect.poll(() => drawer.getByRole('textbox', { name: 'Prompt' }).inputValue()).toMatch(/^Show which retry/)
    await drawer.getByText('Typed into tmux pane %7 as you').waitFor()
    expect((await dashboard.services.prompts.queue()).sessions).toEqual([])
    await drawer.locator('.sendrow .is-primary').click()
    await page.getByRole('link', { name: 'sent as q1' }).waitFor()
    const [session] = (await dashboard.services.prompts.queue()).sessions
    expect(session?.prompts[0]?.text).toMatch(/^Show which retry will come next/)
  })

  it('without an agent are what a new one is begun with, or what is given to one that runs', async () => {
    const { page, dashboard } = opened
    await page.getByRole('button', { name: 'Build Show which retry will come next…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Deploy an agent' })
    await expect.poll(() => dialog.getByLabel('First prompt').inputValue()).toMatch(/^Show which retry/)
    await dialog.getByRole('button', { name: 'Give it to one that runs…' }).click()
    const text = page.getByRole('complementary', { name: 'Prompt' }).getByRole('textbox', { name: 'Prompt' })
    await expect.poll(() => text.inputValue()).toMatch(/^Show which retry/)
    await page.getByRole('button', { name: 'Close, keep the draft' }).click()

    await page.getByRole('button', { name: 'Build Show which retry will come next…' }).click()
    await dialog.getByText('in a new window of tmux').waitFor()
    await dialog.getByLabel('Folder').fill('/tmp')
    await dialog.getByRole('button', { name: 'Deploy', exact: true }).click()
    await page.getByRole('dialog', { name: 'Sign in again' }).getByRole('textbox').fill(dashboard.token)
    await page.keyboard.press('Enter')
    await page.getByText('an agent was started with it').waitFor()
    expect(dashboard.services.terminal.opened[0]?.argv.at(-1)).toMatch(/^Show which retry will come next\n\nSupport/)
  })
})
