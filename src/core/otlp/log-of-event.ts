/** An event as a log record for a collector: without secrets, by the names of the semantic conventions where there are any. Pure. */
import type { CapturedEvent, Level } from '../captured/captured-event.ts'
import { redactedEvent } from '../captured/redacted-event.ts'

export interface OutgoingLog {
  readonly eventName: string
  readonly timestamp: number
  readonly severityNumber?: number | undefined
  readonly severityText?: string | undefined
  readonly body?: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  /** Both, and of the right length, or undefined. */
  readonly trace?: { readonly traceId: string; readonly spanId: string } | undefined
}

const severities: Readonly<Record<Level, number>> = { debug: 5, info: 9, warn: 13, error: 17 }

export function logOfEvent(captured: CapturedEvent): OutgoingLog {
  const event = redactedEvent(captured)
  const { level, message, trace_id: traceId = '', span_id: spanId = '' } = event
  const hasTrace = /^[\da-f]{32}$/i.test(traceId) && /^[\da-f]{16}$/i.test(spanId)
  return {
    eventName: event.event_type,
    timestamp: Date.parse(event.timestamp),
    ...(level !== null && { severityNumber: severities[level], severityText: level.toUpperCase() }),
    ...(message !== null && { body: message }),
    attributes: attributesOf(event),
    trace: hasTrace ? { traceId: traceId.toLowerCase(), spanId: spanId.toLowerCase() } : undefined,
  }
}

function attributesOf(event: CapturedEvent): Readonly<Record<string, unknown>> {
  const all = {
    'event.name': event.event_type,
    'tce.event.id': event.id,
    'tce.source': event.source,
    'tce.machine': event.machine,
    'tce.agent': event.agent,
    'tce.status': event.status,
    'tce.hook': event.hook,
    'tce.duration_ms': event.duration_ms,
    'tce.subagent.id': event.agent_id,
    'tce.parent.id': event.parent_id,
    'session.id': event.session_id,
    'gen_ai.tool.name': event.tool_name,
    'gen_ai.tool.call.id': event.tool_use_id,
    'tce.data': event.data === null ? undefined : (JSON.parse(event.data) as object),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
