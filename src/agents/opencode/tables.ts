/**
 * opencode's tables: those of 1.x (`session`, `message`, `part`) and those of 2.x (`session_v2`, `session_message`). Both may stand in one
 * database: the old ones stay behind, stale, and the new ones are there, empty, before they are used. So rows decide, session by session.
 * Pure: queries are handed in.
 */
import { isRecord, type JsonRecord, numberOf, stringOf } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'
import type { Query } from '../records.ts'
import { boundedParts, type MessageRow } from './session-rows.ts'
import { messageOfRow } from './session-rows-v2.ts'

export interface Tables {
  readonly session: 'session' | 'session_v2'
  readonly message: 'message' | 'session_message'
  /** In which messages follow one another. */
  readonly order: string
  /** A row of the message table with what belongs to it. */
  rowOf(query: Query, row: JsonRecord): MessageRow | undefined
  /** The same of many rows of one session, with what belongs to all of them asked for at once. */
  rowsWith(query: Query, sessionId: string): (row: JsonRecord) => MessageRow | undefined
  /** All of a session, in order. */
  rowsOf(query: Query, sessionId: string): readonly MessageRow[]
  /** The same without parts, and without what makes a message large: enough to know what it cost. */
  leanRowsOf(query: Query, sessionId: string): readonly MessageRow[]
  /** When messages of a session were written last, parts included: rows of `id` and `at`, by the indices that exist. */
  readonly changedSql: string
}

/**
 * Prompts spend nothing. Instructions and tools of old versions, what a turn changed, the content of 2.x: taken out by SQLite, before a
 * string is made of it, but of what is small anyway. A row that is no JSON stays what it is.
 */
const leanData = `CASE WHEN substr(data, 1, 14) = '{"role":"user"' THEN '{"role":"user"}'
  WHEN length(data) > 2000 AND json_valid(data) THEN json_remove(data, '$.system', '$.tools', '$.summary.diffs', '$.content')
  ELSE data END AS data`

const leanRows = `SELECT ${leanData} FROM message WHERE session_id = ? ORDER BY time_created, id`

/** Of a whole session as one text: one row and one parsing instead of thousands. Undefined where a row is no JSON by itself. */
function leanAtOnce(query: Query, sessionId: string): readonly unknown[] | undefined {
  const [row] = query(`SELECT count(*) AS count, group_concat(data, ',') AS data FROM (${leanRows})`, sessionId)
  const all = parseJson(`[${stringOf(row?.['data']) ?? ''}]`)
  return Array.isArray(all) && all.length === row?.['count'] ? all : undefined
}

const first: Tables = {
  session: 'session',
  message: 'message',
  order: 'time_created, id',
  rowOf: (query, row) =>
    messageWith(row, query('SELECT data FROM part WHERE message_id = ? ORDER BY id', String(row['id']))),
  rowsWith(query, sessionId) {
    const parts = Map.groupBy(
      query('SELECT message_id, data FROM part WHERE session_id = ? ORDER BY message_id, id', sessionId),
      (row) => String(row['message_id']),
    )
    return (row) => messageWith(row, parts.get(String(row['id'])) ?? [])
  },
  rowsOf(query, sessionId) {
    const rowOf = first.rowsWith(query, sessionId)
    return query('SELECT id, data FROM message WHERE session_id = ? ORDER BY time_created, id', sessionId).flatMap(
      (row) => rowOf(row) ?? [],
    )
  },
  leanRowsOf(query, sessionId) {
    const messages =
      leanAtOnce(query, sessionId) ?? query(leanRows, sessionId).map((row) => parseJson(String(row['data'])))
    return messages.filter(isRecord).map((message) => ({ message, parts: [] }))
  },
  changedSql: `SELECT message.id AS id, message.data AS data, max(message.time_updated, coalesce(max(part.time_updated), 0)) AS at
     FROM message LEFT JOIN part ON part.message_id = message.id
     WHERE message.session_id = ? GROUP BY message.id HAVING at >= ?`,
}

