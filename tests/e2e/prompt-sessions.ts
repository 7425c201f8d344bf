/** Genuine sessions of Claude Code in a tmux of their own, beside a server as its users start it, which is sent prompts for them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { PromptReport } from '../../src/core/prompts/prompt-report.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { startTmux, type TmuxClaude, type TmuxServer } from '../tools/claude-in-tmux.ts'
import { runTce, startTce, type TestHome } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

type BeginOptions = Parameters<TmuxServer['start']>[1] & { readonly hooks?: boolean; readonly project?: string }

export interface PromptSessions {
  readonly home: ClaudeHome
  readonly tmux: TmuxServer
  readonly tce: TestHome
  serve(): Promise<void>
  endServer(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** As its user has set it. */
  serveWith(setting: string): Promise<void>
  /** One that takes prompts, by now; hooks are in place unless told otherwise. */
  begin(options?: BeginOptions): Promise<TmuxClaude>
  installHooks(): Promise<void>
  /** To the session that was begun last, whoever else works on this machine, or to another one. */
  send(text: string, ...more: readonly string[]): Promise<{ readonly code: number; readonly words: string }>
  sendTo(
    pid: number,
    text: string,
    ...more: readonly string[]
  ): Promise<{ readonly code: number; readonly words: string }>
  queue(...words: readonly string[]): Promise<{ readonly code: number; readonly words: string }>
  find(id: string): Promise<PromptReport>
  untilState(id: string, state: PromptReport['state'], withinMs?: number): Promise<true>
  close(): Promise<void>
}

/** A session takes prompts from its tenth second on. */
export const youngForMs = 10_500

export async function openPromptSessions(program: string): Promise<PromptSessions> {
  const home = await makeClaudeHome()
  const tmux = startTmux(home, program)
  const tce: TestHome = { dir: home.dir, env: tmux.env }
  mkdirSync(join(home.dir, 'tce-data'), { recursive: true, mode: 0o700 })
  mkdirSync(join(home.dir, 'tce-config'), { mode: 0o700 })
  writeFileSync(join(home.configDir, 'settings.json'), '{}', { mode: 0o600 })
  let server: ReturnType<typeof startTce>
  let lastPid = 0

  async function serve(): Promise<void> {
    server = startTce(tce, ['dashboard', '--port', '0'])
    const words = () => server.printed.stdout + server.printed.stderr
    await waitFor('the dashboard', () => /http:\/\/\S+:\d+/.exec(words())?.[0], { seen: words })
  }

  async function endServer(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    server.child.kill(signal)
    await server.ended
  }

  async function say(...args: readonly string[]) {
    const { code, stdout, stderr } = await runTce(tce, ...args)
    return { code, words: `${stdout}${stderr}`.replace(/\s+/g, ' ') }
  }

  const sendTo = (pid: number, text: string, ...more: readonly string[]) => say('send', String(pid), text, ...more)

  async function installHooks(): Promise<void> {
    const { code, stderr } = await runTce(tce, 'hooks', 'install', '--yes')
    expect([code, stderr]).toEqual([0, ''])
  }

  const find = async (id: string) =>
    JSON.parse((await runTce(tce, 'queue', 'show', id, '--json')).stdout) as PromptReport
  await serve()

  return {
    ...{ home, tmux, tce, serve, endServer, installHooks, sendTo, find },
    async serveWith(setting) {
      await endServer('SIGTERM')
      writeFileSync(join(home.dir, 'tce-config', 'config.toml'), `[prompts]\n${setting}\n`)
      await serve()
    },
    async begin({ hooks = true, project = 'shop', ...options } = {}) {
      if (hooks) await installHooks()
      const claude = await tmux.start(home.project(project), options)
      await claude.isAt('idle')
      lastPid = claude.pid
      await sleep(youngForMs)
      return claude
    },
    send: (text, ...more) => sendTo(lastPid, text, ...more),
    queue: (...words) => say('queue', ...words),
    untilState: (id, state, withinMs = 30_000) =>
      waitFor<true>(`${id} to be ${state}`, async () => isReached((await find(id)).state, state) || undefined, {
        withinMs,
        seen: () => tmux.tmux('capture-pane', '-p'),
      }),
    async close() {
      await endServer('SIGTERM')
      tmux.close()
      await home.close()
    },
  }
}

/** A short turn may be over by the time that anybody asks: what was answered was delivered. */
const isReached = (state: PromptReport['state'], wanted: PromptReport['state']): boolean =>
  state === wanted || (wanted === 'delivered' && state === 'answered')

/** What its user, as it takes it, said. */
export const prompts = (claude: Pick<TmuxClaude, 'records'>): readonly string[] =>
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
