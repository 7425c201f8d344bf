/** Prompts for the genuine Claude Code, in a tmux of its own, through the server as its users start it. */
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AuditEntry } from '../../src/core/audit/audit.ts'
import type { QueueReport } from '../../src/core/prompts/prompt-report.ts'
import { describeWithClaude } from '../tools/claude.ts'
import type { TmuxClaude } from '../tools/claude-in-tmux.ts'
import { runTce, tceJson } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'
import { openPromptSessions, type PromptSessions, prompts } from './prompt-sessions.ts'

let world: PromptSessions
beforeEach(async () => {
  world = await openPromptSessions(process.env['TCE_CLAUDE'] ?? '')
})
afterEach(() => world.close())

const interruptions = (claude: TmuxClaude) =>
  claude
    .records()
    .filter((one) => one['type'] === 'user' && /"text":"\[Request interrupted by user/.test(JSON.stringify(one)))

/** As its user does: another session in the same terminal. */
async function clear(claude: TmuxClaude): Promise<void> {
  const before = claude.registry()?.sessionId
  claude.keys('-l', '/clear')
  await waitFor('the command in its box', () => /❯.\/clear/.test(claude.screen()), { seen: claude.screen })
  // The list of commands takes its time, and Enter with it.
  await sleep(1_000)
  claude.keys('Enter')
  await waitFor('another session', () => claude.registry()?.sessionId !== before, {
    withinMs: 30_000,
    seen: claude.screen,
  })
}

describeWithClaude('a prompt for a genuine session in tmux', { timeout: 240_000 }, () => {
  it.each([
    ['100', 100],
    ['60', 60],
  ])('arrives letter for letter, once, whatever it is made of, in %s columns', async (_, columns) => {
    const claude = await world.begin({ columns })
    const texts = [
      'a',
      'Explain 这个函数 👩‍💻, naïvely: ⌘',
      '!important',
      '#5 is what I mean',
      '@everyone look',
      'an end of a paste \u001b[201~ and \u001b[31mred\u001b[0m\u0007 in it',
      'one\n\n  two\n\tthree',
      `${'a long line that goes on and on, '.repeat(60)}and ends here`,
    ]
    for (const [index, text] of texts.entries()) {
      await world.send(text)
      await world.untilState(`q${index + 1}`, 'answered')
    }
    const clean = (text: string) =>
      text
        .replace(/\u001b\[[0-9;]*[~m]|\u0007/g, '')
        .replace(/\s+/g, ' ')
        .trim()
    expect(prompts(claude).map(clean)).toEqual(texts.map(clean))
  })

  it('waits for a question, and is not typed into it; goes when that is answered', async () => {
    const claude = await world.begin()
    await world.send('RUN_WRITE')
    await claude.isAt('waiting')
    const waiting = async () => (await runTce(world.tce, 'waiting', '--count')).stdout.trim()
    await waitFor('TCE to see it wait', async () => (await waiting()) === '1')
    const { words } = await world.send('1')
    expect(words).toMatch(/Queued for .* as q2, number 1: goes out when Write .* is answered and the turn has ended/)
    await sleep(2_000)
    expect((await claude.isAt('waiting')).status).toBe('waiting')
    claude.keys('Escape')
    await claude.isAt('idle')
    // A turn that its user broke off is one after which the queue stands still.
    await sleep(2_000)
    expect((await world.find('q2')).state).toBe('queued')
    expect((await runTce(world.tce, 'queue')).stdout).toContain('its last turn was interrupted')
    expect((await runTce(world.tce, 'queue', 'go-on', String(claude.pid))).code).toBe(0)
    await world.untilState('q2', 'delivered')
  })

  it('leaves a draft and copy mode alone, says so, and goes by itself when they are gone; its mode is set before by a key', async () => {
    const claude = await world.begin()
    claude.keys('-l', 'half a thought')
    await waitFor('the draft', () => claude.screen().includes('half a thought'))
    expect((await world.send('hello')).words).toContain('stays untouched')
    expect(claude.screen()).toMatch(/❯.half a thought\s*\n/)
    claude.keys('C-u')
    await world.untilState('q1', 'answered')
    world.tmux.tmux('copy-mode', '-t', claude.pane)
    expect((await world.send('hello again')).words).toContain('copy mode')
    claude.keys('q')
    await world.untilState('q2', 'answered')
    expect(prompts(claude)).toEqual(['hello', 'hello again'])
    // Its mode is set by a key before a prompt; where a key might make it freer than was asked, none goes, and the prompt stays.
    const { words } = await world.send('edit away', '--mode', 'accept-edits')
    expect(words).toContain('Shift+Tab until accept edits on goes before it')
    await world.untilState('q4', 'answered')
    expect(await world.find('q3')).toMatchObject({ state: 'answered', reason: 'Its screen says “accept edits on”.' })
    await world.send('never', '--mode', 'normal')
    await world.untilState('q5', 'failed')
    expect((await world.find('q6')).state).toBe('queued')
    expect(claude.screen()).toContain('accept edits on')
    expect(prompts(claude)).toEqual(['hello', 'hello again', 'edit away'])
  })

  it('as a word on the way lies in its own queue; for the end of the turn it is handed over; both arrive once', async () => {
    const claude = await world.begin()
    await world.send('RUN_BASH5')
    await claude.isAt('busy')
    await world.send('by the way', '--when', 'now')
    await world.send('and at the end', '--when', 'turn-end')
    await world.untilState('q3', 'answered')
    const text = JSON.stringify(claude.records())
    expect(text.split('and at the end\\n\\n(TCE q3)').length).toBeGreaterThan(1)
    expect((await world.find('q2')).state).toMatch(/delivered|answered/)
    expect(prompts(claude)).toEqual(['RUN_BASH5'])
  })

  it('stays with its session: /clear, an end and a crash leave it to its user, who may send it to the next one', async () => {
    const claude = await world.begin()
    await world.send('RUN_BASH5')
    await claude.isAt('busy')
    await world.send('after that')
    claude.keys('Escape')
    await claude.isAt('idle')
    expect(await world.send('/status is a word')).toMatchObject({
      code: 1,
      words: expect.stringContaining('--command'),
    })
    await clear(claude)
    await world.untilState('q2', 'orphaned')
    expect((await runTce(world.tce, 'queue', 'retry', 'q2')).code).toBe(0)
    await world.untilState('q2', 'delivered')
    await world.send('RUN_BASH5')
    await claude.isAt('busy')
    await world.send('never')
    process.kill(claude.pid, 'SIGKILL')
    await world.untilState('q4', 'orphaned')
  })

  it('survives the server, which goes on with what waits and never repeats what it was sending', async () => {
    const claude = await world.begin()
    await world.send('RUN_BASH5')
    await claude.isAt('busy')
    await world.send('after that')
    await world.endServer('SIGKILL')
    await world.serve()
    await claude.isAt('idle')
    await world.untilState('q2', 'delivered')
    expect(prompts(claude)).toEqual(['RUN_BASH5', 'after that'])
    const { sessions, recent } = JSON.parse((await runTce(world.tce, 'queue', '--json')).stdout) as QueueReport
    expect([sessions, recent.length]).toEqual([[], 2])
  })

  it('goes as a message where its user allowed that and nothing else leads there: idle, and while it works', async () => {
    await world.serveWith('message_sessions = true')
    const claude = await world.begin({ hooks: false })
    // Nobody knows yet whether messages would be held back.
    expect((await world.send('too early')).words).toContain('would open a dialog')
    claude.keys('-l', 'RUN_BASH5')
    await sleep(500)
    claude.keys('Enter')
    await claude.isAt('busy')
    await waitFor('its records', () => JSON.stringify(claude.records()).includes('permissionMode'))
    expect((await world.send('by the way', '--when', 'now')).words).toContain('message')
    await world.untilState('q1', 'answered')
    await world.send('and then 请解释 👩‍💻')
    await world.untilState('q2', 'answered')
    const text = JSON.stringify(claude.records())
    expect(text).toContain('and then 请解释 👩‍💻')
    expect(text).toContain('from-name=\\"TCE\\"')
    expect(prompts(claude)).toEqual(['RUN_BASH5'])
  })

  it('interrupts what it is at by Esc, pressed once, and then goes, before what waited; never into a dialog', async () => {
    const claude = await world.begin()
    const interrupt = (text: string) => world.send(text, '--when', 'interrupt', '--yes')
    // Idle there is nothing to interrupt.
    expect((await interrupt('hello')).words).not.toContain('Esc')
    await world.untilState('q1', 'answered')
    await world.send('RUN_BASH15')
    await claude.isAt('busy')
    await world.send('later')
    const { code, words } = await interrupt('what do you know?')
    expect([code, words]).toEqual([
      0,
      expect.stringMatching(
        /Esc was pressed once in tmux pane %\d+, and its turn was interrupted after .* has it: typed/,
      ),
    ])
    await waitFor('both', () => prompts(claude).includes('later'), { withinMs: 30_000, seen: claude.screen })
    expect(prompts(claude).slice(-2)).toEqual(['what do you know?', 'later'])
    expect(interruptions(claude)).toHaveLength(1)
    await claude.isAt('idle')
    await world.send('RUN_WRITE')
    await claude.isAt('waiting')
    expect(await interrupt('1')).toEqual({
      code: 1,
      words: expect.stringMatching(/Esc was not pressed|Nothing was interrupted/),
    })
    expect((await claude.isAt('waiting')).status).toBe('waiting')
    const { stdout } = await runTce(world.tce, 'log', '--json')
    expect(stdout).toMatch(/"agent\.interrupt"/)
  })

  it('is held by a hard budget, nothing is begun, and its agent is interrupted once, when no tool runs; again after a raise', async () => {
    const budget = (usd: string) =>
      runTce(world.tce, 'alerts', 'add', 'shop', 'spend', `usd=${usd}`, 'project=shop', 'hard=true')
    expect((await budget('0.01')).stderr).toBe('')
    const claude = await world.begin()
    const broken = () => interruptions(claude)
    const untilBroken = (times: number) =>
      waitFor(`${times} interruptions`, () => broken().length === times, { withinMs: 40_000, seen: claude.screen })
    // Its first answer is over the budget, and its tool runs on.
    await world.send('RUN_BASH4 THINKS30')
    await untilBroken(1)
    const results = () => JSON.stringify(claude.records().filter((one) => 'toolUseResult' in one))
    expect(results()).toContain('"stdout":"hello"')
    expect(results()).not.toContain('"interrupted":true')
    expect((await world.send('later')).words).toContain('when the hard budget that is used up is lifted')
    await waitFor('the reason', async () => (await world.find('q2')).reason?.includes('Held by a budget.'))
    const PATH = `${dirname(process.env['TCE_CLAUDE'] ?? '')}:${world.tce.env['PATH'] ?? ''}`
    const asked = { ...world.tce, env: { ...world.tce.env, PATH } }
    const begun = await runTce(asked, 'open', world.home.project('shop'))
    expect([begun.code, begun.stderr.replace(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringMatching(
        /Nothing was started\. The budget “shop” is used up: over \$0\.01 today for shop\. \$0\.\d\d were/,
      ),
    ])
    // What its user goes on with is the user's.
    claude.keys('-l', 'RUN_BASH2 THINKS3')
    await sleep(500)
    claude.keys('Enter')
    await claude.isAt('busy')
    await claude.isAt('idle')
    expect(broken()).toHaveLength(1)
    expect((await budget('1')).stderr).toBe('')
    await world.untilState('q2', 'answered')
    await world.send('RUN_BASH1 THINKS30 USAGE 0 100000 0 0 0')
    await untilBroken(2)
    const log = await tceJson<{ readonly entries: readonly AuditEntry[] }>(world.tce, 'log')
    const of = log.entries.filter(({ action }) => action === 'agent.interrupt')
    expect(of.map(({ actor, outcome }) => [actor.name, outcome])).toEqual(Array(2).fill(['budget shop', 'interrupted']))
  })

  it('is not an agent’s to send', async () => {
    const claude = await world.begin({ args: ['--allowedTools', 'Bash'] })
    const bin = join(import.meta.dirname, '../../bin/tce.js')
    writeFileSync(
      join(world.home.dir, 'shop', 'ask.sh'),
      `"${process.execPath}" "${bin}" send ${claude.pid} hello; echo "ended with $?"\n`,
    )
    claude.keys('-l', `!TCE_DATA_DIR='${join(world.home.dir, 'tce-data')}' sh ask.sh`)
    await sleep(500)
    claude.keys('Enter')
    await waitFor('the refusal', () => claude.screen().includes('a person has to do this'), { seen: claude.screen })
    expect(JSON.parse((await runTce(world.tce, 'queue', '--json')).stdout)).toMatchObject({ sessions: [], recent: [] })
  })
})
