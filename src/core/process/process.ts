/** The vocabulary every part shares: a process as the system tells it, and an agent process as we understand it. */

export type RunState = 'running' | 'sleeping' | 'stopped' | 'zombie' | 'unknown'

/**
 * One process of the operating system. A fact the system would not tell is `undefined`, never a plausible 0.
 * Times are milliseconds since the epoch, sizes are bytes.
 */
export interface OsProcess {
  readonly pid: number
  readonly ppid: number
  /**
   * When it began, in the system's own words; with the pid it is the identity, because pids are reused.
   * Linux: field 22 of /proc/<pid>/stat verbatim. macOS: `ps -o lstart=` in UTC. Windows: FILETIME as decimal text.
   * (The same texts Claude Code writes as `procStart` in its live registry.)
   */
  readonly start: string
  readonly startedAtMs: number
  /** The kernel's short name (`comm`), 15 characters on Linux. Unreliable: see agents/claude/recognise.ts. */
  readonly name: string
  readonly exePath?: string | undefined
  /** The executable was replaced while it ran (an update). */
  readonly isExeDeleted?: boolean | undefined
  readonly argv?: readonly string[] | undefined
  readonly cwd?: string | undefined
  /** `pts/3`, `ttys001`; undefined where there is no terminal or none can be told. */
  readonly tty?: string | undefined
  /** In a pid namespace below ours (a container): what it is called in there. The id is absent where we may not know it. */
  readonly inner?: { readonly namespace?: string | undefined; readonly pid: number } | undefined
  /** Runs as the user who runs TCE. Undefined where the system would not say. */
  readonly isOwn?: boolean | undefined
  readonly state: RunState
  /** User and system time together since the start. */
  readonly cpuTimeMs?: number | undefined
  readonly rssBytes?: number | undefined
}

/** Names one process for good: a pid alone may be somebody else a moment later. */
export interface ProcessRef {
  readonly pid: number
  readonly start: string
}

/** `48213:8812345`, the form in which an identity travels through URLs, files and menus. */
export const processId = ({ pid, start }: ProcessRef): string => `${pid}:${start}`

/** Another one when it executes another program: what was only forked shows the environment of its parent's start. */
export const programId = (process: OsProcess): string =>
  `${processId(process)} ${process.name} ${process.exePath ?? ''}`

/** Reads what `processId` wrote. Undefined for anything else. The start may itself contain colons (macOS). */
export function parseProcessId(id: string): ProcessRef | undefined {
  const colon = id.indexOf(':')
  const digits = id.slice(0, Math.max(0, colon))
  const start = id.slice(colon + 1)
  const pid = Number(digits)
  return /^[1-9]\d*$/.test(digits) && Number.isSafeInteger(pid) && start !== '' ? { pid, start } : undefined
}

export const isSameProcess = (a: ProcessRef, b: ProcessRef): boolean => a.pid === b.pid && a.start === b.start

/** The process table of this machine, or a fake of it. The contract suite is tests/scanner/process-table.contract.ts. */
export interface ProcessTable {
  /**
   * Every process the system shows. All of them carry pid, ppid, start, name and state; the dearer fields are filled for
   * those `isInteresting` accepts (it sees name, argv and, where cheap, exePath) and for all their descendants.
   */
  read(isInteresting: (process: OsProcess) => boolean): Promise<readonly OsProcess[]>
  /** One process with every field, read at this moment: the check before a signal. Undefined when there is none. */
  inspect(pid: number): Promise<OsProcess | undefined>
}

/** What an agent process is there for. Helpers are never counted as agents; a `supervisor` serves other sessions (daemon, Remote Control). */
export type AgentRole = 'interactive' | 'headless' | 'sdk' | 'ide' | 'background' | HelperRole
export type HelperRole = 'supervisor' | 'pty-host' | 'spare'

export const isHelperRole = (role: AgentRole): role is HelperRole =>
  role === 'supervisor' || role === 'pty-host' || role === 'spare'

