/** Genuine sessions of Claude Code in panes of tmux, beside a server that is sent prompts for them. Linux. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawn } from '@lydell/node-pty'
import { claude } from '../src/agents/claude/index.ts'
import type { ProcessRef } from '../src/core/process/process.ts'
import type { PromptReport, QueueReport } from '../src/core/prompts/prompt-report.ts'
import { screenRows } from '../src/core/prompts/screen.ts'
import type { PromptChange, PromptRequest, SentPrompt } from '../src/services/prompts.ts'
import type { RegistryFile } from '../tests/tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tests/tools/claude-home.ts'
import { sessionLines, startTmux, type TmuxClaude } from '../tests/tools/claude-in-tmux.ts'
import { identify } from '../tests/tools/processes.ts'
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

/** Whatever is sent prompts. */
export interface Addressee extends ProcessRef {
  registry(): RegistryFile | undefined
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
  /** In a terminal that nobody but its user can type into. */
  elsewhere(project: string): Promise<ElsewhereSession>
  send(to: Addressee, text: string, when: PromptRequest['when']): Promise<string>
  find(id: string): Promise<PromptReport>
  /** All that are known of this session, whatever has become of them. */
  idsOf(session: Addressee): Promise<readonly string[]>
  /** What the session took as a prompt, whoever it came from. */
  taken(session: Addressee): readonly string[]
  change(id: string, change: PromptChange): Promise<void>
  /** As its user does where the queue of a session stands still. */
  goOn(session: Addressee): Promise<void>
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
    elsewhere: (project) => startElsewhere(home, options.program, project),
    async send({ pid, start }, text, when) {
      const request: PromptRequest = { target: { pid, start }, text, when }
      return (await ask<SentPrompt>('/prompts', request)).prompt.id
    },
    async idsOf({ pid }) {
      const { sessions, recent } = await ask<QueueReport>('/queue')
      const all = [...sessions.flatMap(({ prompts }) => prompts), ...recent]
      return all.flatMap(({ id, target }) => (target.pid === pid ? [id] : []))
    },
    taken: (session) =>
      sessionLines(home, session.registry()?.sessionId)
        .flatMap((line) => claude.prompting?.signsIn(line) ?? [])
        .flatMap((sign) => (sign.kind === 'taken' ? [sign.text] : [])),
    find: (id) => ask(`/prompts/${id}`),
    change: (id, change) => ask(`/queue/${id}`, change),
    goOn: (session) => ask('/queue/go-on', { sessionId: session.registry()?.sessionId }),
    async close() {
      await server.close()
      tmux.close()
      await home.close()
    },
  }
}

export interface ElsewhereSession extends Addressee {
  type(text: string): Promise<void>
}

async function startElsewhere(home: ClaudeHome, program: string, project: string): Promise<ElsewhereSession> {
  const cwd = home.project(project)
  const terminal = spawn(program, ['--permission-mode', 'default'], { cwd, env: home.env, cols: 100, rows: 40 })
  const identity = identify(terminal.pid)
  if (identity === undefined) throw new Error('Claude Code ended at once.')
  const registry = () => registryOf(home.configDir, terminal.pid)
  await waitFor('the session to be idle', () => registry()?.status === 'idle', { withinMs: 30_000 })
  await sleep(youngForMs)
  return {
    ...identity,
    registry,
    async type(text) {
      terminal.write(text)
      await sleep(500)
      terminal.write('\r')
    },
  }
}

function registryOf(configDir: string, pid: number): RegistryFile | undefined {
  try {
    return JSON.parse(readFileSync(join(configDir, 'sessions', `${pid}.json`), 'utf8')) as RegistryFile
  } catch {
    return undefined
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
          if (box() !== undefined) session.keys('C-c')
          // A second one on an empty box would end it.
          await sleep(1_000)
          return false
        },
        { withinMs: 60_000, seen: session.screen },
      )
    },
  }
}
