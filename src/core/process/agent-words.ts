/**
 * An agent in words, once for all faces: marks, colours, widths and what stands for an unknown figure are theirs. What processes and
 * transcripts say of themselves is made plain here. Pure.
 */

import { formatDuration, formatDurationInWords, plural } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import { standingOf } from './fleet.ts'
import type { AgentRole } from './process.ts'
import type { AgentReport, FleetAgentReport } from './report.ts'

/** A process as people call it. */
export interface Label {
  readonly project: string
  /** The worktree and the session's name; empty when it has neither. */
  readonly name: string
}

export function labelOf(process: {
  readonly pid: number
  readonly project?: string | undefined
  readonly worktree?: string | undefined
  readonly name?: string | undefined
}): Label {
  const worktree = plainText(process.worktree ?? '')
  const name = plainText(process.name ?? '')
  // A session that was given no name is called after its folder: then the worktree is told already.
  const parts = name.startsWith(worktree) ? [name] : [worktree, name]
  return {
    project: plainText(process.project ?? '') || `pid ${process.pid}`,
    name: parts.filter((part) => part !== '').join(' '),
  }
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
  supervisor: 'serves other sessions',
  'pty-host': 'pty host',
  spare: 'spare',
}

/** Undefined when it is absent or unreadable. */
export function timeOf(at: string | undefined): number | undefined {
  const ms = at === undefined ? Number.NaN : Date.parse(at)
  return Number.isNaN(ms) ? undefined : ms
}

/** Milliseconds since an ISO time; undefined when that is absent or unreadable, never negative (clocks jump). */
export function sinceMs(at: string | undefined, nowMs: number): number | undefined {
  const ms = timeOf(at)
  return ms === undefined ? undefined : Math.max(0, nowMs - ms)
}

export const upMsOf = (agent: Pick<AgentReport, 'startedAt'>, nowMs: number) => sinceMs(agent.startedAt, nowMs)
export const quietMsOf = (agent: Pick<AgentReport, 'lastActiveAt'>, nowMs: number) => sinceMs(agent.lastActiveAt, nowMs)

/** An agent at work is active now, whenever its files last changed. */
export const isAtWork = ({ health, activity }: Pick<FleetAgentReport, 'health' | 'activity'>): boolean =>
  activity === 'busy' && (health === 'healthy' || health === 'pinned')

/** `now` for one at work, else the time since its last sign of life; undefined when none is known. */
export function idleText(agent: FleetAgentReport, nowMs: number): string | undefined {
  if (isAtWork(agent)) return 'now'
  const quietMs = quietMsOf(agent, nowMs)
  return quietMs === undefined ? undefined : formatDuration(quietMs)
}

/** The tree's memory: what ending the agent gives back. Undefined when the system would not say. */
export const memoryOf = ({ treeRssBytes, rssBytes }: Pick<AgentReport, 'treeRssBytes' | 'rssBytes'>) =>
  treeRssBytes ?? rssBytes
/** The tree's CPU in percent of one core; undefined until measured twice. */
export const cpuOf = ({ treeCpuPercent, cpuPercent }: Pick<AgentReport, 'treeCpuPercent' | 'cpuPercent'>) =>
  treeCpuPercent ?? cpuPercent

/** How much of its context window is filled, 0–1; undefined where one of both is not known. */
export function contextShareOf({ figures }: Pick<FleetAgentReport, 'figures'>): number | undefined {
  const { contextTokens, contextWindowTokens } = figures ?? {}
  if (contextTokens === undefined || contextWindowTokens === undefined || contextWindowTokens <= 0) return undefined
  return contextTokens / contextWindowTokens
}

/** "Bash cargo test", "3 subagents", "thinking"; empty where its transcript does not tell. */
export const doingOf = ({ figures }: Pick<FleetAgentReport, 'figures'>): string => plainText(figures?.doing ?? '')

/** "24 messages, 3 subagents"; undefined where neither is known. */
export function messagesInWords({ figures }: Pick<FleetAgentReport, 'figures'>): string | undefined {
  const { messages, subagents } = figures ?? {}
  const parts = [
    messages === undefined ? '' : plural(messages, 'message'),
    subagents === undefined ? '' : plural(subagents, 'subagent'),
  ]
  return parts.filter((part) => part !== '').join(', ') || undefined
}

/** A suspended or defunct one in a word. */
export const zombieWord = ({ state }: Pick<AgentReport, 'state'>): string =>
  state === 'stopped' ? 'Ctrl-Z' : 'defunct'

/** "permission prompt: Bash rm -rf dist"; less where less is known. */
const causeOf = ({ waitingFor, asks }: Pick<AgentReport, 'waitingFor' | 'asks'>): string =>
  [waitingFor, asks].flatMap((part) => plainText(part ?? '') || []).join(': ')

