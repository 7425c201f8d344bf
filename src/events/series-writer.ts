/** Puts points of metrics into their series, one transaction a batch. What is cumulative becomes what was added since the last. */
import { createHash } from 'node:crypto'
import type { PointsTaken, SeriesPoint } from '../core/otlp/series-point.ts'
import { mostSeries } from '../core/otlp/series-point.ts'
import { hours } from '../core/time/duration.ts'
import type { Database, Statement } from '../storage/sqlite.ts'
import { minuteMs } from './event-schema.ts'
import { ToldWriter } from './told-usage.ts'

interface SeriesRow {
  readonly id: number
  readonly start_ms: number | null
  readonly last_ms: number
  readonly last_value: number
}

/** One that is silent for so long may go for a new one. */
const silentAfterMs = hours(24)

export class SeriesWriter {
  readonly #database: Database
  readonly #machine: string
  readonly #most: number
  readonly #find: Statement
  readonly #update: Statement
  readonly #add: Statement
  readonly #set: Statement
  readonly #told: ToldWriter

  constructor(database: Database, machine: string, most = mostSeries) {
    this.#database = database
    this.#machine = machine
    this.#most = most
    this.#find = database.prepare('SELECT id, start_ms, last_ms, last_value FROM series WHERE identity = ?')
    this.#update = database.prepare('UPDATE series SET start_ms = ?, last_ms = ?, last_value = ? WHERE id = ?')
    const insert = 'INSERT INTO points VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value ='
    this.#add = database.prepare(`${insert} value + excluded.value`)
    this.#set = database.prepare(`${insert} excluded.value`)
    this.#told = new ToldWriter(database, machine)
  }

  add(points: readonly SeriesPoint[], nowMs: number): PointsTaken {
    const taken = points.filter((point) => this.#addOne(point, nowMs)).length
    const refused = points.length - taken
    if (refused > 0) {
      this.#database
        .prepare(
          `INSERT INTO facts VALUES ('refused_points', ?) ON CONFLICT DO UPDATE SET value = value + excluded.value`,
        )
        .run(refused)
    }
    return { taken, refused }
  }

  #addOne(point: SeriesPoint, nowMs: number): boolean {
    const identity = identityOf(point)
    const known = this.#find.get(identity) as SeriesRow | undefined
    // Sent again, because the answer was lost.
    if (known !== undefined && known.last_ms === point.atMs && known.last_value === point.value) return true
    const id = known?.id ?? this.#begin(point, identity, nowMs)
    if (id === undefined) return false
    const added = addedBy(point, known)
    this.#update.run(point.startMs ?? null, point.atMs, point.value, id)
    const put = point.kind === 'gauge' ? this.#set : this.#add
    put.run(id, Math.floor(point.atMs / minuteMs) * minuteMs, added)
    if (point.told !== undefined && added > 0) this.#told.addFigure(point.told, added, point.atMs)
    return true
  }

  /** Undefined: there is no place for it. */
  #begin(point: SeriesPoint, identity: string, nowMs: number): number | undefined {
    const count = this.#database.prepare('SELECT COUNT(*) FROM series').pluck().get() as number
    if (count >= this.#most && !this.#makePlace(nowMs)) return undefined
    const { source, name, unit = null, kind, attributes, resource, agent = null, sessionId = null } = point
    const texts = [JSON.stringify(attributes), JSON.stringify(resource)]
    const values = [identity, source, name, unit, kind, ...texts, agent, sessionId, this.#machine]
    const { lastInsertRowid } = this.#database
      .prepare(`INSERT INTO series VALUES (NULL, ${values.map(() => '?').join(', ')}, ?, ?, ?)`)
      .run(...values, point.startMs ?? null, point.atMs, point.value)
    return Number(lastInsertRowid)
  }

  #makePlace(nowMs: number): boolean {
    const longest = this.#database
      .prepare('SELECT id FROM series WHERE last_ms < ? ORDER BY last_ms LIMIT 1')
      .pluck()
      .get(nowMs - silentAfterMs)
    if (longest === undefined) return false
    this.#database.prepare('DELETE FROM points WHERE series = ?').run(longest)
    this.#database.prepare('DELETE FROM series WHERE id = ?').run(longest)
    return true
  }
}

/** Of a cumulative one all of it where its count began anew, or nothing is known of before. */
function addedBy({ kind, value, startMs }: SeriesPoint, known: SeriesRow | undefined): number {
  if (kind !== 'cumulative' || known === undefined) return value
  const beganAnew = value < known.last_value || (startMs ?? null) !== known.start_ms
  return beganAnew ? value : value - known.last_value
}

/** The same names in another order are the same series. */
function identityOf({ source, name, unit, kind, attributes, resource }: SeriesPoint): string {
  const sorted = [attributes, resource].map((fields) => Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)))
  return createHash('sha256')
    .update(JSON.stringify([source, name, unit, kind, ...sorted]))
    .digest('base64url')
}
