/**
 * Rows that were written out, as the database they stood in: made in memory of a session's file, and asked as its agent's own. The one
 * that was asked last stays for a moment: whoever reads a session asks again.
 */
import { isRecord, type JsonRecord } from '../../agents/json-fields.ts'
import { parseJson } from '../../agents/json-line.ts'
import type { Query } from '../../agents/query.ts'
import type { SessionRows } from '../../agents/session-rows.ts'
import { type AgentFiles, stampIn } from '../../storage/agent-files.ts'
import { type Looked, queryOf } from '../../storage/foreign-database.ts'
import { LineReader } from '../../storage/line-reader.ts'
import type { OpenFile } from '../../storage/open-file.ts'
import { type Database, emptyDatabase } from '../../storage/sqlite.ts'

export interface RowDatabases {
  /** What is damaged is said beside what stands before it. */
  ask<T>(path: string, use: (query: Query) => T): Looked<T>
}

const keptForMs = 5_000

interface Made {
  readonly path: string
  readonly mark: string
  readonly database: Database
  readonly problem: string | undefined
}

export function createRowDatabases(files: AgentFiles, rows: SessionRows): RowDatabases {
  let last: Made | undefined
  let timer: NodeJS.Timeout | undefined

  function drop(): void {
    last?.database.close()
    last = undefined
  }

  /** Undefined where there is no such file. */
  function made(path: string): Made | undefined {
    const mark = files.statOf(path) && stampIn(files, path)
    if (last === undefined || last.path !== path || last.mark !== mark) {
      drop()
      last = mark === undefined ? undefined : make(path, mark)
    }
    clearTimeout(timer)
    timer = setTimeout(drop, keptForMs).unref()
    return last
  }

  function make(path: string, mark: string): Made {
    const database = emptyDatabase()
    const file = files.open(path)
    try {
      fill(database, file, rows)
      return { path, mark, database, problem: typeof file === 'number' ? undefined : file.problem }
    } catch (cause) {
      database.close()
      throw cause
    } finally {
      files.close(file)
    }
  }

  return {
    ask(path, use) {
      try {
        const found = made(path)
        if (found === undefined) return { ok: false, problem: `${path} is not archived any more.` }
        return { ok: true, value: use(queryOf(found.database)), problem: found.problem }
      } catch (cause) {
        if (!(cause instanceof Error && 'code' in cause)) throw cause
        return { ok: false, problem: `What was archived of ${path} can't be read: ${cause.message}.` }
      }
    },
  }
}

/** Of tables that it knows alone; what is no row of them is passed over. */
function fill(database: Database, file: OpenFile, { tables }: SessionRows): void {
  const put = new Map<string, (row: JsonRecord) => void>()
  const take = (bytes: Buffer, start: number, end: number): boolean => {
    const line = parseJson(bytes.toString('utf8', start, end))
    if (!isRecord(line)) return false
    if (isRecord(line['tables'])) {
      for (const [name, columns] of Object.entries(line['tables'])) {
        if (Object.hasOwn(tables, name) && Array.isArray(columns))
          put.set(name, makeTable(database, name, columns.map(String)))
      }
    } else if (isRecord(line['row'])) put.get(String(line['table']))?.(line['row'])
    return true
  }
  const makeTable = (into: Database, name: string, columns: readonly string[]) => {
    const key = tables[name]?.key
    const own = key === undefined ? [] : [`PRIMARY KEY (${quoted(key)})`]
    into.exec(`CREATE TABLE ${quoted(name)} (${[...columns.map(quoted), ...own].join(', ')})`)
    const insert = into.prepare(`INSERT OR REPLACE INTO ${quoted(name)} VALUES (${columns.map(() => '?').join(', ')})`)
    return (row: JsonRecord) => void insert.run(columns.map((column) => storedValue(row[column])))
  }
  database.transaction(() => {
    const visitor = { line: take, tooLong: () => {}, tail: take }
    for (let from = { offset: 0, carryBytes: 0 }, isAtEnd = false; !isAtEnd; ) {
      const read = new LineReader().read(file, from, visitor)
      isAtEnd = read.isAtEnd
      from = read
    }
    for (const name of put.keys()) {
      for (const columns of tables[name]?.indices ?? [])
        database.exec(`CREATE INDEX ${quoted(`${name} ${columns}`)} ON ${quoted(name)} (${columns})`)
    }
  })()
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

function storedValue(value: unknown): string | number | null | Buffer {
  if (typeof value === 'string' || typeof value === 'number') return value
  return isRecord(value) && typeof value['base64'] === 'string' ? Buffer.from(value['base64'], 'base64') : null
}
