/** The conversation of a session with the keyboard alone. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { writeRounds } from '../session-transcript.ts'
import { describeLivePage, distanceToEnd, newTranscript, row, seen } from './live-page.ts'

const focusedText = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.closest('article')?.textContent ?? '')
const stops = (page: Page) => page.locator('.convo-rows article[tabindex="0"]')

describeLivePage('walked with keys', (open) => {
  it('has one stop for Tab, the newest row, and arrows walk from there', async () => {
    const transcript = newTranscript()
    writeRounds(transcript, 60)
    const page = await open(transcript)
    await row(page, 'make part-59').waitFor()
    expect(await stops(page).count()).toBe(1)
    await page.locator('.convo').focus()
    await page.keyboard.press('Tab')
    await expect.poll(() => focusedText(page)).toContain('make part-59')
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => focusedText(page)).toContain('Answer 59')
    await page.getByRole('button', { name: 'Follow', exact: true }).waitFor()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => focusedText(page)).toContain('Answer 58')
    expect(await stops(page).count()).toBe(1)
    await page.context().close()
  })

  it('goes to the first row and back to the end, where it follows again', async () => {
    const transcript = newTranscript()
    writeRounds(transcript, 60)
    const page = await open(transcript)
    await row(page, 'make part-59').focus()
    await page.keyboard.press('Home')
    await expect.poll(() => focusedText(page)).toContain('Answer 0')
    await expect.poll(() => seen(page, 'Answer 0:')).toBe(true)
    await page.keyboard.press('End')
    await expect.poll(() => focusedText(page)).toContain('make part-59')
    await page.getByRole('button', { name: 'Following' }).waitFor()
    await expect.poll(() => distanceToEnd(page)).toBeLessThanOrEqual(1)
    await page.context().close()
  })

  it('begins where the eye is when an arrow is pressed beside the rows, and leaves pages to the browser', async () => {
    const transcript = newTranscript()
    writeRounds(transcript, 60)
    const page = await open(transcript)
    const box = page.locator('.convo')
    await box.focus()
    const before = await box.evaluate((element) => element.scrollTop)
    await page.keyboard.press('PageUp')
    await expect.poll(() => box.evaluate((element) => element.scrollTop)).toBeLessThan(before - 200)
    expect(await box.evaluate((element) => element === document.activeElement)).toBe(true)
    const firstSeen = await box.evaluate(
      (element) =>
        [...element.querySelectorAll('article')].find(
          (one) => one.getBoundingClientRect().bottom > element.getBoundingClientRect().top,
        )?.id ?? 'none',
    )
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(firstSeen)
    await page.context().close()
  })

  it('opens and closes a row, and Enter on a button in it is the button’s', async () => {
    const transcript = newTranscript()
    writeRounds(transcript, 10)
    const page = await open(transcript)
    const last = row(page, 'make part-9')
    await last.focus()
    const isOpen = () =>
      last
        .getByRole('button', { name: /part-9|Bash/ })
        .first()
        .getAttribute('aria-expanded')
    expect(await isOpen()).toBe('false')
    await page.keyboard.press('ArrowRight')
    await expect.poll(isOpen).toBe('true')
    await page.keyboard.press('ArrowRight')
    expect(await isOpen()).toBe('true')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(isOpen).toBe('false')
    await page.keyboard.press('Enter')
    await expect.poll(isOpen).toBe('true')
    await last.getByRole('button').first().focus()
    await page.keyboard.press('Enter')
    await expect.poll(isOpen).toBe('false')
    await page.context().close()
  })
})
