/** The live page of a session on the real server, in a real browser, while its transcript grows. */
import { truncateSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mainLane } from '../../../../src/core/session/session-event.ts'
import { Transcript, writeStory } from '../session-transcript.ts'
import { accessibilityProblems } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { launchChromium } from './launch.ts'
import { type FakeAgent, type RealDashboard, startAgent, startRealDashboard } from './real-dashboard.ts'

const hourAgoMs = Date.now() - 3_600_000
let sessions = 0
const newTranscript = (): Transcript =>
  new Transcript({ sessionId: `${String(++sessions).padStart(8, '0')}-7d0e-4b1a-9c55-0e8f6a2d71b3`, atMs: hourAgoMs })

/** As the live registry has it for an agent of these tests. */
const sessionIdOf = ({ pid }: FakeAgent): string => `${String(pid).padStart(8, '0')}-7d0e-4b1a-9c55-0e8f6a2d71b3`

/** Prompts, answers and calls in turn: three events a round. */
function writeRounds(transcript: Transcript, rounds: number, from = 0): void {
  transcript.together(() => {
    for (let round = from; round < from + rounds; round++) {
      transcript.wait(1).says(`Answer ${round}: ${'words that go on '.repeat(1 + (round % 9))}`)
      transcript.wait(1).calls({ id: `toolu_${round}`, name: 'Bash', input: { command: `make part-${round}` } })
      transcript.wait(1).result(`toolu_${round}`, `done ${round}\n`.repeat(1 + (round % 5)))
    }
  })
}

