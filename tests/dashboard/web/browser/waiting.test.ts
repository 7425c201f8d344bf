/** *Waiting for you* in a real browser over the real approvals: asked, answered once, by keys and buttons, at the side and as a page. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Asked } from '../../../../src/core/waiting/approval.ts'
import { type DemoDashboard, startDemoDashboard } from '../demo-dashboard.ts'
import { demoFleet, demoParts } from '../demo-story.ts'
import { type DemoWaiting, demoWaiting } from '../demo-waiting.ts'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium, untilOwn } from './chromium.ts'
import { openAt } from './generated-dashboard.ts'
import { launchChromium } from './launch.ts'

const command = (text: string): Pick<Asked, 'thing'> => ({ thing: { form: 'command', text } })
const hostile = 'echo \u202etxt.exe && <img src=x onerror="window.hit=1">'
const question = {
  kind: 'question',
  tool: 'AskUserQuestion',
  answers: ['choose', 'deny'],
  thing: {
    form: 'questions',
    questions: [
      {
        question: 'Which one wins?',
        header: 'Conflict',
        isMultiple: false,
        options: [{ label: 'Keep both', description: 'Nothing is lost.' }, { label: 'Last write' }],
      },
      { question: 'Where?', header: 'Platforms', isMultiple: true, options: [{ label: 'iOS' }, { label: 'Android' }] },
    ],
  },
} as const satisfies Partial<Asked>
const plan = {
  kind: 'plan',
  tool: 'ExitPlanMode',
  answers: ['allow', 'keep-planning'],
  thing: { form: 'plan', text: '# Upgrade\n1. Drain the nodes\n2. Raise the version' },
} as const satisfies Partial<Asked>

const wider = { words: 'Every npm command', meaning: 'all that npm can do', rules: ['Bash(npm:*)'] }

const edits = {
  ...{ id: 'suggested', words: 'All edits of files', rules: ['mode acceptEdits'] },
  ...{ reach: 'session' as const, isOfEdits: true },
}
const change = {
  form: 'change',
  file: '/home/dev/web/src/checkout/Totals.tsx',
  edits: [{ before: 'a\nb', after: 'a\nc', line: { before: 9, after: 9 } }],
  isWhole: false,
} as const

/** Nobody of the fleet waits by itself: who asks does. */
const fleet = {
  ...demoFleet,
  processes: demoFleet.processes.map((agent) =>
    agent.activity === 'waiting' ? { ...agent, activity: 'idle' as const } : agent,
  ),
}

