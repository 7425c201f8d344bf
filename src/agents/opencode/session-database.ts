/** opencode's sessions as its database tells them: what changed since a moment, by the indices that exist. Pure. */
import { mainLane, type SessionEvent } from '../../core/session/session-event.ts'
import type { LaneRecords, SessionDatabase } from '../agent.ts'
import { type JsonRecord, stringOf } from '../json-fields.ts'
import type { Query } from '../records.ts'
import { keptRows } from './kept-rows.ts'
import { eventsOfMessage, titleEvents } from './session-rows.ts'
import {
  createdMsOf,
  eachSession,
  type FoundSession,
  findSession,
  newestMessages,
  sessionFacts,
  tablesIn,
  treeOf,
} from './tables.ts'

/** Behind every character that an id has. */
const last = '\uffff'

export const sessionDatabase: SessionDatabase = {
  find: (query, beginning) =>
    eachSession(query, ({ session }) =>
      query(
        `SELECT id, time_updated FROM ${session} WHERE id >= ? AND id < ? AND parent_id IS NULL`,
        beginning,
        beginning + last,
      ).map(foundIn),
    ),

  read(query, sessionId, sinceMs) {
    const sessions = treeOf(query, sessionId)
    if (sessions.length === 0) return undefined
    const read = sessions.map((session, at) => readLane(query, session, at === 0, sinceMs))
    return { lanes: read.map(({ lane }) => lane), untilMs: Math.max(sinceMs, ...read.map(({ untilMs }) => untilMs)) }
  },

  tail(query, sessionId, most) {
    const sessions = treeOf(query, sessionId).map((session) => ({ session, count: countOf(query, session) }))
    const isLarge = sessions.reduce((sum, { count }) => sum + count, 0) > 2 * most
    return isLarge ? sessions.map((one, at) => readTail(query, one, at === 0, most)) : undefined
  },

  newestIn(query, cwd, sinceMs) {
    const found = eachSession(query, ({ session }) =>
      query(
        `SELECT id, time_updated FROM ${session} WHERE directory = ? AND parent_id IS NULL AND time_updated >= ?
       ORDER BY time_updated DESC LIMIT 1`,
        cwd,
        sinceMs,
      ).map(foundIn),
    )
    return found.toSorted((a, b) => b.changedMs - a.changedMs)[0]
  },

  recent(query, sinceMs) {
    const newest = tablesIn(query).flatMap(({ message }) =>
      query(
        `SELECT session_id AS id, max(time_updated) AS at FROM
           (SELECT session_id, time_updated FROM ${message} ORDER BY id DESC LIMIT ${newestMessages}) GROUP BY session_id`,
      ),
    )
    const found = new Map<string, number>()
    for (const { id, at } of newest) {
      if (Number(at) < sinceMs) continue
      const root = rootOf(query, String(id))
      if (root !== undefined) found.set(root, Math.max(found.get(root) ?? 0, Number(at)))
    }
    return [...found].map(([sessionId, changedMs]) => ({ sessionId, changedMs }))
  },

  lastRecords(query, sessionId) {
    const session = findSession(query, sessionId)
    if (session === undefined) return { events: [], facts: {} }
    const { row } = session
    const events = newestRows(query, session, 3).flatMap((message, at) =>
      eventsOf(query, session, message, at + 1, 'brief'),
    )
    return { events: [...titleOf(row), ...events], facts: { sessionId, ...sessionFacts(row) } }
  },

  readWhole(query, { sessionId, lane }, offset) {
    const session = findSession(query, lane === mainLane ? sessionId : lane)
    if (offset < 1 || session === undefined) return []
    const { message, order } = session.tables
    const [row] = query(
      `SELECT * FROM ${message} WHERE session_id = ? ORDER BY ${order} LIMIT 1 OFFSET ?`,
      String(session.row['id']),
      offset - 1,
    )
    const read = row && session.tables.rowOf(query, row)
    return read === undefined ? [] : eventsOfMessage(read, { lane, offset }, 'whole')
  },

  rows: keptRows,
}

