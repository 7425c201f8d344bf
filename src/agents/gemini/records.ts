/**
 * Gemini CLI's chats: tmp/<project>/chats/session-<time>-<id>.jsonl, subagents in chats/<parent id>/<id>.jsonl. Older versions wrote one
 * JSON document, which a resume turns into lines beside it: both stay, their messages have the same ids.
 */
import { join } from 'node:path'
import { mainLane } from '../../core/session/session-event.ts'
import { placeEvents } from '../event-draft.ts'
import { createTextKeeper, limitsOf } from '../event-text.ts'
import { timeOf } from '../json-fields.ts'
import { knownRecord } from '../json-line.ts'
import type { DocumentRecords, LineRecords, RecordPlace } from '../records.ts'
import { noteLogLine, scanEvents } from '../scan-events.ts'
import { chatIn } from './session-document.ts'
import { createGeminiReader, draftsOfMessage, factsOfHeader } from './session-log.ts'
import { chats as chatSessions } from './session-source.ts'

const folders = (dataDir: string): readonly string[] => [join(dataDir, 'tmp')]

/** Up to 0.30 a project's folder was a hash of its path; it tells nothing. The session's id stands in the header. */
function placeOf([project, chats, ...rest]: readonly string[]): RecordPlace | undefined {
  if (project === undefined || chats !== 'chats' || rest.length === 0) return undefined
  const [parent, file] = rest
  const isSubagent = file !== undefined
  return {
    projectSlug: undefined,
    sessionId: isSubagent ? parent : undefined,
    subagentId: isSubagent ? file.replace(/\.jsonl?$/, '') : undefined,
  }
}

export const chats: LineRecords = {
  kind: 'lines',
  name: 'chats',
  folders,
  isFile: (name) => name.endsWith('.jsonl'),
  placeOf,
  open: (place, carry) => scanEvents(createGeminiReader(carry), place),
  beside: chatSessions.beside,
}

export const oldChats: DocumentRecords = {
  kind: 'document',
  name: 'old chats',
  folders,
  isFile: (name) => name.startsWith('session-') && name.endsWith('.json'),
  placeOf,
  read(text, place, sink) {
    const chat = chatIn(text)
    if (chat === undefined) {
      sink.bad(0, 'not a JSON document')
      return
    }
    const { header: head, messages } = chat
    const lane = place.subagentId ?? mainLane
    const facts = factsOfHeader(head)
    const noted = { ...place, offset: 0 }
    const header = placeEvents([knownRecord('header')], { atMs: timeOf(head['startTime']) }, { lane, offset: 0 })
    noteLogLine(sink, { events: header, facts }, noted)
    const carry = facts.sessionId === undefined ? {} : { sessionId: facts.sessionId }
    for (const [index, message] of messages.entries()) {
      const offset = index + 1
      const drafts = draftsOfMessage(message, createTextKeeper(limitsOf.brief), carry)
      const events = placeEvents(drafts, { atMs: timeOf(message['timestamp']) }, { lane, offset })
      noteLogLine(sink, { events, facts: {} }, { ...noted, offset })
    }
  },
}
