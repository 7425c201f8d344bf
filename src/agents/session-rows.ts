/**
 * How the rows of one session are kept apart from the database that it shares with others: each a row of its table as it is, in an order
 * that holds. Put into tables of those names again they are asked as the database was. Pure.
 */
import type { JsonRecord } from './json-fields.ts'
import type { Query } from './query.ts'

export interface SessionRows {
  /** Undefined where there is no such session. */
  list(query: Query, sessionId: string): RowList | undefined
  /** Those rows, in that order, each with what belongs to it. One that is gone meanwhile is left out. */
  read(query: Query, keys: readonly RowKey[]): readonly TableRow[]
  /** Its tables, by name. */
  readonly tables: Readonly<Record<string, KeptTable>>
}

export interface KeptTable {
  /** The column that names a row: one that is told again takes the place of the one before. */
  readonly key?: string | undefined
  /** Columns by which it is asked. */
  readonly indices: readonly string[]
}

export interface RowList {
  /** When one of them was written last. */
  readonly changedMs: number
  /** Another one after every write. */
  readonly mark: string
  /** The columns of each table that is there. */
  readonly columns: Readonly<Record<string, readonly string[]>>
  /** A session that goes on adds to them at the end, but for what is told there of it as a whole. */
  readonly keys: readonly RowKey[]
}

export interface RowKey {
  readonly table: string
  readonly id: string
  /** Only what never changes of it: what is told of the whole comes last. */
  readonly isBeginning?: boolean | undefined
}

export interface TableRow {
  readonly table: string
  readonly row: JsonRecord
}
