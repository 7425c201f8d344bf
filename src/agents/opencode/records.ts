/**
 * opencode: a database of sessions, messages and parts; up to 1.1 a tree of JSON files, which 1.2 wrote beside it. Kilo's is the same
 * in another folder.
 */
import { join } from 'node:path'
import { mainLane } from '../../core/session/session-event.ts'
import { momentOf, placeEvents } from '../event-draft.ts'
import { isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { knownRecord, parseJson } from '../json-line.ts'
import type { DatabaseRecords, DocumentRecords, Query, RecordSink } from '../records.ts'
import { noteDraft, noteLogLine } from '../scan-events.ts'
import { isDatabase } from './paths.ts'
import { eventsOfMessage, readMessage } from './session-rows.ts'
import { eachSession, findSession, newestSessions, type Tables } from './tables.ts'

export const database: DatabaseRecords = {
  kind: 'database',
  name: 'database',
  // 1: the tables of 2.x.
  version: 1,
  folders: (dataDir) => [dataDir],
  isFile: isDatabase,
  placeOf: () => ({ projectSlug: undefined, sessionId: undefined, subagentId: undefined }),
  // A message may change without its session's row: the newest of both tells.
  sessions: (query, ids) => eachSession(query, (tables) => stampedSessions(query, tables, ids).map(stampedSession)),
  newest: newestSessions,
  read: (query, sessionId, sink) => readSession(query, sessionId, sink, 'rowsOf'),
  readUsage: (query, sessionId, sink) => readSession(query, sessionId, sink, 'leanRowsOf'),
}

function stampedSessions(query: Query, { session, message }: Tables, ids: readonly string[] | undefined) {
  const sql = `SELECT s.id AS id, s.parent_id AS parent, max(s.time_updated, coalesce(m.newest, 0)) + coalesce(m.count, 0) AS stamp
     FROM ${session} s LEFT JOIN (SELECT session_id, max(time_updated) AS newest, count(*) AS count FROM ${message} GROUP BY session_id) m
       ON m.session_id = s.id`
  if (ids === undefined) return query(sql)
  const named = '(SELECT value FROM json_each(?))'
  const ofThese = sql.replace('GROUP BY', `WHERE session_id IN ${named} GROUP BY`)
  return query(`${ofThese} WHERE s.id IN ${named}`, JSON.stringify(ids), JSON.stringify(ids))
}

const stampedSession = (row: JsonRecord) => ({
  sessionId: String(row['id']),
  parentId: stringOf(row['parent']),
  stamp: Number(row['stamp']),
})

function readSession(query: Query, sessionId: string, sink: RecordSink, rowsOf: 'rowsOf' | 'leanRowsOf'): void {
  const session = findSession(query, sessionId)
  if (session === undefined) return
  const { row, tables } = session
  noteSession(row, sink)
  const lane = stringOf(row['parent_id']) === undefined ? mainLane : sessionId
  const place = placeIn(row, 0)
  for (const [index, message] of tables[rowsOf](query, sessionId).entries()) {
    for (const { draft, atMs } of readMessage(message, 'brief')) {
      noteDraft(sink, draft, { ...place, offset: index + 1, lane, atMs: momentOf(atMs) })
    }
  }
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
