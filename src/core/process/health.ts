/** How an agent process is: one table, the first row that matches decides. Pure; the clock is a parameter. */
import { hours, minutes } from '../time/duration.ts'
import { formatDuration } from '../words/format.ts'
import type { AgentProcess } from './process.ts'
import { isMeasured, type WorkInput, workOf } from './work.ts'

/** `unknown`: nothing tells whether it works; it is not to be ended by a rule. */
export const healths = ['healthy', 'stale', 'zombie', 'pinned', 'unknown'] as const
export type Health = (typeof healths)[number]

/** Every threshold of the classification. Times in milliseconds, CPU in percent of one core. */
export interface HealthPolicy {
  /** An interactive or IDE session is stale after this long without a sign of life. */
  readonly interactiveStaleAfterMs: number
  /** The same for background, headless and SDK sessions. */
  readonly backgroundStaleAfterMs: number
  /** From this share of a core on, an agent (with its children) is at work whatever its files say. */
  readonly idleBelowCpuPercent: number
  /** A process (with its children) is a hog at this share of one core, kept up for `hogAfterMs`. */
  readonly hogCpuPercent: number
  readonly hogAfterMs: number
  /** …or when its tree holds more than this. */
  readonly hogTreeRssBytes: number
}

export const defaultHealthPolicy: HealthPolicy = {
  interactiveStaleAfterMs: hours(4),
  backgroundStaleAfterMs: hours(8),
  idleBelowCpuPercent: 1,
  hogCpuPercent: 75,
  hogAfterMs: minutes(5),
  hogTreeRssBytes: 4_000_000_000,
}

export interface HealthVerdict {
  readonly health: Health
  /** In words, for the user: "no sign of life for 6h 41m". */
  readonly reason: string
}

export type HealthInput = WorkInput & Pick<AgentProcess, 'role' | 'startedAtMs' | 'lastActiveAtMs'>

export function classifyHealth(
  process: HealthInput,
  { nowMs, isPinned, policy }: { nowMs: number; isPinned: boolean; policy: HealthPolicy },
): HealthVerdict {
  if (process.state === 'zombie')
    return { health: 'zombie', reason: 'defunct: it ended, its parent has not collected it' }
  if (process.state === 'stopped') return { health: 'zombie', reason: 'suspended with Ctrl-Z' }
  if (isPinned) return { health: 'pinned', reason: 'pinned by you' }
  const quietMs = quietForMs(process.lastActiveAtMs ?? process.startedAtMs, nowMs)
  if (quietMs <= staleAfterMs(process, policy) || workOf(process, policy.idleBelowCpuPercent) !== undefined) {
    return { health: 'healthy', reason: healthyReason(process) }
  }
  return quietVerdict(process, formatDuration(quietMs))
}

/**
 * Of one that has been quiet for too long. Without any sign of life its age says nothing. One that calls itself busy while nothing
 * moves is hung or waits for something far away: who ended it might end work.
 */
function quietVerdict(process: HealthInput, quietFor: string): HealthVerdict {
  const { activity, lastActiveAtMs } = process
  if (activity === 'busy' || activity === 'shell') {
    return isMeasured(process)
      ? { health: 'unknown', reason: `says ${activity}, but nothing moved for ${quietFor}` }
      : { health: 'healthy', reason: healthyReason(process) }
  }
  return lastActiveAtMs === undefined
    ? { health: 'unknown', reason: `shows nothing since it started ${quietFor} ago` }
    : { health: 'stale', reason: `no sign of life for ${quietFor}` }
}

/** A clock that jumped back must not make anybody stale, hence never below 0. */
const quietForMs = (sinceMs: number, nowMs: number): number => Math.max(0, nowMs - sinceMs)

function staleAfterMs({ role }: HealthInput, policy: HealthPolicy): number {
  return role === 'interactive' || role === 'ide' ? policy.interactiveStaleAfterMs : policy.backgroundStaleAfterMs
}

function healthyReason({ activity }: HealthInput): string {
  switch (activity) {
    case 'busy':
      return 'at work'
    case 'waiting':
      return 'waits for you'
    case 'shell':
      return 'a background shell runs'
    case 'idle':
      return 'idle, active lately'
    case 'unknown':
      return 'alive'
    default:
      return activity satisfies never
  }
}
