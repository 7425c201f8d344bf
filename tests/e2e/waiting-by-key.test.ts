/** The genuine Claude Code without hooks, in a tmux of its own: what stands on its screen is a card, and is answered by a key. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Approval } from '../../src/core/waiting/approval.ts'
import type { WaitingItem, WaitingReport } from '../../src/core/waiting/waiting-report.ts'
import { describeWithClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { startTmux, type TmuxClaude, type TmuxServer } from '../tools/claude-in-tmux.ts'
import { runTce, startTce, type TestHome } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

let home: ClaudeHome
let tmux: TmuxServer
let tce: TestHome
let server: ReturnType<typeof startTce>
beforeEach(async () => {
  home = await makeClaudeHome()
  tmux = startTmux(home, process.env['TCE_CLAUDE'] ?? '')
  tce = { dir: home.dir, env: tmux.env }
  mkdirSync(join(home.dir, 'tce-data'), { recursive: true, mode: 0o700 })
  writeFileSync(join(home.configDir, 'settings.json'), '{}', { mode: 0o600 })
  server = startTce(tce, ['dashboard', '--port', '0'])
  const words = () => server.printed.stdout + server.printed.stderr
  await waitFor('the dashboard', () => /http:\/\/\S+:\d+/.exec(words())?.[0], { seen: words })
})
afterEach(async () => {
  server.child.kill('SIGTERM')
  await server.ended
  tmux.close()
  await home.close()
})

const call = (tool: string, input: object) => `CALL ${tool} ${JSON.stringify(input)}`
const touch = (name: string) => call('Bash', { command: `touch ${name}`, description: 'Make a file' })
type Card = WaitingItem & { readonly approval: Approval }

async function waiting(): Promise<WaitingReport> {
  return JSON.parse((await runTce(tce, 'waiting', '--json')).stdout) as WaitingReport
}
/** Of this session, whoever else works on this machine. */
const card = (claude: TmuxClaude) =>
  waitFor(
    'a card',
    async () =>
      (await waiting()).waiting.find((item): item is Card => item.pid === claude.pid && item.approval !== undefined),
    { withinMs: 60_000, seen: claude.screen },
  )

describeWithClaude('a genuine session without hooks', { timeout: 300_000 }, () => {
  it('goes on by a key that was asked for, and says no by another; in copy mode none is typed', async () => {
    const cwd = home.project('shop')
    const claude = await tmux.start(cwd, { args: [touch('one.txt')] })
    const first = await card(claude)
    expect(first).toMatchObject({
      kind: 'permission',
      approval: { thing: { text: 'touch one.txt' }, typedInto: `tmux pane ${claude.pane}`, answers: ['allow', 'deny'] },
    })
    tmux.tmux('copy-mode', '-t', claude.pane)
    const refused = await runTce(tce, 'answer', first.id, 'allow')
    expect([refused.code, refused.stderr]).toEqual([5, expect.stringContaining('is in copy mode')])
    tmux.tmux('send-keys', '-t', claude.pane, '-X', 'cancel')
    expect(existsSync(join(cwd, 'one.txt'))).toBe(false)
    const allowed = await runTce(tce, 'answer', (await card(claude)).id, 'allow')
    expect([allowed.code, allowed.stderr]).toEqual([0, ''])
    await waitFor('the file', () => existsSync(join(cwd, 'one.txt')), { seen: claude.screen })
    await claude.isAt('idle')

    claude.keys('-l', touch('two.txt'))
    await waitFor('the text in its box', () => claude.screen().includes('two.txt'))
    claude.keys('Enter')
    const second = await card(claude)
    const denied = await runTce(tce, 'answer', second.id, 'deny')
    expect([denied.code, denied.stderr]).toEqual([0, ''])
    await claude.isAt('idle')
    expect(existsSync(join(cwd, 'two.txt'))).toBe(false)
    expect((await waiting()).over.map(({ approval }) => approval?.outcome?.answer)).toEqual(['deny', 'allow'])
  })

  it('takes the option of a question; one of several questions is left to its terminal, and shown as it stands there', async () => {
    const options = ['Red', 'Blue'].map((label) => ({ label, description: label }))
    const colour = { question: 'Which colour?', header: 'Colour', multiSelect: false, options }
    const cwd = home.project('shop')
    const claude = await tmux.start(cwd, { args: [call('AskUserQuestion', { questions: [colour] })] })
    const asked = await card(claude)
    expect(asked).toMatchObject({ kind: 'question', summary: 'Which colour?', approval: { answers: ['choose'] } })
    const chosen = await runTce(tce, 'answer', asked.id, '2')
    expect([chosen.code, chosen.stderr]).toEqual([0, ''])
    await claude.isAt('idle')
    expect(JSON.stringify(claude.records())).toMatch(/"Which colour\?":\s*"Blue"/)

    const several = call('AskUserQuestion', { questions: [colour, { ...colour, question: 'Which parts?' }] })
    const other = await tmux.start(cwd, { args: [several] })
    const shown = await waitFor(
      'its screen',
      async () =>
        (await waiting()).waiting.find(
          ({ pid, unreachable }) => pid === other.pid && unreachable?.screen !== undefined,
        ),
      { withinMs: 60_000, seen: other.screen },
    )
    expect(shown.unreachable?.screen).toContain('Which colour?')
    const refused = await runTce(tce, 'answer', shown.id, '1')
    expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining(`tce jump ${other.pid}`)])
    expect(other.registry()?.status).toBe('waiting')
  })
})
