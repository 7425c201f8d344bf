/** One event as one row of the feed: a label of five letters, its colour, and what happened in a line. Pure. */

import type { LiveSessionState, LiveStep, LiveSubagent } from '../core/session/live-session.ts'
import type { CompactionEvent, LineCounts, SessionEvent, ToolResultEvent } from '../core/session/session-event.ts'
import { formatDurationInWords, formatUsd } from '../core/words/format.ts'
import { plainText } from '../core/words/text.ts'
import { formatSeconds } from './durations.ts'
import type { Marks } from './marks.ts'
import type { Glyphs, Role } from './roles.ts'

export interface FeedRow {
  readonly label: string
  readonly role: Role | undefined
  readonly text: string
  /** The text has the label's role too: the question that waits for you. */
  readonly isWholeLine: boolean
}

/** What a row has to know beside its event. */
export interface FeedContext {
  readonly state: LiveSessionState
  /** Calls whose events are still held, by `toolId`. */
  readonly toolOf: (toolId: string) => string | undefined
  /** How long nothing happened after a turn's end; undefined unless it was worth a row. */
  readonly idleMsAfter: (event: SessionEvent) => number | undefined
  readonly glyphs: Glyphs
  readonly marks: Marks
}

/** Undefined for an event that has no row of its own. */
export function feedRow(event: SessionEvent, context: FeedContext): FeedRow | undefined {
  const { marks, state } = context
  switch (event.kind) {
    case 'prompt':
      return row('USER', 'bold', promptText(event.text, event.images))
    case 'thinking':
      return row('THINK', 'dim', thinkingText(event.text, event.durationMs))
    case 'text':
      return row('ASST', undefined, firstLine(event.text))
    case 'tool-call': {
      const text = joined([event.tool, shortPath(event.summary ?? event.path ?? '', state.cwd)], ' ')
      const isAsked = state.status === 'waiting' && state.waitingStepId === event.toolId
      return isAsked ? { ...row('ASK', 'you', text), isWholeLine: true } : row(marks.toolCall, 'tool', text)
    }
    case 'tool-result':
      return resultRow(event, context)
    case 'subagent-start':
      return row(
        'AGENT',
        'tool',
        `${agentName(event.toolId, undefined, event.type, state)} started${colon(event.description)}`,
      )
    case 'subagent-end':
      return row('AGENT', event.outcome === 'failed' ? 'bad' : 'tool', subagentEnd(event, state))
    case 'turn-end': {
      const idleMs = context.idleMsAfter(event)
      return idleMs === undefined ? undefined : row('IDLE', 'dim', formatDurationInWords(idleMs))
    }
    case 'interrupt':
      return row('STOP', 'warn', firstLine(event.text) || 'Interrupted by you')
    case 'compaction':
      return event.phase === 'boundary' ? row('COMP', 'warn', compactionText(event, state, marks)) : undefined
    case 'api-error':
      return row('ERROR', 'bad', firstLine(event.text))
    case 'retry':
      return row('RETRY', 'warn', joined([attemptText(event.attempt, event.maxAttempts), firstLine(event.text)], ' '))
    case 'command':
      return row(event.phase === 'run' ? 'CMD' : 'OUT', 'dim', firstLine(event.text))
    case 'task':
      return row('TASK', 'tool', joined([event.taskId, event.status, firstLine(event.text ?? '')], ' '))
    case 'pr-link':
      return row('PR', 'ok', joined([event.number === undefined ? '' : `#${event.number}`, event.url], ' '))
    case 'hook':
      return event.isFailed ? row('HOOK', 'bad', joined([event.hook, firstLine(event.text ?? '')], ' ')) : undefined
    case 'notice':
      return event.isError ? row('NOTE', 'warn', firstLine(event.text)) : undefined
    case 'queue':
    case 'mode':
    case 'title':
    case 'attachment':
    case 'cost':
    case 'other':
      return undefined
    default:
      return event satisfies never
  }
}

const row = (label: string, role: Role | undefined, text: string): FeedRow => ({
  label,
  role,
  text: plainText(text),
  isWholeLine: false,
})

const joined = (parts: readonly string[], separator: string): string =>
  parts.filter((part) => part !== '').join(separator)

/** The first line that says something. */
const firstLine = (text: string): string =>
  plainText(
    text
      .slice(0, mostReadCharacters)
      .split('\n')
      .find((line) => line.trim() !== '') ?? '',
  )
