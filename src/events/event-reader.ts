/** Answers questions about the stored events. A question looks for a time only, says how far it came and can be asked on from there. */
import type { CapturedEvent } from '../core/captured/captured-event.ts'
import type { EventAnswer, EventQuestion } from '../core/captured/event-question.ts'
import { isAskedFor } from '../core/captured/event-question.ts'
import type { Match } from '../core/query/query.ts'
import type { Database, Statement } from '../storage/sqlite.ts'
import type { EventStream, NameIds } from './event-plan.ts'
import { isInColumn, planStreams } from './event-plan.ts'
import type { EventRow } from './event-rows.ts'
import { eventOf, rowColumns } from './event-rows.ts'
import { everyLevel, hourMs, minuteMs } from './event-schema.ts'
import { type Range, spansOf, withinSpans } from './event-spans.ts'

/** What one look through the events may take. */
export const lookForMs = 200
/** Ids looked through at first; four times as many each time, so that a rare thing is found in few steps. */
export const firstWindow = 20_000
export const longestWindowMs = 40

export function findEvent(database: Database, id: number): CapturedEvent | undefined {
  const row = database.prepare(`SELECT ${rowColumns} FROM events e WHERE e.id = ?`).get(id)
  return row === undefined ? undefined : eventOf(row as EventRow)
}

export interface Looking {
  readonly nowMs?: (() => number) | undefined
  readonly firstWindow?: number | undefined
}

export function askEvents(
  database: Database,
  question: EventQuestion,
  { nowMs = Date.now, firstWindow: beginning = firstWindow }: Looking = {},
): EventAnswer {
  const streams = planStreams(question, namesIn(database))
  const range = idsOf(database, question)
  const asksWords = streams.some(({ match }) => match !== undefined)
  const newestId = idAt(database, 'MAX') ?? 0
  const indexedId = indexedIdOf(database)
  const notIndexed = asksWords ? Math.max(0, newestId - indexedId) : undefined
  if (range === undefined) return { events: [], notIndexed }
  const found: CapturedEvent[] = []
  const endsAtMs = nowMs() + lookForMs
  let left: Range = range
  let size = beginning
  let spans: readonly Range[] | undefined
  while (left.from <= left.to) {
    if (spans !== undefined) left = withinSpans(left, spans, question.order) ?? { from: 1, to: 0 }
    if (left.from > left.to) break
    const window = cut(left, size, question.order)
    const beganAtMs = nowMs()
    const rows = readWindow(database, streams, window, indexedId, question)
    for (const event of rows.events) if (isAskedFor(event, question)) found.push(event)
    left = without(left, rows.until, question.order)
    if (found.length > question.limit) break
    if (nowMs() >= endsAtMs) break
    if (nowMs() - beganAtMs < longestWindowMs) size *= 4
    spans ??= spansOf(database, streams, left)
  }
  const events = found.slice(0, question.limit)
  const isWhole = left.from > left.to && found.length <= question.limit
  if (isWhole) return { events, notIndexed }
  if (found.length > question.limit || found.length === question.limit)
    return { events, nextId: events.at(-1)?.id, notIndexed }
  const nextId = question.order === 'newest' ? left.to + 1 : left.from - 1
  const looked = range.to - range.from - (left.to - left.from)
  return { events, nextId, lookedAt: { events: looked, ofEvents: range.to - range.from + 1 }, notIndexed }
}

/** The ids among which all that is asked for lies; the rollups know which ids a minute has. */
export function idsOf(
  database: Database,
  { sinceMs, untilMs, query, afterId, order }: Omit<EventQuestion, 'limit'>,
): Range | undefined {
  const fromMs = Math.max(sinceMs ?? 0, query?.fromMs ?? 0)
  const toMs = Math.min(untilMs ?? Number.MAX_SAFE_INTEGER, (query?.beforeMs ?? Number.MAX_SAFE_INTEGER) - 1)
  const among = { step: stepFor(fromMs, toMs), fromMs, toMs }
  const first = fromMs > 0 ? rolledUp(database, 'MIN(first_id)', among) : idAt(database, 'MIN')
  const last = toMs < Number.MAX_SAFE_INTEGER - 1 ? rolledUp(database, 'MAX(last_id)', among) : idAt(database, 'MAX')
  if (first === null || last === null) return undefined
  if (afterId === undefined) return { from: first, to: last }
  return order === 'newest'
    ? { from: first, to: Math.min(last, afterId - 1) }
    : { from: Math.max(first, afterId + 1), to: last }
}

const idAt = (database: Database, end: 'MIN' | 'MAX'): number | null =>
  database.prepare(`SELECT ${end}(id) FROM events`).pluck().get() as number | null

interface RolledUp {
  readonly step: number
  readonly fromMs: number
  readonly toMs: number
}

const rolledUp = (database: Database, what: string, { step, fromMs, toMs }: RolledUp): number | null =>
  database
    .prepare(`SELECT ${what} FROM rollups WHERE step_ms = ? AND ${everyLevel} AND from_ms BETWEEN ? AND ?`)
    .pluck()
    .get(step, floorTo(fromMs, step), toMs) as number | null

/** Minutes for what is short, hours for the rest: a month has 43,000 minutes for each source and type. */
const stepFor = (fromMs: number, toMs: number): number => (toMs - fromMs <= 48 * hourMs ? minuteMs : hourMs)
const floorTo = (ms: number, step: number): number => ms - (ms % step)