/** `waiting`: the agent needs its user. `shell`: idle, while a background shell of it still runs. */
export type Activity = 'busy' | 'waiting' | 'idle' | 'shell' | 'unknown'

export type ChildKind = 'mcp-server' | 'tool-shell' | 'agent' | 'process'

/** A descendant of an agent: what would go with it. */
export interface ChildProcess {
  readonly pid: number
  readonly ppid: number
  readonly start: string
  readonly startedAtMs: number
  readonly name: string
  /** Secrets masked, control characters removed. */
  readonly command: string
  readonly kind: ChildKind
  readonly state: RunState
  readonly cpuPercent?: number | undefined
  readonly rssBytes?: number | undefined
  /** Whose it is, below a host of several sessions. */
  readonly sessionId?: string | undefined
}

/** How many sessions a process carries besides being one; undefined where that can't be told. */
export interface HostLoad {
  readonly sessions?: number | undefined
}

/** The process that does the work of a session which another one only shows. */
export interface HostRef extends ProcessRef, HostLoad {
  readonly configDir?: string | undefined
  /** It can be asked to end what the session is at. */
  readonly canInterrupt: boolean
}

/**
 * A process of a coding agent, joined from the process table and the agent's own live registry.
 * `cpuPercent` is measured over the time since the last scan (100 = one core) and undefined on a first sample.
 */
export interface AgentProcess extends ProcessRef {
  readonly agent: string
  readonly role: AgentRole
  readonly ppid: number
  readonly startedAtMs: number
  readonly state: RunState
  readonly version?: string | undefined
  readonly cwd?: string | undefined
  /** The last part of the working directory; of a worktree, of the project's. */
  readonly project?: string | undefined
  /** The worktree of the project that it works in. */
  readonly worktree?: string | undefined
  readonly tty?: string | undefined
  /** Secrets masked, control characters removed. */
  readonly command: string
  readonly cpuPercent?: number | undefined
  readonly rssBytes?: number | undefined
  /** The process and all its descendants. */
  readonly treeCpuPercent?: number | undefined
  readonly treeRssBytes?: number | undefined
  readonly children: readonly ChildProcess[]
  /** It is a window: ending it stops nothing of what this one does. */
  readonly host?: HostRef | undefined
  /** It carries sessions, which end with it. */
  readonly carries?: HostLoad | undefined
  /** Processes that only wait for this one, which they started with the same arguments. */
  readonly wrappers?: readonly ChildProcess[] | undefined
  readonly sessionId?: string | undefined
  /** The id by which the agent's own command ends it (`claude stop <jobId>`), for background sessions. */
  readonly jobId?: string | undefined
  readonly name?: string | undefined
  /** The task that it was started for. */
  readonly task?: TaskRef | undefined
  readonly activity: Activity
  readonly waitingFor?: string | undefined
  /** What it wants to be allowed or answered, where that is known: "Bash rm -rf dist", "Which colour?". */
  readonly asks?: string | undefined
  readonly activitySinceMs?: number | undefined
  /** The newest sign of life: registry update, transcript change, CPU use, a hook. */
  readonly lastActiveAtMs?: number | undefined
  /** Which installation's data this session belongs to, e.g. /home/dev/.claude. */
  readonly configDir?: string | undefined
}

/** A piece of work that TCE began an agent for: core/tasks/task.ts. */
export interface TaskRef {
  readonly id: string
  readonly name: string
}

/** A process left behind by a session that is gone. */
export interface OrphanProcess extends ChildProcess {
  readonly agent: string
  readonly sessionId?: string | undefined
  readonly cwd?: string | undefined
  /** Why we say so: "its session (pid 4242) is gone". */
  readonly reason: string
}

/** What one look at the machine found. */
export interface Scan {
  readonly scannedAtMs: number
  readonly durationMs: number
  /** How many processes the system listed. */
  readonly processCount: number
  readonly agents: readonly AgentProcess[]
  readonly helpers: readonly AgentProcess[]
  readonly orphans: readonly OrphanProcess[]
  /** What could not be read, in words for the user. */
  readonly problems: readonly string[]
}
