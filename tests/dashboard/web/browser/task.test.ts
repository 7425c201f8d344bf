/** A task's terminal in a real browser, over a real supervisor; its agent is a shell that shows what it is given. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { NewEvent } from '../../../../src/core/events/event.ts'
import type { SessionList } from '../../../../src/core/session/session.ts'
import type { Terminals } from '../../../../src/runner/terminals.ts'
import type { TasksBeside } from '../../../../src/services/local/tasks/parts.ts'
import { createTasks, type LocalTasks } from '../../../../src/services/local/tasks/tasks.ts'
import { realTasks } from '../../../services/real-tasks.ts'
import { newRepository, write } from '../../../worktrees/repositories.ts'
import { agentReport, createFakeServices, fleetOf } from '../../fake-services.ts'
import { startTestDashboard, type TestDashboard } from '../../running-dashboard.ts'
import { builtPage } from '../built-page.ts'
import { type DemoWaiting, demoWaiting } from '../demo-waiting.ts'
import { accessibilityProblems, accessibilityProblemsInBothThemes, overflowPx } from './axe.ts'
import { describeWithChromium, untilOwn } from './chromium.ts'
import { launchChromium } from './launch.ts'

const me = { kind: 'own-user', name: 'cli' } as const
/** Mouse and bracketed paste are on; keys are shown as they came, and each new size is said. */
const script = [
  `i=1; while [ $i -le 80 ]; do printf 'line %s\\r\\n' $i; i=$((i+1)); done`,
  `printf '\\033[38;2;9;99;199mtrue\\033[0m \\033[31mred\\033[0m \\033[30mblack\\033[0m https://example.org/refunds\\r\\n'`,
  `stty raw -echo; printf '\\033[?2004h\\033[?1000h\\033[?1006hready\\r\\n'`,
  `trap 'printf "size %s\\r\\n" "$(stty size)"' WINCH; exec 3<&0; cat -v <&3 & while :; do wait; done`,
].join('; ')

