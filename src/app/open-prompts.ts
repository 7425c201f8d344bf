/** The prompts of this machine from their parts: the store, the ways to sessions, and what is asked of the system for them. */
import { join } from 'node:path'
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import { agentFoldersOf } from '../agents/machine-sources.ts'
import type { PromptingInbox } from '../agents/prompting.ts'
import { ownCommand } from '../core/process/own-command.ts'
import type { ProcessTable } from '../core/process/process.ts'
import type { Situation } from '../core/prompts/channel-choice.ts'
import type { PromptTarget } from '../core/prompts/prompt.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import type { AttachCommand, Whereabouts } from '../prompts/channels/channel.ts'
import { createHostChannel } from '../prompts/channels/host/host-channel.ts'
import { createInboxChannel } from '../prompts/channels/inbox/inbox-channel.ts'
import { createStopHookChannel } from '../prompts/channels/stop-hook/stop-hook-channel.ts'
import { createTypedChannel } from '../prompts/channels/typed/typed-channel.ts'
import { createDialogHolds } from '../prompts/dialog-holds.ts'
import { createHookDoor } from '../prompts/hook-door.ts'
import { createHostedSessions } from '../prompts/hosted-sessions.ts'
import { createPromptEngine } from '../prompts/prompt-engine.ts'
import type { SessionNow } from '../prompts/prompt-sender.ts'
import { openPromptStore } from '../prompts/prompt-store.ts'
import { createEntryMark, createSessionLook, type SessionAtMoment } from '../scanner/session-look.ts'
import type { PromptSource, PromptWiring } from '../services/local/prompt-source.ts'
import { lastLines } from '../storage/last-lines.ts'
import { createHostReach } from './host-reach.ts'
import type { ServerPlaceOf } from './server-ports.ts'
import { taskTerminals } from './task-terminals.ts'
import { createTypedTerminals } from './typed-terminals.ts'

export interface OpenPromptsOptions {
  readonly dataDir: string
  readonly machine: string
  readonly shown: readonly Agent[]
  readonly environment: AgentEnvironment
  readonly table: ProcessTable
  readonly serverOf: ServerPlaceOf
  readonly mayTypeWithoutHooks: () => boolean
  readonly mayMessage: () => boolean
  readonly mayUseConsole: () => boolean
}

export function openPrompts(
  { dataDir, machine, shown, environment, table, serverOf, ...allowed }: OpenPromptsOptions,
  { hasHooks, whyHeld, onStep, reportError }: PromptWiring,
): Result<PromptSource, string> {
  const opened = openPromptStore(dataDir, machine)
  if (!opened.ok) return opened
  const store = opened.value
  const sources = agentFoldersOf(shown, environment)
  const promptingOf = (id: string) => shown.find((agent) => agent.id === id)?.prompting
  const ownLook = createSessionLook({ table, sources, platform: environment.platform })
  const hosted = createHostedSessions(createHostReach(sources, serverOf), Date.now)
  const tasks = taskTerminals(dataDir, { ...environment.env }, table)
  const terminals = createTypedTerminals({ environment, table, tasks, mayUseConsole: allowed.mayUseConsole })
  const stopHook = createStopHookChannel()
  const holds = createDialogHolds()

  const recordsOf = ({ agent, ...session }: PromptTarget): readonly string[] =>
    sources
      .filter((source) => source.agent.id === agent)
      .flatMap((source) => (source.agent.transcriptPaths?.(session) ?? []).map((path) => join(source.configDir, path)))

  /** How its agent shows one that runs without a terminal. */
  function attachOf(id: string, now: SessionAtMoment): AttachCommand | undefined {
    const agent = shown.find((one) => one.id === id)
    const command = ownCommand(id, now, agent?.attachArguments?.({ role: now.role ?? 'interactive', jobId: now.jobId }))
    return command && { ...command, env: agent?.commandEnvironment?.(environment, now.configDir) ?? environment.env }
  }

  /** What no registry tells its host does. */
  async function lookAt(target: PromptTarget, isAnew?: boolean) {
    const seen = await ownLook(target, isAnew)
    const now = seen && { ...seen, attach: attachOf(target.agent, seen) }
    if (now === undefined || now.activity !== 'unknown') return now
    const there = await hosted.lookAt(target)
    return there === undefined ? now : { ...now, activity: there.activity, activitySinceMs: there.activitySinceMs }
  }

  async function situationOf(target: PromptTarget, now: NowOf): Promise<Situation> {
    const isHooked = await hasHooks(target)
    const prompting = promptingOf(target.agent)
    return {
      terminal: await terminals.of({ ...now, pid: target.pid, start: target.start }),
      isScreenKnown: prompting !== undefined,
      hasHooks: isHooked && prompting?.hooks !== undefined,
      takesAtTurnEnd: prompting?.hooks !== undefined,
      mayTypeWithoutHooks: allowed.mayTypeWithoutHooks(),
      inbox: inboxOf(prompting?.inbox, now, recordsOf(target), allowed.mayMessage()),
      isAtWork: now.activity === 'busy',
      host: (await hosted.lookAt(target))?.through,
    }
  }

  const engine = createPromptEngine({
    ...{ store, stopHook, holds, lookAt, promptingOf, recordsOf, hosted, onStep, reportError, whyHeld },
    channels: [
      createHostChannel(hosted),
      ...terminals.hosts.map(createTypedChannel),
      stopHook,
      createInboxChannel({ from: join(dataDir, 'prompts.sock') }),
    ],
    situationOf,
    markOf: createEntryMark(sources),
    clock: Date.now,
  })
  return ok({
    ...store,
    get problems() {
      return store.problems
    },
    situationOf: async (target) =>
      situationOf(target, (await lookAt(target)) ?? { tty: target.tty, activity: 'unknown' }),
    isAlwaysCommand: (agent, text) => promptingOf(agent)?.commandIn(text) === 'always',
    settingsOf: (agent) => shown.find(({ id }) => id === agent)?.promptLibrary?.settings ?? [],
    stopOf: engine.stopOf,
    finish: engine.finish,
    interrupt: engine.interrupt,
    breakOff: engine.breakOff,
    wake: engine.wake,
    begin: engine.begin,
    hookPosted: createHookDoor({ promptingOf, holds, turnEnds: engine.turnEnds }),
    async close() {
      await engine.close()
      await tasks.close()
      await store.close()
    },
  })
}

type NowOf = Whereabouts & Pick<SessionNow, 'activity'>

/** Whether messages are held back is in what its records say last of it; where they do not say it, nobody knows. */
function inboxOf(
  inbox: PromptingInbox | undefined,
  now: NowOf,
  records: readonly string[],
  mayMessage: boolean,
): Situation['inbox'] {
  if (inbox === undefined || now.inbox === undefined) return undefined
  if (!mayMessage) return 'off'
  const isHeld = records
    .flatMap((path) => lastLines(path))
    .map(({ text }) => inbox.isHeldAfter(text))
    .findLast((one) => one !== undefined)
  return isHeld === false ? 'open' : 'held'
}
