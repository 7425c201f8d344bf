/** What came by OpenTelemetry, as it is kept: a log record or a span as an event, a metric's point with whose it is. Pure. */
import type { Facets, NewCaptured } from '../core/captured/captured-event.ts'
import { isOwnSource } from '../core/captured/captured-event.ts'
import { safeData } from '../core/captured/safe-data.ts'
import type { OtlpPoint } from '../core/otlp/otlp-points.ts'
import type { OtlpRecord, OtlpSender } from '../core/otlp/otlp-record.ts'
import type { Attributes } from '../core/otlp/otlp-values.ts'
import { countIn, nameIn } from '../core/otlp/otlp-values.ts'
import type { SeriesPoint } from '../core/otlp/series-point.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { hours } from '../core/time/duration.ts'
import type { Agent, AgentTelemetry } from './agent.ts'
import { keepLine } from './event-text.ts'

/** Those whose telemetry is known. */
export type TelemetryAgent = Pick<Agent, 'id'> & { readonly telemetry: AgentTelemetry }

export const telemetryAgents = (agents: readonly Agent[]): readonly TelemetryAgent[] =>
  agents.flatMap(({ id, telemetry }) => (telemetry === undefined ? [] : [{ id, telemetry }]))

export interface TelemetryRules {
  readonly agents: readonly TelemetryAgent[]
  readonly nowMs: number
  /** Of one event, or of a series' names. */
  readonly maxBytes: number
  /** Hides secrets in a text. */
  readonly redact: (text: string) => string
  /** A short name of a text, another one for another text. */
  readonly digest: (text: string) => string
  /** Whose key sends, where that may write as one source alone. */
  readonly keySource?: string | undefined
}

/** A clock may be a little wrong; a day is no clock. */
const aheadAtMostMs = hours(24)

interface Origin {
  readonly source: string
  readonly agent?: TelemetryAgent | undefined
}

/** A program that gives itself no name is known by what it speaks. */
const nameless = 'otlp'

function originOf({ service = nameless }: OtlpSender, { agents, keySource }: TelemetryRules): Result<Origin, string> {
  const agent = agents.find(({ telemetry }) => telemetry.service.test(service))
  if (keySource !== undefined) return ok({ source: keySource, agent })
  if (agent !== undefined) return ok({ source: agent.telemetry.source, agent })
  return isOwnSource(service)
    ? err(`“${service}” is TCE's own source: service.name has to be another one`)
    : ok({ source: service })
}

/** In words why it can't be kept. */
export function telemetryEvent(record: OtlpRecord, rules: TelemetryRules): Result<NewCaptured, string> {
  const origin = originOf(record.sender, rules)
  if (!origin.ok) return origin
  const time = timeOf(record.atMs, rules)
  if (!time.ok) return time
  const safe = safeRecord(record, rules)
  const { source, agent } = origin.value
  const { told, ...facts } = agent?.telemetry.read?.(safe.record) ?? {}
  const facets = { ...facetsOf(safe.record), ...withoutUnknown(facts) }
  const message = facets.message ?? textOf(safe.record)
  const sessionId = facets.session_id
  const event: NewCaptured = {
    ...facets,
    ...{ source, message, atMs: time.value },
    event_type: record.name ?? (record.span === undefined ? 'log' : 'span'),
    agent: agent?.id,
    data: JSON.stringify(safe.dataWithout(message)),
    told: told && agent && sessionId !== undefined ? { ...told, agent: agent.id, sessionId } : undefined,
  }
  const isKnownAgain = agent !== undefined || record.span !== undefined
  return ok(
    isKnownAgain && facets.senderId === undefined ? { ...event, senderId: contentOf(event, record, rules) } : event,
  )
}

/**
 * A request is sent again when its answer was lost. A span, and what an agent says of one thing it did, are never the same twice: to the
 * fraction of their moment, and all they say. A line in the log of any other program may well be. Undefined: it tells no moment.
 */
function contentOf(event: NewCaptured, { atMs }: OtlpRecord, { digest }: TelemetryRules): string | undefined {
  if (atMs === undefined) return undefined
  const { event_type, message, level, data, trace_id, span_id, duration_ms } = event
  return digest(JSON.stringify([atMs, event_type, message, level, data, trace_id, span_id, duration_ms]))
}

