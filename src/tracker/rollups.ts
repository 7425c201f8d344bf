/** Differences of the sums, gathered in memory and written at the end of a transaction. */
import type { Database } from '../storage/sqlite.ts'
import { writeRows } from './many-rows.ts'
import { dayMs, noTime, quarterMs } from './store-schema.ts'

/** One response as the sums see it. */
export interface Contribution {
  readonly atMs: number | undefined
  readonly variantId: number
  readonly sourceId: number
  readonly sessionNo: number
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
  readonly webSearches: number
  /** What the agent itself says that it cost. */
  readonly reportedUsd: number | undefined
  readonly responses: 0 | 1
}

type Sums = [
  input: number,
  output: number,
  cacheRead: number,
  cacheWrite5m: number,
  cacheWrite1h: number,
  webSearches: number,
  responses: number,
]

export interface SessionSums {
  readonly responses: number
  readonly tokens: number
}

interface Cell {
  readonly sourceId: number
  readonly sessionNo: number
  readonly quarter: number
  readonly variantId: number
  readonly sums: Sums
  /** What the agent itself says that some of them cost. */
  reported: { usd: number; responses: number } | undefined
}

const quarterOf = (atMs: number | undefined): number => (atMs === undefined ? noTime : Math.floor(atMs / quarterMs))

/** More variants than any store has. */
const variantRoom = 2 ** 18
const quartersPerDay = dayMs / quarterMs

/** Only the finest sums are kept up per response; the others are sums of those, made when they are written. */
export class RollupDifferences {
  readonly #all: Cell[] = []
  /** By source; nearly always one of each. */
  readonly #cells = new Map<number, Cell | Map<number, Cell>>()
  #hasLess = false

  /** `sign` −1 takes a response back. */
  add(c: Contribution, sign: 1 | -1): void {
    if (sign === -1) this.#hasLess = true
    const cell = this.#cell(c)
    const { sums } = cell
    sums[0] += sign * c.input
    sums[1] += sign * c.output
    sums[2] += sign * c.cacheRead
    sums[3] += sign * c.cacheWrite5m
    sums[4] += sign * c.cacheWrite1h
    sums[5] += sign * c.webSearches
    sums[6] += sign * c.responses
    if (c.reportedUsd === undefined) return
    cell.reported ??= { usd: 0, responses: 0 }
    cell.reported.usd += sign * c.reportedUsd
    cell.reported.responses += sign
  }

