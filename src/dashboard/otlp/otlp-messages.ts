/**
 * The fields of OTLP's messages that are read, by their numbers (opentelemetry-proto 1.x); others are passed over. `hex` is bytes that
 * JSON writes as hexadecimal digits. Names are those of the JSON form.
 */
export type Scalar =
  | 'string'
  | 'bytes'
  | 'hex'
  | 'bool'
  | 'double'
  | 'int64'
  | 'fixed64'
  | 'sfixed64'
  | 'int32'
  | 'uint32'
  | 'fixed32'

export interface Field {
  readonly name: string
  /** A message refers to others that may be defined below it, or to itself. */
  readonly type: Scalar | (() => Message)
  readonly isMany?: boolean
}

export type Message = Readonly<Record<number, Field>>

const one = (name: string, type: Field['type']): Field => ({ name, type })
const many = (name: string, type: Field['type']): Field => ({ name, type, isMany: true })

const anyValue: Message = {
  1: one('stringValue', 'string'),
  2: one('boolValue', 'bool'),
  3: one('intValue', 'int64'),
  4: one('doubleValue', 'double'),
  5: one('arrayValue', () => arrayValue),
  6: one('kvlistValue', () => keyValueList),
  7: one('bytesValue', 'bytes'),
}
const arrayValue: Message = { 1: many('values', () => anyValue) }
const keyValue: Message = { 1: one('key', 'string'), 2: one('value', () => anyValue) }
const keyValueList: Message = { 1: many('values', () => keyValue) }
const attributes = many('attributes', () => keyValue)

const resource: Message = { 1: attributes }
const scope: Message = { 1: one('name', 'string'), 2: one('version', 'string') }

const logRecord: Message = {
  1: one('timeUnixNano', 'fixed64'),
  2: one('severityNumber', 'int32'),
  3: one('severityText', 'string'),
  5: one('body', () => anyValue),
  6: attributes,
  9: one('traceId', 'hex'),
  10: one('spanId', 'hex'),
  11: one('observedTimeUnixNano', 'fixed64'),
  12: one('eventName', 'string'),
}

const spanEvent: Message = { 1: one('timeUnixNano', 'fixed64'), 2: one('name', 'string'), 3: attributes }
const spanStatus: Message = { 2: one('message', 'string'), 3: one('code', 'int32') }
const span: Message = {
  1: one('traceId', 'hex'),
  2: one('spanId', 'hex'),
  4: one('parentSpanId', 'hex'),
  5: one('name', 'string'),
  6: one('kind', 'int32'),
  7: one('startTimeUnixNano', 'fixed64'),
  8: one('endTimeUnixNano', 'fixed64'),
  9: attributes,
  11: many('events', () => spanEvent),
  15: one('status', () => spanStatus),
}

const times = { 2: one('startTimeUnixNano', 'fixed64'), 3: one('timeUnixNano', 'fixed64') }
const numberPoint: Message = {
  ...times,
  4: one('asDouble', 'double'),
  6: one('asInt', 'sfixed64'),
  7: attributes,
  8: one('flags', 'uint32'),
}
const countAndSum = { ...times, 4: one('count', 'fixed64'), 5: one('sum', 'double') }
const histogramPoint: Message = { ...countAndSum, 9: attributes, 10: one('flags', 'uint32') }
const exponentialPoint: Message = { ...countAndSum, 1: attributes, 10: one('flags', 'uint32') }
const summaryPoint: Message = { ...countAndSum, 7: attributes, 8: one('flags', 'uint32') }
const temporality = one('aggregationTemporality', 'int32')
const metric: Message = {
  1: one('name', 'string'),
  3: one('unit', 'string'),
  5: one('gauge', () => ({ 1: many('dataPoints', () => numberPoint) })),
  7: one('sum', () => ({ 1: many('dataPoints', () => numberPoint), 2: temporality })),
  9: one('histogram', () => ({ 1: many('dataPoints', () => histogramPoint), 2: temporality })),
  10: one('exponentialHistogram', () => ({ 1: many('dataPoints', () => exponentialPoint), 2: temporality })),
  11: one('summary', () => ({ 1: many('dataPoints', () => summaryPoint) })),
}

const request = (ofResource: string, ofScope: string, list: string, item: Message): Message => {
  const inScope: Message = { 1: one('scope', () => scope), 2: many(list, () => item) }
  const inResource: Message = { 1: one('resource', () => resource), 2: many(ofScope, () => inScope) }
  return { 1: many(ofResource, () => inResource) }
}

export const requests = {
  logs: request('resourceLogs', 'scopeLogs', 'logRecords', logRecord),
  traces: request('resourceSpans', 'scopeSpans', 'spans', span),
  metrics: request('resourceMetrics', 'scopeMetrics', 'metrics', metric),
} as const
