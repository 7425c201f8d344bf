/** The rows of a session of opencode's, its subagents' among them: messages in the order of time, each with its parts. Pure. */
import type { JsonRecord } from '../json-fields.ts'
import type { Query } from '../query.ts'
import type { KeptTable, RowKey, RowList, SessionRows, TableRow } from '../session-rows.ts'

/** `session_share` is none of them: it holds the secret by which a session is shared. */
const tables = {
  session: { key: 'id', indices: ['parent_id'] },
  session_v2: { key: 'id', indices: ['parent_id'] },
  message: { key: 'id', indices: ['session_id, time_created, id'] },
  session_message: { key: 'id', indices: ['session_id, seq'] },
  part: { key: 'id', indices: ['message_id, id', 'session_id'] },
  todo: { indices: [] },
} satisfies Readonly<Record<string, KeptTable>>

type TableName = keyof typeof tables

const sessionTables = ['session', 'session_v2'] as const
const messageTables = ['message', 'session_message'] as const

/** What a session's row says from its beginning to its end. */
const lastingColumns = ['id', 'parent_id', 'directory', 'version', 'time_created']

const among = 'IN (SELECT value FROM json_each(?))'

export const keptRows: SessionRows = {
  tables,
  list(query, sessionId) {
    const columns = columnsIn(query)
    const has = (table: TableName): boolean => table in columns
    const ids = JSON.stringify(treeIn(query, sessionTables.filter(has), sessionId))
    const sessions = sessionTables
      .filter(has)
      .flatMap((table) =>
        query(`SELECT id, time_created AS at, time_updated AS changed FROM ${table} WHERE id ${among}`, ids).map(
          (row) => keyed(table, row),
        ),
      )
    if (sessions.length === 0) return undefined
    const messages = messageTables
      .filter(has)
      .flatMap((table) =>
        query(
          `SELECT id, time_created AS at, time_updated AS changed FROM ${table} WHERE session_id ${among}`,
          ids,
        ).map((row) => keyed(table, row)),
      )
    const [parts] = has('part')
      ? query(`SELECT count(*) AS count, max(time_updated) AS changed FROM part WHERE session_id ${among}`, ids)
      : []
    const changedMs = Math.max(Number(parts?.['changed'] ?? 0), ...newest(sessions), ...newest(messages))
    const beginnings = sessions.map((one) => ({ ...one, key: { ...one.key, isBeginning: true } }))
    return {
      changedMs,
      mark: [changedMs, sessions.length, messages.length, parts?.['count'] ?? 0].join('/'),
      columns,
      keys: [
        ...[...beginnings, ...messages].sort(inTime).map(({ key }) => key),
        ...(has('todo') ? sessions.map(({ key: { id } }): RowKey => ({ table: 'todo', id })) : []),
        ...sessions.map(({ key }) => key),
      ],
    }
  },
  read(query, keys) {
    const read: TableRow[] = []
    for (let at = 0; at < keys.length; ) {
      const table = keys[at]?.table as TableName
      const end = keys.findIndex((key, index) => index > at && key.table !== table)
      const run = keys.slice(at, end === -1 ? keys.length : end)
      read.push(...rowsOf(query, table, run))
      at += run.length
    }
    return read
  },
}

interface Keyed {
  readonly key: RowKey
  readonly atMs: number
  readonly changedMs: number
}

const keyed = (table: string, row: JsonRecord): Keyed => ({
  key: { table, id: String(row['id']) },
  atMs: Number(row['at']),
  changedMs: Number(row['changed']),
})

/** There may be more than a call takes arguments. */
const newest = (all: readonly Keyed[]): readonly number[] =>
  all.length === 0 ? [] : [all.reduce((most, { changedMs }) => Math.max(most, changedMs), 0)]

/** A session stands before its messages. */
const inTime = (a: Keyed, b: Keyed): number =>
  a.atMs - b.atMs ||
  Number(b.key.isBeginning ?? false) - Number(a.key.isBeginning ?? false) ||
  (a.key.id < b.key.id ? -1 : 1)

function columnsIn(query: Query): RowList['columns'] {
  const there = new Set(query(`SELECT name FROM sqlite_master WHERE type = 'table'`).map(({ name }) => name))
  return Object.fromEntries(
    Object.keys(tables)
      .filter((name) => there.has(name))
      .map((name) => [name, query('SELECT name FROM pragma_table_info(?)', name).map((row) => String(row['name']))]),
  )
}

/** The session and those that its subagents work in. */
function treeIn(query: Query, names: readonly string[], id: string): readonly string[] {
  const found = names.flatMap((name) =>
    query(
      `WITH RECURSIVE tree(id) AS (SELECT id FROM ${name} WHERE id = ?
         UNION SELECT s.id FROM ${name} s JOIN tree ON s.parent_id = tree.id) SELECT id FROM tree`,
      id,
    ).map((row) => String(row['id'])),
  )
  return [...new Set(found)]
}

function rowsOf(query: Query, table: TableName, keys: readonly RowKey[]): readonly TableRow[] {
  const ids = JSON.stringify(keys.map(({ id }) => id))
  if (table === 'todo') {
    return query(`SELECT * FROM todo WHERE session_id ${among} ORDER BY session_id, position`, ids).map((row) => ({
      table,
      row,
    }))
  }
  const rows = new Map(query(`SELECT * FROM ${table} WHERE id ${among}`, ids).map((row) => [String(row['id']), row]))
  const parts =
    table === 'message'
      ? Map.groupBy(query(`SELECT * FROM part WHERE message_id ${among} ORDER BY message_id, id`, ids), (row) =>
          String(row['message_id']),
        )
      : new Map<string, readonly JsonRecord[]>()
  return keys.flatMap(({ id, isBeginning }) => {
    const row = rows.get(id)
    if (row === undefined) return []
    const own = { table, row: isBeginning === true ? lastingOf(row) : row }
    return [own, ...(parts.get(id) ?? []).map((part) => ({ table: 'part', row: part }))]
  })
}

const lastingOf = (row: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(row).filter(([column]) => lastingColumns.includes(column)))