const foundIn = (row: JsonRecord) => ({ sessionId: String(row['id']), changedMs: Number(row['time_updated']) })

const countOf = (query: Query, { row, tables }: FoundSession): number =>
  Number(query(`SELECT count(*) AS count FROM ${tables.message} WHERE session_id = ?`, String(row['id']))[0]?.['count'])

/** In their order. */
function newestRows(query: Query, { row, tables }: FoundSession, most: number): readonly JsonRecord[] {
  const { message, order } = tables
  const sql = `SELECT * FROM ${message} WHERE session_id = ? ORDER BY ${descending(order)} LIMIT ${most}`
  return query(sql, String(row['id'])).toReversed()
}

const descending = (order: string): string =>
  order
    .split(', ')
    .map((column) => `${column} DESC`)
    .join(', ')

/** A subagent's session keeps the one that it belongs to going. */
function rootOf(query: Query, id: string): string | undefined {
  const seen = new Set<string>()
  for (let at: string | undefined = id; at !== undefined && !seen.has(at); ) {
    seen.add(at)
    const found = findSession(query, at)
    if (found === undefined) return undefined
    const parent = stringOf(found.row['parent_id'])
    if (parent === undefined) return at
    at = parent
  }
  return undefined
}

function eventsOf(
  query: Query,
  { tables }: FoundSession,
  row: JsonRecord,
  offset: number,
  detail: 'brief' | 'kept',
  lane = mainLane,
): readonly SessionEvent[] {
  const message = tables.rowOf(query, row)
  return message === undefined ? [] : eventsOfMessage(message, { lane, offset }, detail)
}

/** Asked for one by one they take longer than all of their session's. */
const manyRows = 200

function readTail(
  query: Query,
  { session, count }: { readonly session: FoundSession; readonly count: number },
  isRoot: boolean,
  most: number,
): LaneRecords {
  const { lane, facts } = laneOf(session, isRoot)
  const rows = newestRows(query, session, most)
  const first = count - rows.length + 1
  const changed = rows.map((row, at) => ({
    offset: first + at,
    events: eventsOf(query, session, row, first + at, 'kept', lane),
  }))
  return { lane, facts, count, changed }
}

function laneOf({ row }: FoundSession, isRoot: boolean): Pick<LaneRecords, 'lane' | 'facts'> {
  const facts = { ...sessionFacts(row), subagentType: isRoot ? undefined : stringOf(row['agent']) }
  return { lane: isRoot ? mainLane : String(row['id']), facts }
}

function readLane(query: Query, session: FoundSession, isRoot: boolean, sinceMs: number) {
  const { row, tables } = session
  const id = String(row['id'])
  const { lane, facts } = laneOf(session, isRoot)
  const order = query(`SELECT id FROM ${tables.message} WHERE session_id = ? ORDER BY ${tables.order}`, id)
  const changes = query(tables.changedSql, id, sinceMs)
  const offsets = new Map(order.map((one, at) => [String(one['id']), at + 1]))
  const rowOf =
    changes.length > manyRows ? tables.rowsWith(query, id) : (change: JsonRecord) => tables.rowOf(query, change)
  const changed = changes.flatMap((change) => {
    const offset = offsets.get(String(change['id']))
    const message = offset === undefined ? undefined : rowOf(change)
    if (offset === undefined) return []
    return { offset, events: message === undefined ? [] : eventsOfMessage(message, { lane, offset }, 'kept') }
  })
  const records: LaneRecords = {
    lane,
    facts,
    count: order.length,
    changed: [{ offset: 0, events: isRoot ? titleOf(row) : [] }, ...changed],
  }
  return { lane: records, untilMs: Math.max(0, ...changes.map((change) => Number(change['at']))) }
}

const titleOf = (session: JsonRecord): readonly SessionEvent[] => titleEvents(session, createdMsOf(session))