  get sessionNumbers(): ReadonlySet<number> {
    return new Set(this.#all.map(({ sessionNo }) => sessionNo))
  }

  /** What each session has more, or less, by its number. */
  sumsOfSessions(): ReadonlyMap<number, SessionSums> {
    const sessions = new Map<number, SessionSums>()
    for (const { sessionNo, sums } of this.#all) {
      const { responses, tokens } = sessions.get(sessionNo) ?? { responses: 0, tokens: 0 }
      sessions.set(sessionNo, {
        responses: responses + sums[6],
        tokens: tokens + sums[0] + sums[1] + sums[2] + sums[3] + sums[4],
      })
    }
    return sessions
  }

  /** The sums of sessions as well, but where they are told what to do with them. */
  write(
    database: Database,
    ofSessions: (sums: ReadonlyMap<number, SessionSums>) => void = addToSessions(database),
  ): void {
    const cells = this.#all
    addSums(database, { table: 'by_source', keys: ['quarter', 'source_id', 'variant_id'] }, cells, bySource)
    addSums(database, { table: 'by_time', keys: ['quarter', 'variant_id'] }, cells, byTime)
    addSums(database, { table: 'by_session', keys: ['session_no', 'day', 'variant_id'] }, cells, bySession)
    if (this.#hasLess) for (const table of sumTables) database.exec(`DELETE FROM ${table} WHERE ${allZero}`)
    writeReported(database, cells, this.#hasLess)
    ofSessions(this.sumsOfSessions())
  }

  #cell({ atMs, variantId, sourceId, sessionNo }: Contribution): Cell {
    const quarter = quarterOf(atMs)
    const known = this.#cells.get(sourceId)
    if (known instanceof Map) {
      const key = quarter * variantRoom + variantId
      const cell = known.get(key) ?? this.#newCell(quarter, variantId, { sourceId, sessionNo })
      known.set(key, cell)
      return cell
    }
    if (known?.quarter === quarter && known.variantId === variantId) return known
    const cell = this.#newCell(quarter, variantId, { sourceId, sessionNo })
    this.#cells.set(sourceId, known === undefined ? cell : new Map([known, cell].map((one) => [keyOf(one), one])))
    return cell
  }

  #newCell(quarter: number, variantId: number, of: Pick<Cell, 'sourceId' | 'sessionNo'>): Cell {
    const cell: Cell = { ...of, quarter, variantId, sums: [0, 0, 0, 0, 0, 0, 0], reported: undefined }
    this.#all.push(cell)
    return cell
  }
}

const keyOf = ({ quarter, variantId }: Cell): number => quarter * variantRoom + variantId

function writeReported(database: Database, cells: readonly Cell[], hasLess: boolean): void {
  const told = cells.filter(({ reported }) => reported !== undefined)
  if (told.length === 0) return
  const upsert = database.prepare(
    `INSERT INTO reported VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET usd = usd + excluded.usd, responses = responses + excluded.responses`,
  )
  for (const { quarter, sourceId, variantId, reported } of told) {
    upsert.run(quarter, sourceId, variantId, reported?.usd, reported?.responses)
  }
  if (hasLess) database.exec('DELETE FROM reported WHERE responses = 0')
}

/** To what their rows say. */
export const addToSessions = (database: Database) => (sums: ReadonlyMap<number, SessionSums>) => {
  const update = database.prepare('UPDATE session SET responses = responses + ?, tokens = tokens + ? WHERE no = ?')
  for (const [no, { responses, tokens }] of sums) update.run(responses, tokens, no)
}

const columns = ['input', 'output', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'web_searches', 'responses']
const allZero = columns.map((column) => `${column} = 0`).join(' AND ')
const sumTables = ['by_source', 'by_time', 'by_session']
const otherwiseAdded = `ON CONFLICT DO UPDATE SET ${columns.map((column) => `${column} = ${column} + excluded.${column}`)}`

interface SumKeys {
  readonly of: (cell: Cell) => readonly number[]
  readonly compare: (a: Cell, b: Cell) => number
}

const bySource: SumKeys = {
  of: ({ quarter, sourceId, variantId }) => [quarter, sourceId, variantId],
  compare: (a, b) => a.quarter - b.quarter || a.sourceId - b.sourceId || a.variantId - b.variantId,
}

const byTime: SumKeys = {
  of: ({ quarter, variantId }) => [quarter, variantId],
  compare: (a, b) => a.quarter - b.quarter || a.variantId - b.variantId,
}

const bySession: SumKeys = {
  of: (cell) => [cell.sessionNo, dayOf(cell), cell.variantId],
  compare: (a, b) => a.sessionNo - b.sessionNo || dayOf(a) - dayOf(b) || a.variantId - b.variantId,
}

const dayOf = ({ quarter }: Cell): number => (quarter === noTime ? noTime : Math.floor(quarter / quartersPerDay))

interface SumTable {
  readonly table: string
  readonly keys: readonly string[]
}

/** In the order of their keys, those of the same keys as one. */
function addSums(database: Database, { table, keys }: SumTable, cells: readonly Cell[], by: SumKeys): void {
  const rows = summed(cells.toSorted(by.compare), by, keys.length)
  writeRows(database, { table, columns: [...keys, ...columns], otherwise: otherwiseAdded }, rows)
}

function* summed(sorted: readonly Cell[], { of, compare }: SumKeys, width: number): Generator<readonly number[]> {
  let before: Cell | undefined
  let row: number[] = []
  for (const cell of sorted) {
    if (before !== undefined && compare(before, cell) === 0) {
      for (const [index, sum] of cell.sums.entries()) row[width + index] = (row[width + index] ?? 0) + sum
    } else {
      if (isChange(row, width)) yield row
      row = [...of(cell), ...cell.sums]
    }
    before = cell
  }
  if (isChange(row, width)) yield row
}

function isChange(row: readonly number[], width: number): boolean {
  for (let at = width; at < row.length; at++) if (row[at] !== 0) return true
  return false
}
