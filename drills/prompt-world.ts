/** Genuine sessions of Claude Code in panes of tmux, beside a server that is sent prompts for them. Linux. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { claude } from '../src/agents/claude/index.ts'
import type { PromptReport } from '../src/core/prompts/prompt-report.ts'
import { screenRows } from '../src/core/prompts/screen.ts'
import type { PromptChange, PromptRequest, SentPrompt } from '../src/services/prompts.ts'
import { makeClaudeHome } from '../tests/tools/claude-home.ts'
import { startTmux, type TmuxClaude } from '../tests/tools/claude-in-tmux.ts'
import { runTce } from '../tests/tools/tce.ts'
import { waitFor } from '../tests/tools/wait-for.ts'
import { type DrillServer, drillServer } from './server.ts'

export interface PromptWorldOptions {
  readonly program: string
  readonly hasHooks: boolean
  /** Passes before each block of the model's answers. */
  readonly delayMs: number
  /** Of config.toml. */
  readonly settings?: readonly string[]
}

export interface DrilledSession extends TmuxClaude {
  readonly cwd: string
  /** As its user does: text, and Enter when it stands in the box. */
  say(text: string): Promise<void>
  /** What stands in its box; undefined where there is none on the screen. */
  box(): string | undefined
  /** A dialog stands on its screen. */
  isAsking(): boolean
  /** As its user does with what he does not want to send. */
  emptyBox(): Promise<void>
}

export interface PromptWorld {
  readonly server: DrillServer
  session(project: string): Promise<DrilledSession>
  /** Undefined: the server was away before it answered. */
  send(to: DrilledSession, text: string, when: PromptRequest['when']): Promise<string | undefined>
  find(id: string): Promise<PromptReport>
  change(id: string, change: PromptChange): Promise<void>
  close(): Promise<void>
}

/** From when on a session takes prompts. */
const youngForMs = 10_500

export async function openPromptWorld(options: PromptWorldOptions): Promise<PromptWorld> {
  const home = await makeClaudeHome({ delayMs: options.delayMs })
  const tmux = startTmux(home, options.program)
  const at = { dir: home.dir, env: tmux.env }
  for (const folder of ['tce-data', 'tce-config']) mkdirSync(join(home.dir, folder), { mode: 0o700, recursive: true })
  writeFileSync(join(home.dir, 'tce-config', 'config.toml'), `${options.settings?.join('\n') ?? ''}\n`)
  writeFileSync(join(home.configDir, 'settings.json'), '{}', { mode: 0o600 })
  const server = await drillServer({ at })
  server.start()
  await server.listens()
  if (options.hasHooks) await runTce(at, 'hooks', 'install', '--yes')

  async function ask<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${server.port}/api${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { Authorization: `Bearer ${server.token() ?? ''}`, 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }

  return {
    server,
    async session(project) {
      const cwd = home.project(project)
      const session = await tmux.start(cwd)
      await session.isAt('idle')
      await sleep(youngForMs)
      return { ...drilled(session, (...args) => tmux.tmux(...args)), cwd }
    },
    async send({ pid, start }, text, when) {
      const request: PromptRequest = { target: { pid, start }, text, when }
      return (await ask<SentPrompt>('/prompts', request)).prompt.id
    },
    find: (id) => ask(`/prompts/${id}`),
    change: (id, change) => ask(`/queue/${id}`, change),
    async close() {
      await server.close()
      tmux.close()
      await home.close()
    },
  }
}

function drilled(session: TmuxClaude, tmux: (...args: readonly string[]) => string): Omit<DrilledSession, 'cwd'> {
  const read = () => claude.prompting?.readScreen(screenRows(tmux('capture-pane', '-p', '-e', '-t', session.pane)))
  const box = () => {
    const screen = read()
    return screen?.kind === 'box' ? screen.text : undefined
  }
  return {
    ...session,
    box,
    isAsking: () => read()?.kind === 'dialog',
    async say(text) {
      session.keys('-l', text)
      await waitFor('the text in its box', () => box() === text, { withinMs: 20_000, seen: session.screen })
      session.keys('Enter')
    },
    async emptyBox() {
      await waitFor(
        'an empty box',
        async () => {
          if (box() === '') return true
          if (box() !== undefined) session.keys('C-u')
          await sleep(200)
          return false
        },
        { withinMs: 60_000, seen: session.screen },
      )
    },
  }
}
