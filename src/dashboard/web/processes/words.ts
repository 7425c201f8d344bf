/** An agent in words, as the table, the cards and the pop-over show it. What processes and transcripts say is made plain here. Pure. */
import { childPurpose } from '../../../core/process/child-words.ts'
import { needGroup } from '../../../core/process/fleet.ts'
import type { AgentRole } from '../../../core/process/process.ts'
import type { AgentReport, ChildReport, FleetAgentReport } from '../../../core/process/report.ts'
import type { SettingsReport } from '../../../core/settings/settings.ts'
import { modelLabel } from '../../../core/usage/model-label.ts'
import {
  formatBytes,
  formatDuration,
  formatDurationInWords,
  formatPercent,
  formatUsd,
} from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'

/** Stands for a fact that is not known. */
export const unknown = '–'

/** A process as people call it. */
export interface Label {
  readonly project: string
  /** Empty when the session has none. */
  readonly name: string
}

export function labelOf(process: {
  readonly pid: number
  readonly project?: string | undefined
  readonly name?: string | undefined
}): Label {
  return { project: plainText(process.project ?? '') || `pid ${process.pid}`, name: plainText(process.name ?? '') }
}

/** `payments-api · webhook-retries` */
export const joinLabel = ({ project, name }: Label, separator = ' · '): string =>
  name === '' ? project : `${project}${separator}${name}`

/** How it was started, where that is not in a terminal: the chip behind the name. */
export const roleChip: Record<AgentRole, string | undefined> = {
  interactive: undefined,
  background: 'bg',
  headless: '-p',
  sdk: 'sdk',
  ide: 'ide',
  supervisor: 'supervisor',
  'pty-host': 'pty host',
  spare: 'spare',
}

export const roleWords: Record<AgentRole, string> = {
  interactive: 'interactive',
  background: 'background session',
  headless: 'headless (-p)',
  sdk: 'started by an SDK',
  ide: 'started by an IDE',
  supervisor: 'supervisor of background sessions',
  'pty-host': 'pty host',
  spare: 'spare',
}

export interface ActivityWords {
  readonly look: 'waiting' | 'busy' | 'shell' | 'quiet'
  /** "busy"; for `quiet` the whole text. */
  readonly word: string
  /** Since when, where the time belongs to the word. */
  readonly sinceMs?: number | undefined
  /** "permission prompt", "Bash cargo test". */
  readonly detail: string
}

export function activityOf(agent: FleetAgentReport): ActivityWords {
  const group = needGroup(agent)
  if (group === 'zombie' || group === 'stale') return { look: 'quiet', word: plainText(agent.healthReason), detail: '' }
  const doing = plainText(agent.figures?.doing ?? '')
  switch (agent.activity) {
    case 'waiting':
      return {
        look: 'waiting',
        word: 'waiting',
        sinceMs: timeOf(agent.activitySince ?? agent.lastActiveAt),
        detail: plainText(agent.waitingFor ?? ''),
      }
    case 'busy':
      return { look: 'busy', word: 'busy', detail: doing }
    case 'shell':
      return { look: 'shell', word: 'shell', detail: doing }
    case 'idle':
      return { look: 'quiet', word: 'idle', detail: '' }
    case 'unknown':
      return { look: 'quiet', word: 'alive', detail: '' }
    default:
      return agent.activity satisfies never
  }
}

/** Undefined when it is absent or unreadable. */
export function timeOf(at: string | undefined): number | undefined {
  const ms = at === undefined ? Number.NaN : Date.parse(at)
  return Number.isNaN(ms) ? undefined : ms
}

/** An agent at work is active now, whenever its files last changed. */
export const isAtWork = ({ health, activity }: Pick<FleetAgentReport, 'health' | 'activity'>): boolean =>
  activity === 'busy' && (health === 'healthy' || health === 'pinned')

/** What ending the agent gives back: its whole tree. */
export const memoryOf = ({ treeRssBytes, rssBytes }: Pick<AgentReport, 'treeRssBytes' | 'rssBytes'>) =>
  treeRssBytes ?? rssBytes
/** The tree's CPU in percent of one core; undefined until measured twice. */
export const cpuOf = ({ treeCpuPercent, cpuPercent }: Pick<AgentReport, 'treeCpuPercent' | 'cpuPercent'>) =>
  treeCpuPercent ?? cpuPercent

export const memoryText = (bytes: number | undefined): string => (bytes === undefined ? unknown : formatBytes(bytes))

