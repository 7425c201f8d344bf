/**
 * An agent process as the rest of TCE knows it, put together from what was found. Pure.
 *
 * `children` are all descendants: what would go with it. An agent started by an agent is an agent of its own and a child of
 * kind `agent` here, with everything below it; so trees overlap, each says what its own end would free, and the memory of a
 * whole machine is the sum over those agents that are nobody's child (or over `rssBytes` of distinct processes).
 */
import type { Agent } from '../agents/agent.ts'
import {
  type AgentProcess,
  type ChildKind,
  type ChildProcess,
  isHelperRole,
  type OsProcess,
  processId,
} from '../core/process/process.ts'
import { folderName, projectPlace } from '../core/session/project-place.ts'
import { maskSecrets } from '../core/words/mask.ts'
import { plainText } from '../core/words/text.ts'
import type { HostsFound } from './hosts.ts'
import type { FoundOrphan } from './orphans.ts'
import type { RecognisedProcess } from './recognise.ts'

export interface JoinContext {
  readonly recognised: ReadonlyMap<number, RecognisedProcess>
  readonly descendants: (pid: number) => readonly OsProcess[]
  readonly wrappers: (pid: number) => readonly OsProcess[]
  readonly hosts: HostsFound['hosts']
  readonly hostOfWindow: HostsFound['hostOfWindow']
  /** Of a process below a host: the session it works for. */
  readonly sessionOfChild: (child: OsProcess) => string | undefined
  readonly cpuPercent: ReadonlyMap<string, number | undefined>
  /** `cpuPercent` is that of the whole tree. */
  readonly lastActiveAtMs: (found: RecognisedProcess, cpuPercent: number | undefined) => number | undefined
}

type ChildContext = Pick<JoinContext, 'recognised' | 'cpuPercent' | 'sessionOfChild'>

export function toAgentProcess(found: RecognisedProcess, context: JoinContext): AgentProcess {
  const { process, agent, role, entry } = found
  const live = entry?.live
  const descendants = context.descendants(process.pid)
  const wrappers = context.wrappers(process.pid)
  const cpuPercent = context.cpuPercent.get(processId(process))
  const treeCpuPercent = sum(
    cpuPercent,
    descendants.map((child) => context.cpuPercent.get(processId(child))),
  )
  const cwd = process.cwd ?? live?.cwd
  return {
    pid: process.pid,
    start: process.start,
    agent: agent.id,
    role,
    ppid: process.ppid,
    startedAtMs: process.startedAtMs,
    state: process.state,
    version: live?.version ?? agent.versionOf(process),
    cwd,
    ...(cwd !== undefined && placeOf(cwd)),
    tty: process.tty,
    command: commandOf(process),
    cpuPercent,
    rssBytes: process.rssBytes,
    treeCpuPercent,
    treeRssBytes: sum(
      process.rssBytes,
      descendants.map((child) => child.rssBytes),
    ),
    children: descendants.map((child) => toChildProcess(child, agent, context)),
    host: context.hostOfWindow.get(process.pid),
    carries: context.hosts.get(process.pid)?.load,
    wrappers: wrappers.length === 0 ? undefined : wrappers.map((one) => toChildProcess(one, agent, context)),
    sessionId: live?.sessionId,
    jobId: live?.jobId,
    name: live?.name === undefined ? undefined : plainText(live.name),
    activity: live?.activity ?? 'unknown',
    waitingFor: live?.waitingFor === undefined ? undefined : plainText(live.waitingFor),
    asks: live?.asks === undefined ? undefined : plainText(live.asks),
    activitySinceMs: live?.activitySinceMs,
    lastActiveAtMs: context.lastActiveAtMs(found, treeCpuPercent),
    configDir: entry?.configDir,
  }
}

export function toChildProcess(
  child: OsProcess,
  agent: Agent,
  { recognised, cpuPercent, sessionOfChild }: ChildContext,
): ChildProcess {
  return {
    pid: child.pid,
    ppid: child.ppid,
    start: child.start,
    startedAtMs: child.startedAtMs,
    name: plainText(child.name),
    command: commandOf(child),
    kind: kindOf(child, agent, recognised.get(child.pid)),
    state: child.state,
    cpuPercent: cpuPercent.get(processId(child)),
    rssBytes: child.rssBytes,
    sessionId: sessionOfChild(child),
  }
}

/** What is an agent was decided with the registry and the other processes at hand, not by the looks of one alone. */
function kindOf(child: OsProcess, agent: Agent, found: RecognisedProcess | undefined): ChildKind {
  if (found !== undefined) return isHelperRole(found.role) ? 'process' : 'agent'
  const kind = agent.childKindOf(child)
  return kind === 'agent' ? 'process' : kind
}

export function toOrphanProcess({ process, agent, sessionId, reason }: FoundOrphan, context: ChildContext) {
  return { ...toChildProcess(process, agent, context), agent: agent.id, sessionId, cwd: process.cwd, reason }
}

/** A defunct or foreign process hides its arguments; the kernel's name is left. */
const commandOf = ({ argv, name }: OsProcess): string => (argv === undefined ? plainText(name) : maskSecrets(argv))

function placeOf(cwd: string): Pick<AgentProcess, 'project' | 'worktree'> {
  const { folder, worktree } = projectPlace(cwd)
  return { project: folderName(folder), worktree: worktree === undefined ? undefined : plainText(worktree) }
}

/** Of a tree whose root is unknown nothing can be said; an unknown child is left out. */
function sum(root: number | undefined, children: readonly (number | undefined)[]): number | undefined {
  if (root === undefined) return undefined
  return children.reduce<number>((total, value) => total + (value ?? 0), root)
}
