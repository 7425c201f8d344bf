/**
 * Who may be ended, and in which steps. Pure: what was recognised and what was seen a moment ago come in, a verdict goes out.
 * control/kill.ts asks anew before every single signal, because between two looks a pid can become somebody else.
 */
import { childrenByParent, descendantsOf } from '../process/descendants.ts'
import type { AgentProcess, ChildProcess, OrphanProcess, OsProcess, ProcessRef, Scan } from '../process/process.ts'
import { isSameProcess, processId } from '../process/process.ts'

/** What our last scan knows a process as. Only these may be signalled. */
export type KillTarget =
  | { readonly kind: 'agent'; readonly process: AgentProcess }
  | { readonly kind: 'orphan'; readonly process: OrphanProcess }
  | { readonly kind: 'child'; readonly process: TreeMember }

/** A process of a tree, as much of it as ending and counting need. */
export type TreeMember = Pick<ChildProcess, 'pid' | 'ppid' | 'start' | 'startedAtMs' | 'name' | 'rssBytes'>

export type Recognise = (ref: ProcessRef) => KillTarget | undefined

/** Everything of one scan that may be ended, by identity. An agent inside another agent's tree is an agent. */
export function recogniserOf({ agents, helpers, orphans }: Pick<Scan, 'agents' | 'helpers' | 'orphans'>): Recognise {
  const known = new Map<string, KillTarget>()
  for (const owner of [...agents, ...helpers]) {
    for (const process of [...owner.children, ...(owner.wrappers ?? [])]) {
      known.set(processId(process), { kind: 'child', process })
    }
  }
  for (const process of orphans) known.set(processId(process), { kind: 'orphan', process })
  for (const process of [...agents, ...helpers]) known.set(processId(process), { kind: 'agent', process })
  return (ref) => known.get(processId(ref))
}

/** Who asks, as far as it limits what may be ended. */
export interface KillGuard {
  readonly selfPid: number
  readonly ancestorPids: ReadonlySet<number>
  /** The supervisor is ended only when it was named itself. */
  readonly isExplicit: boolean
}

export type Protection = 'system' | 'self' | 'ancestor' | 'supervisor'

/** Why nothing may be sent. `found` is who has the pid now, where that is the reason. */
export type Refusal =
  | { readonly outcome: 'protected'; readonly protection: Protection }
  | { readonly outcome: 'gone'; readonly found?: OsProcess | undefined }
  | { readonly outcome: 'defunct' | 'not-permitted'; readonly found: OsProcess }
  | { readonly outcome: 'not-watched'; readonly found: OsProcess }

/**
 * The one question before every signal. Undefined: it may be sent. First match wins; `found` must have been read just now.
 * A pid that is not a positive integer never reaches the system: `kill(0)` and `kill(-1)` mean whole groups of processes.
 */
export function refusalOf(
  asked: ProcessRef,
  target: KillTarget | undefined,
  found: OsProcess | undefined,
  { selfPid, ancestorPids, isExplicit }: KillGuard,
): Refusal | undefined {
  if (!Number.isSafeInteger(asked.pid) || asked.pid <= 1) return { outcome: 'protected', protection: 'system' }
  if (asked.pid === selfPid) return { outcome: 'protected', protection: 'self' }
  if (found === undefined) return { outcome: 'gone' }
  if (!isSameProcess(asked, found)) return { outcome: 'gone', found }
  if (ancestorPids.has(asked.pid)) return { outcome: 'protected', protection: 'ancestor' }
  if (target === undefined || !isSameProcess(asked, target.process)) return { outcome: 'not-watched', found }
  if (found.isOwn === false) return { outcome: 'not-permitted', found }
  if (isSupervisor(target) && !isExplicit) return { outcome: 'protected', protection: 'supervisor' }
  if (found.state === 'zombie') return { outcome: 'defunct', found }
  return undefined
}

const isSupervisor = (target: KillTarget): boolean => target.kind === 'agent' && target.process.role === 'supervisor'

/**
 * `interrupt`: its host ends what the session is at. `stop-command`: the agent's own polite way. `wait`: look until it is gone or the
 * grace time is over.
 */
