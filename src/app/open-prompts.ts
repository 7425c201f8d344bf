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
import { attachHost } from '../prompts/channels/attach/attach-host.ts'
import type { AttachCommand, Whereabouts } from '../prompts/channels/channel.ts'
import { createHostChannel } from '../prompts/channels/host/host-channel.ts'
import { createInboxChannel } from '../prompts/channels/inbox/inbox-channel.ts'
import { iTermHost } from '../prompts/channels/iterm/iterm-host.ts'
import { kittyHost } from '../prompts/channels/kitty/kitty-host.ts'
import { createStopHookChannel } from '../prompts/channels/stop-hook/stop-hook-channel.ts'
import { createTmux, type Tmux } from '../prompts/channels/tmux/tmux.ts'
import { tmuxHost } from '../prompts/channels/tmux/tmux-host.ts'
import { createTypedChannel } from '../prompts/channels/typed/typed-channel.ts'
import type { TypedHost } from '../prompts/channels/typed/typed-host.ts'
import { wezTermHost } from '../prompts/channels/wezterm/wezterm-host.ts'
import { createDialogHolds } from '../prompts/dialog-holds.ts'
import { createHookDoor } from '../prompts/hook-door.ts'
import { createHostedSessions } from '../prompts/hosted-sessions.ts'
import { createPromptEngine } from '../prompts/prompt-engine.ts'
import type { SessionNow } from '../prompts/prompt-sender.ts'
import { openPromptStore } from '../prompts/prompt-store.ts'
import { createSessionLook, type SessionAtMoment } from '../scanner/session-look.ts'
import type { PromptSource, PromptWiring } from '../services/local/prompts.ts'
import { lastLines } from '../storage/last-lines.ts'
import { runProgram } from '../storage/run-program.ts'
import { createHostReach } from './host-reach.ts'
import type { ServerPortOf } from './server-ports.ts'
import { tmuxSockets } from './tmux-sockets.ts'

export interface OpenPromptsOptions {
  readonly dataDir: string
  readonly machine: string
  readonly shown: readonly Agent[]
  readonly environment: AgentEnvironment
  readonly table: ProcessTable
  readonly serverPortOf: ServerPortOf
  readonly mayTypeWithoutHooks: () => boolean
  readonly mayMessage: () => boolean
}

export function openPrompts(
  { dataDir, machine, shown, environment, table, serverPortOf, ...allowed }: OpenPromptsOptions,
  { hasHooks, whyHeld, onStep, reportError }: PromptWiring,
): Result<PromptSource, string> {
  const opened = openPromptStore(dataDir, machine)
  if (!opened.ok) return opened
  const store = opened.value
  const sources = agentFoldersOf(shown, environment)
  const promptingOf = (id: string) => shown.find((agent) => agent.id === id)?.prompting
  const ownLook = createSessionLook({ table, sources, platform: environment.platform })
  const hosted = createHostedSessions(createHostReach(sources, serverPortOf), Date.now)
  const tmux = createTmux(tmuxSockets(environment))
  const hosts = typedHosts(environment, tmux)
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

  async function terminalOf(where: Whereabouts): Promise<Situation['terminal']> {
    const why = where.attach && (await ownTerminalProblem())
    if (why !== undefined) return { kind: 'none', why }
    for (const host of hosts) {
      const place = await host.find(where)
      if (place !== undefined) return { kind: 'typed', channel: host.id, place: place.name }
    }
    return where.tty === undefined ? { kind: 'none' } : { kind: 'elsewhere', tty: where.tty }
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
      terminal: await terminalOf({ ...now, pid: target.pid }),
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
      ...hosts.map(createTypedChannel),
      stopHook,
      createInboxChannel({ from: join(dataDir, 'prompts.sock') }),
    ],
    situationOf,
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
      await store.close()
    },
  })
}

/** Those that can be there; the first that shows a session is taken. */
function typedHosts({ platform, env, homeDir }: AgentEnvironment, tmux: Tmux): readonly TypedHost[] {
  const attach = attachHost({
    problem: ownTerminalProblem,
    open: async ({ file, arguments: args, env: its }) =>
      (await import('../runner/own-terminal.ts')).openOwnTerminal({
        file,
        args,
        env: its,
        cwd: homeDir,
        ...attachedSize,
      }),
  })
  if (platform === 'win32') return [attach]
  const kitty = env['KITTY_LISTEN_ON']
  return [
    attach,
    tmuxHost(tmux),
    wezTermHost(runProgram),
    ...(kitty === undefined ? [] : [kittyHost(runProgram, kitty)]),
    ...(platform === 'darwin' ? [iTermHost(runProgram)] : []),
  ]
}

/** As large as its agent's own host keeps it: nothing is drawn anew for us. */
const attachedSize = { columns: 200, rows: 50 }

async function ownTerminalProblem(): Promise<string | undefined> {
  const loaded = await (await import('../runner/pty.ts')).loadPty()
  return loaded.ok ? undefined : loaded.error
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
