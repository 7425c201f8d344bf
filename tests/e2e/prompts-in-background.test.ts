/** Prompts for genuine background sessions of Claude Code, which have no terminal of their user's: typed into one of ours, which then ends. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openOwnTerminal } from '../../src/runner/own-terminal.ts'
import { describeWithClaude, type RunningClaude, startClaude } from '../tools/claude.ts'
import { sessionRecords } from '../tools/claude-in-tmux.ts'
import { processesWithHome } from '../tools/processes.ts'
import { waitFor } from '../tools/wait-for.ts'
import { openPromptSessions, type PromptSessions, prompts, youngForMs } from './prompt-sessions.ts'

const program = process.env['TCE_CLAUDE'] ?? ''

let world: PromptSessions
beforeEach(async () => {
  world = await openPromptSessions(program)
})
afterEach(() => world.close())

async function inBackground(prompt: string): Promise<RunningClaude> {
  await world.installHooks()
  const { home } = world
  const args = ['--permission-mode', 'default']
  const claude = await startClaude({ mode: 'background', home, cwd: home.project('shop'), prompt, args })
  await claude.isAt(prompt === 'RUN_WRITE' ? 'waiting' : 'idle')
  await sleep(youngForMs)
  return claude
}

const said = (claude: RunningClaude) =>
  prompts({ records: () => sessionRecords(world.home, claude.registry()?.sessionId) })

/** As its user does, from somewhere else. */
async function attach(jobId: string) {
  const { dir, env } = world.home
  const terminal = await openOwnTerminal({
    file: program,
    args: ['attach', jobId],
    cwd: dir,
    env,
    columns: 120,
    rows: 40,
  })
  if (!terminal.ok) throw new Error(terminal.error)
  return terminal.value
}

/** Programs that show a background session in some terminal. */
const attached = (): readonly string[] =>
  processesWithHome(world.home.dir)
    .map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    .filter((line) => line.split('\0').includes('attach'))

describeWithClaude('a prompt for a genuine background session', { timeout: 240_000 }, () => {
  it('is said to be typed into a terminal of TCE, arrives letter for letter, and that terminal has ended', async () => {
    const claude = await inBackground('hello')
    const { jobId = '' } = claude.registry() ?? {}
    expect((await world.sendTo(claude.pid, 'x', '--dry-run')).words).toContain(
      `typed into a terminal of TCE (claude attach ${jobId}) as you`,
    )
    expect(attached()).toEqual([])
    const texts = [
      'Explain 这个函数 👩‍💻',
      'one\n\n  two\n!three',
      `${'a long line that goes on and on, '.repeat(60)}and ends here`,
    ]
    for (const [index, text] of texts.entries()) {
      await world.sendTo(claude.pid, text)
      await world.untilState(`q${index + 1}`, 'answered')
    }
    expect(said(claude)).toEqual(['hello', ...texts])
    await waitFor('its terminal to end', () => attached().length === 0)
  })

  it('waits while it asks, and while its user left a draft there, which stays', async () => {
    const claude = await inBackground('RUN_WRITE')
    await world.sendTo(claude.pid, '1')
    await sleep(3_000)
    expect([claude.registry()?.status, (await world.find('q1')).state]).toEqual(['waiting', 'queued'])
    const { jobId = '' } = claude.registry() ?? {}
    const user = await attach(jobId)
    await waitFor('the question', async () => (await user.read())?.screen.includes('Do you want'))
    user.type(Buffer.from('1'))
    await world.untilState('q1', 'answered')
    user.type(Buffer.from('half a thought'))
    await waitFor('the draft', async () => (await user.read())?.screen.includes('half a thought'))
    await user.close()
    await world.sendTo(claude.pid, 'and then')
    await waitFor('why it waits', async () => (await world.find('q2')).reason?.includes('stays untouched'))
    expect(said(claude)).toEqual(['RUN_WRITE', '1'])
  })
})
