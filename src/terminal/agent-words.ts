/** An agent in marks and short words, as every view of the terminal shows it. Foreign text is cleaned here. Pure. */

import type { Health } from '../core/process/health.ts'
import type { FleetAgentReport } from '../core/process/report.ts'
import { formatDuration, formatDurationInWords } from '../core/words/format.ts'
import { plainText } from '../core/words/text.ts'
import type { Glyphs, Line, Role, Span } from './roles.ts'
import { span } from './roles.ts'

export const healthRoles: Record<Health, Role> = { healthy: 'ok', stale: 'warn', zombie: 'bad', pinned: 'pin' }

/** `● healthy`: the mark always in colour, the word only where something is the matter. */
export function healthCell({ health }: Pick<FleetAgentReport, 'health'>, glyphs: Glyphs): Line {
  const role = healthRoles[health]
  return [span(`${glyphs[health]} `, role), span(health, health === 'healthy' ? 'dim' : role)]
}

/** The worst true thing of an agent, in one mark and one word. */
export function worstMark(
  agent: Pick<FleetAgentReport, 'health' | 'activity'>,
  glyphs: Glyphs,
): Span & { word: string } {
  if (agent.health === 'zombie') return { text: glyphs.zombie, role: 'bad', word: 'zombie' }
  if (agent.activity === 'waiting') return { text: glyphs.waiting, role: 'you', word: 'waiting' }
  if (agent.health === 'stale') return { text: glyphs.stale, role: 'warn', word: 'stale' }
  if (agent.health === 'pinned') return { text: glyphs.pinned, role: 'pin', word: 'pinned' }
  if (agent.activity === 'busy' || agent.activity === 'shell')
    return { text: glyphs.healthy, role: 'busy', word: agent.activity }
  return { text: glyphs.none, role: 'dim', word: agent.activity === 'idle' ? 'idle' : 'alive' }
}

/** The working directory's last part, else what is known instead. */
export const projectOf = (agent: Pick<FleetAgentReport, 'project' | 'pid'>): string =>
  plainText(agent.project ?? '') || `pid ${agent.pid}`

/** What the user called it; a session without a name and without a terminal says what it is there for. */
export function nameOf(agent: Pick<FleetAgentReport, 'name' | 'role'>): string {
  const name = plainText(agent.name ?? '')
  return name === '' && agent.role !== 'interactive' ? agent.role : name
}

/** `payments-api webhook-retries`, to name an agent in a sentence. */
export const labelOf = (agent: Pick<FleetAgentReport, 'project' | 'pid' | 'name' | 'role'>): string =>
  `${projectOf(agent)} ${nameOf(agent)}`.trim()

export function activityCell(agent: FleetAgentReport): Line {
  if (agent.health === 'zombie') return [span(agent.state === 'stopped' ? 'Ctrl-Z' : 'defunct')]
  switch (agent.activity) {
    case 'waiting':
      return [span('waiting', 'you')]
    case 'busy':
      return [span('busy', 'busy'), span(` ${doingInAWord(agent.figures?.doing)}`)]
    case 'shell':
      return [span('shell', 'busy')]
    case 'idle':
      return [span('idle', 'dim')]
    case 'unknown':
      return [span('unknown', 'dim')]
    default:
      return agent.activity satisfies never
  }
}

/** "Bash cargo test" → "Bash", "3 subagents" → "3 subs", "thinking" → "thinks": six letters, so that the column holds. */
function doingInAWord(doing: string | undefined): string {
  const text = plainText(doing ?? '')
  const subagents = /^(\d+) subagents?/.exec(text)
  if (subagents !== null) return `${subagents[1]} sub${subagents[1] === '1' ? '' : 's'}`
  const [word = ''] = text.split(' ')
  return word.replace(/^(think|writ|read)(ing)$/, (_, stem: string) => (stem === 'writ' ? 'writes' : `${stem}s`))
}

/** The tree's memory: what ending the agent gives back. Undefined when the system would not say. */
export const memoryOf = ({ treeRssBytes, rssBytes }: Pick<FleetAgentReport, 'treeRssBytes' | 'rssBytes'>) =>
  treeRssBytes ?? rssBytes

/** The tree's CPU in percent of one core; undefined on a first sample. */
export const cpuOf = ({
  treeCpuPercent,
  cpuPercent,
}: Pick<FleetAgentReport, 'treeCpuPercent' | 'cpuPercent'>): number | undefined => treeCpuPercent ?? cpuPercent

/** Milliseconds since an ISO time; undefined when it is absent or unreadable, never negative (clocks jump). */
export function sinceMs(at: string | undefined, nowMs: number): number | undefined {
  const ms = at === undefined ? Number.NaN : Date.parse(at)
  return Number.isNaN(ms) ? undefined : Math.max(0, nowMs - ms)
}

export const upMsOf = (agent: Pick<FleetAgentReport, 'startedAt'>, nowMs: number) => sinceMs(agent.startedAt, nowMs)
export const quietMsOf = (agent: Pick<FleetAgentReport, 'lastActiveAt'>, nowMs: number) =>
  sinceMs(agent.lastActiveAt, nowMs)

/** `now` for one at work, else the time since its last sign of life; undefined when none is known. */
export function idleText(agent: FleetAgentReport, nowMs: number): string | undefined {
  const isAtWork = agent.activity === 'busy' && (agent.health === 'healthy' || agent.health === 'pinned')
  if (isAtWork) return 'now'
  const quietMs = quietMsOf(agent, nowMs)
  return quietMs === undefined ? undefined : formatDuration(quietMs)
}

/** `permission prompt, 3 min`: what it waits for and how long; a part that is not known is left out. */
export function waitingText(agent: FleetAgentReport, nowMs: number): string {
  const waitedMs = sinceMs(agent.activitySince ?? agent.lastActiveAt, nowMs)
  const parts = [plainText(agent.waitingFor ?? ''), waitedMs === undefined ? '' : formatDurationInWords(waitedMs)]
  return parts.filter((part) => part !== '').join(', ')
}
