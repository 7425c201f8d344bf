/** The queue in a real browser over the real store: what waits is moved, edited, held and taken out; what nobody knows of goes again after a question. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { demoPrompts } from '../demo-prompts.ts'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { launchChromium } from './launch.ts'
import { type OpenPage, openPage } from './page-fixture.ts'

describeWithChromium('the queue', () => {
  let browser: Browser
  let opened: OpenPage
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    opened = await openPage(browser, { path: '/queue' })
    await opened.page.getByText('No prompt waits').waitFor()
    await demoPrompts(opened.dashboard.services)
    await queueOf(opened.page, 'payments-api').waitFor()
  })
  afterEach(async () => {
    expect(opened.complaints).toEqual([])
    await opened[Symbol.asyncDispose]()
  })

  const queueOf = (page: Page, project: string) => page.getByRole('region', { name: `Prompts for ${project}` })
  const texts = (page: Page, project: string) => queueOf(page, project).locator('.qt').allTextContents()
  const three = ['Now the same for the address form', 'Run the axe check on all five steps and list what is left']

  it('is clean for axe in both themes, without a style attribute, and fits a phone', async () => {
    const { page } = opened
    await page.getByText('Done in 24 h').first().waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.getByRole('button', { name: 'Edit q1' }).click()
    await page.getByRole('textbox', { name: 'Text of q1' }).waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    expect(await page.locator('[style]').count()).toBe(0)
  })

  it('has another order after Alt and an arrow, and after a drag', async () => {
    const { page } = opened
    const [first = '', second = ''] = three
    await queueOf(page, 'web-frontend').getByRole('button', { name: 'Number 2: move it' }).press('Alt+ArrowUp')
    await expect.poll(() => texts(page, 'web-frontend')).toEqual([second, first, 'Write the PR text'])
    const items = queueOf(page, 'web-frontend').locator('.qitem')
    await items.nth(2).dragTo(items.nth(0))
    await expect.poll(() => texts(page, 'web-frontend')).toEqual(['Write the PR text', second, first])
  })

  it('changes a text in its place, and leaves it after Esc', async () => {
    const { page } = opened
    const edit = page.getByRole('button', { name: 'Edit q3' })
    const field = page.getByRole('textbox', { name: 'Text of q3' })
    await edit.click()
    await field.fill('Nothing')
    await field.press('Escape')
    await edit.click()
    expect(await field.inputValue()).toBe(three[0])
    await field.fill('Now the same for the card form\nthen stop')
    await field.press('Control+Enter')
    await expect.poll(() => texts(page, 'web-frontend')).toContain('Now the same for the card form then stop')
  })

  it('takes one out without a question, and puts it back at the end', async () => {
    const { page } = opened
    await page.getByRole('button', { name: 'Take out q3' }).click()
    await expect.poll(() => texts(page, 'web-frontend')).not.toContain(three[0])
    await page.getByRole('button', { name: 'Put back' }).click()
    await expect.poll(async () => (await texts(page, 'web-frontend')).at(-1)).toBe(three[0])
  })

  it('holds one, and all, and lets all go on', async () => {
    const { page, dashboard } = opened
    const states = async () => (await dashboard.services.prompts.queue()).sessions.flatMap(({ prompts }) => prompts)
    const held = async () => (await states()).filter(({ state }) => state === 'held').length
    await page.getByRole('button', { name: 'Hold q1' }).click()
    await page.getByText('on hold').waitFor()
    await page.getByRole('button', { name: 'Hold all' }).click()
    await expect.poll(held).toBe(6)
    await page.getByRole('button', { name: 'Release all' }).click()
    await expect.poll(held).toBe(0)
  })

  it('offers to try again only what never left, and asks before it sends what nobody knows of', async () => {
    const { page } = opened
    const [unsent, unknown] = [queueOf(page, 'search-indexer'), queueOf(page, 'ml-pipeline')]
    expect(await unsent.getByRole('button').allTextContents()).toEqual(['Prompt', 'Try again', 'Copy', 'Take out'])
    const ofUnknown = ['Prompt', 'Jump', 'Seen it', 'Send again…', 'Copy']
    expect(await unknown.getByRole('button').allTextContents()).toEqual(ofUnknown)
    await unsent.getByRole('button', { name: 'Try again' }).click()
    await unsent.getByText('queued', { exact: true }).waitFor()
    await unknown.getByRole('button', { name: 'Send again…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Send q8 again?' })
    const leave = dialog.getByRole('button', { name: 'Leave it' })
    await expect.poll(() => leave.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog.count()).toBe(0)
    expect(await unknown.getByText('sent, not confirmed').count()).toBe(1)
    await unknown.getByRole('button', { name: 'Send again…' }).click()
    await dialog.getByRole('button', { name: 'Send again' }).click()
    await unknown.getByText('queued', { exact: true }).waitFor()
  })

  it('presses Enter for what stands in its box, or clears that, which can be put back', async () => {
    const { page } = opened
    const boxed = queueOf(page, 'design-system')
    const ofBoxed = ['Prompt', 'Press Enter', 'Clear', 'Jump', 'Seen it', 'Copy']
    expect(await boxed.getByRole('button').allTextContents()).toEqual(ofBoxed)
    await boxed.getByRole('button', { name: 'Clear q13' }).click()
    await page.getByRole('button', { name: 'Put back' }).click()
    await boxed.getByText('queued', { exact: true }).waitFor()
  })

  it('shows what is done by itself', async () => {
    const { page } = opened
    await page.getByRole('button', { name: 'Done in 24 h' }).click()
    expect(page.url()).toContain('show=done')
    expect(await page.locator('.done li').count()).toBe(4)
    expect(await queueOf(page, 'payments-api').count()).toBe(0)
  })
})
