/** All agents of a machine at one moment: counts, the dot, and the order in which they need you. Pure. */

import type { SessionFigures } from '../session/session.ts'
import { byText } from '../words/by-text.ts'
import type { Health, HealthPolicy } from './health.ts'
import { classifyHealth } from './health.ts'
import type { AgentProcess, OrphanProcess, Scan } from './process.ts'
import { processId } from './process.ts'
import { isMeasured } from './work.ts'

export type Dot = 'red' | 'yellow' | 'green' | 'grey'

/** A process that takes more than its share, beside whatever its health is. */
export interface Hog {
  readonly kind: 'cpu' | 'memory'
  /** "96 % of a core for 12 min", "5.2 GB in 14 processes". */
  readonly reason: string
}

export interface FleetAgent extends AgentProcess {
  readonly health: Health
  readonly healthReason: string
  readonly isPinned: boolean
  readonly hog?: Hog | undefined
  /** What the ledger knows of its session. */
  readonly figures?: SessionFigures | undefined
}

export interface FleetCounts {
  readonly healthy: number
  readonly stale: number
  readonly zombie: number
  readonly pinned: number
  readonly unknown: number
  readonly waiting: number
  readonly total: number
}

export interface Fleet {
  readonly scannedAtMs: number
  readonly scanMs: number
  readonly processCount: number
  readonly dot: Dot
  readonly counts: FleetCounts
  /** In the order of need: waiting, zombie, stale, unknown, working, idle, pinned. */
  readonly agents: readonly FleetAgent[]
  readonly orphans: readonly OrphanProcess[]
  readonly helpers: readonly AgentProcess[]
  readonly problems: readonly string[]
}

export interface FleetContext {
  readonly nowMs: number
  readonly policy: HealthPolicy
  readonly isPinned: (process: AgentProcess) => boolean
  readonly hogOf?: (process: AgentProcess) => Hog | undefined
  readonly figuresOf?: (process: AgentProcess) => SessionFigures | undefined
}

export function toFleet(scan: Scan, context: FleetContext): Fleet {
  const agents = scan.agents.map((process) => judge(process, context)).sort(byNeed)
  const counts = countHealth(agents)
  return {
    scannedAtMs: scan.scannedAtMs,
    scanMs: scan.durationMs,
    processCount: scan.processCount,
    dot: dotFor(counts),
    counts,
    agents,
    orphans: scan.orphans,
    helpers: scan.helpers,
    problems: scan.problems,
  }
}

function judge(process: AgentProcess, { nowMs, policy, isPinned, hogOf, figuresOf }: FleetContext): FleetAgent {
  const pinned = isPinned(process)
  const { health, reason } = classifyHealth(process, { nowMs, isPinned: pinned, policy })
  return {
    ...process,
    health,
    healthReason: reason,
    isPinned: pinned,
    hog: hogOf?.(process),
    figures: figuresOf?.(process),
  }
}

/** Where CPU was seen once only, quiet can't be told from busy: nobody is called stale or unknown for that, unless it can't be measured. */
export const needsSecondLook = (agent: Pick<FleetAgent, 'health' | 'cpuPercent' | 'treeCpuPercent'>): boolean =>
  (agent.health === 'stale' || agent.health === 'unknown') && !isMeasured(agent)

export function countHealth(agents: readonly Pick<FleetAgent, 'health' | 'activity'>[]): FleetCounts {
  const count = (health: Health) => agents.filter((agent) => agent.health === health).length
  return {
    healthy: count('healthy'),
    stale: count('stale'),
    zombie: count('zombie'),
    pinned: count('pinned'),
    unknown: count('unknown'),
    waiting: agents.filter((agent) => agent.activity === 'waiting').length,
    total: agents.length,
  }
}

/** Red if any zombie, else yellow if any stale, else green, also where nothing is known; grey with no agents. */
export function dotFor({ zombie, stale, total }: Pick<FleetCounts, 'zombie' | 'stale' | 'total'>): Dot {
  if (total === 0) return 'grey'
  if (zombie > 0) return 'red'
  return stale > 0 ? 'yellow' : 'green'
}

/** What of an agent counts most, the worst true thing first: a suspended one can't be answered, one that waits is not stale to its user. */
export type Standing = 'zombie' | 'waiting' | 'stale' | 'pinned' | 'unknown' | 'busy' | 'shell' | 'idle'

export function standingOf({ health, activity }: Pick<FleetAgent, 'health' | 'activity'>): Standing {
  if (health === 'zombie') return 'zombie'
  if (activity === 'waiting') return 'waiting'
  return health === 'healthy' ? activity : health
}

/** The groups in which faces show agents, in the order of need. */
export const needGroups = ['waiting', 'zombie', 'stale', 'unknown', 'working', 'idle', 'pinned'] as const
export type NeedGroup = (typeof needGroups)[number]

const groupOfStanding: Record<Standing, NeedGroup> = {
  zombie: 'zombie',
  waiting: 'waiting',
  stale: 'stale',
  pinned: 'pinned',
  busy: 'working',
  shell: 'working',
  idle: 'idle',
  unknown: 'unknown',
}

/** A healthy one whose client does not tell what it does stands with the idle ones. */
export const needGroup = (agent: Pick<FleetAgent, 'health' | 'activity'>): NeedGroup =>
  agent.health === 'healthy' && agent.activity === 'unknown' ? 'idle' : groupOfStanding[standingOf(agent)]

/** Within a group the one that changed last comes first; ties keep a fixed order, so that rows don't swap places. */
function byNeed(a: FleetAgent, b: FleetAgent): number {
  return (
    needGroups.indexOf(needGroup(a)) - needGroups.indexOf(needGroup(b)) ||
    Number(b.activity === 'busy') - Number(a.activity === 'busy') ||
    (b.lastActiveAtMs ?? b.startedAtMs) - (a.lastActiveAtMs ?? a.startedAtMs) ||
    byText(processId(a), processId(b))
  )
}
