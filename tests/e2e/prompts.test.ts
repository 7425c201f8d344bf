/** Prompts for the genuine Claude Code, in a tmux of its own, through the server as its users start it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { PromptReport, QueueReport } from '../../src/core/prompts/prompt-report.ts'
import { describeWithClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { startTmux, type TmuxClaude, type TmuxServer } from '../tools/claude-in-tmux.ts'
import { runTce, startTce, type TestHome } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

const program = process.env['TCE_CLAUDE'] ?? ''
/** A session takes prompts from its tenth second on. */
const youngForMs = 10_500

let home: ClaudeHome
let tmux: TmuxServer
let tce: TestHome
let server: ReturnType<typeof startTce>
/** The one that is meant, whoever else works on this machine. */
let agent = ''
beforeEach(async () => {
  home = await makeClaudeHome()
  tmux = startTmux(home, program)
  tce = { dir: home.dir, env: tmux.env }
  mkdirSync(join(home.dir, 'tce-data'), { recursive: true, mode: 0o700 })
  mkdirSync(join(home.dir, 'tce-config'), { mode: 0o700 })
  writeFileSync(join(home.configDir, 'settings.json'), '{}', { mode: 0o600 })
  await serve()
})
afterEach(async () => {
  server.child.kill('SIGTERM')
  await server.ended
  tmux.close()
  await home.close()
})

async function serve(): Promise<void> {
  server = startTce(tce, ['dashboard', '--port', '0'])
  const words = () => server.printed.stdout + server.printed.stderr
  await waitFor('the dashboard', () => /http:\/\/\S+:\d+/.exec(words())?.[0], { seen: words })
}

/** As its user has set it. */
async function serveWith(setting: string): Promise<void> {
  server.child.kill('SIGTERM')
  await server.ended
  writeFileSync(join(home.dir, 'tce-config', 'config.toml'), `[prompts]\n${setting}\n`)
  await serve()
}

type BeginOptions = Parameters<TmuxServer['start']>[1] & { readonly hooks?: boolean }

async function begin({ hooks = true, ...options }: BeginOptions = {}): Promise<TmuxClaude> {
  const { code, stderr } = hooks ? await runTce(tce, 'hooks', 'install', '--yes') : { code: 0, stderr: '' }
  expect([code, stderr]).toEqual([0, ''])
  const claude = await tmux.start(home.project('shop'), options)
  await claude.isAt('idle')
  agent = String(claude.pid)
  await sleep(youngForMs)
  return claude
}

async function send(
  text: string,
  ...more: readonly string[]
): Promise<{ readonly code: number; readonly words: string }> {
  const { code, stdout, stderr } = await runTce(tce, 'send', agent, text, ...more)
  return { code, words: `${stdout}${stderr}`.replace(/\s+/g, ' ') }
}

async function find(id: string): Promise<PromptReport> {
  return JSON.parse((await runTce(tce, 'queue', 'show', id, '--json')).stdout) as PromptReport
}
/** A short turn may be over by the time that anybody asks: what was answered was delivered. */
const reached = (state: PromptReport['state'], wanted: PromptReport['state']): boolean =>
  state === wanted || (wanted === 'delivered' && state === 'answered')
const untilState = (id: string, state: PromptReport['state'], withinMs = 30_000) =>
  waitFor(`${id} to be ${state}`, async () => reached((await find(id)).state, state), {
    withinMs,
    seen: () => tmux.tmux('capture-pane', '-p'),
  })

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

/** What its user, as it takes it, said. */
const prompts = (claude: TmuxClaude): readonly string[] =>
  claude.records().flatMap((record) => {
    const { type, isMeta, message, toolUseResult } = record as {
      readonly type: string
      readonly isMeta?: boolean
      readonly message?: { readonly content: unknown }
      readonly toolUseResult?: unknown
    }
    if (type !== 'user' || isMeta === true || toolUseResult !== undefined) return []
    return typeof message?.content === 'string' ? [message.content] : []
  })

