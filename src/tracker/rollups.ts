/** Differences of the sums, gathered in memory and written at the end of a transaction. */
import type { Database, Statement } from '../storage/sqlite.ts'
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
  readonly #cells = new Map<number, Map<number, Cell>>()
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
    return new Set(this.#all().map(({ sessionNo }) => sessionNo))
  }

  write(database: Database): void {
    const cells = this.#all()
    const bySource = new Upserts(database, 'by_source', ['quarter', 'source_id', 'variant_id'])
    const byTime = new Upserts(database, 'by_time', ['quarter', 'variant_id'])
    const bySession = new Upserts(database, 'by_session', ['session_no', 'day', 'variant_id'])
    const sessions = new Map<number, [responses: number, tokens: number]>()
    for (const { sourceId, sessionNo, quarter, variantId, sums } of cells) {
      const day = quarter === noTime ? noTime : Math.floor(quarter / quartersPerDay)
      bySource.add([quarter, sourceId, variantId], sums)
      byTime.add([quarter, variantId], sums)
      bySession.add([sessionNo, day, variantId], sums)
      const [responses, tokens] = sessions.get(sessionNo) ?? [0, 0]
      sessions.set(sessionNo, [responses + sums[6], tokens + sums[0] + sums[1] + sums[2] + sums[3] + sums[4]])
    }
    for (const upserts of [bySource, byTime, bySession]) upserts.write(this.#hasLess)
    writeReported(database, cells, this.#hasLess)
    const update = database.prepare('UPDATE session SET responses = responses + ?, tokens = tokens + ? WHERE no = ?')
    for (const [no, [responses, tokens]] of sessions) update.run(responses, tokens, no)
  }

  #all(): Cell[] {
    return [...this.#cells.values()].flatMap((cells) => [...cells.values()])
  }

  #cell({ atMs, variantId, sourceId, sessionNo }: Contribution): Cell {
    const quarter = quarterOf(atMs)
    let cells = this.#cells.get(sourceId)
    if (!cells) {
      cells = new Map()
      this.#cells.set(sourceId, cells)
    }
    const key = quarter * variantRoom + variantId
    let cell = cells.get(key)
    if (!cell) {
      cell = { sourceId, sessionNo, quarter, variantId, sums: [0, 0, 0, 0, 0, 0, 0], reported: undefined }
      cells.set(key, cell)
    }
    return cell
  }
}

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

const columns = ['input', 'output', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'web_searches', 'responses']
const allZero = columns.map((column) => `${column} = 0`).join(' AND ')

class Upserts {
  readonly #database: Database
  readonly #table: string
  readonly #upsert: Statement
  readonly #rows = new Map<string, { readonly keys: readonly number[]; readonly sums: Sums }>()

  constructor(database: Database, table: string, keys: readonly string[]) {
    const all = [...keys, ...columns]
    this.#database = database
    this.#table = table
    this.#upsert = database.prepare(
      `INSERT INTO ${table} (${all}) VALUES (${all.map(() => '?')})
       ON CONFLICT DO UPDATE SET ${columns.map((column) => `${column} = ${column} + excluded.${column}`)}`,
    )
  }

  add(keys: readonly number[], sums: Sums): void {
    const id = keys.join()
    const known = this.#rows.get(id)
    if (!known) this.#rows.set(id, { keys, sums: [...sums] })
    else for (const [index, sum] of sums.entries()) known.sums[index] = (known.sums[index] ?? 0) + sum
  }

  write(hasLess: boolean): void {
    for (const { keys, sums } of this.#rows.values()) {
      if (sums.some((sum) => sum !== 0)) this.#upsert.run(...keys, ...sums)
    }
    if (hasLess) this.#database.exec(`DELETE FROM ${this.#table} WHERE ${allZero}`)
  }
}
