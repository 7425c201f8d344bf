/**
 * Codex and opencode, the genuine ones, as tasks: each asks in a worktree of its own, is answered, shows what it changed, hears a comment on
 * it, and what it did is merged.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { QueueReport } from '../../../src/core/prompts/prompt-report.ts'
import type { Task, TaskList } from '../../../src/core/tasks/task.ts'
import type { WaitingReport } from '../../../src/core/waiting/waiting-report.ts'
import { type AgentHome, makeAgentHome } from '../../tools/agents/agent-home.ts'
import { codexSettings } from '../../tools/agents/codex-settings.ts'
import { opencodeEnvironment, opencodeSettings } from '../../tools/agents/opencode-settings.ts'
import { agentProgram } from '../../tools/agents/programs.ts'
import { gitIn } from '../../tools/git-in.ts'
import { type RunningDashboard, runTce, startDashboard, type TestHome, tceJson } from '../../tools/tce.ts'
import { waitFor } from '../../tools/wait-for.ts'

let made: AgentHome | undefined
let server: RunningDashboard | undefined
let home: TestHome = { dir: '', env: {} }
afterEach(async () => {
  await server?.stop()
  await runTce(home, 'supervisor', 'stop', '--yes')
  await made?.close()
})

/** With a repository of one commit, the agent on the PATH, and a server. */
async function open(agent: 'codex' | 'opencode', env: Readonly<Record<string, string>>): Promise<string> {
  made = await makeAgentHome(() => env)
  const path = `${dirname(agentProgram(agent).file)}:${made.env['PATH'] ?? ''}`
  home = { dir: made.dir, env: { ...made.env, PATH: path, TCE_RUN_DIR: join(made.dir, 'run') } }
  const shop = made.project('shop')
  gitIn(shop, 'init', '-q', '-b', 'main')
  gitIn(shop, 'config', 'user.name', 'dev')
  gitIn(shop, 'config', 'user.email', 'dev@example.org')
  gitIn(shop, 'commit', '-q', '--allow-empty', '-m', 'First')
  if (agent === 'codex') made.write('.codex/config.toml', codexSettings(made.model.url, shop))
  else {
    const settings = { ...JSON.parse(opencodeSettings(made.model.url)), permission: { bash: 'ask', edit: 'ask' } }
    made.write('.config/opencode/opencode.json', JSON.stringify(settings))
  }
  server = await startDashboard(home)
  await tceJson(home, 'project', 'add', shop)
  return shop
}

const now = async () => (await tceJson<TaskList>(home, 'task', 'ls')).tasks[0]
const screen = async () => (await runTce(home, 'task', 'log', 'hello')).stdout
const slow = { withinMs: 150_000, seen: screen }
const isAsking = async (folder: string) =>
  (await tceJson<WaitingReport>(home, 'waiting')).waiting.find(({ cwd, approval }) => cwd === folder && approval)?.id

describe('as a task', { timeout: 500_000 }, () => {
  for (const agent of ['codex', 'opencode'] as const) {
    const { version, isThere } = agentProgram(agent)
    it.skipIf(!isThere)(
      `${agent} ${version} asks, is answered, is read and commented on, and its work is merged`,
      async () => {
        const shop = await open(agent, agent === 'opencode' ? opencodeEnvironment : {})
        const begun = await tceJson<Task>(
          home,
          ...['task', 'new', 'shop', 'ASK_SHELL echo hello > hello.txt'],
          ...['--backend', agent, '--name', 'hello'],
        )
        const { folder = '' } = begun
        expect(begun).toMatchObject({ state: 'in_progress', agent, worktree: { branch: 'tce/hello' } })
        // Where its server is reached it has a card; else the question stands in its terminal alone.
        await waitFor('it to ask', async () => (await now())?.activity === 'waiting' || (await isAsking(folder)), slow)
        expect(existsSync(join(folder, 'hello.txt'))).toBe(false)
        expect((await now())?.state).toBe('in_progress')
        const card = await isAsking(folder)
        if (card === undefined) await runTce(home, 'task', 'keys', 'hello', 'Enter')
        else expect((await runTce(home, 'answer', card, 'allow')).code).toBe(0)
        await waitFor('the file that it wrote', () => existsSync(join(folder, 'hello.txt')), slow)
        await waitFor('something to look at', async () => (await now())?.state === 'in_review', slow)
        expect((await now())?.sessionId).toBeDefined()

        const stat = await runTce(home, 'task', 'diff', 'hello', '--stat')
        expect(stat.stdout).toContain('hello.txt')
        await runTce(home, 'task', 'review', 'hello', 'add', 'hello.txt:1', 'Say who greets')
        const sent = await runTce(home, 'task', 'review', 'hello', 'send', '--yes')
        expect([sent.code, sent.stderr]).toEqual([0, ''])
        await waitFor(
          'the comment to reach the model',
          () => made?.model.served.some(({ asked }) => asked.includes('Say who greets')),
          slow,
        )
        await waitFor('its turn to end', async () => (await now())?.activity === 'idle', slow)
        // Not by our own word alone: it stands in its records.
        const states = async () =>
          (await tceJson<QueueReport>(home, 'queue')).recent.map(({ state, sent }) => [state, sent?.channel])
        await expect.poll(states, { timeout: 60_000 }).toContainEqual(['answered', 'host'])

        expect((await runTce(home, 'task', 'commit', 'hello', '--message', 'Hello', '--yes')).code).toBe(0)
        const merged = await runTce(home, 'task', 'merge', 'hello', '--yes')
        expect([merged.code, merged.stderr]).toEqual([0, ''])
        expect(readFileSync(join(shop, 'hello.txt'), 'utf8')).toBe('hello\n')
        await tceJson(home, 'task', 'stop', 'hello', '--yes')
        await tceJson(home, 'task', 'done', 'hello')
      },
    )
  }
})
