/** Another program's database: read only, in one short transaction at a time, and asked only after it was written. */
import type { Query } from '../agents/records.ts'
import { type Database, openForeign, type Statement } from './sqlite.ts'

/** `problem` beside a value: why some of it is missing. */
export type Looked<T> =
  | { readonly ok: true; readonly value: T; readonly problem?: string | undefined }
  | { readonly ok: false; readonly problem: string }

/** One short transaction. Whatever a query throws is the database's own trouble. */
export function withQuery<T>(path: string, use: (query: Query) => T): Looked<T> {
  const opened = openForeign(path)
  if (!opened.ok) return { ok: false, problem: unread(path, opened.error.message) }
  const database = opened.value
  try {
    const query = queryOf(database)
    return { ok: true, value: database.transaction(() => use(query))() }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    return { ok: false, problem: unread(path, cause.message) }
  } finally {
    database.close()
  }
}

export function queryOf(database: Database): Query {
  const statements = new Map<string, Statement>()
  return (sql, ...values) => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement.all(...values) as Record<string, unknown>[]
  }
}

const unread = (path: string, why: string): string =>
  `${path} could not be read (${why.replace(/\.$/, '')}): what was known of it stays, and it is tried again.`
