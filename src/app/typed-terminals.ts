/** The terminals of this machine that prompts can be typed into, and why others can't. */
import type { AgentEnvironment } from '../agents/agent.ts'
import { ancestorsOf } from '../core/process/ancestors.ts'
import type { ProcessTable } from '../core/process/process.ts'
import type { Situation } from '../core/prompts/channel-choice.ts'
import { attachHost } from '../prompts/channels/attach/attach-host.ts'
import type { Whereabouts } from '../prompts/channels/channel.ts'
import { whyClosed } from '../prompts/channels/closed/closed-terminals.ts'
import { iTermHost } from '../prompts/channels/iterm/iterm-host.ts'
import { kittyHost } from '../prompts/channels/kitty/kitty-host.ts'
import { type TaskTerminals, taskHost } from '../prompts/channels/task/task-host.ts'
import { createTmux } from '../prompts/channels/tmux/tmux.ts'
import { tmuxHost } from '../prompts/channels/tmux/tmux-host.ts'
import type { TypedHost } from '../prompts/channels/typed/typed-host.ts'
import { wezTermHost } from '../prompts/channels/wezterm/wezterm-host.ts'
import { startConsoleHelper } from '../prompts/channels/windows-console/console-helper.ts'
import { windowsConsoleHost } from '../prompts/channels/windows-console/windows-console-host.ts'
import { zellijHost } from '../prompts/channels/zellij/zellij-host.ts'
import { readChildMarks } from '../scanner/linux/child-marks.ts'
import { runProgram } from '../storage/run-program.ts'
import { tmuxSockets } from './tmux-sockets.ts'
import { createZellijPanes } from './zellij-panes.ts'

export interface TypedTerminalsOptions {
  readonly environment: AgentEnvironment
  readonly table: ProcessTable
  readonly tasks: TaskTerminals
  readonly mayUseConsole: () => boolean
}

export interface TypedTerminals {
  /** Those that can be there; the first that shows a session is taken. */
  readonly hosts: readonly TypedHost[]
  of(where: Whereabouts): Promise<Situation['terminal']>
}

/** What they are is asked once of each process. */
const mostRemembered = 500

export function createTypedTerminals({
  environment,
  table,
  tasks,
  mayUseConsole,
}: TypedTerminalsOptions): TypedTerminals {
  const { platform } = environment
  const hosts = typedHosts(environment, table, tasks, mayUseConsole)
  const closed = new Map<string, string | undefined>()

  /** A terminal stays what it is. */
  async function whyClosedTo({ pid, start }: Whereabouts): Promise<string | undefined> {
    if (pid === undefined) return undefined
    const id = `${pid}:${start}`
    if (!closed.has(id)) closed.set(id, whyClosed(await ancestorsOf(pid, table)))
    const [oldest] = closed.keys()
    if (closed.size > mostRemembered && oldest !== undefined) closed.delete(oldest)
    return closed.get(id)
  }

  return {
    hosts,
    async of(where) {
      const why = where.attach && (await ownTerminalProblem())
      if (why !== undefined) return { kind: 'none', why }
      for (const host of hosts) {
        const place = await host.find(where)
        if (place === undefined) continue
        return { kind: 'typed', channel: host.id, place: place.name, needsHooks: host.needsHooks }
      }
      if (platform === 'win32' && where.attach === undefined) return mayUseConsole() ? noConsole : consoleIsOff
      if (where.tty === undefined) return { kind: 'none' }
      return { kind: 'elsewhere', tty: where.tty, why: await whyClosedTo(where) }
    },
  }
}

const noConsole = { kind: 'none', why: 'It has no console that TCE could read.' } as const
const consoleIsOff = {
  kind: 'none',
  why: 'Typing into consoles of Windows is off; nobody has tried it yet.',
  next: '[prompts] windows_console = true in config.toml',
} as const

function typedHosts(
  { platform, env, homeDir }: AgentEnvironment,
  table: ProcessTable,
  tasks: TaskTerminals,
  mayUseConsole: () => boolean,
): readonly TypedHost[] {
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
  const task = taskHost(tasks)
  if (platform === 'win32')
    return [attach, task, windowsConsoleHost({ isAllowed: mayUseConsole, start: startConsoleHelper })]
  const kitty = env['KITTY_LISTEN_ON']
  return [
    attach,
    task,
    tmuxHost(createTmux(tmuxSockets({ env }))),
    ...(platform === 'linux' ? [zellijHost(runProgram, createZellijPanes(table, readChildMarks))] : []),
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