describeWithChromium('waiting for you', () => {
  let browser: Browser
  let dashboard: DemoDashboard
  let demo: DemoWaiting
  const complaints: string[] = []
  beforeAll(async () => {
    browser = await launchChromium()
    demo = demoWaiting(fleet)
    dashboard = await startDemoDashboard(fleet, { serviceParts: { ...demoParts, waiting: demo.waiting } })
    demo.tellBy(dashboard.services.emit)
  })
  afterAll(async () => {
    await browser?.close()
    await dashboard?.close()
    demo?.waiting.close()
  })
  /** What a test left open; the next page begins without an answer that is still to be confirmed. */
  afterEach(async () => {
    const { waiting } = await demo.waiting.read()
    for (const { id, approval } of waiting) {
      const answer = approval?.kind === 'plan' ? 'keep-planning' : 'deny'
      await demo.waiting.answer({ id, nonce: approval?.nonce ?? '', answer }, { kind: 'own-user', name: 'cli' })
    }
    await expect.poll(async () => (await demo.waiting.read()).waiting.length).toBe(0)
  })
  const open = async (path = '/waiting', options = {}) => {
    const opened = await openAt(browser, `${dashboard.url}${path}`, options)
    complaints.push(...opened.complaints)
    await opened.page.locator('.live').waitFor()
    return opened
  }
  const outcome = (page: Page, words: RegExp) => page.locator('.outcome', { hasText: words })
  const card = (page: Page, name: RegExp) => page.getByRole('article', { name })
  /** As soon as late keys do not rest any more. */
  const press = async (page: Page, key: string, until: () => Promise<unknown>) => {
    await expect
      .poll(
        async () => {
          await page.keyboard.press(key)
          return until()
        },
        { interval: 250, timeout: 20_000 },
      )
      .toBe(true)
  }

  it('says so where nobody does, and shows the card the moment one is asked', async () => {
    await using opened = await open()
    const { page } = opened
    await page.getByRole('heading', { name: 'Nobody waits for you' }).waitFor()
    const decided = demo.ask('payments-api', { ...command('psql "$DATABASE_URL" -f a.sql'), says: 'Run the migration' })
    const asks = card(page, /Wants to run Bash, payments-api/)
    await asks.waitFor()
    expect(await asks.innerText()).toMatch(
      /psql "\$DATABASE_URL" -f a\.sql[\s\S]*Run the migration[\s\S]*The key table/,
    )
    await page.locator('.attention', { hasText: '1 waiting' }).waitFor()
    await asks.getByRole('button', { name: /Allow once/ }).click()
    expect(await decided).toMatchObject({ answer: 'allow' })
    await outcome(page, /Allowed once\. Confirmed by Claude Code after/).waitFor()
    expect(await page.locator('.attention').count()).toBe(0)
  })

  it('shows what is asked letter for letter, and nothing in it runs or turns the line round', async () => {
    await using opened = await open()
    const { page } = opened
    const decided = demo.ask('payments-api', command(hostile))
    await card(page, /payments-api/).waitFor()
    expect(await page.locator('main').innerText()).not.toContain('\u202e')
    expect(await page.evaluate('window.hit')).toBeUndefined()
    await card(page, /payments-api/)
      .getByRole('button', { name: /Deny/ })
      .click()
    const word = page.getByRole('textbox', { name: /tell Claude Code why/ })
    await page.getByRole('button', { name: 'Not this command.' }).click()
    expect(await word.inputValue()).toBe('Not this command.')
    // It can't be stopped by its answer.
    expect(await page.getByRole('button', { name: 'Deny and stop the turn' }).count()).toBe(0)
    await word.fill('not here')
    await page.keyboard.press('Enter')
    expect(await decided).toEqual({ answer: 'deny', text: 'not here' })
    await outcome(page, /Denied\. Confirmed/).waitFor()
    const edit = { tool: 'Edit', thing: change, stops: 'with-words', always: [edits] } as const
    const second = demo.ask('web-frontend', { ...edit, answers: ['allow', 'always', 'deny'] })
    await page.locator('.wlink', { hasText: 'web-frontend' }).first().click()
    const asks = card(page, /Wants to edit a file, web-frontend/)
    await asks.getByRole('button', { name: /Accept all edits of this session…/ }).waitFor()
    expect(await asks.locator('.edit .line i').allInnerTexts()).toEqual([' 9  9   ', '10    − ', '   10 + '])
    await asks.getByRole('button', { name: /Deny/ }).click()
    await page.keyboard.type('enough')
    await page.getByRole('button', { name: 'Deny and stop the turn' }).click()
    expect(await second).toEqual({ answer: 'deny', text: 'enough', stops: true })
    await outcome(page, /Denied, and its turn told to stop\. Confirmed/).waitFor()
  })

  it('opens at the side of any screen with w, is answered by y after a rest, and closes with Esc', async () => {
    await using opened = await open('/')
    const { page } = opened
    const decided = demo.ask('payments-api', command('touch a'))
    await page.locator('.attention', { hasText: '1 waiting' }).waitFor()
    // Pressed from the moment on in which it could be heard: that is too soon, it says so, and nothing is sent.
    await page.evaluate(() => {
      const pressing = setInterval(() => {
        if (document.querySelector('.wpanel .req') === null) return
        dispatchEvent(new KeyboardEvent('keydown', { key: 'y' }))
        if (document.body.textContent?.includes('Press the key again')) clearInterval(pressing)
      }, 20)
    })
    await page.keyboard.press('w')
    const panel = page.getByRole('complementary', { name: 'Waiting for you' })
    await panel.getByRole('article', { name: /payments-api/ }).waitFor()
    await page.getByText('Press the key again').first().waitFor({ state: 'attached' })
    expect((await demo.waiting.read()).waiting).toHaveLength(1)
    await press(page, 'y', async () => (await outcome(page, /Confirmed by Claude Code/).count()) > 0)
    expect(await decided).toMatchObject({ answer: 'allow' })
    // The keys of the page below rest: k ends nobody.
    await page.keyboard.press('k')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  })

  it('asks for the word where it cannot be taken back, and has no always and nothing filled', async () => {
    await using opened = await open()
    const { page } = opened
    const decided = demo.ask('payments-api', {
      ...command('git push --force origin main'),
      answers: ['allow', 'always', 'deny'],
      always: [{ id: 'exact', words: 'Exactly this', rules: ['Bash(git push --force origin main)'], reach: 'session' }],
    })
    const asks = card(page, /payments-api/)
    await asks.getByText('This cannot be taken back.').waitFor()
    expect(await asks.locator('.is-primary').count()).toBe(0)
    expect(await asks.getByRole('button', { name: /Always/ }).count()).toBe(0)
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Deny/)
    await asks.getByRole('button', { name: /Allow once…/ }).click()
    await page.keyboard.type('alow')
    await page.keyboard.press('Enter')
    expect(await asks.getByRole('button', { name: /Allow once/ }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await asks.getByRole('button', { name: /Allow once…/ }).click()
    await page.keyboard.type('allow')
    await page.keyboard.press('Enter')
    expect(await decided).toMatchObject({ answer: 'allow' })
    await outcome(page, /Confirmed by Claude Code/).waitFor()
  })

  it('shows what always reaches before it is said, the narrowest chosen', async () => {
    await using opened = await open()
    const { page } = opened
    const decided = demo.ask('payments-api', {
      ...command('npm test'),
      answers: ['allow', 'always', 'deny'],
      always: [
        { id: 'exact', words: 'Exactly this command', rules: ['Bash(npm test)'], reach: 'session' },
        { ...wider, id: 'wider', reach: 'session' },
        { ...wider, id: 'wider-project', reach: 'project', file: '.claude/settings.json' },
      ],
    })
    await card(page, /payments-api/)
      .getByRole('button', { name: /Always allow this/ })
      .click()
    await page.getByText('Rule Bash(npm test)').waitFor()
    const radios = async () =>
      (await page.locator('.opt').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())
    expect(await radios()).toEqual([
      'Exactly this command',
      'Every npm command all that npm can do',
      'This session gone when it ends',
    ])
    await page.getByRole('radio', { name: /Every npm command/ }).click()
    await page.getByText('Rule Bash(npm:*)').waitFor()
    expect(await page.getByRole('radio', { name: /This session/ }).isChecked()).toBe(true)
    await page.getByRole('radio', { name: /everybody.*settings\.json, goes into git/ }).click()
    await page.getByRole('button', { name: /Allow and remember/ }).click()
    expect(await decided).toMatchObject({ answer: 'always', offer: 'wider-project' })
    await outcome(page, /Confirmed by Claude Code/).waitFor()
  })

  it('takes the answers to several questions together, by numbers and by words', async () => {
    await using opened = await open()
    const { page } = opened
    const decided = demo.ask('payments-api', question)
    const asks = card(page, /payments-api/)
    await asks.getByText('Which one wins?').waitFor()
    await press(page, '1', () => asks.getByRole('radio', { name: /Keep both/ }).isChecked())
    // What was clicked keeps the focus, and the keys go on.
    await asks.getByRole('radio', { name: /Last write/ }).click()
    await page.keyboard.press('1')
    expect(await asks.getByRole('radio', { name: /Keep both/ }).isChecked()).toBe(true)
    await page.keyboard.press('Enter')
    await asks.getByRole('checkbox', { name: /iOS/ }).check()
    await asks.getByRole('textbox', { name: /Something else/ }).fill('the web, too')
    await page.keyboard.press('Enter')
    expect(await decided).toEqual({ answer: 'choose', choices: [['Keep both'], ['iOS', 'the web, too']] })
    await outcome(page, /Confirmed by Claude Code/).waitFor()
  })

  it('approves a plan, or sends it back with a word', async () => {
    await using opened = await open()
    const { page } = opened
    const first = demo.ask('payments-api', plan)
    const asks = card(page, /Has a plan, payments-api/)
    await asks.locator('.formatted .heading', { hasText: 'Upgrade' }).waitFor()
    expect(await asks.locator('.formatted ol li').allInnerTexts()).toEqual(['Drain the nodes', 'Raise the version'])
    await asks.getByRole('button', { name: /Keep planning…/ }).click()
    await page.keyboard.type('smaller steps')
    await page.keyboard.press('Enter')
    expect(await first).toEqual({ answer: 'keep-planning', text: 'smaller steps' })
    await outcome(page, /Plan not approved\. Confirmed/).waitFor()
    const second = demo.ask('web-frontend', plan)
    await page
      .getByRole('button', { name: /web-frontend/ })
      .first()
      .click()
    await card(page, /web-frontend/)
      .getByRole('button', { name: /Approve, accept edits/ })
      .click()
    expect(await second).toEqual({ answer: 'allow', edits: 'accept' })
  })

  it('is answered once across two browsers, and the other one says by whom', async () => {
    await using one = await open()
    await using other = await open()
    const decided = demo.ask('payments-api', command('touch once'))
    await card(one.page, /payments-api/).waitFor()
    await card(other.page, /payments-api/).waitFor()
    await card(one.page, /payments-api/)
      .getByRole('button', { name: /Allow once/ })
      .click()
    expect(await decided).toMatchObject({ answer: 'allow' })
    await card(other.page, /Over, payments-api/)
      .getByText(/Allowed once/)
      .waitFor()
    expect(
      await card(other.page, /payments-api/)
        .getByRole('button', { name: /Allow/ })
        .count(),
    ).toBe(0)
  })

  it('goes last with Esc, and what is asked meanwhile does not take its place under the cursor', async () => {
    await using opened = await open()
    const { page } = opened
    const first = demo.ask('payments-api', command('touch first'))
    await card(page, /payments-api/).waitFor()
    const second = demo.ask('web-frontend', command('touch second'))
    await page.locator('.witem').nth(1).waitFor()
    expect(await card(page, /payments-api/).count()).toBe(1)
    await page.keyboard.press('Escape')
    await card(page, /web-frontend/).waitFor()
    expect(await page.locator('.witem').allInnerTexts()).toEqual([
      expect.stringContaining('web-frontend'),
      expect.stringContaining('payments-api'),
    ])
    await page.keyboard.press('j')
    await card(page, /payments-api/).waitFor()
    await card(page, /payments-api/)
      .getByRole('button', { name: /Allow once/ })
      .click()
    await first
    await page.getByRole('button', { name: /Next: web-frontend/ }).click()
    await card(page, /web-frontend/)
      .getByRole('button', { name: /Allow once/ })
      .click()
    await second
  })

  it('answers several permissions at once, each in full, and none that is answered alone', async () => {
    await using opened = await open()
    const { page } = opened
    const asked: Promise<unknown>[] = []
    for (const [place, project] of ['payments-api', 'web-frontend', 'ml-pipeline'].entries()) {
      asked.push(demo.ask(project, command(`touch ${place}.txt`)))
      await page.locator('.witem').nth(place).waitFor()
    }
    void demo.ask('mobile-app', question)
    await page.locator('.witem').nth(3).waitFor()
    const chosen = (count: number) => card(page, new RegExp(`^${count} requests? chosen$`))
    await page.keyboard.press('x')
    await chosen(1).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('X')
    await chosen(3).waitFor()
    const shown = await chosen(3).locator('code').allInnerTexts()
    expect(shown).toEqual(['touch 0.txt', 'touch 1.txt', 'touch 2.txt'])
    // A question is answered alone.
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    expect(await chosen(3).count()).toBe(1)
    await page.keyboard.press('Escape')
    await card(page, /mobile-app/).waitFor()
    for (const project of ['payments-api', 'web-frontend', 'ml-pipeline']) {
      await page.locator('.wlink', { hasText: project }).click()
      await page.keyboard.press('x')
    }
    await chosen(3).waitFor()
    await page.keyboard.press('x')
    await chosen(2).waitFor()
    await press(page, 'y', async () => (await demo.waiting.read()).waiting.length === 2)
    expect(await Promise.all(asked.slice(0, 2))).toMatchObject([{ answer: 'allow' }, { answer: 'allow' }])
    const { waiting } = await demo.waiting.read()
    expect(waiting.map(({ project }) => project)).toEqual(['ml-pipeline', 'mobile-app'])
  })

  it('says what went wrong with whom, and sends “continue” at once, once, with its fate', async () => {
    await using opened = await open()
    const { page } = opened
    await dashboard.services.beginPrompts()
    demo.endTurn('data-warehouse', 'API error 529, overloaded', { isFailed: true })
    const failed = card(page, /Failed, data-warehouse/)
    await failed.getByText('Typed into tmux pane %7 as you, now.').waitFor()
    expect(await failed.innerText()).toMatch(
      /Failed\s*at \d\d:\d\d[\s\S]*context 83 %[\s\S]*API error 529, overloaded\./,
    )
    await failed.getByRole('button', { name: 'Send “continue”', exact: true }).click()
    await failed.getByText(/q1 queued/).waitFor()
    expect(await failed.getByRole('button', { name: /continue/ }).count()).toBe(0)
    const { sessions } = await dashboard.services.prompts.queue()
    expect(sessions.flatMap(({ prompts }) => prompts.map(({ text }) => text))).toEqual(['continue'])
    await page.keyboard.press('e')
    await page.getByRole('heading', { name: 'Nobody waits for you' }).waitFor()
    const facts = {
      ...{ lastedMs: 380_000, changed: { files: 5, added: 96, removed: 12 }, tests: { passed: 41, failed: 0 } },
      pullRequest: { url: 'https://github.com/o/design-system/pull/212', number: 212 },
      says: 'Three tokens are **unused**:\n\n- `--gap`\n- <img src=x onerror="window.hit=1">',
    }
    demo.endTurn('design-system', 'Three tokens are **unused**: --gap', { facts })
    const done = card(page, /Done, design-system/)
    await done.getByText('41 passed, 0 failed').waitFor()
    expect(await done.innerText()).toMatch(/ago, after 6 min[\s\S]*5 files \+96 −12 in this turn[\s\S]*pull\/212/)
    expect(await done.locator('.formatted strong').innerText()).toBe('unused')
    expect(await done.locator('.formatted li').allInnerTexts()).toEqual(['--gap', '<img src=x onerror="window.hit=1">'])
    expect(await page.evaluate(() => (window as { hit?: number }).hit)).toBeUndefined()
    await page.locator('.witem.is-on', { hasText: 'PR #212, +96 −12, 41 tests passed' }).waitFor()
    await page.keyboard.press('e')
    await done.waitFor({ state: 'detached' })
    demo.endTurn('cli-tools', 'Completions are there.')
    await card(page, /Done, cli-tools/).waitFor()
    await page.keyboard.press('d')
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/sessions\/./)
    await demo.waiting.markSeen((await demo.waiting.read()).finished.map(({ id }) => id))
  })

  it('is answered from the window of the tray where all of it stands there, and shown in the browser where not', async () => {
    const first = demo.ask('payments-api', { ...command('touch a'), says: 'Make a file' })
    const size = { viewport: { width: 360, height: 480 }, colorScheme: 'light' } as const
    await using opened = await openAt(browser, `${dashboard.url}/popover`, size)
    const { page } = opened
    const request = page.locator('.pop-req')
    await request.getByText('Make a file').waitFor()
    expect(await request.locator('pre').innerText()).toBe('touch a')
    const second = demo.ask('web-frontend', command('touch b'))
    await page.locator('.pop-you li', { hasText: 'web-frontend' }).waitFor()
    void demo.ask('mobile-app', question)
    void demo.ask('ml-pipeline', command('git push --force origin main'))
    await page.locator('.pop-you h2', { hasText: 'Waiting for you 4' }).waitFor()
    // What cannot be taken back and what does not stand here in full is not answered here.
    expect(await page.getByRole('button', { name: /Allow once|Deny…/ }).count()).toBe(2)
    expect(await page.locator('.pop-you li .btn').allInnerTexts()).toEqual(['Show', 'Show', 'Answer'])
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    const allow = request.getByRole('button', { name: 'Allow once' })
    await expect
      .poll(async () => {
        if (await allow.isVisible()) await allow.click()
        return request.getByText(/Allowed once\. Confirmed/).isVisible()
      })
      .toBe(true)
    expect(await first).toMatchObject({ answer: 'allow' })
    // A press that was meant for the one before does not answer the next one: pressed in the page, as late as that.
    await request.getByRole('button', { name: /^Next: web-frontend/ }).waitFor()
    await page.evaluate(async () => {
      const button = (words: string) =>
        [...document.querySelectorAll('.pop-req button')].find(({ textContent }) => textContent?.startsWith(words))
      const press = (one: Element | undefined) => one instanceof HTMLElement && one.click()
      press(button('Next'))
      while (button('Deny') === undefined) await new Promise(requestAnimationFrame)
      press(button('Deny'))
    })
    await request.getByText('Another request came here.').waitFor()
    await expect
      .poll(async () => {
        if (await request.getByRole('button', { name: 'Deny…' }).isVisible())
          await request.getByRole('button', { name: 'Deny…' }).click()
        return request.getByRole('textbox').isVisible()
      })
      .toBe(true)
    await page.keyboard.type('not here')
    await page.keyboard.press('Enter')
    expect(await second).toEqual({ answer: 'deny', text: 'not here' })
    await request.getByText(/Denied\. Confirmed/).waitFor()
    const address = await page.locator('.pop-you li', { hasText: 'mobile-app' }).locator('a').getAttribute('href')
    await page.goto(`${dashboard.url}${address}`)
    await card(page, /mobile-app/).waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe('')
  })

  it('keeps nothing that is pressed while the server is away', async () => {
    await using opened = await open()
    const { page } = opened
    const decided = demo.ask('payments-api', command('touch later'))
    const asks = card(page, /payments-api/)
    await asks.waitFor()
    await dashboard.stop()
    await page.getByText('Nothing that you press here is kept for later.').waitFor()
    expect(await asks.getByRole('button', { name: /Allow once/ }).isDisabled()).toBe(true)
    await dashboard.restart()
    await expect
      .poll(() => asks.getByRole('button', { name: /Allow once/ }).isEnabled(), { timeout: 20_000 })
      .toBe(true)
    await asks.getByRole('button', { name: /Allow once/ }).click()
    expect(await decided).toMatchObject({ answer: 'allow' })
  })

  const askAll = () => {
    for (const [project, asked] of [
      ['payments-api', command('git push --force origin main')],
      ['web-frontend', { tool: 'Edit', thing: change }],
      ['mobile-app', question],
      ['ml-pipeline', plan],
    ] as const)
      void demo.ask(project, asked)
  }
  const show = async (page: Page, project: string) => {
    await page.locator('.wlink', { hasText: project }).first().waitFor({ state: 'attached' })
    const row = page.locator('.wlink', { hasText: project }).first()
    if (await row.isVisible()) await row.click()
    await card(page, new RegExp(project)).waitFor()
  }

  it('is accessible in both themes, as a page and at the side', async () => {
    askAll()
    await using opened = await open('/waiting', { colorScheme: 'light' })
    const { page } = opened
    await show(page, 'mobile-app')
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.goto(`${dashboard.url}/`)
    await untilOwn(page)
    await page.locator('.figures').waitFor()
    await page.keyboard.press('w')
    await page.getByRole('complementary', { name: 'Waiting for you' }).getByRole('article').waitFor()
    expect(await accessibilityProblemsInBothThemes(page), 'at the side').toEqual([])
    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
  })

  it('fits on a phone, whatever is asked, and is accessible there', async () => {
    askAll()
    await using opened = await open('/waiting', { viewport: { width: 390, height: 844 }, colorScheme: 'light' })
    const { page } = opened
    for (const project of ['web-frontend', 'mobile-app', 'ml-pipeline', 'payments-api']) {
      await show(page, project)
      expect(await overflowPx(page), project).toBeLessThanOrEqual(0)
      // Also of one that was chosen far below it.
      const { y = 0 } = (await card(page, new RegExp(project)).boundingBox()) ?? {}
      expect(y, project).toBeGreaterThan(0)
    }
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
  })

  it('never made the browser complain', () => {
    expect(complaints).toEqual([])
  })
})
