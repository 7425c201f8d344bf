/**
 * The genuine Claude Code asks, and is answered through TCE: permissions, questions and plans, in a terminal, with -p, in the background
 * and by a subagent; in its terminal first; and with the server or the session gone meanwhile.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Approval } from '../../src/core/waiting/approval.ts'
import type { WaitingItem, WaitingReport } from '../../src/core/waiting/waiting-report.ts'
import type { ClaudeMode, RunningClaude } from '../tools/claude.ts'
import { describeWithClaude, startClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { type RunningDashboard, runTce, startDashboard } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

let home: ClaudeHome
let server: RunningDashboard
beforeEach(async () => {
  home = await makeClaudeHome()
  mkdirSync(join(home.dir, 'tce-data'), { recursive: true, mode: 0o700 })
  server = await startDashboard(home)
  const { code, stderr } = await runTce(home, 'hooks', 'install', '--yes')
  expect([code, stderr]).toEqual([0, ''])
})
afterEach(async () => {
  await server.stop()
  await home.close()
})

async function api<T>(path: string, body?: unknown): Promise<{ readonly status: number; readonly body: T }> {
  const answer = await fetch(`${server.url}${path}`, {
    headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as T }
}
const waiting = async () => (await api<WaitingReport>('/api/waiting')).body

type Card = WaitingItem & { readonly approval: Approval }
const isCard = (item: WaitingItem): item is Card => item.approval !== undefined

const card = (isWanted: (card: Card) => boolean = () => true) =>
  waitFor('a card', async () => (await waiting()).waiting.filter(isCard).find(isWanted), { withinMs: 60_000 })
const over = (id: string) =>
  waitFor(
    `request ${id} to be over`,
    async () => (await waiting()).over.find((item) => item.id === id)?.approval?.outcome,
  )
const answer = ({ id, approval: { nonce } }: Card, order: object) =>
  api<Approval>(`/api/approvals/${id}`, { nonce, ...order })

const call = (tool: string, input: object) => `CALL ${tool} ${JSON.stringify(input)}`
const touch = (name: string) => call('Bash', { command: `touch ${name}`, description: 'Make a file' })

const session = (prompt: string, { mode = 'interactive', args = [] }: { mode?: ClaudeMode; args?: string[] } = {}) => {
  const cwd = home.project('shop')
  return startClaude({ mode, home, cwd, prompt, args }).then((claude) => ({
    claude,
    file: (name: string) => join(cwd, name),
    has: (name: string) => waitFor(name, () => existsSync(join(cwd, name)), { seen: claude.output }),
  }))
}
const idle = (claude: RunningClaude) => claude.isAt('idle')

describeWithClaude('a genuine session that asks', { timeout: 240_000 }, () => {
  it('for a permission goes on when it is allowed, hears why it is denied, and is not asked again after "always"', async () => {
    const { claude, file, has } = await session(touch('one.txt'))
    const first = await card()
    expect(first).toMatchObject({ kind: 'permission', project: 'shop', approval: { thing: { text: 'touch one.txt' } } })
    expect(existsSync(file('one.txt'))).toBe(false)
    const allowed = await runTce(home, 'answer', first.id, 'allow')
    expect([allowed.code, allowed.stderr]).toEqual([0, ''])
    expect(allowed.stdout).toMatch(/^\S shop.*: allowed once, Bash touch one\.txt\. \d/)
    await has('one.txt')
    await idle(claude)
    await claude.say(touch('two.txt'))
    const denied = await answer(await card(), { answer: 'deny', text: 'use the other folder' })
    expect(denied.body.outcome).toMatchObject({ answer: 'deny', confirmedAfterMs: expect.any(Number) })
    await idle(claude)
    expect(claude.output()).toContain('use the other folder')
    expect(existsSync(file('two.txt'))).toBe(false)
    await claude.say(touch('three.txt'))
    const always = await card()
    expect(always.approval.always[0]).toMatchObject({ rules: ['Bash(touch three.txt)'], reach: 'session' })
    expect((await answer(always, { answer: 'always' })).body.outcome).toMatchObject({ answer: 'always' })
    await has('three.txt')
    await idle(claude)
    rmSync(file('three.txt'))
    await claude.say(touch('three.txt'))
    await has('three.txt')
    await idle(claude)
    expect((await waiting()).over).toHaveLength(3)
    await claude.say(touch('four.txt'))
    const stopped = await answer(await card(), { answer: 'deny', text: 'that is enough', stops: true })
    expect(stopped.body.outcome).toMatchObject({ stops: true, confirmedAfterMs: expect.any(Number) })
    await idle(claude)
    // Nobody goes on by it, as with Esc.
    await waitFor('it to say that it was interrupted', () => /interrupted/i.test(claude.output()))
    expect(existsSync(file('four.txt'))).toBe(false)
  })

  it('a question or for a plan gets the choice, and the mode in which the plan is carried out', async () => {
    const options = ['Red', 'Blue'].map((label) => ({ label, description: label }))
    const questions = [
      { question: 'Which colour?', header: 'Colour', multiSelect: false, options },
      { question: 'Which parts?', header: 'Parts', multiSelect: true, options },
    ]
    const { claude } = await session(call('AskUserQuestion', { questions }))
    const asked = await card()
    expect(asked).toMatchObject({ kind: 'question', summary: 'Which colour? and 1 more' })
    const chosen = await runTce(home, 'answer', asked.id, '2', '1,2')
    expect([chosen.code, chosen.stderr]).toEqual([0, ''])
    const done = await waitFor('the answers to be told', async () => {
      const { stdout } = await runTce(home, 'events', 'hook:PostToolUse', '--json')
      return stdout.includes('AskUserQuestion') && stdout
    })
    expect(done).toMatch(/"Which colour\?":"Blue"/)
    expect(done).toMatch(/"Which parts\?":"Red, Blue"/)
    await idle(claude)
  })

  it('for a plan goes on with it, in the mode that was chosen, or plans on with a word', async () => {
    const { claude, has } = await session('WRITE_PLAN', { args: ['--permission-mode', 'plan'] })
    const plans = join(home.configDir, 'plans')
    await waitFor('the plan to be written', () => existsSync(plans) && readdirSync(plans).length > 0, {
      withinMs: 60_000,
    })
    await idle(claude)
    const step = async (prompt: string) => {
      await claude.say(prompt)
      await claude.isAt('busy')
    }
    await step(call('ToolSearch', { query: 'select:ExitPlanMode' }))
    await idle(claude)
    await step(call('ExitPlanMode', {}))
    const asked = await card()
    expect(asked).toMatchObject({
      kind: 'plan',
      summary: '1. Write it',
      approval: { answers: ['allow', 'keep-planning'] },
    })
    const kept = await runTce(home, 'answer', asked.id, 'keep-planning', 'and test it')
    expect([kept.code, kept.stderr]).toEqual([0, ''])
    await idle(claude)
    expect(claude.output()).toContain('and test it')
    await step(call('ExitPlanMode', {}))
    const again = await card()
    expect((await runTce(home, 'answer', again.id, '1')).code).toBe(0)
    await idle(claude)
    // Edits are accepted from then on: nobody is asked.
    await step('RUN_WRITE')
    await has('hello.txt')
    await idle(claude)
  })

  it('and is answered in its terminal says so to who comes too late', async () => {
    const { claude, has } = await session(touch('there.txt'))
    const asked = await card()
    await claude.isAt('waiting')
    claude.press('1')
    await has('there.txt')
    expect(await over(asked.id)).toMatchObject({ kind: 'answered-there' })
    const ran = async () => (await over(asked.id))?.ran
    await waitFor('what its tool did to be told', ran)
    expect(await ran()).toMatchObject({ tool: 'Bash', outcome: 'done' })
    const late = await runTce(home, 'answer', asked.id, 'deny')
    expect([late.code, late.stdout]).toEqual([4, ''])
    expect(late.stderr).toContain('Nothing was sent')
    expect((await answer(asked, { answer: 'deny' })).status).toBe(409)
    await idle(claude)
    await claude.say(touch('left.txt'))
    const left = await card()
    await claude.isAt('waiting')
    // Nobody is as quick as this test: a dialog that stood for less than one look of the server's is told as let go.
    await sleep(1_000)
    claude.pressEscape()
    expect(await over(left.id)).toMatchObject({ kind: 'answered-there' })
  })

  it('with -p, in the background or as a subagent is answered as well', async () => {
    const print = await session(touch('print.txt'), { mode: 'print' })
    const fromPrint = await card()
    expect((await answer(fromPrint, { answer: 'allow' })).body.outcome).toMatchObject({ answer: 'allow' })
    await print.has('print.txt')
    await print.claude.isGone()
    const background = await session(touch('background.txt'), {
      mode: 'background',
      args: ['--permission-mode', 'default'],
    })
    const fromBackground = await card()
    expect((await answer(fromBackground, { answer: 'allow' })).status).toBe(200)
    await background.has('background.txt')
    const work = {
      description: 'Make it',
      prompt: touch('sub.txt'),
      subagent_type: 'general-purpose',
      run_in_background: false,
    }
    const parent = await session(call('Agent', work))
    const fromSubagent = await card()
    expect(fromSubagent.approval).toMatchObject({
      subagent: 'general-purpose',
      sessionId: parent.claude.registry()?.sessionId,
    })
    expect((await answer(fromSubagent, { answer: 'deny', text: 'not now' })).body.outcome).toMatchObject({
      confirmedAfterMs: expect.any(Number),
    })
    await idle(parent.claude)
  })

  it('and is killed leaves no card; beside a server that starts anew its dialog stays, and is answered there', async () => {
    const killed = await session(touch('killed.txt'))
    const lost = await card()
    killed.claude.signal('SIGKILL')
    expect(await over(lost.id)).toMatchObject({ kind: 'session-ended' })
    const { claude, has } = await session(touch('kept.txt'))
    await card()
    await claude.isAt('waiting')
    expect(await server.stop()).toBe(0)
    expect(claude.registry()?.status).toBe('waiting')
    server = await startDashboard(home)
    const [item] = await waitFor('it to be shown again', async () => {
      const found = (await waiting()).waiting
      return found.length > 0 && found
    })
    expect(item).toMatchObject({ kind: 'permission', unreachable: { reason: expect.stringMatching(/terminal|hooks/) } })
    expect(claude.output()).not.toMatch(/hook (?:failed|error)/i)
    claude.press('1')
    await has('kept.txt')
    await idle(claude)
  })
})
