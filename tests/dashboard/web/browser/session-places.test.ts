/** Any place of a long conversation: by its address, by scrolling, by keys, by a search. */
import { expect, it } from 'vitest'
import { mainLane } from '../../../../src/core/session/session-event.ts'
import { writeRounds, writeStory } from '../session-transcript.ts'
import { describeLivePage, newTranscript, row, seen } from './live-page.ts'

describeLivePage('every place in it', (open, url) => {
  it('opens 20,000 events at the newest or at any of them, and draws only what is near', async () => {
    const transcript = newTranscript()
    transcript.prompt('The very first prompt')
    writeRounds(transcript, 6700)
    const page = await open(transcript)
    await row(page, 'make part-6699').waitFor()
    expect(await page.locator('.convo-rows article').count()).toBeLessThan(120)

    // The address of the first event is that of the first line of the file.
    await page.goto(`${url()}/sessions/${transcript.sessionId}?event=${mainLane}@0.0`)
    await row(page, 'The very first prompt').waitFor()
    await expect.poll(() => row(page, 'The very first prompt').getAttribute('class')).toContain('is-target')
    await expect.poll(() => seen(page, 'The very first prompt')).toBe(true)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe(`e${mainLane}@0.0`)
    // Down from there page after page comes by itself; on a busy machine the wheel is at the end before the next one is there.
    const firstShown = async () => Number(/part-(\d+)/.exec(await page.locator('.convo-rows').innerText())?.[1] ?? 0)
    await expect
      .poll(
        async () => {
          // At the end of what is there the wheel moves the page, and the list away from under the pointer.
          await page.locator('.convo').hover()
          for (let turn = 0; turn < 10; turn++) await page.mouse.wheel(0, 1200)
          return firstShown()
        },
        { timeout: 30_000 },
      )
      .toBeGreaterThan(150)
    expect(await page.locator('.convo-rows article').count()).toBeLessThan(160)
    await page.getByRole('button', { name: 'To the newest' }).click()
    await row(page, 'make part-6699').waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe('')
    await page.context().close()
  }, 60_000)

  it('loads what is older above, without moving what is seen', async () => {
    const transcript = newTranscript()
    writeRounds(transcript, 400)
    const page = await open(transcript)
    await page.locator('.convo').hover()
    for (let turn = 0; turn < 140; turn++) await page.mouse.wheel(0, -700)
    await row(page, 'Answer 0:').waitFor()
    await page.locator('.convo').focus()
    await page.keyboard.press('Home')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? '')).toContain('Answer 0:')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.querySelector('.out')?.textContent))
      .toContain('done 0')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => page.evaluate(() => document.activeElement?.querySelector('.out') === null)).toBe(true)
    await page.context().close()
  }, 40_000)

  it('searches with /, filters by kind, and says when nothing matches', async () => {
    const transcript = newTranscript()
    writeRounds(transcript, 300)
    transcript.wait(1).calls({ id: 'toolu_bad', name: 'Bash', input: { command: 'make it-fail' } })
    transcript.wait(1).result('toolu_bad', 'no such rule', { isError: true })
    const page = await open(transcript)
    await page.keyboard.press('/')
    await page.keyboard.type('answer 17:')
    await row(page, 'Answer 17:').waitFor()
    expect(await page.locator('.convo-rows article').count()).toBe(1)
    expect(await page.locator('.convo mark').first().innerText()).toBe('Answer 17:')
    await page.keyboard.press('Escape')
    await row(page, 'make it-fail').waitFor()
    await page.getByRole('button', { name: /^Failed/ }).click()
    await row(page, 'no such rule').waitFor()
    await expect.poll(() => page.locator('.convo-rows article').count()).toBe(1)
    await page.getByRole('button', { name: 'Text' }).click()
    await row(page, 'Answer 299:').waitFor()
    expect(await page.locator('.convo-rows .ev.tool').count()).toBe(0)
    await page.getByRole('searchbox').fill('nowhere to be found')
    await page.getByText('Nothing here contains').waitFor()
    await page.context().close()
  })

  it('goes from a step in the timeline to its place in the conversation', async () => {
    const transcript = newTranscript()
    writeStory(transcript)
    const page = await open(transcript)
    await page.locator('.timeline rect.k-bash').first().click()
    await expect.poll(() => page.url()).toContain('event=')
    const target = page.locator('.convo-rows .is-target')
    await target.waitFor()
    await expect.poll(() => target.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await target.innerText()).toContain('npm test -- part-0')
    await page.context().close()
  })
})
