/**
 * The shapes in which a fleet leaves the program: `GET /api/processes`, `tce status --json`, the stream and the faces all
 * speak them. Times are ISO 8601 with zone; a fact that is not known is absent. docs/api.md describes them to users.
 */

import type { SessionFigures } from '../session/session.ts'
import type { UnseenSession } from '../session/unseen-session.ts'
import type { ShellCommand } from '../words/command.ts'
import type { Dot, Fleet, FleetAgent, FleetCounts, Hog } from './fleet.ts'
import type { Health } from './health.ts'
import type {
  Activity,
  AgentProcess,
  AgentRole,
  ChildKind,
  ChildProcess,
  HostLoad,
  HostRef,
  OrphanProcess,
  RunState,
  TaskRef,
} from './process.ts'
import { processId } from './process.ts'

export interface ChildReport {
  readonly pid: number
  readonly ppid: number
  readonly start: string
  readonly startedAt: string
  readonly name: string
  readonly command: string
  readonly kind: ChildKind
  readonly state: RunState
  readonly cpuPercent?: number | undefined
  readonly rssBytes?: number | undefined
  /** Whose it is, below a host of several sessions. */
  readonly sessionId?: string | undefined
}

export interface AgentReport {
  /** `<pid>:<start>`: names this process for good. */
  readonly id: string
  readonly pid: number
  readonly start: string
  readonly agent: string
  readonly role: AgentRole
  readonly version?: string | undefined
  readonly startedAt: string
  readonly cwd?: string | undefined
  readonly project?: string | undefined
  readonly worktree?: string | undefined
  readonly tty?: string | undefined
  readonly command: string
  readonly state: RunState
  readonly cpuPercent?: number | undefined
  readonly rssBytes?: number | undefined
  readonly treeCpuPercent?: number | undefined
  readonly treeRssBytes?: number | undefined
  readonly children: readonly ChildReport[]
  /** It is a window: this process does its work. */
  readonly host?: HostReport | undefined
  /** It carries sessions, which end with it; the number is absent where that can't be told. */
  readonly carries?: HostLoad | undefined
  readonly sessionId?: string | undefined
  readonly jobId?: string | undefined
  readonly name?: string | undefined
  /** The task that it was started for: `GET /api/tasks/{id}`. */
  readonly task?: TaskRef | undefined
  readonly activity: Activity
  readonly waitingFor?: string | undefined
  /** What it wants to be allowed or answered, where its hooks tell: "Bash rm -rf dist", "Which colour?". */
  readonly asks?: string | undefined
  readonly activitySince?: string | undefined
  readonly lastActiveAt?: string | undefined
  /** How to take the conversation up again, e.g. `claude --resume <session>`. */
  readonly resumeCommand?: string | undefined
  /** What a face may offer for this process. */
  readonly capabilities: readonly ('kill' | 'pin')[]
}

export interface HostReport extends HostLoad {
  readonly pid: number
  readonly start: string
  /** It can be asked to end what the session is at. */
  readonly canInterrupt: boolean
}

export interface FleetAgentReport extends AgentReport {
  readonly health: Health
  readonly healthReason: string
  readonly pinned: boolean
  readonly hog?: Hog | undefined
  readonly figures?: SessionFigures | undefined
}

export interface OrphanReport extends ChildReport {
  readonly id: string
  readonly agent: string
  readonly sessionId?: string | undefined
  readonly cwd?: string | undefined
  readonly reason: string
}

export interface FleetReport {
  readonly scannedAt: string
  readonly scanMs: number
  readonly processCount: number
  readonly dot: Dot
  readonly counts: FleetCounts
  /** In the order of need: waiting, zombie, stale, unknown, working, idle, pinned. */
  readonly processes: readonly FleetAgentReport[]
  readonly orphans: readonly OrphanReport[]
  readonly helpers: readonly AgentReport[]
  /** Sessions that go on although no process of theirs is seen, newest first. Absent where nobody looked. */
  readonly sessionsWithoutProcess?: readonly UnseenSession[] | undefined
  /** What could not be read, in words. */
  readonly problems: readonly string[]
}

/** The command that resumes a session, per agent; undefined when there is nothing to resume. */
export type ResumeCommand = (process: AgentProcess) => ShellCommand | undefined

export function fleetReport(fleet: Fleet, resumeCommand: ResumeCommand): FleetReport {
  return {
    scannedAt: isoTime(fleet.scannedAtMs),
    scanMs: fleet.scanMs,
    processCount: fleet.processCount,
    dot: fleet.dot,
    counts: fleet.counts,
    processes: fleet.agents.map((agent) => fleetAgentReport(agent, resumeCommand)),
    orphans: fleet.orphans.map(orphanReport),
    helpers: fleet.helpers.map((helper) => ({
      ...agentReport(helper, resumeCommand),
      capabilities: ['kill'] as const,
    })),
    problems: fleet.problems,
  }
}

export const isoTime = (ms: number): string => new Date(ms).toISOString()
const optionalIsoTime = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : isoTime(ms))

function fleetAgentReport(agent: FleetAgent, resumeCommand: ResumeCommand): FleetAgentReport {
  return {
    ...agentReport(agent, resumeCommand),
    health: agent.health,
    healthReason: agent.healthReason,
    pinned: agent.isPinned,
    hog: agent.hog,
    figures: agent.figures,
  }
}

function agentReport(process: AgentProcess, resumeCommand: ResumeCommand): AgentReport {
  return {
    id: processId(process),
    pid: process.pid,
    start: process.start,
    agent: process.agent,
    role: process.role,
    version: process.version,
    startedAt: isoTime(process.startedAtMs),
    cwd: process.cwd,
    project: process.project,
    worktree: process.worktree,
    tty: process.tty,
    command: process.command,
    state: process.state,
    cpuPercent: process.cpuPercent,
    rssBytes: process.rssBytes,
    treeCpuPercent: process.treeCpuPercent,
    treeRssBytes: process.treeRssBytes,
    children: process.children.map(childReport),
    host: process.host && hostReport(process.host),
    carries: process.carries,
    sessionId: process.sessionId,
    jobId: process.jobId,
    name: process.name,
    task: process.task,
    activity: process.activity,
    waitingFor: process.waitingFor,
    asks: process.asks,
    activitySince: optionalIsoTime(process.activitySinceMs),
    lastActiveAt: optionalIsoTime(process.lastActiveAtMs),
    resumeCommand: resumeCommand(process),
    capabilities: ['kill', 'pin'],
  }
}

const hostReport = ({ configDir: _, ...host }: HostRef): HostReport => host

function childReport(child: ChildProcess): ChildReport {
  const { startedAtMs, ...rest } = child
  return { ...rest, startedAt: isoTime(startedAtMs) }
}

function orphanReport(orphan: OrphanProcess): OrphanReport {
  const { startedAtMs, ...rest } = orphan
  return { id: processId(orphan), ...rest, startedAt: isoTime(startedAtMs) }
}
