/** One session in words, for its row and its page. Titles, names and branches are somebody else's text: made plain here. Pure. */

import { modelLabel } from '../../../agents/model-label.ts'
import type { ActivityWords } from '../../../core/process/agent-words.ts'
import { activityOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { SessionSort, SessionSummary } from '../../../core/session/session.ts'
import { titleOf } from '../../../core/session/session-title.ts'
import { type UnseenSession, unseenWords } from '../../../core/session/unseen-session.ts'
import { tokensIfAny } from '../../../core/usage/tokens.ts'
import { formatCount, formatDuration, formatTokens, formatUsd } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { formatMoment, formatTime } from '../parts/time.ts'
import { unknown } from '../processes/words.ts'

export interface SessionWords {
  readonly title: string
  /** Nobody gave it a title: its id stands there. */
  readonly isUntitled: boolean
  readonly project: string
  readonly branch: string
  readonly summary: string
  readonly started: string
  readonly duration: string
  readonly model: string
  readonly tokens: string
  readonly exactTokens: string
  readonly cost: string
  readonly costTitle: string
  readonly lines?: { readonly added: string; readonly removed: string } | undefined
  readonly tools: string
}

export function sessionWords(session: SessionSummary, sort: SessionSort, nowMs: number): SessionWords {
  const { linesAdded, linesRemoved, toolCalls } = session
  const title = plainText(titleOf(session) ?? '')
  return {
    title: title || session.id.slice(0, 8),
    isUntitled: title === '',
    project: [plainText(session.project ?? '') || 'unknown project', plainText(session.worktree ?? '')]
      .filter((word) => word !== '')
      .join(' · '),
    branch: plainText(session.branch ?? ''),
    summary: plainText(session.summary ?? ''),
    started: startWords(session, sort, nowMs),
    duration: session.durationMs === undefined ? unknown : formatDuration(session.durationMs),
    model: session.model === undefined ? unknown : modelLabel(plainText(session.model)),
    ...tokensWords(session),
    ...costWords(session),
    lines: linesWords(linesAdded, linesRemoved),
    tools: toolCalls === undefined ? unknown : formatCount(toolCalls),
  }
}

export function tokensWords(
  session: Pick<SessionSummary, 'responses' | 'totalTokens'>,
): Pick<SessionWords, 'tokens' | 'exactTokens'> {
  const tokens = tokensIfAny(session)
  if (tokens === undefined) return { tokens: unknown, exactTokens: 'No response yet' }
  return { tokens: formatTokens(tokens), exactTokens: formatCount(tokens) }
}

/** Under the head of its day a clock is enough. */
function startWords({ startedAt, lastActiveAt }: SessionSummary, sort: SessionSort, nowMs: number): string {
  const at = sort === 'active' ? lastActiveAt : startedAt
  if (at === undefined) return unknown
  const ms = Date.parse(at)
  return sort === 'start' || sort === 'active' ? formatTime(ms) : formatMoment(ms, nowMs)
}

export function costWords({
  costUsd,
  unpricedModels,
}: Pick<SessionSummary, 'costUsd' | 'unpricedModels'>): Pick<SessionWords, 'cost' | 'costTitle'> {
  const models = unpricedModels.map(plainText).join(', ')
  const origin = 'Counted from its transcripts × price list'
  const costTitle = models === '' ? `${origin}.` : `${origin}; without ${models}: no price is known.`
  if (costUsd !== undefined) return { cost: formatUsd(costUsd), costTitle }
  return { cost: models === '' ? unknown : 'unpriced', costTitle }
}

export const linesWords = (added: number | undefined, removed: number | undefined): SessionWords['lines'] =>
  added === undefined && removed === undefined
    ? undefined
    : { added: `+${formatCount(added ?? 0)}`, removed: `−${formatCount(removed ?? 0)}` }

export interface StateWords {
  readonly look: ActivityWords['look']
  readonly word: string
  /** A second line: what else is known. */
  readonly note?: string | undefined
  readonly title?: string | undefined
}

/** What its process does, where one runs; what its records tell, where it goes on without; else it ended. */
export function stateOf(
  agent: FleetAgentReport | undefined,
  unseen: UnseenSession | undefined,
  nowMs: number,
): StateWords {
  if (agent === undefined) return unseen === undefined ? { look: 'quiet', word: 'ended' } : unseenState(unseen, nowMs)
  const { look, word } = activityOf(agent)
  return { look, word: agent.health === 'stale' || agent.health === 'zombie' ? agent.health : word }
}

const unseenState = (session: UnseenSession, nowMs: number): StateWords => ({
  look: session.activity === 'busy' ? 'busy' : 'quiet',
  word: session.activity,
  note: 'no process seen',
  title: unseenWords(session, nowMs),
})

/** "Upgrade EKS, infra-terraform, 13:54, 38m, $2.20, busy": the row for those who listen. */
export const spokenSession = (words: SessionWords, state: StateWords): string =>
  [words.title, words.project, words.started, words.duration, words.cost, state.word].join(', ')
