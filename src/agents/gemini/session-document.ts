/** A chat of Gemini CLI before it wrote lines: one JSON document, written anew with every message and every change of one. Pure. */
import { mainLane, type SessionEvent } from '../../core/session/session-event.ts'
import type { LogDetail, SessionDocuments } from '../agent.ts'
import { type EventDraft, placeEvent, placeEvents } from '../event-draft.ts'
import { createTextKeeper, keepLine, limitsOf } from '../event-text.ts'
import { isRecord, type JsonRecord, stringOf, timeOf } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'
import { draftsOfMessage, factsOfHeader } from './session-log.ts'

export interface ChatDocument {
  readonly header: JsonRecord
  readonly messages: readonly JsonRecord[]
}

/** Undefined for what is no chat, or half of one. */
export function chatIn(text: string): ChatDocument | undefined {
  const header = parseJson(text)
  const messages = isRecord(header) ? header['messages'] : undefined
  return isRecord(header) && Array.isArray(messages) ? { header, messages: messages.filter(isRecord) } : undefined
}

const shownAtOnce = 6

export const sessionDocuments: SessionDocuments = {
  headOf(text) {
    const chat = chatIn(text)
    return chat && factsOfHeader(chat.header)
  },
  filesOf: (path) => ({ files: [path], folders: [] }),
  read(path, { textOf }) {
    const chat = chatIn(textOf(path) ?? '')
    if (chat === undefined) return undefined
    const changed = chat.messages.map((_, at) => ({ offset: at + 1, events: eventsOf(chat, at + 1, 'kept') }))
    const lane = {
      lane: mainLane,
      facts: factsOfHeader(chat.header),
      count: chat.messages.length,
      changed: [{ offset: 0, events: titleOf(chat) }, ...changed],
    }
    return { lanes: [lane], untilMs: 0 }
  },
  lastRecords(path, { textOf }) {
    const chat = chatIn(textOf(path) ?? '')
    if (chat === undefined) return undefined
    const { length } = chat.messages
    const last = chat.messages
      .slice(-shownAtOnce)
      .flatMap((_, at, some) => eventsOf(chat, length - some.length + at + 1, 'brief'))
    return { events: [...titleOf(chat), ...last], facts: factsOfHeader(chat.header) }
  },
  readWhole(path, { textOf }, _, offset) {
    const chat = chatIn(textOf(path) ?? '')
    return chat === undefined ? [] : eventsOf(chat, offset, 'whole')
  },
}

function titleOf({ header }: ChatDocument): readonly SessionEvent[] {
  const summary = stringOf(header['summary'])
  const moment = { atMs: timeOf(header['startTime']) }
  return summary === undefined
    ? []
    : placeEvents([{ kind: 'title', of: 'ai', text: keepLine(summary) }], moment, { lane: mainLane, offset: 0 })
}

/** Calls behind what was thought and said: a result that comes later moves nothing. */
const firstCallSlot = 100

function eventsOf({ header, messages }: ChatDocument, offset: number, detail: LogDetail): readonly SessionEvent[] {
  const message = messages[offset - 1]
  if (message === undefined) return []
  const keeper = createTextKeeper(limitsOf[detail])
  const sessionId = stringOf(header['sessionId'])
  const drafts = draftsOfMessage(message, keeper, sessionId === undefined ? {} : { sessionId })
  const moment = { atMs: timeOf(message['timestamp']), isCut: keeper.isCut }
  const slots = slotsOf(drafts)
  return drafts.map((draft, at) => placeEvent(draft, moment, { lane: mainLane, offset, index: slots[at] ?? at }))
}

function slotsOf(drafts: readonly EventDraft[]): readonly number[] {
  let calls = 0
  return drafts.map(({ kind }, at) => {
    if (kind === 'tool-call') return firstCallSlot + 2 * calls++
    return kind === 'tool-result' ? firstCallSlot + 2 * calls - 1 : at
  })
}
