/** What sessions say they took, by OpenTelemetry: a row for each session, way of telling and model, added up as it comes. */
import type { ToldBy, ToldFigure, ToldOf, ToldTotals, ToldUsage } from '../core/usage/told-usage.ts'
import type { Database, Statement } from '../storage/sqlite.ts'

/** Sessions of years; beyond them the one that was silent longest goes. */
const mostRows = 100_000

export class ToldWriter {
  readonly #add: Statement
  readonly #machine: string

  constructor(database: Database, machine: string) {
    this.#machine = machine
    this.#add = database.prepare(`
      INSERT INTO told_usage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET
        cost_usd = CASE WHEN excluded.cost_usd IS NULL THEN cost_usd ELSE coalesce(cost_usd, 0) + excluded.cost_usd END,
        input = input + excluded.input, output = output + excluded.output, cache_read = cache_read + excluded.cache_read,
        cache_write = cache_write + excluded.cache_write, requests = requests + excluded.requests,
        first_ms = min(first_ms, excluded.first_ms), last_ms = max(last_ms, excluded.last_ms)`)
  }

  add(told: ToldUsage, by: ToldBy, atMs: number): void {
    const { sessionId, agent, model = '', costUsd = null, input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = told
    const ms = Math.floor(atMs)
    const figures = [costUsd, input, output, cacheRead, cacheWrite, told.requests ?? 0]
    this.#add.run(sessionId, by, agent, this.#machine, model, ...figures, ms, ms)
  }

  addFigure({ figure, ...of }: ToldOf & { readonly figure: ToldFigure }, value: number, atMs: number): void {
    this.add({ ...of, [figure]: value }, 'metrics', atMs)
  }
}

interface ToldRow {
  readonly cost_usd: number | null
  readonly input: number
  readonly output: number
  readonly cache_read: number
  readonly cache_write: number
  readonly requests: number
  readonly first_ms: number
  readonly last_ms: number
}

/** Undefined: it told nothing. By its requests where it told those: of counters the last minutes may be on their way still. */
export function toldBySession(database: Database, sessionId: string): ToldTotals | undefined {
  const sum = database.prepare(`
    SELECT SUM(cost_usd) AS cost_usd, SUM(input) AS input, SUM(output) AS output, SUM(cache_read) AS cache_read,
           SUM(cache_write) AS cache_write, SUM(requests) AS requests, MIN(first_ms) AS first_ms, MAX(last_ms) AS last_ms
    FROM told_usage WHERE session_id = ? AND told_by = ? HAVING COUNT(*) > 0`)
  for (const by of ['logs', 'metrics'] as const) {
    const row = sum.get(sessionId, by) as ToldRow | undefined
    if (row !== undefined) return totalsOf(row, by)
  }
  return undefined
}

const totalsOf = (row: ToldRow, by: ToldBy): ToldTotals => ({
  by,
  ...(row.cost_usd !== null && { costUsd: row.cost_usd }),
  tokens: { input: row.input, output: row.output, cacheRead: row.cache_read, cacheWrite: row.cache_write },
  ...(by === 'logs' && { requests: row.requests }),
  firstAt: new Date(row.first_ms).toISOString(),
  lastAt: new Date(row.last_ms).toISOString(),
})

/** How many rows went. */
export function removeOldestTold(database: Database, most = mostRows): number {
  const rows = database.prepare('SELECT COUNT(*) FROM told_usage').pluck().get() as number
  if (rows <= most) return 0
  const oldest = 'SELECT rowid FROM told_usage ORDER BY last_ms LIMIT ?'
  return database.prepare(`DELETE FROM told_usage WHERE rowid IN (${oldest})`).run(Math.min(rows - most, 500)).changes
}
