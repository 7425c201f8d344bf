/** What may be posted as an event, field by field. Pure. A field that nobody knows is refused: it would be lost without a word. */
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { CaptureRefusal, Facets, Level, NewCaptured } from './captured-event.ts'
import { isOwnSource, levels } from './captured-event.ts'
import { isDeeper } from './nesting.ts'

export interface PostedRules {
  readonly nowMs: number
  /** Of one event, as JSON. */
  readonly maxPayloadBytes: number
}

/** A clock may be a little wrong; a day is no clock. */
const aheadAtMostMs = 24 * 60 * 60_000
const nameCharacters = 200
const idCharacters = 500
/** Deeper than people nest, and shallow enough for every reader of it. */
const deepest = 100

type Read<T> = Result<T, CaptureRefusal>
type Fields = Readonly<Record<string, unknown>>

const facets = {
  session_id: 'text',
  agent: 'text',
  trace_id: 'text',
  span_id: 'text',
  parent_id: 'text',
  duration_ms: 'duration',
  tool_name: 'text',
  tool_use_id: 'text',
  status: 'text',
  agent_id: 'text',
  hook: 'text',
  is_background: 'flag',
} as const satisfies Record<keyof Facets, 'text' | 'duration' | 'flag'>

const known = new Set(['source', 'event_type', 'message', 'level', 'timestamp', 'data', 'id', ...Object.keys(facets)])

/** One event as it was posted. `bytes` is what it took on the wire, where it came alone. */
export function readPosted(value: unknown, { nowMs, maxPayloadBytes }: PostedRules, bytes?: number): Read<NewCaptured> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid(undefined, 'An event is a JSON object: {"source": "my-app", "event_type": "startup"}.')
  }
  const fields = value as Fields
  const stranger = Object.keys(fields).find((name) => !known.has(name))
  if (stranger !== undefined) {
    return invalid(stranger, `“${short(stranger)}” is no field of an event. Next: put it into "data".`)
  }
  const source = readName(fields, 'source')
  if (!source.ok) return source
  const eventType = readName(fields, 'event_type')
  if (!eventType.ok) return eventType
  const time = readTimestamp(fields['timestamp'], nowMs)
  if (!time.ok) return time
  const rest = readRest(fields)
  if (!rest.ok) return rest
  const event: NewCaptured = { source: source.value, event_type: eventType.value, ...time.value, ...rest.value }
  const size = bytes ?? sizeOf(event)
  if (size > maxPayloadBytes) {
    const message = `An event has at most ${Math.floor(maxPayloadBytes / 1024)} KB; this one has ${Math.ceil(size / 1024)}. Next: [limits] max_payload_size_kb in config.toml, or send less data.`
    return err({ kind: 'too-large', message })
  }
  if (isOwnSource(event.source)) {
    const message = `“${event.source}” is TCE's own source. Next: send as another one.`
    return err({ kind: 'own-source', field: 'source', message })
  }
  return ok(event)
}

function readRest(fields: Fields): Read<Omit<NewCaptured, 'source' | 'event_type' | 'atMs'>> {
  const message = readOptional(fields, 'message', isText, 'a text')
  if (!message.ok) return message
  const level = readOptional(fields, 'level', isLevel, `one of ${levels.join(', ')}`)
  if (!level.ok) return level
  const data = readData(fields['data'])
  if (!data.ok) return data
  const senderId = readOptional(fields, 'id', isShortText, `a text of 1 to ${idCharacters} characters`)
  if (!senderId.ok) return senderId
  const more = readFacets(fields)
  if (!more.ok) return more
  return ok({ message: message.value, level: level.value, data: data.value, senderId: senderId.value, ...more.value })
}

function readFacets(fields: Fields): Read<Facets> {
  const read: Record<string, unknown> = {}
  for (const [name, kind] of Object.entries(facets)) {
    if (fields[name] === undefined || fields[name] === null) continue
    const { is, words } = facetKinds[kind]
    const value = readOptional(fields, name, is as (value: unknown) => value is unknown, words)
    if (!value.ok) return value
    read[name] = value.value
  }
  return ok(read)
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isLevel = (value: unknown): value is Level => (levels as readonly unknown[]).includes(value)
const isShortText = (value: unknown): value is string =>
  isText(value) && value.length > 0 && value.length <= idCharacters
const isDuration = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'

const facetKinds = {
  text: { is: isShortText, words: `a text of 1 to ${idCharacters} characters` },
  duration: { is: isDuration, words: 'a number of milliseconds, 0 or more' },
  flag: { is: isFlag, words: 'true or false' },
} as const

function readName(fields: Fields, name: 'source' | 'event_type'): Read<string> {
  const value = fields[name]
  if (value === undefined || value === null) return invalid(name, `"${name}" is missing.`)
  const isName = isText(value) && value.trim() !== '' && value.length <= nameCharacters && !/\p{Cc}/u.test(value)
  return isName ? ok(value) : invalid(name, `"${name}" is a text of 1 to ${nameCharacters} characters on one line.`)
}

function readOptional<T>(
  fields: Fields,
  name: string,
  is: (value: unknown) => value is T,
  words: string,
): Read<T | undefined> {
  const value = fields[name]
  if (value === undefined || value === null) return ok(undefined)
  return is(value) ? ok(value) : invalid(name, `"${name}" is ${words}.`)
}

const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/i

function readTimestamp(value: unknown, nowMs: number): Read<Pick<NewCaptured, 'atMs' | 'sentTimestamp'>> {
  if (value === undefined || value === null) return ok({ atMs: nowMs })
  const atMs = isText(value) && iso.test(value) ? Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')) : Number.NaN
  if (!isText(value) || Number.isNaN(atMs)) {
    return invalid('timestamp', '"timestamp" is ISO 8601 with its zone, as 2026-11-20T14:32:00Z.')
  }
  if (atMs < 0) return invalid('timestamp', '"timestamp" lies before 1970.')
  if (atMs > nowMs + aheadAtMostMs) {
    return invalid('timestamp', '"timestamp" lies more than 24 hours ahead of this machine\'s clock.')
  }
  return ok(new Date(atMs).toISOString() === value ? { atMs } : { atMs, sentTimestamp: value })
}

function readData(value: unknown): Read<string | undefined> {
  if (value === undefined || value === null) return ok(undefined)
  if (typeof value !== 'object' || Array.isArray(value)) return invalid('data', '"data" is a JSON object.')
  if (isDeeper(value, deepest)) return invalid('data', `"data" is nested more than ${deepest} deep.`)
  return ok(JSON.stringify(value))
}

const sizeOf = (event: NewCaptured): number => new TextEncoder().encode(JSON.stringify(event)).byteLength
const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)
const invalid = (field: string | undefined, message: string): Result<never, CaptureRefusal> =>
  err({ kind: 'invalid', field, message })
