/** What the page of a session shows: hostile text, subagents, times, in both themes and on a phone. */
import { expect, it } from 'vitest'
import { Transcript, writeRounds, writeStory } from '../session-transcript.ts'
import { accessibilityProblems, accessibilityProblemsInBothThemes } from './axe.ts'
import { describeLivePage, hourAgoMs, newTranscript, row, sessionIdOf } from './live-page.ts'
import { startAgent } from './real-dashboard.ts'

describeLivePage('what it shows', (open) => {
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
    const page = await open(transcript, '', { colorScheme: 'light' })
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
    await page.getByRole('img', { name: /Timeline of steps/ }).waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    expect(await fits()).toBe(true)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await accessibilityProblems(page)).toEqual([])
    expect(await fits()).toBe(true)
    await page.context().close()
  }, 60_000)

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
})
