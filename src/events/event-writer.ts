/** Puts events into the tables, one transaction a batch. Whoever calls begins and ends it. */
import type { CaptureOutcome, Level, NewCaptured } from '../core/captured/captured-event.ts'
import { levels } from '../core/captured/captured-event.ts'
import type { Database, Statement } from '../storage/sqlite.ts'
import { bytesOfRow, hourMs, minuteMs } from './event-schema.ts'
import { ToldWriter } from './told-usage.ts'

/** In the tables 0 is "none told"; then as in `levels`. */
export const levelNumber = (level: Level | undefined): number => (level === undefined ? 0 : levels.indexOf(level) + 1)
export const levelOf = (number: number): Level | null => levels[number - 1] ?? null

interface Tally {
  readonly level: number
  readonly minute: number
  readonly source: number
  readonly type: number
  events: number
  bytes: number
  readonly firstId: number
  lastId: number
}

const columns = [
  'at_ms',
  'captured_ms',
  'source',
  'type',
  'machine',
  'level',
  'sent_timestamp',
  'message',
  'data',
  'sender_id',
  'session_id',
  'agent',
  'trace_id',
  'span_id',
  'parent_id',
  'duration_ms',
  'tool_name',
  'tool_use_id',
  'status',
  'agent_id',
  'hook',
  'is_background',
  'key',
] as const

export class EventWriter {
  readonly #insert: Statement
  readonly #findSent: Statement
  readonly #noteSent: Statement
  readonly #count: Statement
  readonly #sources: Names
  readonly #types: Names
  readonly #keys: Names
  readonly #machine: number
  readonly #told: ToldWriter
  #tallies = new Map<string, Tally>()
  #byKey = new Map<number, number>()

  constructor(database: Database, machine: string) {
    this.#insert = database.prepare(
      `INSERT INTO events (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    )
    this.#findSent = database.prepare(`
      SELECT event_id AS eventId, type, level, message, data FROM sender_ids s LEFT JOIN events e ON e.id = s.event_id
      WHERE s.source = ? AND s.sender_id = ?`)
    this.#noteSent = database.prepare('INSERT INTO sender_ids VALUES (?, ?, ?)')
    this.#count = database.prepare(`
      INSERT INTO rollups VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET events = events + excluded.events, bytes = bytes + excluded.bytes, last_id = excluded.last_id`)
    this.#told = new ToldWriter(database, machine)
    this.#sources = new Names(database, 'sources')
    this.#types = new Names(database, 'types')
    this.#keys = new Names(database, 'keys')
    database.prepare('INSERT OR IGNORE INTO machines (name) VALUES (?)').run(machine)
    this.#machine = database.prepare('SELECT id FROM machines WHERE name = ?').pluck().get(machine) as number
  }

  insert(batch: readonly NewCaptured[], capturedMs: number): readonly CaptureOutcome[] {
    this.#tallies = new Map()
    this.#byKey = new Map()
    const outcomes = batch.map((event) => this.#insertOne(event, capturedMs))
    for (const tally of this.#tallies.values()) {
      for (const step of [minuteMs, hourMs]) this.#countIn(step, tally)
      this.#sources.count(tally.source, tally.events)
      this.#types.count(tally.type, tally.events)
    }
    for (const [key, events] of this.#byKey) this.#keys.count(key, events)
    return outcomes
  }

  #insertOne(event: NewCaptured, capturedMs: number): CaptureOutcome {
    const source = this.#sources.idOf(event.source)
    const type = this.#types.idOf(event.event_type)
    const level = levelNumber(event.level)
    const { message = null, data = null, senderId } = event
    if (senderId !== undefined) {
      const sent = this.#findSent.get(source, senderId) as SentRow | undefined
      if (sent !== undefined) return whatOf(sent, { type, level, message, data }, senderId)
    }
    const key = event.key === undefined ? undefined : this.#keys.idOf(event.key)
    const values = [
      event.atMs,
      capturedMs,
      source,
      type,
      this.#machine,
      level,
      event.sentTimestamp ?? null,
      message,
      data,
      senderId ?? null,
      event.session_id ?? null,
      event.agent ?? null,
      event.trace_id ?? null,
      event.span_id ?? null,
      event.parent_id ?? null,
      event.duration_ms ?? null,
      event.tool_name ?? null,
      event.tool_use_id ?? null,
      event.status ?? null,
      event.agent_id ?? null,
      event.hook ?? null,
      event.is_background === undefined ? null : Number(event.is_background),
      key ?? null,
    ]
    const eventId = Number(this.#insert.run(...values).lastInsertRowid)
    if (senderId !== undefined) this.#noteSent.run(source, senderId, eventId)
    if (key !== undefined) this.#byKey.set(key, (this.#byKey.get(key) ?? 0) + 1)
    if (event.told !== undefined) this.#told.add(event.told, 'logs', event.atMs)
    this.#tally({ level, minute: event.atMs - (event.atMs % minuteMs), source, type }, eventId, event)
    return { status: 'captured', eventId }
  }

  #tally(
    key: Pick<Tally, 'level' | 'minute' | 'source' | 'type'>,
    eventId: number,
    { message, data }: NewCaptured,
  ): void {
    const bytes = bytesOfRow + (message?.length ?? 0) + (data?.length ?? 0)
    const name = `${key.minute} ${key.level} ${key.source} ${key.type}`
    const tally = this.#tallies.get(name)
    if (tally === undefined) {
      this.#tallies.set(name, { ...key, events: 1, bytes, firstId: eventId, lastId: eventId })
      return
    }
    tally.events += 1
    tally.bytes += bytes
    tally.lastId = eventId
  }

  #countIn(step: number, { level, minute, source, type, events, bytes, firstId, lastId }: Tally): void {
    this.#count.run(step, level, minute - (minute % step), source, type, events, bytes, firstId, lastId)
  }
}

interface SentRow {
  readonly eventId: number
  /** Null where the event itself was cleaned away since. */
  readonly type: number | null
  readonly level: number | null
  readonly message: string | null
  readonly data: string | null
}

/** The same again is no error; another event under the same id would be lost, so its sender is told. */
function whatOf(sent: SentRow, now: Omit<SentRow, 'eventId'>, senderId: string): CaptureOutcome {
  const isSame =
    sent.type === null ||
    (sent.type === now.type && sent.level === now.level && sent.message === now.message && sent.data === now.data)
  if (isSame) return { status: 'duplicate', eventId: sent.eventId }
  const message = `“${senderId}” is the id of another event of this source (${sent.eventId}). Next: send it with an id of its own.`
  return { status: 'refused', reason: { kind: 'conflict', field: 'id', message } }
}

/** Names that repeat in every row, as numbers. */
class Names {
  readonly #find: Statement
  readonly #add: Statement
  readonly #count: Statement
  readonly #ids = new Map<string, number>()

  constructor(database: Database, table: 'sources' | 'types' | 'keys') {
    this.#find = database.prepare(`SELECT id FROM ${table} WHERE name = ?`).pluck()
    this.#add = database.prepare(`INSERT INTO ${table} (name) VALUES (?)`)
    this.#count = database.prepare(`UPDATE ${table} SET events = events + ? WHERE id = ?`)
  }

  idOf(name: string): number {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const found = this.#find.get(name) as number | undefined
    const id = found ?? Number(this.#add.run(name).lastInsertRowid)
    this.#ids.set(name, id)
    return id
  }

  count(id: number, events: number): void {
    this.#count.run(events, id)
  }
}
