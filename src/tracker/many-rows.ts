/** Many rows of a table, with a statement for several of them at a time: there is less to do than for each of its own. */
import { type Database, type Statement, statement } from '../storage/sqlite.ts'

export type Value = number | string | null
export type Row = readonly Value[]

const rowsPerStatement = 24
/** Of fewer a statement of their own would be prepared for too little. */
const worthOwnStatement = rowsPerStatement * 8

export interface RowsOf {
  readonly table: string
  /** As wide as each row; absent: all of the table's. */
  readonly columns?: readonly string[] | undefined
  /** "ON CONFLICT …" */
  readonly otherwise?: string | undefined
}

/**
 * All of the same width; in the order of the table's key they are written soonest. What is the same in all of them stands in the statement:
 * handing a value over takes longer than storing it.
 */
export function writeRows(database: Database, of: RowsOf, rows: Iterable<Row>): void {
  const all: readonly Row[] = Array.isArray(rows) ? rows : [...rows]
  const [first] = all
  if (first === undefined) return
  const said =
    all.length < worthOwnStatement ? first.map(() => '?') : first.map((value, column) => saidOf(value, column, all))
  const handed = [...said.keys()].filter((column) => said[column] === '?')
  let at = 0
  for (const count of [rowsPerStatement, 1]) {
    if (all.length - at < count) continue
    const insert = insertOf(database, of, said, count)
    const values: Value[] = []
    for (; at + count <= all.length; at += count) insert.run(valuesOf(all, at, count, handed, values))
  }
}

/** Into `values`, which is as long each time. */
function valuesOf(
  all: readonly Row[],
  from: number,
  count: number,
  columns: readonly number[],
  values: Value[],
): readonly Value[] {
  let filled = 0
  for (let at = from; at < from + count; at++) {
    const row = all[at] as Row
    for (const column of columns) values[filled++] = row[column] as Value
  }
  return values
}

/** A literal where all rows have this one value, else a place for it. */
function saidOf(value: Value, column: number, all: readonly Row[]): string {
  const said = literalOf(value)
  return said !== undefined && all.every((row) => row[column] === value) ? said : '?'
}

function literalOf(value: Value): string | undefined {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  return /^[ -~]{0,200}$/.test(value) ? `'${value.replaceAll("'", "''")}'` : undefined
}

function insertOf(
  database: Database,
  { table, columns, otherwise = '' }: RowsOf,
  said: readonly string[],
  count: number,
): Statement {
  const named = columns === undefined ? '' : `(${columns})`
  const rows = Array.from({ length: count }, () => `(${said})`)
  return statement(database, `INSERT INTO ${table} ${named} VALUES ${rows} ${otherwise}`)
}
