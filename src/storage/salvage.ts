/** Carries what can be read of a damaged database over to a fresh one with the same tables. */
import { type Database, openForeign } from './sqlite.ts'

export interface Salvaged {
  readonly rows: number
  /** Tables of which a part could not be read. */
  readonly unreadable: readonly string[]
}

type Row = Readonly<Record<string, unknown>>

export function salvage(damagedPath: string, fresh: Database): Salvaged {
  const opened = openForeign(damagedPath)
  const tables = tablesOf(fresh)
  if (!opened.ok) return { rows: 0, unreadable: tables }
  const damaged = opened.value
  try {
    let rows = 0
    const unreadable: string[] = []
    for (const table of tables) {
      const found = carryTable(damaged, fresh, table)
      rows += found.rows
      if (!found.isWhole) unreadable.push(table)
    }
    return { rows, unreadable }
  } finally {
    damaged.close()
  }
}

/** Without those of an index by words, which is made anew from the rows. */
function tablesOf(database: Database): readonly string[] {
  const tables = database
    .prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`)
    .all() as { name: string; sql: string }[]
  const virtual = tables.filter(({ sql }) => sql.startsWith('CREATE VIRTUAL')).map(({ name }) => name)
  const isDerived = (name: string) => virtual.some((table) => name === table || name.startsWith(`${table}_`))
  return tables.map(({ name }) => name).filter((name) => !isDerived(name))
}

/** From the beginning up to the first damage, then from the end back to it. */
function carryTable(damaged: Database, fresh: Database, table: string): { rows: number; isWhole: boolean } {
  const columns = columnsOf(fresh, table).filter((column) => columnsOf(damaged, table).includes(column))
  if (columns.length === 0) return { rows: 0, isWhole: false }
  const names = columns.map(quoted).join(', ')
  const insert = fresh.prepare(
    `INSERT OR IGNORE INTO ${quoted(table)} (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  const carry = (order: 'ASC' | 'DESC'): { rows: number; isWhole: boolean } => {
    let rows = 0
    try {
      const select = damaged.prepare(`SELECT ${names} FROM ${quoted(table)} ORDER BY rowid ${order}`)
      for (const row of select.iterate() as IterableIterator<Row>) {
        rows += insert.run(...columns.map((column) => row[column])).changes
      }
      return { rows, isWhole: true }
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause)) throw cause
      return { rows, isWhole: false }
    }
  }
  const forwards = carry('ASC')
  return forwards.isWhole ? forwards : { rows: forwards.rows + carry('DESC').rows, isWhole: false }
}

function columnsOf(database: Database, table: string): readonly string[] {
  try {
    return (database.pragma(`table_info(${quoted(table)})`) as { name: string }[]).map(({ name }) => name)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    return []
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
