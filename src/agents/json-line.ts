/** What every log of JSON lines shares: a line parsed once, its drafts placed, its texts kept. Pure. */
import type { UserRequest } from '../core/session/session-event.ts'
import type { LogDetail, LogEntry, LogLine, LogPlace } from './agent.ts'
import { type EventDraft, placeEvents } from './event-draft.ts'
import { createTextKeeper, limitsOf, type TextKeeper } from './event-text.ts'
import { isRecord, type JsonRecord, stringOf, wordOf } from './json-fields.ts'

export interface ReadRecord {
  readonly drafts: readonly EventDraft[]
  readonly atMs?: number | undefined
  readonly facts?: LogLine['facts'] | undefined
  readonly entry?: LogEntry | undefined
}

/** What a line told, before its events know their places. */
export interface ToldLine extends ReadRecord {
  readonly isCut?: boolean | undefined
  /** Of all its events, where it is not that of the log. */
  readonly lane?: string | undefined
}

/** Never throws: what is no JSON object becomes an `unreadable` event. */
export function readJsonLine(
  line: string,
  detail: LogDetail,
  read: (record: JsonRecord, keeper: TextKeeper) => ReadRecord,
): ToldLine {
  const record = parseJson(line)
  if (!isRecord(record)) return unreadable
  const keeper = createTextKeeper(limitsOf[detail])
  const told = read(record, keeper)
  return keeper.isCut ? { ...told, isCut: true } : told
}

export const unreadable: ToldLine = { drafts: [{ kind: 'other', type: 'unreadable', isKnown: false }] }

export function placeLine(
  { drafts, atMs, facts = {}, entry, isCut = false, lane }: ToldLine,
  place: LogPlace,
): LogLine {
  const placed = placeEvents(drafts, { atMs, isCut }, place)
  const events = lane === undefined ? placed : placed.map((event) => ({ ...event, lane }))
  return entry === undefined ? { events, facts } : { events, facts, entry }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Of what came over the wire, or lay in a field. */
export function recordIn(given: string | Uint8Array): JsonRecord | undefined {
  const value = parseJson(typeof given === 'string' ? given : new TextDecoder().decode(given))
  return isRecord(value) ? value : undefined
}

/** A record that is known to have nothing to show. */
export const knownRecord = (type: string) => ({ kind: 'other', type, isKnown: true }) as const

/** One that asks the user for something, or tells that it is settled. */
export const requestRecord = (type: string, request: UserRequest) => ({ ...knownRecord(type), request })

const textIn = (part: unknown): string | undefined => (isRecord(part) ? stringOf(part['text']) : undefined)

/** The texts of a content's parts; of a text itself. */
export function textsIn(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  if (content.length === 1) return textIn(content[0]) ?? ''
  return content.flatMap((part) => textIn(part) ?? []).join('\n')
}

export const imagesIn = (content: unknown): number =>
  Array.isArray(content) ? content.filter((part) => isRecord(part) && /image/i.test(wordOf(part['type']))).length : 0
