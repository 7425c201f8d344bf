/** The Prompt Lab in a real browser over the real store: for one and for several, with its promise, its drafts and its question. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inTmux } from '../../../services/real-prompts.ts'
import { demoFleet } from '../demo-story.ts'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { launchChromium } from './launch.ts'
import { openPage } from './page-fixture.ts'

const idle = '46120:8046120'
const busy = '52771:8052771'
const scratch = '45033:8045033'

describeWithChromium('the Prompt Lab', () => {
  let browser: Browser
  let project: string
  beforeAll(async () => {
    browser = await launchChromium()
    project = mkdtempSync(join(tmpdir(), 'tce-compose-'))
    mkdirSync(join(project, 'src'))
    writeFileSync(join(project, 'src/backoff.ts'), '')
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(project, { recursive: true, force: true })
  })

  const open = async (path: string) => {
    const processes = demoFleet.processes.map((one) => (one.id === idle ? { ...one, cwd: project } : one))
    return openPage(browser, {
      path,
      fleet: { ...demoFleet, processes },
      prepare: ({ services }) => {
        services.situationOf = ({ pid }) =>
          pid === 45033 ? { ...inTmux, terminal: { kind: 'elsewhere', tty: 'pts/19' }, takesAtTurnEnd: false } : inTmux
      },
    })
  }
  const editor = (page: Page) => page.getByRole('textbox', { name: 'Prompt' })
  const promise = (page: Page, text: string) => page.locator('.fate', { hasText: text })

  /** The rows may be drawn before the page hears keys. */
  const openDrawer = (page: Page) =>
    expect
      .poll(async () => {
        await page.locator(`[data-row="${idle}"]`).focus()
        await page.keyboard.press('p')
        return editor(page).isVisible()
      })
      .toBe(true)

  it('opens with p for the agent under the cursor, says what will happen, sends, and tells what came of it', async () => {
    await using opened = await open('/')
    const { page, dashboard } = opened
    await openDrawer(page)
    await promise(page, 'Typed into tmux pane %7 as you, now.').waitFor()
    await editor(page).fill('Now the same for the address form')
    await page.getByRole('button', { name: 'Send', exact: false }).last().click()
    await page.locator('.sent', { hasText: 'q1 queued' }).waitFor()
    expect(await editor(page).inputValue()).toBe('')
    const times = { nowMs: Date.now() }
    const attempt = { channel: 'tmux', through: 'tmux pane %7', startedAtMs: times.nowMs - 600 } as const
    for (const step of ['claim', 'begin', 'send', 'prove'] as const) {
      await dashboard.services.promptStore.step('q1', step, { ...times, attempt })
    }
    dashboard.services.emit({ type: 'queue.changed', data: {} })
    await page.locator('.sent', { hasText: 'delivered, in its records after 0.6 s' }).waitFor()
    await editor(page).press('Escape')
    expect(await page.getByRole('complementary', { name: 'Prompt' }).count()).toBe(0)
    await expect.poll(() => page.locator(':focus').getAttribute('data-row')).toBe(idle)
    expect(opened.complaints).toEqual([])
  })

  it('keeps a draft for each target over a reload', async () => {
    await using opened = await open(`/compose?to=${idle}`)
    const { page, dashboard } = opened
    await editor(page).fill('half a thought')
    await page.goto(`${dashboard.url}/compose?to=${busy}`)
    await promise(page, 'when it is idle').waitFor()
    expect(await editor(page).inputValue()).toBe('')
    await page.goto(`${dashboard.url}/compose?to=${idle}`)
    await expect.poll(() => editor(page).inputValue()).toBe('half a thought')
  })

  it('asks once for several, names who is not reached, and tells of each', async () => {
    await using opened = await open(`/compose?to=${idle},${busy},${scratch}`)
    const { page, dashboard } = opened
    await page.locator('.fates', { hasText: 'Not sent.' }).waitFor()
    await editor(page).fill('Commit, then stop')
    await editor(page).press('Control+Enter')
    const dialog = page.getByRole('dialog', { name: 'Send to 2 agents?' })
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Send to 2 agents…' }).click()
    await dialog.getByRole('button', { name: 'Send to 2 agents' }).click()
    await page.locator('.sent li').nth(2).waitFor()
    expect(await page.locator('.sent', { hasText: 'not sent' }).count()).toBe(1)
    expect((await dashboard.services.prompts.queue()).sessions).toHaveLength(2)
  })

  it('asks before a command that forgets, and offers to copy where no way leads', async () => {
    await using opened = await open(`/compose?to=${idle}`)
    const { page, dashboard } = opened
    await page.getByRole('button', { name: '/clear' }).click()
    await promise(page, 'Forget the conversation').waitFor()
    await editor(page).press('Control+Enter')
    await page.getByRole('dialog', { name: 'Send to auth-service?' }).waitFor()
    await page.keyboard.press('Enter')
    expect((await dashboard.services.prompts.queue()).sessions).toEqual([])
    await page.goto(`${dashboard.url}/compose?to=${scratch}`)
    await editor(page).fill('Try the shorter one')
    await page.getByRole('button', { name: 'Copy prompt' }).waitFor()
  })

  it('interrupts one at work after a question, says what was seen, and does not mean it twice', async () => {
    await using opened = await open(`/compose?to=${idle}`)
    const { page, dashboard } = opened
    await dashboard.services.beginPrompts()
    await promise(page, 'now.').waitFor()
    const whens = page.getByRole('group', { name: 'When' })
    expect(await whens.getByRole('button', { name: 'Interrupt' }).count()).toBe(0)
    await page.goto(`${dashboard.url}/compose?to=${busy}`)
    await whens.getByRole('button', { name: 'Interrupt' }).click()
    await promise(page, 'after Esc, pressed once, has broken off what it is at').waitFor()
    await editor(page).fill('Say what you know')
    await page.getByRole('button', { name: 'Interrupt and send…' }).click()
    const dialog = page.getByRole('dialog', { name: /^Interrupt .*\?$/ })
    await dialog.waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    expect((await dashboard.services.prompts.queue()).sessions).toEqual([])
    await editor(page).press('Control+Enter')
    await dialog.getByRole('button', { name: 'Interrupt and send' }).click()
    await page.locator('.sent', { hasText: 'Esc was pressed once in tmux pane %7' }).waitFor()
    expect((await dashboard.services.prompts.queue()).sessions).toHaveLength(1)
    expect(await whens.getByRole('button', { name: 'When idle' }).getAttribute('aria-pressed')).toBe('true')
    expect(opened.complaints).toEqual([])
  })

  it('completes files behind @, keeps what is dropped in the project, and fills fields', async () => {
    await using opened = await open(`/compose?to=${idle}`)
    const { page, dashboard } = opened
    await promise(page, 'now.').waitFor()
    await editor(page).pressSequentially('Look at @back')
    await page.getByRole('option', { name: 'src/backoff.ts' }).waitFor()
    await editor(page).press('Enter')
    await editor(page).pressSequentially('for {{ticket}}')
    await page.getByLabel('ticket').fill('PAY-812')
    const picture = { name: 'run.png', mimeType: 'image/png', buffer: Buffer.from('picture') }
    await page.locator('input[type=file]').setInputFiles(picture)
    await page.getByRole('button', { name: /^Remove \.context\/run-/ }).waitFor()
    await editor(page).press('Control+Enter')
    await page.locator('.sent li').waitFor()
    const [kept = ''] = readdirSync(join(project, '.context')).filter((name) => name.endsWith('.png'))
    const found = await dashboard.services.prompts.find('q1')
    expect(found?.text).toBe(`Look at @src/backoff.ts for PAY-812 @.context/${kept}`)
  })

  it('sets model and effort by commands that go before, saves a template, and recalls the last one', async () => {
    await using opened = await open(`/compose?to=${idle}`)
    const { page, dashboard } = opened
    await page.getByRole('group', { name: 'Effort' }).getByRole('button', { name: 'High', exact: true }).click()
    await promise(page, '/effort high goes before it').waitFor()
    await editor(page).fill('Run {{test}}')
    await page.getByRole('button', { name: 'Save what is written…' }).click()
    await page.getByLabel('Name of the template').fill('Flaky test')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Flaky test test', exact: true }).waitFor()
    await editor(page).press('Control+Enter')
    await page.locator('.sent li').waitFor()
    const [session] = (await dashboard.services.prompts.queue()).sessions
    expect(session?.prompts.map(({ text }) => text)).toEqual(['/effort high', 'Run {{test}}'])
    await page.getByRole('button', { name: 'Star q2' }).click()
    await page.getByRole('heading', { name: 'Starred' }).waitFor()
    await editor(page).press('ArrowUp')
    await expect.poll(() => editor(page).inputValue()).toBe('Run {{test}}')
  })

  it('is clean for axe in both themes as drawer, page, library and question, and fits a phone', async () => {
    await using opened = await open('/')
    const { page, dashboard, complaints } = opened
    await openDrawer(page)
    await promise(page, 'now.').waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.goto(`${dashboard.url}/compose?to=${idle},${scratch}`)
    await page.locator('.fates', { hasText: 'Not sent.' }).waitFor()
    await editor(page).fill('See @src/backoff.ts for {{ticket}}')
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    await page.getByRole('button', { name: /^All \d+/ }).click()
    await page.getByRole('dialog').waitFor()
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    expect(await page.locator('[style]').count()).toBe(0)
    expect(complaints).toEqual([])
  })
})
