/** What fits a window of 360 × 480: who waits, what went wrong, what to clean up, what is not known, who works; the rest is counted. Pure. */

import { staleTargets } from '../../../core/kill/kill-stale.ts'
import { activityOf, quietMsOf, zombieWord } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport, FleetReport } from '../../../core/process/report.ts'
import type { Approval } from '../../../core/waiting/approval.ts'
import { fitsInLine } from '../../../core/waiting/approval-words.ts'
import type { ListedItem, TurnItem, WaitingItem } from '../../../core/waiting/waiting-report.ts'
import { formatDuration, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { RowGroup } from '../processes/placement.ts'
import { groupOf, rowGroups } from '../processes/placement.ts'
import { kindOfItem, summaryOf } from '../waiting/item-words.ts'

export interface PopoverView {
  readonly total: number
  readonly cleanup: readonly FleetAgentReport[]
  readonly unknown: readonly FleetAgentReport[]
  readonly working: readonly FleetAgentReport[]
  readonly staleCount: number
  /** "11 more: 2 working, 8 idle, 1 pinned"; undefined when nothing is left out. */
  readonly more: string | undefined
}

const roomFor = 10
/** What stands in full takes as much as so many lines. */
const linesInFull = 4

/** Whom the list above these tells of, those do not stand below it again. */
export function popoverView(
  { processes, counts }: FleetReport,
  { waiting, wentWrong }: { readonly waiting: readonly ListedItem[]; readonly wentWrong: readonly ListedItem[] },
): PopoverView {
  const told = new Set([...waiting, ...wentWrong].map(({ agentId }) => agentId))
  const byGroup = Map.groupBy(
    processes.filter(({ id }) => !told.has(id)),
    groupOf,
  )
  const of = (group: RowGroup) => byGroup.get(group) ?? []
  const cleanup = of('cleanup')
  const above = (waiting.length === 0 ? 0 : waiting.length + linesInFull) + wentWrong.length
  const unknown = of('unknown').slice(0, Math.max(1, roomFor - 4 - above - cleanup.length))
  const headed = unknown.length === 0 ? 0 : unknown.length + 1
  const working = of('working').slice(0, Math.max(3, roomFor - 1 - above - cleanup.length - headed))
  const shown: Partial<Record<RowGroup, readonly FleetAgentReport[]>> = {
    waiting: of('waiting'),
    cleanup,
    unknown,
    working,
  }
  const left = rowGroups.map((group) => ({ group, count: of(group).length - (shown[group]?.length ?? 0) }))
  const more = left.filter(({ count }) => count > 0)
  const moreCount = more.reduce((sum, { count }) => sum + count, 0)
  return {
    total: counts.total,
    cleanup,
    unknown,
    working,
    staleCount: staleTargets(processes).targets.length,
    more:
      moreCount === 0
        ? undefined
        : `${moreCount} more: ${more.map(({ group, count }) => `${count} ${group}`).join(', ')}`,
  }
}

/** As a box of this window shows without scrolling. */
const mostCharacters = 160

/** Nothing is allowed or denied that does not stand here in full, or cannot be taken back. */
export const isAnsweredHere = (approval: Approval | undefined): approval is Approval =>
  approval?.state === 'open' && fitsInLine(approval, mostCharacters)

/** What is done where all of it is to be seen. */
export function verbOf({ kind, approval }: WaitingItem): 'Show' | 'Answer' | 'Read' {
  if (approval === undefined) return 'Show'
  return kind === 'question' ? 'Answer' : kind === 'plan' ? 'Read' : 'Show'
}

/** In the browser, where all of it is to be seen. */
export const cardAddress = ({ id }: Pick<ListedItem, 'id'>): string => `/waiting?item=${encodeURIComponent(id)}`

/** "Edit src/keys/rotation.ts +6 −2", "Which one wins? and 1 more", "Plan EKS 1.34 to 1.36" */
export const lineOf = (item: WaitingItem): string =>
  item.kind === 'question' ? summaryOf(item) : `${kindOfItem(item)} ${summaryOf(item)}`.trim()

/** "stuck 18m", "API 529", "failed 23m": in a few letters. */
export function shortTrouble({ kind, summary, since }: TurnItem, nowMs: number): string {
  const [, code] = /\bAPI error (\d{3})\b/i.exec(summary) ?? []
  if (kind === 'failed' && code !== undefined) return `API ${code}`
  const ms = since === undefined ? Number.NaN : nowMs - Date.parse(since)
  return Number.isNaN(ms) ? plainText(kind) : `${kind} ${formatDuration(Math.max(0, ms))}`
}

/** "Ctrl-Z 1h 52m", "6h 41m", "Bash", "3 subagents": in a few letters. */
export function shortActivity(agent: FleetAgentReport, nowMs: number): string {
  const quietMs = quietMsOf(agent, nowMs)
  const quiet = quietMs === undefined ? '' : formatDuration(quietMs)
  if (agent.health === 'zombie')
    return agent.state === 'stopped' ? `${zombieWord(agent)} ${quiet}`.trim() : zombieWord(agent)
  if (agent.health === 'stale') return quiet
  const { look, detail } = activityOf(agent)
  if (look !== 'busy' && look !== 'shell') return quiet
  return /^\d/.test(detail) ? detail : (detail.split(' ')[0] ?? '')
}

export const agentsWords = (total: number): string => (total === 0 ? 'No agents running' : plural(total, 'agent'))