describeWithClaude('a prompt for a genuine session in tmux', { timeout: 240_000 }, () => {
  it.each([
    ['100', 100],
    ['60', 60],
  ])('arrives letter for letter, once, whatever it is made of, in %s columns', async (_, columns) => {
    const claude = await begin({ columns })
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
      await send(text)
      await untilState(`q${index + 1}`, 'answered')
    }
    const clean = (text: string) =>
      text
        .replace(/\u001b\[[0-9;]*[~m]|\u0007/g, '')
        .replace(/\s+/g, ' ')
        .trim()
    expect(prompts(claude).map(clean)).toEqual(texts.map(clean))
  })

  it('waits for a question, and is not typed into it; goes when that is answered', async () => {
    const claude = await begin()
    await send('RUN_WRITE')
    await claude.isAt('waiting')
    const { words } = await send('1')
    expect(words).toMatch(/Queued for .* as q2, number 1: goes out when Write .* is answered and the turn has ended/)
    await sleep(2_000)
    expect((await claude.isAt('waiting')).status).toBe('waiting')
    claude.keys('Escape')
    await claude.isAt('idle')
    // A turn that its user broke off is one after which the queue stands still.
    await sleep(2_000)
    expect((await find('q2')).state).toBe('queued')
    expect((await runTce(tce, 'queue')).stdout).toContain('its last turn was interrupted')
    expect((await runTce(tce, 'queue', 'go-on', agent)).code).toBe(0)
    await untilState('q2', 'delivered')
  })

  it('leaves a draft and copy mode alone, says so, and goes by itself when they are gone', async () => {
    const claude = await begin()
    claude.keys('-l', 'half a thought')
    await waitFor('the draft', () => claude.screen().includes('half a thought'))
    expect((await send('hello')).words).toContain('stays untouched')
    expect(claude.screen()).toMatch(/❯.half a thought\s*\n/)
    claude.keys('C-u')
    await untilState('q1', 'answered')
    tmux.tmux('copy-mode', '-t', claude.pane)
    expect((await send('hello again')).words).toContain('copy mode')
    claude.keys('q')
    await untilState('q2', 'answered')
    expect(prompts(claude)).toEqual(['hello', 'hello again'])
  })

  it('as a word on the way lies in its own queue; for the end of the turn it is handed over; both arrive once', async () => {
    const claude = await begin()
    await send('RUN_BASH5')
    await claude.isAt('busy')
    await send('by the way', '--when', 'now')
    await send('and at the end', '--when', 'turn-end')
    await untilState('q3', 'answered')
    const text = JSON.stringify(claude.records())
    expect(text.split('and at the end\\n\\n(TCE q3)').length).toBeGreaterThan(1)
    expect((await find('q2')).state).toMatch(/delivered|answered/)
    expect(prompts(claude)).toEqual(['RUN_BASH5'])
  })

  it('stays with its session: /clear, an end and a crash leave it to its user, who may send it to the next one', async () => {
    const claude = await begin()
    await send('RUN_BASH5')
    await claude.isAt('busy')
    await send('after that')
    claude.keys('Escape')
    await claude.isAt('idle')
    expect(await send('/status is a word')).toMatchObject({ code: 1, words: expect.stringContaining('--command') })
    await clear(claude)
    await untilState('q2', 'orphaned')
    expect((await runTce(tce, 'queue', 'retry', 'q2')).code).toBe(0)
    await untilState('q2', 'delivered')
    await send('RUN_BASH5')
    await claude.isAt('busy')
    await send('never')
    process.kill(claude.pid, 'SIGKILL')
    await untilState('q4', 'orphaned')
  })

  it('survives the server, which goes on with what waits and never repeats what it was sending', async () => {
    const claude = await begin()
    await send('RUN_BASH5')
    await claude.isAt('busy')
    await send('after that')
    server.child.kill('SIGKILL')
    await server.ended
    await serve()
    await claude.isAt('idle')
    await untilState('q2', 'delivered')
    expect(prompts(claude)).toEqual(['RUN_BASH5', 'after that'])
    const { sessions, recent } = JSON.parse((await runTce(tce, 'queue', '--json')).stdout) as QueueReport
    expect([sessions, recent.length]).toEqual([[], 2])
  })

  it('goes as a message where its user allowed that and nothing else leads there: idle, and while it works', async () => {
    await serveWith('message_sessions = true')
    const claude = await begin({ hooks: false })
    // Nobody knows yet whether messages would be held back.
    expect((await send('too early')).words).toContain('would open a dialog')
    claude.keys('-l', 'RUN_BASH5')
    await sleep(500)
    claude.keys('Enter')
    await claude.isAt('busy')
    await waitFor('its records', () => JSON.stringify(claude.records()).includes('permissionMode'))
    expect((await send('by the way', '--when', 'now')).words).toContain('message')
    await untilState('q1', 'answered')
    await send('and then 请解释 👩‍💻')
    await untilState('q2', 'answered')
    const text = JSON.stringify(claude.records())
    expect(text).toContain('and then 请解释 👩‍💻')
    expect(text).toContain('from-name=\\"TCE\\"')
    expect(prompts(claude)).toEqual(['RUN_BASH5'])
  })

  it('is not an agent’s to send', async () => {
    const claude = await begin({ args: ['--allowedTools', 'Bash'] })
    const bin = join(import.meta.dirname, '../../bin/tce.js')
    writeFileSync(
      join(home.dir, 'shop', 'ask.sh'),
      `"${process.execPath}" "${bin}" send ${agent} hello; echo "ended with $?"\n`,
    )
    claude.keys('-l', `!TCE_DATA_DIR='${join(home.dir, 'tce-data')}' sh ask.sh`)
    await sleep(500)
    claude.keys('Enter')
    await waitFor('the refusal', () => claude.screen().includes('a person has to do this'), { seen: claude.screen })
    expect(JSON.parse((await runTce(tce, 'queue', '--json')).stdout)).toMatchObject({ sessions: [], recent: [] })
  })
})
