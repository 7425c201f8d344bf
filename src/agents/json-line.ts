/** What every log of JSON lines shares: a line parsed once, its drafts placed, its texts kept. Pure. */
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

/** Never throws: what is no JSON object becomes an `unreadable` event. */
export function readJsonLine(
  line: string,
  place: LogPlace,
  detail: LogDetail,
  read: (record: JsonRecord, keeper: TextKeeper) => ReadRecord,
): LogLine {
  const record = parseJson(line)
  if (!isRecord(record)) {
    return { events: placeEvents([{ kind: 'other', type: 'unreadable', isKnown: false }], {}, place), facts: {} }
  }
  const keeper = createTextKeeper(limitsOf[detail])
  const { drafts, atMs, facts = {}, entry } = read(record, keeper)
  const events = placeEvents(drafts, { atMs, isCut: keeper.isCut }, place)
  return entry === undefined ? { events, facts } : { events, facts, entry }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A record that is known to have nothing to show. */
export const knownRecord = (type: string) => ({ kind: 'other', type, isKnown: true }) as const

/** The texts of a content's parts; of a text itself. */
export function textsIn(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.flatMap((part) => (isRecord(part) ? (stringOf(part['text']) ?? []) : [])).join('\n')
}

export const imagesIn = (content: unknown): number =>
  Array.isArray(content) ? content.filter((part) => isRecord(part) && /image/i.test(wordOf(part['type']))).length : 0
