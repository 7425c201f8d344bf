/** Which events the feed shows, in which order, and its rows at a place. Pure. */

import type { LiveSessionState } from '../../core/session/live-session.ts'
import type { EventCursor, SessionEvent, SessionEventKind } from '../../core/session/session-event.ts'
import { mainLane } from '../../core/session/session-event.ts'
import type { FeedContext, FeedRow } from '../../terminal/feed-row.ts'
import { feedRow } from '../../terminal/feed-row.ts'
import type { Line } from '../../terminal/roles.ts'
import { span } from '../../terminal/roles.ts'
import { cutText, inRole, padEnd } from './cells.ts'
import type { Frame } from './layout.ts'

/** What `f` goes through. */
export const feedKinds = ['all', 'text', 'tools', 'failed'] as const
export type FeedKinds = (typeof feedKinds)[number]

const textKinds: ReadonlySet<SessionEventKind> = new Set([
  'prompt',
  'thinking',
  'text',
  'interrupt',
  'compaction',
  'command',
])
const toolKinds: ReadonlySet<SessionEventKind> = new Set([
  'tool-call',
  'tool-result',
  'subagent-start',
  'subagent-end',
  'task',
  'hook',
])

export interface FeedQuery {
  readonly kinds: FeedKinds
  /** Shown are only events that contain it, in any case; empty for all. */
  readonly filter: string
}

/** An event with its row. */
export interface FeedEntry {
  readonly event: SessionEvent
  readonly row: FeedRow
}

/** A gap after a turn that is worth a row. */
const idleFromMs = 60_000

/** Newest first. Of subagents only what the main chain sees: their own steps are beside the feed. */
export function feedEntries(
  events: readonly SessionEvent[],
  state: LiveSessionState,
  { kinds, filter }: FeedQuery,
  { glyphs, marks }: Pick<Frame, 'glyphs' | 'marks'>,
): readonly FeedEntry[] {
  const tools = new Map(
    events.flatMap((event) => (event.kind === 'tool-call' ? [[event.toolId, event.tool] as const] : [])),
  )
  const idleMs = idleAfterTurns(events)
  const context: FeedContext = {
    state,
    toolOf: (toolId) => tools.get(toolId),
    idleMsAfter: (event) => idleMs.get(event.cursor),
    glyphs,
    marks,
  }
  const wanted = filter.trim().toLowerCase()
  const entries: FeedEntry[] = []
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index]
    if (event === undefined || event.lane !== mainLane || !isOfKind(event, kinds)) continue
    const row = feedRow(event, context)
    if (row !== undefined && (wanted === '' || contains(event, row, wanted))) entries.push({ event, row })
  }
  return entries
}

function isOfKind(event: SessionEvent, kinds: FeedKinds): boolean {
  switch (kinds) {
    case 'all':
      return true
    case 'text':
      return textKinds.has(event.kind)
    case 'tools':
      return toolKinds.has(event.kind)
    case 'failed':
      return isFailure(event)
    default:
      return kinds satisfies never
  }
}

function isFailure(event: SessionEvent): boolean {
  if (event.kind === 'tool-result' || event.kind === 'subagent-end') return event.outcome !== 'done'
  if (event.kind === 'hook') return event.isFailed
  return event.kind === 'api-error' || event.kind === 'retry' || event.kind === 'interrupt'
}

function contains(event: SessionEvent, row: FeedRow, wanted: string): boolean {
  if (`${row.label} ${row.text}`.toLowerCase().includes(wanted)) return true
  const inside = event.kind === 'tool-call' ? event.input : 'text' in event ? (event.text ?? '') : ''
  return inside.toLowerCase().includes(wanted)
}

/** From the end of a turn to the next thing the user said. */
function idleAfterTurns(events: readonly SessionEvent[]): ReadonlyMap<EventCursor, number> {
  const idle = new Map<EventCursor, number>()
  let turnEnd: SessionEvent | undefined
  for (const event of events) {
    if (event.lane !== mainLane) continue
    if (event.kind === 'turn-end') turnEnd = event
    else if (event.kind === 'prompt' && turnEnd !== undefined) {
      const ms = Date.parse(event.at ?? '') - Date.parse(turnEnd.at ?? '')
      if (ms >= idleFromMs) idle.set(turnEnd.cursor, ms)
      turnEnd = undefined
    }
  }
  return idle
}

/** ` 14:29:12 ASK   Bash psql …`, exactly as wide as the feed. */
export function feedLine({ event, row }: FeedEntry, frame: Frame, isChosen: boolean): Line {
  const time = padEnd(clock(event.at, frame.isWide), frame.isWide ? 8 : 5)
  const room = frame.feedWidth - time.length - 9
  const text = cutText(row.text, room, frame.glyphs.ellipsis)
  const mark = isChosen ? frame.glyphs.chosen : ' '
  const label = span(padEnd(row.label, 5), row.role)
  const rest = row.isWholeLine ? [span(`${padEnd(row.label, 5)} ${text}`, row.role)] : textSpans(label, text, row)
  const line = [span(mark), span(time, 'dim'), span(' '), ...rest]
  return isChosen ? inRole(line, 'sel') : line
}

/** What is only a time or a duration is as dim as its label. */
const textSpans = (label: Line[number], text: string, { role }: FeedRow): Line =>
  role === 'dim' ? [span(`${label.text} ${text}`, 'dim')] : [label, span(` ${text}`)]

/** `14:29:12` or `14:29` in the time zone of this machine; empty where the record has no time. */
export function clock(at: string | undefined, hasSeconds: boolean): string {
  const date = new Date(at ?? Number.NaN)
  if (Number.isNaN(date.getTime())) return ''
  const parts = [date.getHours(), date.getMinutes(), ...(hasSeconds ? [date.getSeconds()] : [])]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}