export const cut = ({ from, to }: Range, size: number, order: EventQuestion['order']): Range =>
  order === 'newest' ? { from: Math.max(from, to - size + 1), to } : { from, to: Math.min(to, from + size - 1) }

/** What is left when everything up to `until` was looked at. */
export const without = ({ from, to }: Range, until: number, order: EventQuestion['order']): Range =>
  order === 'newest' ? { from, to: until - 1 } : { from: until + 1, to }

interface WindowRows {
  readonly events: readonly CapturedEvent[]
  /** The last id that was looked at. */
  readonly until: number
}

export function readWindow(
  database: Database,
  streams: readonly EventStream[],
  window: Range,
  indexedId: number,
  { order, limit, query }: Pick<EventQuestion, 'order' | 'limit' | 'query'>,
): WindowRows {
  const most = looksAtRows(query) ? rowsAtOnce : limit + 1
  const lists = streams.flatMap((stream) => readStream(database, stream, window, { indexedId, order, most }))
  const isNewest = order === 'newest'
  // A list that was cut off tells nothing of what lies behind its last row.
  const ends = lists.filter(({ length }) => length >= most).map((rows) => rows.at(-1)?.id ?? 0)
  const until = isNewest ? Math.max(window.from, ...ends) : Math.min(window.to, ...ends)
  const byId = new Map(lists.flat().map((row) => [row.id, row]))
  const rows = [...byId.values()].filter(({ id }) => (isNewest ? id >= until : id <= until))
  rows.sort((a, b) => (isNewest ? b.id - a.id : a.id - b.id))
  return { events: rows.map(eventOf), until }
}

/** Read at once where most of them may not be what is asked for. */
const rowsAtOnce = 2_000

/** Whether SQL alone can't tell what is asked for. */
const looksAtRows = (query: EventQuestion['query']): boolean =>
  query?.any.some((terms) =>
    terms.some((term) => (term.kind === 'text' ? term.not || term.exact : !isInColumn(term))),
  ) ?? false

interface StreamReading {
  readonly indexedId: number
  readonly order: EventQuestion['order']
  readonly most: number
}

/** One list, or two where words are asked for: what the index knows, and what came since. */
function readStream(
  database: Database,
  { conditions, match }: EventStream,
  { from, to }: Range,
  { indexedId, order, most }: StreamReading,
): readonly (readonly EventRow[])[] {
  const direction = order === 'newest' ? 'DESC' : 'ASC'
  const where = conditions.map(({ sql }) => ` AND ${sql}`).join('')
  const values = conditions.flatMap((condition) => condition.values)
  const plain = (range: Range) =>
    database
      .prepare(
        `SELECT ${rowColumns} FROM events e WHERE e.id BETWEEN ? AND ?${where} ORDER BY e.id ${direction} LIMIT ?`,
      )
      .all(range.from, range.to, ...values, most) as EventRow[]
  if (match === undefined) return [plain({ from, to })]
  const indexed = database
    .prepare(
      `SELECT ${rowColumns} FROM texts t CROSS JOIN events e ON e.id = t.rowid
       WHERE texts MATCH ? AND t.rowid BETWEEN ? AND ?${where} ORDER BY t.rowid ${direction} LIMIT ?`,
    )
    .all(match, from, Math.min(to, indexedId), ...values, most) as EventRow[]
  return to <= indexedId ? [indexed] : [indexed, plain({ from: Math.max(from, indexedId + 1), to })]
}

export function namesIn(database: Database): NameIds {
  const idsIn = (table: 'sources' | 'types') => {
    const whole = database.prepare(`SELECT id FROM ${table} WHERE name = ?`).pluck()
    const beginning = database.prepare(`SELECT id FROM ${table} WHERE substr(name, 1, ?) = ?`).pluck()
    return (match: Match): readonly number[] => {
      if (match.kind === 'number') return []
      const ids = match.kind === 'whole' ? whole.all(match.text) : beginning.all([...match.text].length, match.text)
      return ids as number[]
    }
  }
  return { sources: idsIn('sources'), types: idsIn('types'), words: (beginning) => wordsIn(database, beginning) }
}

/** Of more it is quicker to let the index collect them: each of them is rare. */
const mostWords = 16
const readers = new WeakMap<Database, Statement>()

function wordsIn(database: Database, beginning: string): readonly string[] | undefined {
  let next = readers.get(database)
  if (next === undefined) {
    next = wordReader(database)
    readers.set(database, next)
  }
  const words: string[] = []
  for (let from = beginning; ; ) {
    const word = next.get(from, `${beginning}\u{10ffff}`) as string | undefined
    if (word === undefined) return words
    if (words.length === mostWords) return undefined
    words.push(word)
    from = `${word}\u0000`
  }
}

/** The index's own list of words, as a table of this connection alone. */
function wordReader(database: Database): Statement {
  database.pragma('query_only = 0')
  database.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, texts, 'instance')`)
  database.pragma('query_only = 1')
  return database.prepare('SELECT term FROM temp.words WHERE term >= ? AND term < ? LIMIT 1').pluck()
}

export const indexedIdOf = (database: Database): number =>
  numberOf(database, `SELECT value FROM facts WHERE name = 'indexed_id'`)

const numberOf = (database: Database, sql: string): number =>
  (database.prepare(sql).pluck().get() as number | null) ?? 0