function messageWith(row: JsonRecord, parts: readonly JsonRecord[]): MessageRow | undefined {
  const message = parseJson(String(row['data']))
  if (!isRecord(message)) return undefined
  const own = parts.map((part) => parseJson(String(part['data']))).filter(isRecord)
  return { message, parts: boundedParts(own) }
}

const second: Tables = {
  session: 'session_v2',
  message: 'session_message',
  order: 'seq',
  rowOf: (_, row) => messageOfRow(row),
  rowsWith: () => messageOfRow,
  rowsOf: (query, sessionId) =>
    query('SELECT * FROM session_message WHERE session_id = ? ORDER BY seq', sessionId).flatMap(
      (row) => messageOfRow(row) ?? [],
    ),
  leanRowsOf: (query, sessionId) =>
    query(
      `SELECT type, time_created, ${leanData} FROM session_message WHERE session_id = ? ORDER BY seq`,
      sessionId,
    ).flatMap((row) => messageOfRow(row) ?? []),
  changedSql: `SELECT id, type, data, time_created, time_updated AS at FROM session_message WHERE session_id = ? AND time_updated >= ?`,
}

/** Those that are there, the newer first. */
export function tablesIn(query: Query): readonly Tables[] {
  const names = query(`SELECT name FROM sqlite_master WHERE type = 'table'`).map(({ name }) => name)
  const there = [second, first].filter(({ session, message }) => names.includes(session) && names.includes(message))
  if (there.length === 0) throw Object.assign(new Error('it has no table of sessions'), { code: 'NO_TABLE' })
  return there
}

/** The newest messages, by the order of their ids, are those of the sessions that go on. */
export const newestMessages = 200

/** Sessions of the newest messages, by the key of their table. */
export const newestSessions = (query: Query): readonly string[] => [
  ...new Set(
    tablesIn(query).flatMap(({ message }) =>
      query(`SELECT session_id AS id FROM ${message} ORDER BY id DESC LIMIT ${newestMessages}`).map(({ id }) =>
        String(id),
      ),
    ),
  ),
]

export interface FoundSession {
  readonly row: JsonRecord
  readonly tables: Tables
}

/** Of one that both know, the rows that hold its messages. */
export function findSession(query: Query, id: string): FoundSession | undefined {
  const found = tablesIn(query).flatMap((tables) => {
    const [row] = query(`SELECT * FROM ${tables.session} WHERE id = ?`, id)
    return row === undefined ? [] : [{ row, tables }]
  })
  return found.find(({ tables }) => hasMessages(query, tables, id)) ?? found[0]
}

const hasMessages = (query: Query, { message }: Tables, id: string): boolean =>
  query(`SELECT 1 FROM ${message} WHERE session_id = ? LIMIT 1`, id).length > 0

/** The session and those that its subagents work in, the session itself first. */
export function treeOf(query: Query, id: string): readonly FoundSession[] {
  const own = findSession(query, id)
  if (own === undefined) return []
  const below = query(
    `WITH RECURSIVE tree(id) AS (
       SELECT id FROM ${own.tables.session} WHERE id = ? UNION SELECT s.id FROM ${own.tables.session} s JOIN tree ON s.parent_id = tree.id)
     SELECT id FROM tree WHERE id <> ?`,
    id,
    id,
  )
  return [own, ...below.flatMap((row) => findSession(query, String(row['id'])) ?? [])]
}

/** What asks for sessions, put to the tables of each kind; one that both know is told by the newer ones. */
export function eachSession<T extends { readonly sessionId: string }>(
  query: Query,
  ask: (tables: Tables) => readonly T[],
): readonly T[] {
  const found = new Map<string, T>()
  for (const tables of tablesIn(query)) {
    for (const one of ask(tables)) {
      const before = found.get(one.sessionId)
      if (before === undefined || !hasMessages(query, second, one.sessionId)) found.set(one.sessionId, one)
    }
  }
  return [...found.values()]
}

export const sessionFacts = (row: JsonRecord) => ({
  cwd: stringOf(row['directory']),
  version: stringOf(row['version']),
})

export const createdMsOf = (row: JsonRecord): number | undefined => numberOf(row['time_created'])
