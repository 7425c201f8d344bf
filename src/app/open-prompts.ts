/** The prompts of this machine from their parts: the store, the ways to sessions, and what is asked of the system for them. */
import { join } from 'node:path'
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import { agentFoldersOf } from '../agents/machine-sources.ts'
import type { ProcessTable } from '../core/process/process.ts'
import type { PromptTarget } from '../core/prompts/prompt.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { createStopHookChannel } from '../prompts/channels/stop-hook/stop-hook-channel.ts'
import { createTmux } from '../prompts/channels/tmux/tmux.ts'
import { createTmuxChannel } from '../prompts/channels/tmux/tmux-channel.ts'
import { createDialogHolds } from '../prompts/dialog-holds.ts'
import { createHookDoor } from '../prompts/hook-door.ts'
import { createPromptEngine } from '../prompts/prompt-engine.ts'
import { openPromptStore } from '../prompts/prompt-store.ts'
import { createSessionLook } from '../scanner/session-look.ts'
import type { PromptSource, PromptWiring } from '../services/local/prompts.ts'
import { tmuxSockets } from './tmux-sockets.ts'

export interface OpenPromptsOptions {
  readonly dataDir: string
  readonly machine: string
  readonly shown: readonly Agent[]
  readonly environment: AgentEnvironment
  readonly table: ProcessTable
  readonly mayTypeWithoutHooks: () => boolean
}

export function openPrompts(
  { dataDir, machine, shown, environment, table, mayTypeWithoutHooks }: OpenPromptsOptions,
  { hasHooks, onStep, reportError }: PromptWiring,
): Result<PromptSource, string> {
  const opened = openPromptStore(dataDir, machine)
  if (!opened.ok) return opened
  const store = opened.value
  const sources = agentFoldersOf(shown, environment)
  const promptingOf = (id: string) => shown.find((agent) => agent.id === id)?.prompting
  const lookAt = createSessionLook({ table, sources, platform: environment.platform })
  const tmux = createTmux(tmuxSockets(environment))
  const stopHook = createStopHookChannel()
  const holds = createDialogHolds()

  const recordsOf = ({ agent, ...session }: PromptTarget): readonly string[] =>
    sources
      .filter((source) => source.agent.id === agent)
      .flatMap((source) => (source.agent.transcriptPaths?.(session) ?? []).map((path) => join(source.configDir, path)))

  async function situationOf(target: PromptTarget, tty: string | undefined) {
    const isHooked = await hasHooks(target)
    const prompting = promptingOf(target.agent)
    const pane = tty === undefined || environment.platform === 'win32' ? undefined : await tmux.find(tty)
    return {
      terminal: terminalOf(tty, pane?.id),
      isScreenKnown: prompting !== undefined,
      hasHooks: isHooked && prompting?.hooks !== undefined,
      takesAtTurnEnd: prompting?.hooks !== undefined,
      mayTypeWithoutHooks: mayTypeWithoutHooks(),
    }
  }

  const engine = createPromptEngine({
    ...{ store, stopHook, holds, lookAt, promptingOf, recordsOf, onStep, reportError },
    channels: [createTmuxChannel(tmux), stopHook],
    situationOf: (target, { tty }) => situationOf(target, tty),
    clock: Date.now,
  })
  return ok({
    ...store,
    get problems() {
      return store.problems
    },
    situationOf: (target) => situationOf(target, target.tty),
    isAlwaysCommand: (agent, text) => promptingOf(agent)?.commandIn(text) === 'always',
    stopOf: engine.stopOf,
    wake: engine.wake,
    begin: engine.begin,
    hookPosted: createHookDoor({ promptingOf, holds, turnEnds: engine.turnEnds }),
    async close() {
      await engine.close()
      await store.close()
    },
  })
}

const terminalOf = (tty: string | undefined, pane: string | undefined) => {
  if (pane !== undefined) return { kind: 'tmux', pane } as const
  return tty === undefined ? ({ kind: 'none' } as const) : ({ kind: 'elsewhere', tty } as const)
}
