/** opencode's sessions as its database tells them: what changed since a moment, by the indices that exist. Pure. */
import { mainLane, type SessionEvent } from '../../core/session/session-event.ts'
import type { LaneRecords, SessionDatabase } from '../agent.ts'
import { placeEvents } from '../event-draft.ts'
import { isRecord, type JsonRecord, numberOf, stringOf } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'
import type { Query } from '../records.ts'
import { boundedParts, eventsOfMessage, type MessageRow } from './session-rows.ts'

/** Behind every character that an id has. */
const last = '\uffff'

export const sessionDatabase: SessionDatabase = {
  find: (query, beginning) =>
    query(
      'SELECT id, time_updated FROM session WHERE id >= ? AND id < ? AND parent_id IS NULL',
      beginning,
      beginning + last,
    ).map((row) => ({ sessionId: String(row['id']), changedMs: Number(row['time_updated']) })),

  read(query, sessionId, sinceMs) {
    const sessions = query(
      `WITH RECURSIVE tree(id) AS (
         SELECT id FROM session WHERE id = ? UNION SELECT s.id FROM session s JOIN tree ON s.parent_id = tree.id)
       SELECT s.* FROM tree JOIN session s ON s.id = tree.id`,
      sessionId,
    )
    if (sessions.length === 0) return undefined
    const read = sessions.map((session) => readLane(query, session, sessionId, sinceMs))
    return { lanes: read.map(({ lane }) => lane), untilMs: Math.max(sinceMs, ...read.map(({ untilMs }) => untilMs)) }
  },

  newestIn(query, cwd, sinceMs) {
    const [row] = query(
      `SELECT id, time_updated FROM session WHERE directory = ? AND parent_id IS NULL AND time_updated >= ?
       ORDER BY time_updated DESC LIMIT 1`,
      cwd,
      sinceMs,
    )
    return row && { sessionId: String(row['id']), changedMs: Number(row['time_updated']) }
  },

  lastEvents(query, sessionId) {
    const rows = query(
      'SELECT id, data FROM message WHERE session_id = ? ORDER BY time_created DESC, id DESC LIMIT 3',
      sessionId,
    )
    return rows.toReversed().flatMap((row, at) => {
      const message = withParts(query, row)
      return message === undefined ? [] : eventsOfMessage(message, { lane: mainLane, offset: at + 1 }, 'brief')
    })
  },

  readWhole(query, { sessionId, lane }, offset) {
    if (offset < 1) return []
    const id = lane === mainLane ? sessionId : lane
    const [row] = query(
      'SELECT id, data FROM message WHERE session_id = ? ORDER BY time_created, id LIMIT 1 OFFSET ?',
      id,
      offset - 1,
    )
    const message = row && withParts(query, row)
    return message === undefined ? [] : eventsOfMessage(message, { lane, offset }, 'whole')
  },
}

function readLane(query: Query, session: JsonRecord, rootId: string, sinceMs: number) {
  const id = String(session['id'])
  const lane = id === rootId ? mainLane : id
  const order = query('SELECT id FROM message WHERE session_id = ? ORDER BY time_created, id', id)
  const changes = query(
    `SELECT message.id AS id, message.data AS data, max(message.time_updated, coalesce(max(part.time_updated), 0)) AS at
     FROM message LEFT JOIN part ON part.message_id = message.id
     WHERE message.session_id = ? GROUP BY message.id HAVING at >= ?`,
    id,
    sinceMs,
  )
  const offsets = new Map(order.map((row, at) => [String(row['id']), at + 1]))
  const changed = changes.flatMap((row) => {
    const offset = offsets.get(String(row['id']))
    const message = withParts(query, row)
    return offset === undefined || message === undefined
      ? []
      : { offset, events: eventsOfMessage(message, { lane, offset }, 'kept') }
  })
  const title = lane === mainLane ? titleOf(session, lane) : []
  const records: LaneRecords = {
    lane,
    facts: {
      cwd: stringOf(session['directory']),
      version: stringOf(session['version']),
      subagentType: lane === mainLane ? undefined : stringOf(session['agent']),
    },
    count: order.length,
    changed: [{ offset: 0, events: title }, ...changed],
  }
  return { lane: records, untilMs: Math.max(0, ...changes.map((row) => Number(row['at']))) }
}

/** Of a session without a title of its own it holds the moment it began. */
function titleOf(session: JsonRecord, lane: string): readonly SessionEvent[] {
  const title = stringOf(session['title'])
  if (title === undefined || /^New session - \d{4}-/.test(title)) return []
  const moment = { atMs: numberOf(session['time_created']) }
  return placeEvents([{ kind: 'title', of: 'ai', text: title }], moment, { lane, offset: 0 })
}

function withParts(query: Query, row: JsonRecord): MessageRow | undefined {
  const message = parseJson(String(row['data']))
  const parts = query('SELECT data FROM part WHERE message_id = ? ORDER BY id', String(row['id']))
    .map((part) => parseJson(String(part['data'])))
    .filter(isRecord)
  return isRecord(message) ? { message, parts: boundedParts(parts) } : undefined
}