describeWithChromium('the terminal of a task', () => {
  const real = realTasks()
  const services = createFakeServices()
  let local: LocalTasks
  let terminals: Terminals
  let browser: Browser
  let dashboard: TestDashboard
  let page: Page
  let demo: DemoWaiting
  /** With its agent, which waits. */
  let fleet = fleetOf([])
  let id = ''
  const complaints: string[] = []

  const serve = async (port: number) =>
    startTestDashboard({ services, webDir: await builtPage(), port, dataDir: join(real.home, 'server') })

  beforeAll(async () => {
    const repository = newRepository(join(real.home, 'code', 'shop'))
    real.config(`[backends.sh]
command = ["/bin/sh", "-c", ${JSON.stringify(script)}, "{prompt}"]
resume = ["/bin/sh", "-c", "echo took up $0; exec cat", "{session}"]
[defaults]
backend = "sh"
`)
    terminals = await real.parts.openTerminals()
    local = createTasks(real.parts, {
      looks: { read: async () => services.fleetNow, lookSoon: () => {} },
      log: { record: async () => {} },
      bus: { append: (event: NewEvent) => services.emit(event) },
      whyNoStart: async () => undefined,
      costOf: () => undefined,
      sessions: { list: async () => ({ sessions: [] }) as unknown as SessionList, find: async () => undefined },
      clock: Date.now,
      reportError: (_: string, cause: unknown) => complaints.push(String(cause)),
      // What a page does not ask for is not there.
    } as unknown as TasksBeside)
    await local.begin()
    Object.assign(services, {
      tasks: local.tasks,
      taskView: local.view,
      projects: local.projects,
      taskFiles: local.files,
    })
    await local.projects.add({ path: repository }, me)
    const made = await local.tasks.create({ project: 'shop', prompt: 'Refunds above the total must fail' }, me)
    if (!made.ok) throw new Error(made.error.message)
    id = made.value.id
    const { folder: cwd = '', name, run } = made.value
    write(cwd, 'made.txt', 'one\n')
    const { pid = 0, start = '' } = run ?? {}
    const seen = {
      id: `${pid}:${start}`,
      start,
      cwd,
      project: 'payments-api',
      sessionId: 'a-session',
      task: { id, name },
    }
    fleet = fleetOf([agentReport(pid, { ...seen, activity: 'waiting' })])
    demo = demoWaiting(fleet)
    demo.tellBy((event) => services.emit(event))
    services.show(fleetOf([]))
    Object.assign(services, { waiting: demo.waiting })
    dashboard = await serve(0)
    browser = await launchChromium()
    page = await newPage()
    // As in a browser that has none.
    await page.addInitScript(() => {
      const get = HTMLCanvasElement.prototype.getContext
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...more: unknown[]) {
        return kind === 'webgl2' ? null : Reflect.apply(get, this, [kind, ...more])
      } as typeof get
    })
    await page.goto(dashboard.signInUrl())
    await untilOwn(page)
    await page.getByRole('navigation').first().waitFor()
    await page.goto(`${dashboard.url.replace('127.0.0.1', 'localhost')}/tasks/${id}`)
  })
  afterAll(async () => {
    await browser?.close()
    await dashboard?.close()
    await local?.close()
    for (const supervisor of (await terminals?.supervisors()) ?? []) await terminals.stop(supervisor)
    terminals?.close()
  })

  async function newPage(): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
    const opened = await context.newPage()
    opened.on('pageerror', (error) => complaints.push(String(error)))
    opened.on('console', (message) => {
      const isOfRestart = /Failed to load|WebSocket connection/.test(message.text())
      if (message.type() === 'error' && !isOfRestart) complaints.push(message.text())
    })
    return opened
  }
  const screen = () => page.locator('.trows > div').allTextContents()
  const shows = (text: string) => expect.poll(async () => (await screen()).join('\n')).toContain(text)
  const terminal = () => page.locator('.xterm-helper-textarea')

  it('shows what is on its screen in rows of our own, and what stands around it', async () => {
    await shows('ready')
    expect(await page.locator('.termp').getAttribute('data-drawn-by')).toBe('rows')
    expect(await page.locator('.trows .tf1').textContent()).toBe('red')
    // It is drawn anew when the rows above are there.
    const colourOf = (text: RegExp) =>
      page.locator('.trows span', { hasText: text }).evaluate((span) => getComputedStyle(span).color)
    await expect.poll(() => colourOf(/^true$/)).toBe('rgb(9, 99, 199)')
    // As dark as it is nobody would read it: it is as light as WebGL would draw it.
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(() => colourOf(/^black$/)).toBe('rgb(128, 134, 140)')
    await page.emulateMedia({ colorScheme: null })
    expect(
      await page.locator('.trows, .trows *').evaluateAll((all) => all.filter((one) => one.hasAttribute('style'))),
    ).toEqual([])
    expect(await page.locator('.term style').count()).toBe(0)
    await page.getByText('live, 120 × 40, your keys go in').waitFor()
    await page.locator('.gfiles li', { hasText: 'made.txt' }).waitFor()
    await page.getByRole('link', { name: 'https://example.org/refunds' }).waitFor()
    await page.getByText('created from main').waitFor()
  })

  it('is given what is dropped on it, shows files that have no right to anything, and offers what its agent would copy', async () => {
    const context = page.context()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['hello'], 'a note.txt', { type: 'text/plain' }))
      return transfer
    })
    await page.locator('.termp').dispatchEvent('drop', { dataTransfer: data })
    await page.getByText('.context/a-note.txt lies in its folder.').waitFor()
    const folder = (await local.tasks.find(id))?.folder ?? ''
    expect(readFileSync(join(folder, '.context', 'a-note.txt'), 'utf8')).toBe('hello')

    const hostile = `<title>quiet</title><script>document.title = 'ran'; fetch('/api/tasks')</script>
<img src="/api/processes" onerror="document.title='ran'"><form action="/api/sessions/stop-all" method="post"><button>Go</button></form>
<iframe src="/"></iframe><link rel="stylesheet" href="/api/tasks"><meta http-equiv="refresh" content="0;url=/api/settings">`
    write(folder, 'report.html', hostile)
    await local.files.addArtifact(id, { path: 'report.html' }, me)
    const answered: string[] = []
    const opening = context.waitForEvent('page')
    await page.getByRole('link', { name: 'report.html' }).click()
    const tab = await opening
    tab.on('response', (response) => answered.push(new URL(response.url()).pathname))
    await tab.reload()
    await tab.getByRole('button', { name: 'Go' }).click()
    await expect.poll(() => tab.title()).toBe('quiet')
    expect(answered).toEqual([`/api/tasks/${id}/artifacts/report.html`])
    await tab.close()
    rmSync(join(folder, 'report.html'))

    await page.evaluate(() => navigator.clipboard.writeText('what was there'))
    await local.files.stage(id, 'npm run release', me)
    const offered = page.getByRole('region', { name: 'A text to copy' })
    await offered.getByText('npm run release').waitFor()
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
    expect(await clipboard()).toBe('what was there')
    expect(await accessibilityProblems(page)).toEqual([])
    await offered.getByRole('button', { name: 'Copy' }).click()
    await offered.getByText('Copied.').waitFor()
    expect(await clipboard()).toBe('npm run release')
    await offered.getByRole('button', { name: 'Put it away' }).click()
    await offered.waitFor({ state: 'detached' })
  })

  it('takes every key but the five of the page; who types has the size, and a paste is one', async () => {
    await terminal().focus()
    await page.keyboard.type('-')
    // Whoever typed owns the size: it is what fits here.
    await shows('size ')
    await page.keyboard.type('hello')
    await shows('hello')
    await page.keyboard.press('Control+r')
    await shows('hello^R')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await terminal().focus()
    await page.keyboard.press('Control+y')
    await page.keyboard.type('!')
    await shows('^R!')
    await terminal().evaluate((area) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', 'two\nlines')
      area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
    })
    await shows('^[[200~two^Mlines^[[201~')
    await page.setViewportSize({ width: 1000, height: 640 })
    await expect
      .poll(async () => new Set((await screen()).filter((row) => row.includes('size '))).size)
      .toBeGreaterThan(1)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('tells the program of the mouse, by the cell that was pressed', async () => {
    const box = await page.locator('.trows').boundingBox()
    const row = await page.locator('.trows > div').first().boundingBox()
    if (box === null || row === null) throw new Error('nothing is drawn')
    await page.mouse.click(box.x + 2, box.y + row.height * 2.5)
    await shows('^[[<0;1;3M^[[<0;1;3m')
  })

  it('what it asks stands below it, and is allowed once by a key that does not go in', async () => {
    services.show(fleet)
    const decided = demo.ask('payments-api', { thing: { form: 'command', text: 'psql -f migrations/0043.sql' } })
    await page.locator('.tfoot.is-you', { hasText: 'Bash' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflowPx(page)).toBe(0)
    await page.setViewportSize({ width: 1280, height: 800 })
    let isDecided = false
    void decided.then(() => {
      isDecided = true
      services.show(fleetOf([]))
    })
    await terminal().focus()
    // A key that comes with the request is not meant for it.
    await expect
      .poll(async () => {
        if (!isDecided) await page.keyboard.press('Control+y')
        return isDecided
      })
      .toBe(true)
    expect(await decided).toMatchObject({ answer: 'allow' })
    expect((await screen()).join('\n')).not.toContain('^Y')
  })

  it('scrolled back nothing goes in and the foot says so; End is live again', async () => {
    await terminal().focus()
    await page.keyboard.press('Shift+PageUp')
    await page.getByText(/lines above the end/).waitFor()
    await page.getByText(/scrolled back, .*; keys do not go in/).waitFor()
    await page.keyboard.type('nowhere')
    await page.keyboard.press('End')
    await page.getByText(/above the end/).waitFor({ state: 'detached' })
    await page.keyboard.type('=back')
    await shows('=back')
    expect((await screen()).join('\n')).not.toContain('nowhere')
    await page.getByRole('button', { name: 'Find in the terminal' }).click()
    await page.getByLabel('Find in the terminal').last().fill('line 7')
    await page.getByText(/of \d+/).waitFor()
    await page.keyboard.press('Escape')
  })

  it('goes on after a restart of the server, and what was typed meanwhile goes in once', async () => {
    const { port } = dashboard
    await dashboard.close()
    await page.getByText('The line to TCE broke.').waitFor()
    await terminal().focus()
    await page.keyboard.type('meanwhile')
    dashboard = await serve(port)
    await shows('meanwhile')
    await page.keyboard.type('+after')
    await shows('meanwhile+after')
    expect((await screen()).join('\n').match(/meanwhile/g)).toHaveLength(1)
  })

  it('is drawn by WebGL where there is that, and by rows again when its context is lost', async () => {
    const other = await newPage()
    // As with a graphics card: where the processor stands in for one it is drawn by rows.
    await other.addInitScript(() => {
      const get = WebGL2RenderingContext.prototype.getParameter
      WebGL2RenderingContext.prototype.getParameter = function (name: number) {
        return name === 0x9246 || name === 0x1f01 ? 'A card' : get.call(this, name)
      }
    })
    await other.goto(dashboard.signInUrl())
    await untilOwn(other)
    await other.getByRole('navigation').first().waitFor()
    await other.goto(page.url())
    const panel = other.locator('.termp')
    await expect.poll(() => panel.getAttribute('data-drawn-by')).toMatch(/webgl|rows/)
    if ((await panel.getAttribute('data-drawn-by')) === 'webgl')
      await other.locator('.term canvas').evaluateAll((all) => {
        for (const one of all)
          (one as HTMLCanvasElement).getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext()
      })
    await expect.poll(async () => (await other.locator('.trows > div').allTextContents()).join()).toContain('meanwhile')
    expect(await panel.getAttribute('data-drawn-by')).toBe('rows')
    await other.context().close()
  })

  it('looks right, and is all there for a small screen and who listens', async () => {
    expect(await accessibilityProblemsInBothThemes(page)).toEqual([])
    await page.keyboard.press('Control+\\')
    await page.keyboard.press('z')
    await expect.poll(() => page.locator('.task3').count()).toBe(0)
    await page.keyboard.press('z')
    await page.getByRole('button', { name: /^More:/ }).click()
    await page.getByRole('menuitem', { name: 'Terminal for a screen reader' }).click()
    await page.locator('.xterm-accessibility-tree', { hasText: 'meanwhile+after' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: /^More:/ }).click()
    await page.getByRole('menuitem', { name: 'Terminal without a screen reader' }).click()
    await page.keyboard.press('l')
    await page.getByRole('dialog').getByRole('link', { name: 'https://example.org/refunds' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'why?' }).click()
    const why = page.getByRole('dialog')
    await why.getByRole('region', { name: 'The last rows of its screen' }).getByText('meanwhile').first().waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflowPx(page)).toBe(0)
    await why.getByRole('button', { name: 'works' }).click()
    const download = page.waitForEvent('download')
    await why.getByRole('button', { name: 'Save a report' }).click()
    expect((await download).suggestedFilename()).toMatch(/^wrong-status-.+-busy\.json$/)
    await page.keyboard.press('Escape')
    expect(await overflowPx(page)).toBe(0)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('says that its supervisor is gone, with the last screen, and is begun afresh in the same folder', async () => {
    const [supervisor] = await terminals.supervisors()
    process.kill(supervisor?.pid ?? 0, 'SIGKILL')
    await page.getByText(/^The supervisor is gone since/).waitFor()
    await shows('meanwhile')
    await page.getByRole('button', { name: 'Start afresh in this folder' }).click()
    await page.getByText(/your keys go in/).waitFor()
    await shows('ready')
    expect((await screen()).join('\n')).not.toContain('meanwhile')
  })

  it('is stopped after a question; what is whole is said, and before it goes what exists nowhere else', async () => {
    await page.getByRole('button', { name: 'Stop…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: /^Stop/ }).click()
    await page.getByText(/The session ended/).waitFor()
    await page.getByText('1 file is not committed').waitFor()
    await page.getByRole('button', { name: /^More:/ }).click()
    await page.getByRole('menuitem', { name: 'Destroy…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 file not committed').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    expect(
      await dialog.getByRole('button', { name: 'Keep it' }).evaluate((one) => one === document.activeElement),
    ).toBe(true)
    await dialog.getByLabel(/Keep a safety copy/).uncheck()
    await expect.poll(() => dialog.getByRole('button', { name: 'Destroy task' }).isDisabled()).toBe(true)
    await dialog.getByLabel(/Type its name/).fill('refunds-above-the-total-must-fail')
    await expect.poll(() => dialog.getByRole('button', { name: 'Destroy task' }).isDisabled()).toBe(false)
    await page.keyboard.press('Escape')
    expect(await local.tasks.find(id)).toBeDefined()
  })

  it('says that its folder is gone once it is to go on there, and makes it again from its branch', async () => {
    const { folder = '' } = (await local.tasks.find(id)) ?? {}
    rmSync(folder, { recursive: true })
    await page.getByRole('button', { name: 'Start afresh in this folder' }).click()
    await page.getByText('The folder is missing.').waitFor()
    await page.getByText(/^It can be made again from tce\//).waitFor()
    await page.getByRole('button', { name: 'Make the folder again from the branch' }).click()
    await expect.poll(() => existsSync(join(folder, 'README.md'))).toBe(true)
    await page.getByText('The folder is missing.').waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })
})