const mostReadCharacters = 4000

const colon = (text: string | undefined): string => (text === undefined || text === '' ? '' : `: ${text}`)

function promptText(text: string, images: number): string {
  const pictures = images === 0 ? '' : images === 1 ? '[1 image]' : `[${images} images]`
  return joined([firstLine(text), pictures], ' ')
}

function thinkingText(text: string, durationMs: number | undefined): string {
  if (durationMs !== undefined && durationMs >= 100) return formatSeconds(durationMs)
  return firstLine(text)
}

function resultRow(event: ToolResultEvent, context: FeedContext): FeedRow {
  const { marks, state, glyphs } = context
  const tool = context.toolOf(event.toolId) ?? stepOf(event.toolId, state)?.tool ?? ''
  if (event.outcome === 'failed')
    return row(marks.toolFailed, 'bad', joined([tool, joined([event.summary ?? '', errorLine(event)], ', ')], ' '))
  if (event.outcome === 'interrupted') return row(marks.toolFailed, 'warn', joined([tool, 'interrupted'], ' '))
  if (event.changed !== undefined) {
    const said = plainText(joined([tool, shortPath(event.path ?? '', state.cwd)], ' '))
    return { ...row(marks.toolDone, 'tool', ''), text: `${said}  ${lineCounts(event.changed, glyphs.minus)}` }
  }
  return row(marks.toolDone, 'tool', joined([tool, event.summary ?? firstLine(event.text)], ' '))
}

/** The summary may be the beginning of the text already. */
function errorLine({ text, summary }: ToolResultEvent): string {
  const line = firstLine(text.replace(/^(?:Exit code \d+|Error:?)\s*/i, ''))
  // A summary that was cut still begins as the line does.
  return summary !== undefined && (line.startsWith(summary) || summary.includes(line.slice(0, 60))) ? '' : line
}

/** `+4 −1`; a side that is nothing is left out. */
export const lineCounts = ({ added, removed }: LineCounts, minus: string): string =>
  joined([added > 0 || removed === 0 ? `+${added}` : '', removed > 0 ? `${minus}${removed}` : ''], ' ')

/** Below the session's folder only what follows it. */
export function shortPath(text: string, cwd: string | undefined): string {
  if (cwd === undefined || cwd === '') return text
  return text.startsWith(`${cwd}/`) || text.startsWith(`${cwd}\\`) ? text.slice(cwd.length + 1) : text
}

const stepOf = (toolId: string, { steps }: LiveSessionState): LiveStep | undefined =>
  steps.find(({ id }) => id === toolId)

const subagentOf = (
  toolId: string | undefined,
  agentId: string | undefined,
  { subagents }: LiveSessionState,
): LiveSubagent | undefined =>
  subagents.find(
    (one) =>
      (agentId !== undefined && one.id === agentId) ||
      (toolId !== undefined && (one.toolId === toolId || one.id === toolId)),
  )

const agentName = (
  toolId: string | undefined,
  agentId: string | undefined,
  type: string | undefined,
  state: LiveSessionState,
): string => type ?? subagentOf(toolId, agentId, state)?.type ?? 'subagent'

function subagentEnd(event: Extract<SessionEvent, { kind: 'subagent-end' }>, state: LiveSessionState): string {
  const known = subagentOf(event.toolId, event.agentId, state)
  const durationMs = event.durationMs ?? known?.durationMs
  const facts = [
    `${known?.type ?? 'subagent'} ${event.outcome}`,
    durationMs === undefined ? '' : formatSeconds(durationMs),
    known?.costUsd === undefined ? '' : formatUsd(known.costUsd),
  ]
  return joined(facts, ', ')
}

function compactionText(event: CompactionEvent, { context }: LiveSessionState, { arrow }: Marks): string {
  const window = context.windowTokens
  const percent = (tokens: number | undefined) =>
    tokens === undefined || window === undefined ? undefined : Math.round((100 * tokens) / window)
  const before = percent(event.tokensBefore)
  const after = percent(event.tokensAfter)
  if (before !== undefined && after !== undefined) return `Context compacted, ${before} ${arrow} ${after} %`
  return before === undefined ? 'Context compacted' : `Context compacted at ${before} %`
}

function attemptText(attempt: number | undefined, most: number | undefined): string {
  if (attempt === undefined) return ''
  return most === undefined ? `${attempt}` : `${attempt} of ${most}`
}
