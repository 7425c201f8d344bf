/** The line of figures above the table: how many, what they do, what they take. Pure. */

import { inAgentOrder } from '../../../core/process/agent-ids.ts'
import { cpuOf, joinLabel, labelOf, memoryOf } from '../../../core/process/agent-words.ts'
import { needGroup } from '../../../core/process/fleet.ts'
import type { Health } from '../../../core/process/health.ts'
import { healths } from '../../../core/process/health.ts'
import type { FleetAgentReport, FleetReport } from '../../../core/process/report.ts'
import { formatBytes, formatDurationInWords, plural } from '../../../core/words/format.ts'
import { cpuText } from './words.ts'

export interface Machine {
  readonly memoryBytes: number
  readonly coreCount: number
  readonly homeDir: string
}

export interface FleetMark {
  readonly id: string
  readonly health: Health
  readonly isWaiting: boolean
  readonly title: string
}

export interface HealthCount {
  readonly health: Health
  readonly count: number
}

export interface Figures {
  readonly total: number
  /** One per agent in the order of need; undefined above `mostMarks`, where a bar of the counts stands instead. */
  readonly marks: readonly FleetMark[] | undefined
  /** Healthy always, the others where there are any. */
  readonly counts: readonly HealthCount[]
  /** Whose they are, where there are several kinds; else empty. */
  readonly kinds: readonly { readonly agent: string; readonly count: number }[]
  readonly fleetLabel: string
  readonly waiting: number
  /** "6 busy", "1 shell", … */
  readonly activities: readonly string[]
  readonly memory: Gauge
  readonly cpu: Gauge
}

export interface Gauge {
  readonly value: string
  /** "of 32 GB" */
  readonly of: string
  /** 0–100; undefined when the machine's size is not known. */
  readonly percent: number | undefined
  readonly note: string
}

export const mostMarks = 40

export function figuresOf({ processes, counts }: FleetReport, machine: Machine | undefined): Figures {
  const shown = healths
    .map((health) => ({ health, count: counts[health] }))
    .filter(({ health, count }) => health === 'healthy' || count > 0)
  return {
    total: counts.total,
    marks: processes.length > mostMarks ? undefined : processes.map(markOf),
    counts: shown,
    kinds: kindsOf(processes),
    fleetLabel: `${plural(counts.total, 'agent')}: ${shown.map(({ health, count }) => `${count} ${health}`).join(', ')}`,
    waiting: counts.waiting,
    activities: activitiesOf(processes),
    memory: memoryGauge(processes, machine),
    cpu: cpuGauge(processes, machine),
  }
}

function kindsOf(processes: readonly FleetAgentReport[]): Figures['kinds'] {
  const kinds = inAgentOrder(processes.map(({ agent }) => agent))
  if (kinds.length < 2) return []
  return kinds.map((agent) => ({ agent, count: processes.filter((one) => one.agent === agent).length }))
}

const markOf = (agent: FleetAgentReport): FleetMark => ({
  id: agent.id,
  health: agent.health,
  isWaiting: needGroup(agent) === 'waiting',
  title: joinLabel(labelOf(agent)),
})

function activitiesOf(processes: readonly FleetAgentReport[]): readonly string[] {
  const count = (is: (agent: FleetAgentReport) => boolean) => processes.filter(is).length
  const isSuspended = ({ state }: FleetAgentReport) => state === 'stopped'
  const isDefunct = ({ state }: FleetAgentReport) => state === 'zombie'
  const does = (activity: FleetAgentReport['activity']) => (agent: FleetAgentReport) =>
    agent.activity === activity && !isSuspended(agent) && !isDefunct(agent)
  const all: readonly (readonly [number, string])[] = [
    [count(does('busy')), 'busy'],
    [count(does('shell')), 'shell'],
    [count(does('idle')), 'idle'],
    [count(does('unknown')), 'unknown'],
    [count(isSuspended), 'suspended'],
    [count(isDefunct), 'defunct'],
  ]
  return all.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`)
}

const sum = (values: readonly (number | undefined)[]): number => values.reduce<number>((all, one = 0) => all + one, 0)

function memoryGauge(processes: readonly FleetAgentReport[], machine: Machine | undefined): Gauge {
  const bytes = sum(processes.map(memoryOf))
  const wasted = sum(processes.filter(({ health }) => health === 'stale' || health === 'zombie').map(memoryOf))
  return {
    value: formatBytes(bytes),
    of: machine === undefined ? '' : `of ${gigabytes(machine.memoryBytes)}`,
    percent: machine === undefined ? undefined : (100 * bytes) / machine.memoryBytes,
    note: wasted > 0 ? `${formatBytes(wasted)} in stale and zombie` : 'nothing in stale or zombie',
  }
}

/** Memory is sold in binary gigabytes and called `32 GB`. */
const gigabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 30)} GB`

function cpuGauge(processes: readonly FleetAgentReport[], machine: Machine | undefined): Gauge {
  const percent = sum(processes.map(cpuOf))
  const busiest = processes.toSorted((a, b) => (cpuOf(b) ?? 0) - (cpuOf(a) ?? 0))[0]
  const busiestCpu = busiest && cpuOf(busiest)
  return {
    value: (percent / 100).toFixed(1),
    of: machine === undefined ? 'cores' : `of ${plural(machine.coreCount, 'core')}`,
    percent: machine === undefined ? undefined : percent / machine.coreCount,
    note: busiest && busiestCpu && busiestCpu >= 1 ? `${labelOf(busiest).project} ${cpuText(busiestCpu)}` : 'all quiet',
  }
}

/** "20 agents, 1 waiting for you", said when it changes. */
export const fleetSentence = ({ counts }: FleetReport): string =>
  counts.total === 0
    ? 'No agents running'
    : `${plural(counts.total, 'agent')}, ${counts.waiting === 0 ? 'nobody waits' : `${counts.waiting} waiting for you`}`

export interface HourBar {
  readonly hour: number
  readonly kind: 'past' | 'now' | 'future'
  /** 0–1 of the highest hour. */
  readonly share: number
}

/** Today's cost hour by hour. `label` is undefined when there is nothing to draw. */
export function hourBars(
  hoursUsd: readonly (number | undefined)[],
  hourNow: number,
): { readonly bars: readonly HourBar[]; readonly peak: { readonly hour: number; readonly usd: number } | undefined } {
  const highest = Math.max(0, ...hoursUsd.map((usd) => usd ?? 0))
  const bars = hoursUsd.map((usd = 0, hour) => ({
    hour,
    kind: hour === hourNow ? ('now' as const) : hour < hourNow ? ('past' as const) : ('future' as const),
    share: highest > 0 ? usd / highest : 0,
  }))
  const hour = hoursUsd.indexOf(highest)
  return { bars, peak: highest > 0 ? { hour, usd: highest } : undefined }
}

/** `0.9 s ago`: how old the picture is. */
export const ageWords = (scannedAt: string, nowMs: number): string => {
  const ms = Date.parse(scannedAt)
  return Number.isNaN(ms) ? '' : `${formatDurationInWords(nowMs - ms)} ago`
}
