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
const option = (label: string) => ({ label, description: `About ${label}` })
const colour = { question: 'Which colour?', header: 'Colour', multiSelect: false, options: ['Red', 'Blue'].map(option) }
const parts = {
  question: 'Which parts?',
  header: 'Parts',
  multiSelect: true,
  options: ['Roof', 'Walls', 'Door'].map(option),
}
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
    expect(refused.stderr).toContain(`tce answer ${first.id} allow --leave-copy-mode`)
    expect(existsSync(join(cwd, 'one.txt'))).toBe(false)
    const allowed = await runTce(tce, 'answer', (await card(claude)).id, 'allow', '--leave-copy-mode')
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

  it('takes the option of a question, and of several each in its turn, submitted when all of them stand there', async () => {
    const claude = await tmux.start(home.project('shop'), { args: [call('AskUserQuestion', { questions: [colour] })] })
    const asked = await card(claude)
    expect(asked).toMatchObject({ kind: 'question', summary: 'Which colour?', approval: { answers: ['choose'] } })
    expect(await runTce(tce, 'answer', asked.id, '2')).toMatchObject({ code: 0, stderr: '' })
    await claude.isAt('idle')
    expect(JSON.stringify(claude.records())).toMatch(/"Which colour\?":\s*"Blue"/)

    const several = call('AskUserQuestion', { questions: [colour, parts] })
    const other = await tmux.start(home.project('shop'), { args: [several] })
    const both = await card(other)
    expect(both).toMatchObject({ kind: 'question', summary: 'Which colour? and 1 more' })
    expect(await runTce(tce, 'answer', both.id, '1', '1,3')).toMatchObject({ code: 0, stderr: '' })
    await other.isAt('idle')
    const records = JSON.stringify(other.records())
    expect(records).toMatch(/"Which colour\?":\s*"Red"/)
    expect(records).toMatch(/"Which parts\?":\s*"Roof, Door"/)
  })

  it('approves a plan by the key that says so, and keeps it planning by another', async () => {
    const claude = await tmux.start(home.project('shop'), { args: ['--permission-mode', 'plan', 'WRITE_PLAN'] })
    const type = async (text: string) => {
      await claude.isAt('idle')
      claude.keys('-l', text)
      await waitFor('the text in its box', () => claude.screen().includes(text.slice(0, 30)), { seen: claude.screen })
      claude.keys('Enter')
    }
    await waitFor('the plan', () => claude.screen().includes('Updated plan'), { withinMs: 60_000, seen: claude.screen })
    await type(call('ToolSearch', { query: 'select:ExitPlanMode' }))
    await waitFor('the tool', () => claude.records().some((one) => JSON.stringify(one).includes('tool_reference')), {
      withinMs: 30_000,
      seen: claude.screen,
    })
    await type(call('ExitPlanMode', {}))
    const first = await card(claude)
    expect(first).toMatchObject({
      kind: 'plan',
      approval: { answers: ['allow', 'keep-planning'], planEdits: ['ask'], thing: { text: '# Plan\n\n1. Write it' } },
    })
    expect((await runTce(tce, 'answer', first.id, '1')).code).toBe(2)
    expect(await runTce(tce, 'answer', first.id, 'keep-planning')).toMatchObject({ code: 0, stderr: '' })
    await claude.isAt('idle')
    expect(claude.screen()).toContain('plan mode on')
    // The mock takes what follows a refusal for its answer.
    await type('Go on')
    await waitFor('its turn to end', () => /Go on[\s\S]*Done\./.test(claude.screen()), { seen: claude.screen })
    await type(call('ExitPlanMode', {}))
    const second = await card(claude)
    expect(second.id).not.toBe(first.id)
    expect(await runTce(tce, 'answer', second.id, '2')).toMatchObject({ code: 0, stderr: '' })
    await waitFor('its own words', () => claude.screen().includes("Approved Claude's plan"), { seen: claude.screen })
    await claude.isAt('idle')
  })

  it('knows whose request a subagent’s is, and answers it', async () => {
    const cwd = home.project('shop')
    const task = { description: 'Look', prompt: touch('sub.txt'), subagent_type: 'general-purpose' }
    const claude = await tmux.start(cwd, { args: [call('Agent', { ...task, run_in_background: false })] })
    const asked = await card(claude)
    expect(asked).toMatchObject({
      kind: 'permission',
      approval: { thing: { text: 'touch sub.txt' }, subagent: 'general-purpose' },
    })
    expect(await runTce(tce, 'answer', asked.id, 'allow')).toMatchObject({ code: 0, stderr: '' })
    await waitFor('the file', () => existsSync(join(cwd, 'sub.txt')), { seen: claude.screen })
  })

  it('leaves to its terminal what its screen does not show in full, and says what stands there', async () => {
    writeFileSync(join(home.dir, 'outside.txt'), 'x')
    const read = call('Read', { file_path: join(home.dir, 'outside.txt') })
    const other = await tmux.start(home.project('shop'), { args: [read] })
    const shown = await waitFor(
      'its screen',
      async () =>
        (await waiting()).waiting.find(
          ({ pid, unreachable }) => pid === other.pid && unreachable?.screen !== undefined,
        ),
      { withinMs: 60_000, seen: other.screen },
    )
    expect(shown.unreachable?.screen).toContain('outside.txt')
    const refused = await runTce(tce, 'answer', shown.id, 'allow')
    expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining(`tce jump ${other.pid}`)])
    expect(other.registry()?.status).toBe('waiting')
  })
})