export type KillStep = 'interrupt' | 'stop-command' | 'SIGCONT' | 'SIGTERM' | 'SIGKILL' | 'taskkill' | 'wait'

/**
 * The steps for one process, in order; the walk ends as soon as it is seen to be gone. A suspended process gets its SIGTERM only
 * once it runs again. Windows knows no polite end for a console program: taskkill /F at once, with or without force.
 */
export function stepsFor({
  state,
  force,
  hasStopCommand,
  canInterrupt = false,
  platform,
}: {
  readonly state: OsProcess['state']
  readonly force: boolean
  readonly hasStopCommand: boolean
  readonly canInterrupt?: boolean
  readonly platform: NodeJS.Platform
}): readonly KillStep[] {
  const interrupt: readonly KillStep[] = canInterrupt ? ['interrupt'] : []
  const politely: readonly KillStep[] = hasStopCommand ? [...interrupt, 'stop-command', 'wait'] : interrupt
  if (platform === 'win32') return [...politely, 'taskkill', 'wait']
  const wake: readonly KillStep[] = state === 'stopped' ? ['SIGCONT'] : []
  const firmly: readonly KillStep[] = force ? ['SIGKILL', 'wait'] : []
  return [...politely, ...wake, 'SIGTERM', 'wait', ...firmly]
}

/** From a process up to the first one: never to be ended by it. */
export function ancestorsOf(pid: number, processes: readonly Pick<OsProcess, 'pid' | 'ppid'>[]): ReadonlySet<number> {
  const parentOf = new Map(processes.map((process) => [process.pid, process.ppid]))
  const ancestors = new Set<number>()
  let parent = parentOf.get(pid)
  while (parent !== undefined && parent > 0 && !ancestors.has(parent)) {
    ancestors.add(parent)
    parent = parentOf.get(parent)
  }
  return ancestors
}

/**
 * What goes with a target: its descendants of this moment, and those our last scan saw below it that are still there (a child whose
 * parent ended hangs elsewhere by now), and what waits for it. Left out are sessions that only run under a supervisor: who ends that did
 * not ask for them, with all that runs below them. One that carries its sessions itself takes their tools with it.
 */
export function treeOf(
  target: KillTarget,
  processes: readonly OsProcess[],
  recognise: Recognise,
): readonly TreeMember[] {
  if (isSupervisor(target) && !(target.kind === 'agent' && target.process.carries !== undefined)) return []
  const lastSeen = new Map<string, TreeMember>(
    target.kind === 'agent'
      ? [...target.process.children, ...(target.process.wrappers ?? [])].map((one) => [processId(one), one])
      : [],
  )
  const children = childrenByParent(processes)
  const below = descendantsOf(target.process.pid, children)
  const stays = below.filter((process) => !goesWithItsParent(recognise(process)))
  const spared = new Set(stays.flatMap((one) => [one, ...descendantsOf(one.pid, children)]).map(processId))
  const going = new Set(below.map(processId).filter((id) => !spared.has(id)))
  return processes
    .filter((process) => going.has(processId(process)) || lastSeen.has(processId(process)))
    .filter((process) => goesWithItsParent(recognise(process)))
    .map((process) => ({ ...process, rssBytes: process.rssBytes ?? lastSeen.get(processId(process))?.rssBytes }))
}

/** What a host runs for one of its sessions, as our last scan saw it: that goes on when the session's window is ended. */
export function workOfSession(
  host: ProcessRef,
  sessionId: string | undefined,
  { helpers }: Pick<Scan, 'helpers'>,
): readonly TreeMember[] {
  const found = helpers.find((helper) => isSameProcess(helper, host))
  return sessionId === undefined ? [] : (found?.children.filter((child) => child.sessionId === sessionId) ?? [])
}

function goesWithItsParent(target: KillTarget | undefined): boolean {
  if (target?.kind !== 'agent') return true
  const { role } = target.process
  return role === 'interactive' || role === 'headless' || role === 'sdk' || role === 'ide'
}

/** Nothing left to signal: it is away, another process has its pid, or only a defunct entry stays. */
export const hasEnded = (ref: ProcessRef, found: OsProcess | undefined): boolean =>
  found === undefined || !isSameProcess(ref, found) || found.state === 'zombie'
