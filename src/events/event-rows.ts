/** A row of the events' table, as an event. */
import type { CapturedEvent } from '../core/captured/captured-event.ts'
import { levelOf } from './event-writer.ts'

export interface EventRow {
  readonly id: number
  readonly at_ms: number
  readonly captured_ms: number
  readonly source: string
  readonly event_type: string
  readonly machine: string
  readonly level: number
  readonly sent_timestamp: string | null
  readonly message: string | null
  readonly data: string | null
  readonly session_id: string | null
  readonly agent: string | null
  readonly trace_id: string | null
  readonly span_id: string | null
  readonly parent_id: string | null
  readonly duration_ms: number | null
  readonly tool_name: string | null
  readonly tool_use_id: string | null
  readonly status: string | null
  readonly agent_id: string | null
  readonly hook: string | null
  readonly is_background: number | null
  readonly sender_id: string | null
  readonly key: string | null
}

/** Ids as numbers become names again; `e` is the table of events. */
export const rowColumns = `
  e.id, e.at_ms, e.captured_ms, (SELECT name FROM sources WHERE id = e.source) AS source,
  (SELECT name FROM types WHERE id = e.type) AS event_type, (SELECT name FROM machines WHERE id = e.machine) AS machine,
  e.level, e.sent_timestamp, e.message, e.data, e.session_id, e.agent, e.trace_id, e.span_id, e.parent_id, e.duration_ms,
  e.tool_name, e.tool_use_id, e.status, e.agent_id, e.hook, e.is_background, e.sender_id,
  (SELECT name FROM keys WHERE id = e.key) AS key`

export function eventOf(row: EventRow): CapturedEvent {
  return {
    id: row.id,
    source: row.source,
    event_type: row.event_type,
    message: row.message,
    level: levelOf(row.level),
    timestamp: row.sent_timestamp ?? new Date(row.at_ms).toISOString(),
    data: row.data,
    created_at: new Date(row.captured_ms).toISOString(),
    machine: row.machine,
    session_id: row.session_id ?? undefined,
    agent: row.agent ?? undefined,
    trace_id: row.trace_id ?? undefined,
    span_id: row.span_id ?? undefined,
    parent_id: row.parent_id ?? undefined,
    duration_ms: row.duration_ms ?? undefined,
    tool_name: row.tool_name ?? undefined,
    tool_use_id: row.tool_use_id ?? undefined,
    status: row.status ?? undefined,
    agent_id: row.agent_id ?? undefined,
    hook: row.hook ?? undefined,
    is_background: row.is_background === null ? undefined : row.is_background === 1,
    sender_id: row.sender_id ?? undefined,
    key: row.key ?? undefined,
  }
}
