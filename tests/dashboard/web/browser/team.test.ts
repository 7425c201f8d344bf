/** Connected agents in a real browser over the real store: placed, connected, written to; their messages; and new ones. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ownUser } from '../../../../src/core/audit/audit.ts'
import { demoTeam } from '../demo-team.ts'
import { accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium } from './chromium.ts'
import { launchChromium } from './launch.ts'
import { type OpenPage, openPage } from './page-fixture.ts'

describeWithChromium('agents among themselves', () => {
  let browser: Browser
  let opened: OpenPage
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  const open = async (path: string, size = { width: 1280, height: 800 }) => {
    opened = await openPage(browser, { path, context: { viewport: size } })
    await demoTeam(opened.dashboard.services)
    return opened.page
  }
  afterEach(async () => {
    expect(opened.complaints).toEqual([])
    await opened[Symbol.asyncDispose]()
  })
  const phone = { width: 390, height: 844 }
  const node = (page: Page, name: string): Locator => page.locator(`.gn[aria-label^="${name}"]`)
  const graph = () => opened.dashboard.services.team.graph()
  const placeOf = async (name: string) => (await graph()).nodes.find((one) => one.name === name)
  const middle = async (one: Locator) => {
    const box = await one.boundingBox()
    if (box === null) throw new Error('It is not there.')
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }

  describe('on the canvas', () => {
    it('are connected by two clicks, taken apart by two more, and that is taken back', async () => {
      const page = await open('/team')
      await node(page, 'docs-site').click()
      await page.getByText('Now the one that docs-site is to be connected with').waitFor()
      await node(page, 'cli-tools').click()
      await expect.poll(() => node(page, 'cli-tools').getAttribute('aria-label')).toContain('connected with docs-site')
      expect((await graph()).connections).toHaveLength(5)
      await page.keyboard.press('Escape')
      await node(page, 'docs-site').click()
      await node(page, 'cli-tools').click()
      await page.getByText('docs-site and cli-tools are apart.').first().waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(async () => (await graph()).connections.length).toBe(5)
    })

    it('stay where they are dragged, and the ground moves all of them', async () => {
      const page = await open('/team')
      await node(page, 'scratch').waitFor()
      const [before, from] = [await placeOf('scratch'), await middle(node(page, 'scratch'))]
      await page.mouse.move(from.x, from.y)
      await page.mouse.down()
      await page.mouse.move(from.x + 60, from.y - 30, { steps: 4 })
      await page.mouse.up()
      await expect.poll(async () => (await placeOf('scratch'))?.x).not.toBe(before?.x)
      const kept = await middle(node(page, 'scratch'))
      expect([kept.x - from.x, kept.y - from.y].map(Math.round)).toEqual([60, -30])
      await page.reload()
      await node(page, 'scratch').waitFor()
      const { width } = (await page.locator('.gscroll').boundingBox()) ?? { width: 0 }
      const ground = await page.locator('.gscroll').boundingBox()
      await page.mouse.move((ground?.x ?? 0) + width - 20, (ground?.y ?? 0) + 200)
      await page.mouse.down()
      const seen = await middle(node(page, 'homelab'))
      await page.mouse.move((ground?.x ?? 0) + width - 120, (ground?.y ?? 0) + 180, { steps: 4 })
      await page.mouse.up()
      const then = await middle(node(page, 'homelab'))
      expect([then.x - seen.x, then.y - seen.y].map(Math.round)).toEqual([-100, -20])
    })

    it('are reached, moved, connected and written to by keys alone', async () => {
      const page = await open('/team')
      const row = ['mobile-app', 'ml-pipeline', 'infra-terraform']
      const ids = (await graph()).nodes.filter(({ name }) => row.includes(name))
      const places = ids.map(({ sessionId, name }) => ({ sessionId, x: 40 + 184 * row.indexOf(name), y: 460 }))
      await opened.dashboard.services.team.change({ do: 'place', places }, ownUser('cli'))
      await page.getByRole('button', { name: 'Fit (0)' }).click()
      await node(page, 'mobile-app').focus()
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => focusedLabel(page)).toMatch(/^ml-pipeline/)
      const before = await placeOf('ml-pipeline')
      await page.keyboard.press('Shift+ArrowDown')
      await expect.poll(async () => (await placeOf('ml-pipeline'))?.y).toBe((before?.y ?? 0) + 20)
      await page.keyboard.press('c')
      await page.getByText('Now the one that ml-pipeline is to be connected with').waitFor()
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => focusedLabel(page)).toMatch(/^infra-terraform/)
      await page.keyboard.press('Enter')
      await expect.poll(() => focusedLabel(page)).toContain('connected with ml-pipeline')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
      await page.getByRole('textbox', { name: 'Message to the group' }).waitFor()
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA')
    })

    it('are zoomed and fitted; what gets too small to read goes', async () => {
      const page = await open('/team')
      await node(page, 'scratch').waitFor()
      const texts = () => page.locator('.dag text').count()
      const all = await texts()
      for (let times = 0; times < 6; times += 1) await page.keyboard.press('-')
      await expect.poll(texts).toBeLessThan(all / 2)
      const sizes = await page
        .locator('.dag text')
        .evaluateAll((some) => some.map((one) => one.getBoundingClientRect().height))
      expect(Math.min(...sizes, 99)).toBeGreaterThan(10)
      await page.keyboard.press('0')
      await expect.poll(texts).toBe(all)
    })
  })

  describe('in a group', () => {
    const field = (page: Page) => page.getByRole('textbox', { name: 'Message to the group' })

    it('one is written to by its name, which is completed; its way is told before, and its state after', async () => {
      const page = await open('/team')
      await node(page, 'web-frontend checkout-a11y').press('Enter')
      await page.getByText('Yes, refundable_cents.').waitFor()
      await field(page).pressSequentially('@des')
      await page.getByRole('option', { name: '@design-system' }).waitFor()
      await page.keyboard.press('Enter')
      await page.keyboard.type('use that key')
      await page.getByText('Typed into tmux pane %7 as you', { exact: false }).first().waitFor()
      await page.keyboard.press('Enter')
      const said = page.locator('.cmsg', { hasText: '@design-system use that key' })
      await said.getByText('queued').waitFor()
      const { sessions } = await opened.dashboard.services.prompts.queue()
      const id = sessions.flatMap(({ prompts }) => prompts).at(-1)?.id ?? ''
      const prompt = await opened.dashboard.services.prompts.find(id)
      expect(prompt?.text).toMatch(
        /^\[Collab with: .*checkout-a11y.*\]\n--- m\d+ \w{8} from your user, by TCE ---\n@user -> @design-system: /,
      )
      await opened.dashboard.services.promptStore.step(id, 'cancel', { nowMs: 0 })
      opened.dashboard.services.emit({ type: 'queue.changed', data: {} })
      await said.getByText('cancelled').waitFor()
    })

    it('all are asked about once; a name that nobody has sends nothing', async () => {
      const page = await open('/team')
      await node(page, 'search-indexer').press('Enter')
      await field(page).fill('@nobody hello')
      await page.getByText('Nobody in this group is called nobody.').waitFor()
      expect(await page.locator('.chatbox button[type=submit]').isDisabled()).toBe(true)
      await field(page).fill('Which partitions are left?')
      await page.getByRole('button', { name: 'Send to 2…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Send to 2 agents?' })
      await dialog.getByRole('button', { name: 'Leave it' }).click()
      expect((await opened.dashboard.services.team.chat((await placeOf('search-indexer'))?.sessionId ?? '')).ok).toBe(
        true,
      )
      expect(await page.locator('.cmsg.is-you').count()).toBe(0)
      await page.getByRole('button', { name: 'Send to 2…' }).click()
      await dialog.getByRole('button', { name: 'Send to 2 agents' }).click()
      await page.locator('.cmsg.is-you', { hasText: 'Which partitions are left?' }).getByText('queued: ').waitFor()
    })
  })

  describe('their messages', () => {
    it('stand in threads, come by themselves, and are cleared', async () => {
      const page = await open('/team/messages')
      const thread = page.getByRole('link', { name: /search-indexer → data-warehouse/ })
      await thread.click()
      await page.getByText('@search-indexer -> @data-warehouse: Which of the two runs').waitFor()
      const { inbox } = opened.dashboard.services
      const sessionId = (await placeOf('data-warehouse'))?.sessionId ?? ''
      await inbox.send({ to: { sessionId }, text: 'The second one, I think' }, ownUser('cli'))
      await page.getByRole('link', { name: /user → data-warehouse/ }).waitFor()
      await thread.click()
      await page.getByRole('button', { name: 'Clear: all read' }).click()
      await expect.poll(async () => (await inbox.read({ sessionId })).unread).toBe(0)
      await page.getByRole('button', { name: /^Unread/ }).click()
      await expect.poll(() => page.locator('.mth').count()).toBe(1)
    })

    it('can be left by their user', async () => {
      const page = await open('/team/messages')
      await page.getByLabel('A message to').selectOption({ label: 'docs-site' })
      await page.getByRole('textbox', { name: 'Message for docs-site' }).fill('Number 0043 is taken')
      await page.keyboard.press('Control+Enter')
      await page.getByText('@user -> @docs-site: Number 0043 is taken').waitFor()
    })
  })

  describe('a new one', () => {
    const dialog = (page: Page) => page.getByRole('dialog', { name: 'Deploy an agent' })

    it('is begun with what was chosen, after a sign-in; who closes that has lost nothing', async () => {
      const page = await open('/?deploy=1')
      await dialog(page).getByText('in a new window of tmux').waitFor()
      expect(page.url()).not.toContain('deploy')
      await dialog(page).getByLabel('Folder').fill('/tmp')
      await dialog(page).getByLabel('Model').fill('opus')
      await dialog(page).getByLabel('First prompt').fill('Fix "it"\nand that')
      await dialog(page).getByRole('button', { name: 'Deploy' }).click()
      const again = page.getByRole('dialog', { name: 'Sign in again' })
      await again.getByRole('button', { name: 'Close' }).click()
      expect(opened.dashboard.services.terminal.opened).toEqual([])
      await dialog(page).getByRole('button', { name: 'Deploy' }).click()
      await again.getByRole('textbox').fill(opened.dashboard.token)
      await page.keyboard.press('Enter')
      await page.getByText('claude starts in /tmp, in tmux, pane %9.').waitFor()
      expect(opened.dashboard.services.terminal.opened).toEqual([
        { argv: ['claude', '--model', 'opus', 'Fix "it"\nand that'], folder: '/tmp' },
      ])
      expect(opened.dashboard.services.recorded.at(-1)).toMatchObject({ action: 'agent.start', outcome: 'done' })
    })

    it('is not begun where there is no terminal, and the way by hand is there', async () => {
      const page = await open('/team')
      opened.dashboard.services.terminal.result = undefined
      await page.getByRole('button', { name: 'Deploy…' }).click()
      await dialog(page).getByText('it can open no terminal', { exact: false }).waitFor()
      await dialog(page).getByText('tce open --agent claude /home/dev/payments-api').waitFor()
      expect(await dialog(page).getByRole('button', { name: 'Deploy' }).isDisabled()).toBe(true)
    })
  })

  describe('their screens', () => {
    const looks = [
      ['/team', (page: Page) => node(page, 'scratch').waitFor()],
      ['/team/messages', (page: Page) => page.locator('.cmsg').first().waitFor()],
      ['/?deploy=1', (page: Page) => page.getByText('in a new window of tmux').waitFor()],
    ] as const

    it.each(looks)('%s is clean for axe in both themes', async (path, reach) => {
      const page = await open(path)
      await reach(page)
      expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
      expect(await page.locator('[style]').count()).toBe(0)
    })

    it('a group with its chat and its names is clean for axe, too', async () => {
      const page = await open('/team')
      await node(page, 'web-frontend checkout-a11y').press('Enter')
      await page.getByText('Yes, refundable_cents.').waitFor()
      await page.getByRole('textbox', { name: 'Message to the group' }).pressSequentially('@des')
      await page.getByRole('option').first().waitFor()
      expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    })

    it.each(['/team', '/team/messages'])('%s fits a phone, as lists', async (path) => {
      const page = await open(path, phone)
      await page.locator('.trow, .cmsg').first().waitFor()
      expect(await overflowPx(page)).toBeLessThanOrEqual(0)
      expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    })

    it('two are connected and written to on a phone', async () => {
      const page = await open('/team', phone)
      await page.getByLabel('Connect docs-site with').selectOption({ label: 'cli-tools' })
      await expect.poll(async () => (await graph()).connections.length).toBe(5)
      await page.getByRole('button', { name: 'Write to them' }).last().click()
      await page.getByRole('textbox', { name: 'Message to the group' }).waitFor()
      expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    })
  })
})

const focusedLabel = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