describeWithChromium('the live page of a session', () => {
  let browser: Browser
  let dashboard: RealDashboard
  const complaints: string[] = []

  beforeAll(async () => {
    browser = await launchChromium()
    dashboard = await startRealDashboard()
  })
  afterAll(async () => {
    await browser?.close()
    await dashboard?.[Symbol.asyncDispose]()
  })

  async function open(
    transcript: Transcript,
    query = '',
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      ...options,
    })
    const page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load')) complaints.push(message.text())
    })
    await page.goto(dashboard.signInUrl())
    await page.getByRole('navigation').first().waitFor()
    await page.goto(`${dashboard.url}/sessions/${transcript.sessionId}${query}`)
    await page.locator('.convo-rows article').first().waitFor()
    return page
  }

  const row = (page: Page, text: string) => page.locator('.convo-rows article', { hasText: text }).last()
  const distanceToEnd = (page: Page): Promise<number> =>
    page.locator('.convo').evaluate((box) => Math.round(box.scrollHeight - box.clientHeight - box.scrollTop))
  const seen = (page: Page, text: string) =>
    row(page, text).evaluate((element) => {
      const box = element.closest('.convo')?.getBoundingClientRect()
      const own = element.getBoundingClientRect()
      return box !== undefined && own.bottom > box.top && own.top < box.bottom
    })

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

  it('opens 20,000 events at the newest or at any of them, and draws only what is near', async () => {
    const transcript = newTranscript()
    transcript.prompt('The very first prompt')
    writeRounds(transcript, 6700)
    const page = await open(transcript)
    await row(page, 'make part-6699').waitFor()
    expect(await page.locator('.convo-rows article').count()).toBeLessThan(120)

    // The address of the first event is that of the first line of the file.
    await page.goto(`${dashboard.url}/sessions/${transcript.sessionId}?event=${mainLane}@0.0`)
    await row(page, 'The very first prompt').waitFor()
    await expect.poll(() => row(page, 'The very first prompt').getAttribute('class')).toContain('is-target')
    await expect.poll(() => seen(page, 'The very first prompt')).toBe(true)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe(`e${mainLane}@0.0`)
    // Down from there page after page comes by itself.
    await page.locator('.convo').hover()
    for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, 1200)
    await expect
      .poll(async () => Number(/part-(\d+)/.exec(await page.locator('.convo-rows').innerText())?.[1] ?? 0))
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

  it('shows hostile text as text, and no secret', async () => {
    const transcript = newTranscript()
    transcript.prompt('<img src=x onerror="document.title=1"><script>document.title=2</script> \u202egnp.exe')
    transcript.wait(1).says('[click](javascript:alert(1)) [site](https://example.com/a) <b>bold</b> **real**')
    transcript
      .wait(1)
      .calls({ id: 'toolu_1', name: 'Bash<i>', input: { command: 'export ANTHROPIC_API_KEY=sk-ant-REDACTED' } })
    transcript.wait(1).result('toolu_1', '\u001b]0;owned\u0007\u001b[31m<svg onload=alert(1)>', { isError: true })
    const page = await open(transcript)
    await row(page, 'Bash<i>').waitFor()
    const convo = page.locator('.convo-rows')
    const text = await convo.innerText()
    expect(text).toContain('<img src=x onerror=')
    expect(text).toContain('<svg onload=alert(1)>')
    expect(text).not.toMatch(/sk-ant-api03-abc|\u001b|\u202e/)
    expect(await convo.locator('img, script, i, b:not(.mono), svg[onload]').count()).toBe(0)
    expect(
      await convo.locator('a[target]').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).toEqual(['https://example.com/a'])
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

  it('shows subagents with their own state and their own conversation', async () => {
    const agent = await startAgent({ project: 'payments-api', status: 'busy' })
    const transcript = new Transcript({ sessionId: sessionIdOf(agent), atMs: hourAgoMs })
    transcript.prompt('Look around')
    transcript.wait(2).calls({
      id: 'toolu_task',
      name: 'Task',
      input: { subagent_type: 'Explore', description: 'callers of scheduleRetry', prompt: 'Find all callers.' },
    })
    const { sessionId } = transcript
    const subagent = new Transcript({ sessionId, atMs: transcript.atMs + 500, agentId: 'a1b2c3d4e5f6a7b8' })
    subagent.prompt('Find all callers.')
    subagent.wait(1).says('Only the subagent says this.')
    const page = await open(transcript)
    const tree = page.locator('.tree.agents')
    await tree.getByText('Explore').waitFor()
    await tree.locator('li', { hasText: 'Explore' }).getByRole('img', { name: 'working' }).waitFor()
    expect(await page.locator('.convo-rows', { hasText: 'Only the subagent' }).count()).toBe(0)
    await tree.getByRole('link', { name: 'Explore' }).click()
    await row(page, 'Only the subagent says this.').waitFor()
    await page.locator('.convo-lane').getByRole('link', { name: 'main' }).click()
    await row(page, 'Look around').waitFor()
    await page.context().close()
  })

  it('keeps the rules of accessibility in both themes and on a phone, with every kind of row', async () => {
    const transcript = newTranscript()
    writeStory(transcript)
    for (const context of [
      { colorScheme: 'light' },
      { colorScheme: 'dark' },
      { colorScheme: 'light', viewport: { width: 390, height: 844 } },
    ] as const) {
      const page = await open(transcript, '', context)
      await page.getByRole('img', { name: /Timeline of steps/ }).waitFor()
      expect(await accessibilityProblems(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      await page.context().close()
    }
  }, 60_000)

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

  it('draws a session that is over until it ended, at the times of the conversation in a browser of another zone', async () => {
    const transcript = newTranscript()
    transcript.prompt('Begin')
    writeRounds(transcript, 20)
    transcript.calls({ id: 'toolu_open', name: 'Bash', input: { command: 'make the-last-part' } })
    const page = await open(transcript, '', { timezoneId: 'Asia/Kathmandu' })
    await row(page, 'make the-last-part').getByText('interrupted').waitFor()
    const label = await page.getByRole('img', { name: /Timeline of steps/ }).getAttribute('aria-label')
    const clock = (ms: number) => new Date(ms).toTimeString().slice(0, 5)
    expect(label).toContain(`steps ${clock(hourAgoMs)} to ${clock(transcript.atMs)} in`)
    const last = page.locator('.timeline rect.k-bash').last()
    const [end, edge] = await Promise.all([
      last.evaluate((rect) => rect.getBoundingClientRect().right),
      page.locator('.timeline .laneline').evaluate((line) => line.getBoundingClientRect().right),
    ])
    expect(edge - end).toBeLessThan(3)
    await page.context().close()
  })

  it('made the browser complain of nothing', () => {
    expect(complaints).toEqual([])
  })
})
