/** Writes rows of a table, many with one statement: each costs a round through the binding of SQLite, which is dearer than the row. */
import { type Database, type Statement, statement } from '../storage/sqlite.ts'

export type Value = number | string | null
export type Row = readonly Value[]

const rowsPerStatement = 24

export interface RowsOf {
  readonly table: string
  /** As wide as each row; absent: all of the table's. */
  readonly columns?: readonly string[] | undefined
  /** "ON CONFLICT …" */
  readonly otherwise?: string | undefined
}

/** All of the same width; in the order of the table's key they are written soonest. */
export function writeRows(database: Database, of: RowsOf, rows: Iterable<Row>): void {
  let many: Statement | undefined
  let values: Value[] = []
  let width = 0
  for (const row of rows) {
    width = row.length
    for (const value of row) values.push(value)
    if (values.length < width * rowsPerStatement) continue
    many ??= insert(database, of, width, rowsPerStatement)
    many.run(values)
    values = []
  }
  if (values.length > 0) writeFew(insert(database, of, width, 1), values, width)
}

function writeFew(one: Statement, values: readonly Value[], width: number): void {
  for (let at = 0; at < values.length; at += width) one.run(values.slice(at, at + width))
}

function insert(
  database: Database,
  { table, columns, otherwise = '' }: RowsOf,
  width: number,
  count: number,
): Statement {
  const named = columns === undefined ? '' : `(${columns})`
  return statement(
    database,
    `INSERT INTO ${table} ${named} VALUES ${list(`(${list('?', width)})`, count)} ${otherwise}`,
  )
}

const list = (what: string, count: number): string => Array.from({ length: count }, () => what).join()