/** In words why it can't be kept. */
export function telemetryPoint(point: OtlpPoint, rules: TelemetryRules): Result<SeriesPoint, string> {
  const origin = originOf(point.sender, rules)
  if (!origin.ok) return origin
  const time = timeOf(point.atMs, rules)
  if (!time.ok) return time
  const { source, agent } = origin.value
  const { name, unit, kind, value, startMs } = point
  const attributes = safeData(point.attributes, rules)
  const figure = agent?.telemetry.figureOf?.({ name, attributes })
  return ok({
    ...{ source, name, unit, kind, value, startMs, attributes, resource: safeData(point.sender.resource, rules) },
    // To its fraction: the same moment again is the same point again.
    atMs: point.atMs ?? rules.nowMs,
    agent: agent?.id,
    sessionId: sessionOf(attributes),
    told: figure && agent ? { ...figure, agent: agent.id } : undefined,
  })
}

function timeOf(atMs: number | undefined, { nowMs }: TelemetryRules): Result<number, string> {
  if (atMs === undefined) return ok(nowMs)
  return atMs > nowMs + aheadAtMostMs
    ? err("its time lies more than 24 hours ahead of this machine's clock")
    : ok(Math.floor(atMs))
}

/** Without its secrets and of a bounded size, as the record it was and as the data to keep. */
function safeRecord({ attributes, sender, body, span, ...record }: OtlpRecord, rules: TelemetryRules) {
  const ofSpan = span && {
    'span.kind': span.kind,
    'span.status': span.statusMessage,
    'span.events': someOf(span.events),
  }
  const whole = { body, ...withoutUnknown(ofSpan ?? {}), resource: sender.resource, scope: sender.scope, attributes }
  const {
    attributes: kept = {},
    body: keptBody,
    'span.status': status,
    ...about
  } = safeData(withoutUnknown(whole), rules)
  const safe: OtlpRecord = {
    ...record,
    attributes: kept as Attributes,
    body: keptBody,
    sender: { ...sender, resource: (about['resource'] ?? {}) as Attributes },
    span: span && { ...span, statusMessage: nameIn(status, 2_000) },
  }
  const dataWithout = (message: string | undefined) => ({
    ...(isSaid(keptBody, message, record.name) ? {} : { body: keptBody }),
    ...(status === undefined || status === message ? {} : { 'span.status': status }),
    ...about,
    ...(kept as Attributes),
  })
  return { record: safe, dataWithout }
}

const someOf = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list)

/** A body that only repeats the event's name, as `claude_code.api_request` does, tells nothing more. */
const isSaid = (body: unknown, message: string | undefined, name = ''): boolean =>
  body === undefined || (typeof body === 'string' && (body === message || (name !== '' && body.endsWith(name))))

function textOf({ body, span, name }: OtlpRecord): string | undefined {
  if (span !== undefined) return span.statusMessage
  return typeof body === 'string' && !isSaid(body, undefined, name) ? keepLine(body, 2_000) : undefined
}

/** By the names of the semantic conventions, and by those that several agents use. */
function facetsOf({
  attributes,
  traceId,
  spanId,
  span,
  level,
}: OtlpRecord): Facets & Pick<NewCaptured, 'message' | 'level'> {
  return withoutUnknown({
    level,
    session_id: sessionOf(attributes),
    trace_id: traceId,
    span_id: spanId,
    parent_id: span?.parentId,
    duration_ms: span === undefined ? countIn(attributes['duration_ms']) : span.durationMs,
    tool_name: nameIn(attributes['gen_ai.tool.name'] ?? attributes['tool_name']),
    tool_use_id: nameIn(attributes['gen_ai.tool.call.id'] ?? attributes['tool_use_id'] ?? attributes['call_id']),
    status: span?.status,
  })
}

const sessionOf = (attributes: Attributes): string | undefined =>
  nameIn(attributes['session.id'] ?? attributes['gen_ai.conversation.id'] ?? attributes['conversation.id'])

const withoutUnknown = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
