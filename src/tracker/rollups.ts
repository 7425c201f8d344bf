/** Differences of the sums, gathered in memory and written at the end of a transaction. */
import type { Database, Statement } from '../storage/sqlite.ts'
import { dayMs, noTime, quarterMs } from './store-schema.ts'

/** One response as the sums see it; `sign` −1 takes it back. */
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
  readonly responses: 0 | 1
}

type Sums = [number, number, number, number, number, number, number]

const table = {
  by_time: ['quarter', 'variant_id'],
  by_source: ['quarter', 'source_id', 'variant_id'],
  by_session: ['session_no', 'day', 'variant_id'],
} as const
type TableName = keyof typeof table

interface Cell {
  readonly keys: readonly number[]
  readonly sums: Sums
}

export class RollupDifferences {
  readonly #cells: Record<TableName, Map<number | string, Cell>> = {
    by_time: new Map(),
    by_source: new Map(),
    by_session: new Map(),
  }
  readonly #sessions = new Map<number, [responses: number, tokens: number]>()
  #hasLess = false

  add(c: Contribution, sign: 1 | -1): void {
    if (sign === -1) this.#hasLess = true
    const quarter = c.atMs === undefined ? noTime : Math.floor(c.atMs / quarterMs)
    const day = c.atMs === undefined ? noTime : Math.floor(c.atMs / dayMs)
    this.#sum('by_time', `${quarter} ${c.variantId}`, [quarter, c.variantId], c, sign)
    this.#sum('by_source', `${quarter} ${c.sourceId} ${c.variantId}`, [quarter, c.sourceId, c.variantId], c, sign)
    this.#sum('by_session', `${c.sessionNo} ${day} ${c.variantId}`, [c.sessionNo, day, c.variantId], c, sign)
    const totals = this.#sessions.get(c.sessionNo) ?? [0, 0]
    totals[0] += sign * c.responses
    totals[1] += sign * (c.input + c.output + c.cacheRead + c.cacheWrite5m + c.cacheWrite1h)
    this.#sessions.set(c.sessionNo, totals)
  }

  get sessionNumbers(): Iterable<number> {
    return this.#sessions.keys()
  }

  write(database: Database): void {
    for (const name of Object.keys(table) as TableName[]) {
      const upsert = upsertOf(database, name)
      for (const { keys, sums } of this.#cells[name].values()) {
        if (sums.some((sum) => sum !== 0)) upsert.run(...keys, ...sums)
      }
      if (this.#hasLess) database.exec(`DELETE FROM ${name} WHERE responses = 0 AND ${allZero}`)
    }
    const update = database.prepare('UPDATE session SET responses = responses + ?, tokens = tokens + ? WHERE no = ?')
    for (const [no, [responses, tokens]] of this.#sessions) update.run(responses, tokens, no)
  }

  #sum(name: TableName, id: string, keys: readonly number[], c: Contribution, sign: 1 | -1): void {
    let cell = this.#cells[name].get(id)
    if (!cell) {
      cell = { keys, sums: [0, 0, 0, 0, 0, 0, 0] }
      this.#cells[name].set(id, cell)
    }
    const { sums } = cell
    sums[0] += sign * c.input
    sums[1] += sign * c.output
    sums[2] += sign * c.cacheRead
    sums[3] += sign * c.cacheWrite5m
    sums[4] += sign * c.cacheWrite1h
    sums[5] += sign * c.webSearches
    sums[6] += sign * c.responses
  }
}

const columns = ['input', 'output', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'web_searches', 'responses']
const allZero = columns.map((column) => `${column} = 0`).join(' AND ')

function upsertOf(database: Database, name: TableName): Statement {
  const all = [...table[name], ...columns]
  return database.prepare(
    `INSERT INTO ${name} (${all}) VALUES (${all.map(() => '?')})
     ON CONFLICT DO UPDATE SET ${columns.map((column) => `${column} = ${column} + excluded.${column}`)}`,
  )
}
