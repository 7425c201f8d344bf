/** How an agent process is: one table, the first row that matches decides. Pure; the clock is a parameter. */
import { hours, minutes } from '../time/duration.ts'
import { formatDuration } from '../words/format.ts'
import type { AgentProcess } from './process.ts'

export type Health = 'healthy' | 'stale' | 'zombie' | 'pinned'

/** Every threshold of the classification. Times in milliseconds, CPU in percent of one core. */
export interface HealthPolicy {
  /** An interactive or IDE session is stale after this long without a sign of life. */
  readonly interactiveStaleAfterMs: number
  /** The same for background, headless and SDK sessions. */
  readonly backgroundStaleAfterMs: number
  /** From this share of a core on, an agent is at work whatever its files say. */
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

export type HealthInput = Pick<
  AgentProcess,
  'role' | 'state' | 'activity' | 'startedAtMs' | 'lastActiveAtMs' | 'cpuPercent'
> & { readonly tty?: string | undefined }

export function classifyHealth(
  process: HealthInput,
  { nowMs, isPinned, policy }: { nowMs: number; isPinned: boolean; policy: HealthPolicy },
): HealthVerdict {
  if (process.state === 'zombie')
    return { health: 'zombie', reason: 'defunct: it ended, its parent has not collected it' }
  if (process.state === 'stopped') return { health: 'zombie', reason: 'suspended with Ctrl-Z' }
  if (isPinned) return { health: 'pinned', reason: 'pinned by you' }
  const quietMs = quietForMs(process, nowMs)
  if (isAsleep(process, policy) && quietMs > staleAfterMs(process, policy)) {
    return { health: 'stale', reason: `no sign of life for ${formatDuration(quietMs)}` }
  }
  return { health: 'healthy', reason: healthyReason(process) }
}

/**
 * Only where no sign of life is known does the uptime serve, as in the original TCE.
 * A clock that jumped back must not make anybody stale, hence never below 0.
 */
function quietForMs(process: HealthInput, nowMs: number): number {
  return Math.max(0, nowMs - (process.lastActiveAtMs ?? process.startedAtMs))
}

function staleAfterMs({ role }: HealthInput, policy: HealthPolicy): number {
  return role === 'interactive' || role === 'ide' ? policy.interactiveStaleAfterMs : policy.backgroundStaleAfterMs
}

/** Without a CPU sample the other evidence decides: unknown is not busy, and not idle either. */
function isAsleep({ state, cpuPercent }: HealthInput, policy: HealthPolicy): boolean {
  return state !== 'running' && (cpuPercent === undefined || cpuPercent < policy.idleBelowCpuPercent)
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
