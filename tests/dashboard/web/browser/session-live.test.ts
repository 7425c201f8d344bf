/** The live page of a session while its transcript grows: followed to the end, or left where the reader is. */
import { truncateSync } from 'node:fs'
import { expect, it } from 'vitest'
import { writeRounds } from '../session-transcript.ts'
import { describeLivePage, distanceToEnd, newTranscript, row } from './live-page.ts'

describeLivePage('followed and left', (open) => {
  it('follows what is written, and puts a result to its call', async () => {
    const transcript = newTranscript()
    transcript.prompt('Begin, please')
    writeRounds(transcript, 40)
    const page = await open(transcript)
    await row(page, 'make part-39').waitFor()
    transcript.wait(5).calls({ id: 'toolu_new', name: 'Bash', input: { command: 'make the-new-part' } })
    await row(page, 'make the-new-part').locator('.mark.is-busy').waitFor()
    transcript.wait(2).result('toolu_new', 'a failure', { isError: true })
    await row(page, 'make the-new-part').locator('.mark.is-fail').waitFor()
    expect(await distanceToEnd(page)).toBeLessThanOrEqual(1)
    expect(await page.getByRole('button', { name: 'Following' }).getAttribute('aria-pressed')).toBe('true')
    await page.context().close()
  })

  it('never moves what the reader looks at, counts what is new, and goes there when asked', async () => {
    const transcript = newTranscript()
    writeRounds(transcript, 60)
    const page = await open(transcript)
    await page.locator('.convo').hover()
    await page.mouse.wheel(0, -900)
    await page.getByRole('button', { name: 'Follow', exact: true }).waitFor()
    const first = await page.locator('.convo').evaluate((box) => {
      const top = box.getBoundingClientRect().top
      const article = [...box.querySelectorAll('article')].find((one) => one.getBoundingClientRect().bottom > top + 1)
      return { id: article?.id ?? '', y: article?.getBoundingClientRect().top ?? 0 }
    })
    writeRounds(transcript, 2, 60)
    await page.getByRole('button', { name: '6 new' }).waitFor()
    const y = await page.locator(`[id="${first.id}"]`).evaluate((article) => article.getBoundingClientRect().top)
    expect(Math.abs(y - first.y)).toBeLessThanOrEqual(1)
    await page.getByRole('button', { name: '6 new' }).click()
    await row(page, 'make part-61').waitFor()
    await expect.poll(() => distanceToEnd(page)).toBeLessThanOrEqual(1)
    await page.context().close()
  })

  it('takes up following when the reader scrolls to the end, and with f', async () => {
    const transcript = newTranscript()
    writeRounds(transcript, 60)
    const page = await open(transcript)
    await page.locator('.convo').hover()
    await page.mouse.wheel(0, -600)
    await page.getByRole('button', { name: 'Follow', exact: true }).waitFor()
    await page.mouse.wheel(0, 2000)
    await page.getByRole('button', { name: 'Following' }).waitFor()
    await page.keyboard.press('f')
    await page.getByRole('button', { name: 'Follow', exact: true }).waitFor()
    await page.keyboard.press('f')
    await page.getByRole('button', { name: 'Following' }).waitFor()
    await page.context().close()
  })

  it('reads what it missed when it is looked at again, and starts anew when the file was replaced', async () => {
    const transcript = newTranscript()
    writeRounds(transcript, 30)
    const page = await open(transcript)
    await row(page, 'make part-29').waitFor()
    const setHidden = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, isHidden)
    await setHidden(true)
    await page.getByText('Not connected').waitFor()
    writeRounds(transcript, 20, 30)
    await setHidden(false)
    await row(page, 'make part-49').waitFor()
    await expect.poll(() => page.getByText('Not connected').count()).toBe(0)

    truncateSync(transcript.path, 0)
    transcript.prompt('A new beginning')
    await row(page, 'A new beginning').waitFor()
    await expect.poll(() => page.locator('.convo-rows article', { hasText: 'make part' }).count()).toBe(0)
    await page.context().close()
  })
})
