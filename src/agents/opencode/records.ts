/**
 * opencode: a database of sessions, messages and parts; up to 1.1 a tree of JSON files, which 1.2 wrote beside it. Kilo's is the same
 * in another folder.
 */
import { join } from 'node:path'
import { mainLane } from '../../core/session/session-event.ts'
import { placeEvents } from '../event-draft.ts'
import { isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { knownRecord, parseJson } from '../json-line.ts'
import type { DatabaseRecords, DocumentRecords, Query, RecordSink } from '../records.ts'
import { noteLogLine } from '../scan-events.ts'
import { isDatabase } from './paths.ts'
import { boundedParts, eventsOfMessage, type MessageRow } from './session-rows.ts'

export const database: DatabaseRecords = {
  kind: 'database',
  name: 'database',
  folders: (dataDir) => [dataDir],
  isFile: isDatabase,
  placeOf: () => ({ projectSlug: undefined, sessionId: undefined, subagentId: undefined }),
  // A message may change without its session's row: the newest of both tells.
  sessions: (query) =>
    query(
      `SELECT s.id AS id, s.parent_id AS parent, max(s.time_updated, coalesce(m.newest, 0)) + coalesce(m.count, 0) AS stamp
       FROM session s LEFT JOIN (SELECT session_id, max(time_updated) AS newest, count(*) AS count FROM message GROUP BY session_id) m
         ON m.session_id = s.id`,
    ).map((row) => ({
      sessionId: String(row['id']),
      parentId: stringOf(row['parent']),
      stamp: Number(row['stamp']),
    })),
  read(query, sessionId, sink) {
    const [session] = query('SELECT * FROM session WHERE id = ?', sessionId)
    if (session === undefined) return
    noteSession(session, sink)
    const lane = stringOf(session['parent_id']) === undefined ? mainLane : sessionId
    for (const [index, row] of messagesOf(query, sessionId).entries()) {
      const offset = index + 1
      noteLogLine(
        sink,
        { events: eventsOfMessage(row, { lane, offset }, 'brief'), facts: {} },
        placeIn(session, offset),
      )
    }
  },
}

const placeIn = (session: JsonRecord, offset: number) => {
  const [id, parent] = [stringOf(session['id']), stringOf(session['parent_id'])]
  return { offset, sessionId: parent ?? id, subagentId: parent === undefined ? undefined : id }
}

/** The moment it was made tells a fork, whose messages keep their times, from its original. */
function noteSession(session: JsonRecord, sink: RecordSink): void {
  const title = stringOf(session['title'])
  const drafts =
    title === undefined ? [knownRecord('session')] : [{ kind: 'title' as const, of: 'ai' as const, text: title }]
  const made = session['time_created']
  const moment = { atMs: typeof made === 'number' ? made : undefined }
  const events = placeEvents(drafts, moment, { lane: mainLane, offset: 0 })
  const facts = { cwd: stringOf(session['directory']), version: stringOf(session['version']) }
  noteLogLine(sink, { events, facts }, placeIn(session, 0))
  const agent = stringOf(session['agent'])
  if (stringOf(session['parent_id']) !== undefined && agent !== undefined) sink.facts.subagent = { type: agent }
}

function messagesOf(query: Query, sessionId: string): readonly MessageRow[] {
  const parts = Map.groupBy(
    query('SELECT message_id, data FROM part WHERE session_id = ? ORDER BY message_id, id', sessionId),
    (row) => String(row['message_id']),
  )
  return query('SELECT id, data FROM message WHERE session_id = ? ORDER BY time_created, id', sessionId).flatMap(
    (row) => {
      const message = parseJson(String(row['data']))
      const own = (parts.get(String(row['id'])) ?? []).map((part) => parseJson(String(part['data'])))
      return isRecord(message) ? [{ message, parts: boundedParts(own.filter(isRecord)) }] : []
    },
  )
}

/** Up to 1.1: storage/message/<session>/<message>.json, the whole of a message but its parts. */
export const messageFiles: DocumentRecords = {
  kind: 'document',
  name: 'message files',
  folders: (dataDir) => [join(dataDir, 'storage', 'message')],
  isFile: (name) => name.endsWith('.json'),
  placeOf: ([sessionId, file]) =>
    file === undefined ? undefined : { projectSlug: undefined, sessionId, subagentId: undefined },
  read(text, place, sink) {
    const message = parseJson(text)
    if (!isRecord(message)) {
      sink.bad(0, 'not a JSON document')
      return
    }
    const events = eventsOfMessage({ message, parts: [] }, { lane: mainLane, offset: 0 }, 'brief')
    const path = isRecord(message['path']) ? message['path'] : {}
    noteLogLine(sink, { events, facts: { cwd: stringOf(path['cwd']) } }, { ...place, offset: 0 })
  },
}