/** `86 %`, below one `0.4 %`: that something happens at all is worth a decimal. */
export function cpuText(percent: number | undefined): string {
  if (percent === undefined) return unknown
  return percent >= 0.05 && percent < 0.95 ? `${percent.toFixed(1)} %` : formatPercent(percent)
}

export function contextPercentOf({ figures }: Pick<FleetAgentReport, 'figures'>): number | undefined {
  const { contextTokens, contextWindowTokens } = figures ?? {}
  if (contextTokens === undefined || !contextWindowTokens) return undefined
  return Math.min(100, Math.round((contextTokens / contextWindowTokens) * 100))
}

export function costText({ figures }: Pick<FleetAgentReport, 'figures'>): string {
  if (figures?.costUsd !== undefined) return formatUsd(figures.costUsd)
  return (figures?.unpricedModels ?? []).length > 0 ? 'unpriced' : unknown
}

/** Which part of the cost is not in it. */
export function costTitle({ figures }: Pick<FleetAgentReport, 'figures'>): string | undefined {
  const unpriced = (figures?.unpricedModels ?? []).map(plainText)
  if (figures?.costUsd === undefined && unpriced.length === 0) return undefined
  const origin = 'Counted from the transcript × price list.'
  return unpriced.length === 0 ? origin : `${origin} Without ${unpriced.join(', ')}: no price is known.`
}

export const modelText = ({ figures }: Pick<FleetAgentReport, 'figures'>): string =>
  figures?.model === undefined ? unknown : modelLabel(plainText(figures.model))

/** "payments-api, webhook-retries, healthy, waiting 3 minutes, permission prompt": the row for those who listen. */
export function spokenRow(agent: FleetAgentReport, nowMs: number): string {
  const { project, name } = labelOf(agent)
  const { word, sinceMs, detail } = activityOf(agent)
  const waited = sinceMs === undefined ? '' : ` ${spokenDuration(nowMs - sinceMs)}`
  const parts = [project, name, agent.health, `${word}${waited}`, detail, agent.hog ? `hog: ${agent.hog.reason}` : '']
  return parts.filter((part) => part !== '').join(', ')
}

export function spokenDuration(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  return formatDuration(ms)
}

/** What a child is there for. */
export function childWords(
  child: ChildReport,
  family: readonly ChildReport[],
  formatTime: (ms: number) => string,
): string {
  return childPurpose(child) ?? startOf(child, family, formatTime)
}

function startOf(
  { startedAt, ppid }: ChildReport,
  family: readonly ChildReport[],
  formatTime: (ms: number) => string,
): string {
  const startedMs = timeOf(startedAt)
  if (startedMs === undefined) return ''
  const parent = family.find(({ pid }) => pid === ppid)
  return `${parent?.kind === 'tool-shell' ? 'started by Bash,' : 'started'} ${formatTime(startedMs)}`
}

/** "It is waiting for you (permission prompt, 3 min)." and its like, for the question before a kill. */
export function stateSentence(agent: FleetAgentReport, nowMs: number): string {
  const { look, word } = activityOf(agent)
  const extras = stateDetails(agent, nowMs)
  const brackets = extras.length === 0 ? '' : ` (${extras.join(', ')})`
  if (agent.health === 'zombie') return `It is a zombie: ${plainText(agent.healthReason)}.`
  if (look === 'waiting') return `It is waiting for you${brackets}.`
  if (look === 'busy') return `It is at work${brackets}.`
  if (look === 'shell') return `A background shell of it runs${brackets}.`
  if (agent.health === 'stale') return `It is stale: ${plainText(agent.healthReason)}.`
  return agent.pinned ? 'You pinned it.' : `It is ${word}.`
}

/** "permission prompt", "3 min": as far as they are known. */
export function stateDetails(agent: FleetAgentReport, nowMs: number): readonly string[] {
  const { sinceMs, detail } = activityOf(agent)
  return [detail, sinceMs === undefined ? '' : formatDurationInWords(nowMs - sinceMs)].filter((part) => part !== '')
}

/** How many hours an agent of this kind may be quiet; undefined where the server does not tell. */
export function staleLimitOf({ settings }: Pick<SettingsReport, 'settings'>, role: AgentReport['role']) {
  const kind = role === 'interactive' || role === 'ide' ? 'interactive' : 'background'
  const setting = settings.find(({ key }) => key === `health.${kind}_stale_after_hours`)
  return typeof setting?.value === 'number' ? setting.value : undefined
}
