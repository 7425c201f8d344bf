/** A task of the genuine Claude Code: begun, asked for a permission, answered, to be looked at, through a killed server, taken up again, removed. */
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { currentInstance } from '../../src/client/find-server.ts'
import type { Task, TaskList, TaskRemoved } from '../../src/core/tasks/task.ts'
import { lookAtFence } from '../../src/tasks/fence/look.ts'
import { describeWithClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { gitIn } from '../tools/git-in.ts'
import {
  type RunningDashboard,
  runTce,
  startDashboard,
  startTce,
  status,
  type TestHome,
  tceJson,
} from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

let made: ClaudeHome | undefined
let home: TestHome = { dir: '', env: {} }
let dashboard: RunningDashboard | undefined
afterEach(async () => {
  await dashboard?.stop()
  await runTce(home, 'supervisor', 'stop', '--yes')
  await made?.close()
})

const slow = { withinMs: 90_000 }

/** A home with a project, and a server. */
async function open(): Promise<ClaudeHome> {
  made = await makeClaudeHome()
  const path = `${dirname(process.env['TCE_CLAUDE'] ?? '')}:${made.env['PATH'] ?? ''}`
  home = { dir: made.dir, env: { ...made.env, PATH: path, TCE_RUN_DIR: join(made.dir, 'run') } }
  const shop = made.project('shop')
  gitIn(shop, 'init', '-q', '-b', 'main')
  gitIn(shop, 'commit', '-q', '--allow-empty', '-m', 'First')
  dashboard = await startDashboard(home)
  await tceJson(home, 'project', 'add', shop)
  return made
}

/** Until it asks; a folder that it has never seen it asks about first. */
async function asks(name: string): Promise<void> {
  const screen = async () => (await runTce(home, 'task', 'log', name)).stdout
  const one = async () => (await tceJson<TaskList>(home, 'task', 'ls')).tasks.find((task) => task.name === name)
  await waitFor(
    'a question',
    async () => /Do you (?:want to|trust)|trust (?:the files|this folder)/i.test(await screen()),
    { ...slow, seen: screen },
  )
  if (/trust/i.test(await screen())) await runTce(home, 'task', 'keys', name, 'Enter')
  await waitFor('the permission that it wants', async () => (await one())?.activity === 'waiting', {
    ...slow,
    seen: screen,
  })
}

const fence = await lookAtFence({ platform: process.platform, env: process.env })

describeWithClaude('a task, with the genuine Claude Code', { timeout: 400_000 }, () => {
  it.skipIf(!fence.isAvailable)(
    `is told from another one where both are behind a fence, in which all are counted from one${fence.isAvailable ? '' : ` (skipped: ${fence.problem})`}`,
    async () => {
      const { configDir } = await open()
      await tceJson(home, 'config', 'set', 'sandbox.enabled', 'true')
      // With settings of its own the whole of it stands behind bubblewrap.
      await tceJson(home, 'backend', 'set', 'claude', '--command', "claude --settings '{}'")
      const names = ['one', 'two'] as const
      const begun = new Map<string, Task>()
      for (const name of names)
        begun.set(name, await tceJson<Task>(home, 'task', 'new', 'shop', 'RUN_WRITE please', '--name', name))
      for (const name of names) await asks(name)
      const now = async () =>
        new Map((await tceJson<TaskList>(home, 'task', 'ls')).tasks.map((task) => [task.name, task]))
      const asking = await now()
      for (const name of names) {
        expect(asking.get(name)).toMatchObject({ activity: 'waiting', sessionId: begun.get(name)?.sessionId })
        expect(asking.get(name)?.fence).toMatchObject({ by: 'bubblewrap', isVerified: true })
      }
      const { processes } = await status(home)
      expect(processes.flatMap(({ task, sessionId }) => (task === undefined ? [] : [[task.name, sessionId]]))).toEqual(
        expect.arrayContaining(names.map((name) => [name, begun.get(name)?.sessionId])),
      )
      expect(readdirSync(join(configDir, 'sessions')).filter((name) => name.endsWith('.json'))).toHaveLength(2)
      // What becomes of one says nothing of the other.
      await runTce(home, 'task', 'keys', 'one', 'Enter')
      const seen = async () => (await runTce(home, 'task', 'log', 'one')).stdout
      const isInReview = async () => {
        // What it advertises then takes its keys.
        if (/Try the new fullscreen/.test(await seen())) await runTce(home, 'task', 'keys', 'one', 'Escape')
        return (await now()).get('one')?.state === 'in_review'
      }
      await waitFor('something to look at', isInReview, { ...slow, seen })
      expect((await now()).get('two')).toMatchObject({ activity: 'waiting', state: 'in_progress' })
      await tceJson(home, 'task', 'stop', 'one', '--yes')
      expect((await now()).get('two')).toMatchObject({ activity: 'waiting', state: 'in_progress' })
    },
  )

  it('asks, is answered, is looked at, outlives a killed server, is taken up again and goes with a copy', async () => {
    await open()
    const begun = await tceJson<Task>(home, 'task', 'new', 'shop', 'RUN_WRITE please', '--name', 'hello')
    const { folder = '', sessionId, run } = begun
    expect(begun, JSON.stringify(begun)).toMatchObject({
      ...{ state: 'in_progress', worktree: { branch: 'tce/hello' } },
    })
    const now = async () => (await tceJson<TaskList>(home, 'task', 'ls')).tasks[0]
    const screen = async () => (await runTce(home, 'task', 'log', 'hello')).stdout
    await asks('hello')
    expect((await now())?.state).toBe('in_progress')
    expect((await status(home)).processes.find(({ task }) => task?.id === begun.id)).toMatchObject({ sessionId })
    await runTce(home, 'task', 'keys', 'hello', 'Enter')
    await waitFor('the file that it wrote', () => existsSync(join(folder, 'hello.txt')), { ...slow, seen: screen })
    await waitFor('something to look at', async () => (await now())?.state === 'in_review', { ...slow, seen: screen })
    expect(await tceJson<Task>(home, 'task', 'show', 'hello')).toMatchObject({ changes: { files: 1, commits: 0 } })

    // Killed without a word, and started anew: the agent is the same.
    const server = await currentInstance(join(home.dir, 'tce-data'))
    if (server === undefined) throw new Error('no server')
    process.kill(server.pid, 'SIGKILL')
    const again = startTce(home, ['dashboard', '--port', '0'])
    await waitFor('the server', () => /http:/.test(again.printed.stdout), slow)
    const stop = async () => {
      again.child.kill('SIGTERM')
      return (await again.ended).code
    }
    dashboard = { url: '', token: '', stop }
    expect(await now()).toMatchObject({ id: begun.id, run: { id: run?.id, pid: run?.pid } })

    await tceJson(home, 'task', 'stop', 'hello', '--yes')
    const resumed = await tceJson<Task>(home, 'task', 'resume', 'hello')
    expect(resumed).toMatchObject({ sessionId, run: { id: `${begun.id}.2` } })
    await waitFor('the conversation as it was', async () => (await screen()).includes('RUN_WRITE please'), {
      ...slow,
      seen: screen,
    })
    await tceJson(home, 'task', 'result', 'hello', 'hello.txt is there')
    await tceJson(home, 'task', 'done', 'hello')
    const gone = await tceJson<TaskRemoved>(home, 'task', 'rm', 'hello', '--yes')
    expect(gone.keptUntil).toBeDefined()
    expect(existsSync(folder)).toBe(false)
    await tceJson(home, 'task', 'undo', begun.id)
    expect(existsSync(join(folder, 'hello.txt'))).toBe(true)
  })
})