/** What it waits for and since when; a part that is not known is empty. */
export function waitingParts(
  agent: Pick<AgentReport, 'waitingFor' | 'asks' | 'activitySince' | 'lastActiveAt'>,
  nowMs: number,
): { readonly reason: string; readonly time: string; readonly waitedMs: number | undefined } {
  const waitedMs = sinceMs(agent.activitySince ?? agent.lastActiveAt, nowMs)
  return {
    reason: causeOf(agent),
    time: waitedMs === undefined ? '' : formatDurationInWords(waitedMs),
    waitedMs,
  }
}

/** `permission prompt, 3 min` */
export function waitingText(agent: Parameters<typeof waitingParts>[0], nowMs: number): string {
  const { reason, time } = waitingParts(agent, nowMs)
  return [reason, time].filter((part) => part !== '').join(', ')
}

export interface ActivityWords {
  readonly look: 'waiting' | 'busy' | 'shell' | 'quiet'
  /** "busy"; for `quiet` the whole text. */
  readonly word: string
  /** Since when, where the time belongs to the word. */
  readonly sinceMs?: number | undefined
  /** "permission prompt", or what it asks to do; "Bash cargo test". */
  readonly detail: string
}

export function activityOf(agent: FleetAgentReport): ActivityWords {
  const standing = standingOf(agent)
  if (standing === 'zombie' || standing === 'stale' || isUnknown(agent)) {
    return { look: 'quiet', word: plainText(agent.healthReason), detail: '' }
  }
  switch (agent.activity) {
    case 'waiting': {
      const waitingSinceMs = timeOf(agent.activitySince ?? agent.lastActiveAt)
      return {
        look: 'waiting',
        word: 'waiting',
        sinceMs: waitingSinceMs,
        detail: plainText(agent.asks ?? agent.waitingFor ?? ''),
      }
    }
    case 'busy':
    case 'shell':
      return { look: agent.activity, word: agent.activity, detail: doingOf(agent) }
    case 'idle':
    case 'unknown':
      return { look: 'quiet', word: agent.activity, detail: '' }
    default:
      return agent.activity satisfies never
  }
}

/** Nothing tells whether it works; unless it waits for its user, who knows. */
const isUnknown = ({ health, activity }: FleetAgentReport): boolean => health === 'unknown' && activity !== 'waiting'

/** A sentence about the state of an agent, and the word in it that a face may colour. */
export interface StateSentence {
  readonly lead: string
  readonly word: string
  readonly rest: string
}

/** What its user should know before it is ended: above all, that it waits for them or is at work. Undefined where nothing is known. */
export function stateParts(agent: FleetAgentReport, nowMs: number): StateSentence | undefined {
  const standing = standingOf(agent)
  const pinned = agent.pinned ? ' You pinned it.' : ''
  const ending = (text: string) => (text === '' ? `.${pinned}` : `: ${text}.${pinned}`)
  if (standing === 'zombie') return { lead: 'It is ', word: plainText(agent.healthReason), rest: '.' }
  if (standing === 'waiting') {
    return { lead: 'It ', word: 'waits for you', rest: ending(waitingText(agent, nowMs)) }
  }
  if (standing === 'stale') return { lead: 'It is ', word: 'stale', rest: ending(plainText(agent.healthReason)) }
  if (isUnknown(agent)) return { lead: 'Its health is ', word: 'unknown', rest: ending(plainText(agent.healthReason)) }
  if (agent.activity === 'busy') return { lead: 'It is ', word: 'busy', rest: ending(doingOf(agent)) }
  if (agent.activity === 'shell')
    return { lead: 'A background ', word: 'shell', rest: ` of it runs${ending(doingOf(agent))}` }
  const quietMs = quietMsOf(agent, nowMs)
  if (quietMs !== undefined)
    return { lead: 'It is ', word: 'quiet', rest: ` for ${formatDurationInWords(quietMs)}.${pinned}` }
  if (agent.activity === 'idle') return { lead: 'It is ', word: 'idle', rest: `.${pinned}` }
  return agent.pinned ? { lead: 'You ', word: 'pinned', rest: ' it.' } : undefined
}

/** "It waits for you: permission prompt, 3 min." and its like; empty where nothing is known. */
export function stateSentence(agent: FleetAgentReport, nowMs: number): string {
  const parts = stateParts(agent, nowMs)
  return parts === undefined ? '' : `${parts.lead}${parts.word}${parts.rest}`
}

/** "payments-api, webhook-retries, healthy, waiting 3 minutes, permission prompt": the agent for those who listen. */
export function spokenAgent(agent: FleetAgentReport, nowMs: number): string {
  const { project, name } = labelOf(agent)
  const { word, sinceMs: wordSinceMs, detail } = activityOf(agent)
  const waited = wordSinceMs === undefined ? '' : ` ${spokenDuration(nowMs - wordSinceMs)}`
  const parts = [project, name, agent.health, `${word}${waited}`, detail, agent.hog ? `hog: ${agent.hog.reason}` : '']
  return parts.filter((part) => part !== '').join(', ')
}

function spokenDuration(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  return formatDuration(ms)
}
