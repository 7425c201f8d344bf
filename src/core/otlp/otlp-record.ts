/** Log records and spans out of an OTLP request, freed of the protocol's form. Pure. */
import type { Level } from '../captured/captured-event.ts'
import type { Attributes, Fields } from './otlp-values.ts'
import { attributesOf, fieldsOf, hexIdOf, listOf, millisecondsOf, nameIn, numberIn, plainValue } from './otlp-values.ts'

/** Who sends: what all its records share. */
export interface OtlpSender {
  /** `service.name`, as it was sent. */
  readonly service?: string | undefined
  readonly resource: Attributes
  readonly scope?: string | undefined
}

export interface OtlpRecord {
  readonly sender: OtlpSender
  /** Of an event or a span. */
  readonly name?: string | undefined
  readonly atMs?: number | undefined
  readonly level?: Level | undefined
  readonly body?: unknown
  readonly attributes: Attributes
  readonly traceId?: string | undefined
  readonly spanId?: string | undefined
  readonly span?: OtlpSpan | undefined
}

/** What only a span has. */
export interface OtlpSpan {
  readonly parentId?: string | undefined
  readonly durationMs?: number | undefined
  readonly kind?: string | undefined
  readonly status?: 'ok' | 'error' | undefined
  readonly statusMessage?: string | undefined
  readonly events: readonly { readonly name?: string | undefined; readonly attributes: Attributes }[]
}

const senderOf = (resource: unknown, scope: unknown): OtlpSender => {
  const attributes = attributesOf(fieldsOf(resource)['attributes'])
  return { service: nameIn(attributes['service.name']), resource: attributes, scope: nameIn(fieldsOf(scope)['name']) }
}

/** `{resourceLogs: [{resource, scopeLogs: [{scope, logRecords: […]}]}]}`: its lists by their names, each item with who sends it. */
export const itemsOf = <T>(
  body: Fields,
  [ofResources, ofScopes, items]: readonly [string, string, string],
  read: (item: Fields, sender: OtlpSender) => T | readonly T[],
): readonly T[] =>
  listOf(body[ofResources]).flatMap((ofResource) => {
    const { resource, [ofScopes]: scopes } = fieldsOf(ofResource)
    return listOf(scopes).flatMap((ofScope) => {
      const { scope, [items]: list } = fieldsOf(ofScope)
      const sender = senderOf(resource, scope)
      return listOf(list).flatMap((item) => read(fieldsOf(item), sender))
    })
  })

export const logRecordsOf = (body: Fields): readonly OtlpRecord[] =>
  itemsOf(body, ['resourceLogs', 'scopeLogs', 'logRecords'], logRecordOf)

export const spansOf = (body: Fields): readonly OtlpRecord[] =>
  itemsOf(body, ['resourceSpans', 'scopeSpans', 'spans'], spanOf)

function logRecordOf(record: Fields, sender: OtlpSender): OtlpRecord {
  const attributes = attributesOf(record['attributes'])
  return {
    sender,
    // What stands in the field is the place in the code where a library fills it by itself.
    name: nameIn(attributes['event.name']) ?? nameIn(record['eventName']),
    atMs: millisecondsOf(record['timeUnixNano']) ?? millisecondsOf(record['observedTimeUnixNano']),
    level: levelOf(record['severityNumber'], record['severityText']),
    body: plainValue(record['body']),
    attributes,
    traceId: hexIdOf(record['traceId']),
    spanId: hexIdOf(record['spanId']),
  }
}

function spanOf(span: Fields, sender: OtlpSender): OtlpRecord {
  const [beganMs, endedMs] = [millisecondsOf(span['startTimeUnixNano']), millisecondsOf(span['endTimeUnixNano'])]
  const { code, message } = fieldsOf(span['status'])
  const status = statuses[String(code)]
  return {
    sender,
    name: nameIn(span['name']),
    atMs: beganMs ?? endedMs,
    level: status === 'error' ? 'error' : 'info',
    attributes: attributesOf(span['attributes']),
    traceId: hexIdOf(span['traceId']),
    spanId: hexIdOf(span['spanId']),
    span: {
      parentId: hexIdOf(span['parentSpanId']),
      durationMs: beganMs === undefined || endedMs === undefined ? undefined : Math.max(0, endedMs - beganMs),
      kind: spanKinds[String(span['kind'])],
      status,
      statusMessage: nameIn(message, 2_000),
      events: listOf(span['events']).map((event) => {
        const { name, attributes } = fieldsOf(event)
        return { name: nameIn(name), attributes: attributesOf(attributes) }
      }),
    },
  }
}

/** By number; some write the word. */
const statuses: Readonly<Record<string, 'ok' | 'error'>> = {
  1: 'ok',
  2: 'error',
  STATUS_CODE_OK: 'ok',
  STATUS_CODE_ERROR: 'error',
}
const spanKinds: Readonly<Record<string, string>> = { 2: 'server', 3: 'client', 4: 'producer', 5: 'consumer' }

/** 1–4 trace, 5–8 debug, 9–12 info, 13–16 warn, 17–24 error and fatal. */
function levelOf(number: unknown, text: unknown): Level | undefined {
  const severity = numberIn(number) ?? 0
  if (severity >= 17) return 'error'
  if (severity >= 13) return 'warn'
  if (severity >= 9) return 'info'
  if (severity >= 1) return 'debug'
  if (typeof text !== 'string') return undefined
  if (/^(?:err|fatal|crit)/i.test(text)) return 'error'
  if (/^warn/i.test(text)) return 'warn'
  if (/^info/i.test(text)) return 'info'
  return /^(?:debug|trace)/i.test(text) ? 'debug' : undefined
}
