/**
 * Counts what a question finds: from the rollups where those know it, else among the events, by SQL alone where it can tell them, row by
 * row where it can't. As every question it looks for a time only and can be asked on.
 */
import { levels } from '../core/captured/captured-event.ts'
import type { CountQuestion, EventCount, EventCounts, SplitKey } from '../core/captured/event-counts.ts'
import { splitNameOf } from '../core/captured/event-counts.ts'
import type { FilterField } from '../core/captured/event-question.ts'
import { isAskedFor } from '../core/captured/event-question.ts'
import type { Term } from '../core/query/query.ts'
import type { Database } from '../storage/sqlite.ts'
import type { EventStream } from './event-plan.ts'
import { isInColumn, planStreams } from './event-plan.ts'
import {
  cut,
  firstWindow,
  idsOf,
  indexedIdOf,
  longestWindowMs,
  lookForMs,
  namesIn,
  readWindow,
  without,
} from './event-reader.ts'
import { everyLevel, minuteMs, rollupStepFor } from './event-schema.ts'
import type { Range } from './event-spans.ts'

/** Who splits by something that thousands have is told the most frequent of each look, and the rest together. */
const mostNames = 200
const otherNames = '…'

export function countEvents(database: Database, question: CountQuestion, nowMs: () => number = Date.now): EventCounts {
  const tally = new Tally(database, question)
  const counting = { database, streams: planStreams(question, namesIn(database)), tally }
  if (isOfColumn(question) && isRolledUp(question)) return { counts: countRollups(counting, question) }
  const range = idsOf(database, { ...question, untilMs: question.untilMs - 1, order: 'newest' })
  if (range === undefined) return { counts: [] }
  const left = lookThrough(range, nowMs, (window) => countWindow(counting, question, window))
  const counts = tally.counts()
  if (left.from > left.to) return { counts }
  const looked = range.to - range.from - (left.to - left.from)
  return { counts, nextId: left.to + 1, lookedAt: { events: looked, ofEvents: range.to - range.from + 1 } }
}

interface Counting {
  readonly database: Database
  readonly streams: readonly EventStream[]
  readonly tally: Tally
}

/** From the newest back; `look` says how far it came. What is left when the time is up. */
function lookThrough(range: Range, nowMs: () => number, look: (window: Range) => number): Range {
  const endsAtMs = nowMs() + lookForMs
  let left = range
  let size = firstWindow
  while (left.from <= left.to && nowMs() < endsAtMs) {
    const beganAtMs = nowMs()
    left = without(left, look(cut(left, size, 'newest')), 'newest')
    if (nowMs() - beganAtMs < longestWindowMs) size *= 4
  }
  return left
}

const rolledUpKeys = ['level', 'source', 'type']
const rolledUpFields: readonly FilterField[] = ['level', 'source', 'event_type']

function isRolledUp({ by, query, fields = {}, sinceMs, binMs }: CountQuestion): boolean {
  if (!rolledUpKeys.includes(by) || sinceMs % minuteMs !== 0 || binMs % minuteMs !== 0) return false
  if (query?.fromMs !== undefined || query?.beforeMs !== undefined) return false
  const asked = Object.keys(fields).filter((field) => fields[field as FilterField] !== undefined)
  return (
    asked.every((field) => rolledUpFields.includes(field as FilterField)) &&
    termsOf(query).every((term) => term.kind === 'key' && rolledUpKeys.includes(term.key))
  )
}

/** What is not among an event's data. */
type ColumnKey = Exclude<SplitKey, 'project'>
type OfColumn = CountQuestion & { readonly by: ColumnKey }

const isOfColumn = (question: CountQuestion): question is OfColumn => question.by !== 'project'

const termsOf = (query: CountQuestion['query']): readonly Term[] => query?.any.flat() ?? []

function countRollups({ database, streams, tally }: Counting, question: OfColumn): readonly EventCount[] {
  const { sinceMs, untilMs, binMs } = question
  const { sql, values } = anyStream(streams)
  const rows = database
    .prepare(
      `SELECT CAST((e.from_ms - ?) / ? AS INTEGER) AS bin, ${columnOf[question.by]} AS name, SUM(e.events) AS events FROM rollups e
       WHERE e.step_ms = ? AND e.${everyLevel} AND e.from_ms >= ? AND e.from_ms < ? AND ${sql} GROUP BY 1, 2`,
    )
    .all(sinceMs, binMs, rollupStepFor(question), sinceMs, untilMs, ...values)
  for (const { bin, name, events } of rows as CountRow[]) tally.add(bin, name, events)
  return tally.counts()
}

/** A name as the tables hold it. */
const columnOf: Readonly<Record<ColumnKey, string>> = {
  level: 'e.level',
  source: 'e.source',
  type: 'e.type',
  agent: 'e.agent',
  session: 'e.session_id',
  tool: 'e.tool_name',
}

interface CountRow {
  readonly bin: number
  readonly name: string | number | null
  readonly events: number
}

function countWindow(counting: Counting, question: CountQuestion, window: Range): number {
  if (!isOfColumn(question) || !termsOf(question.query).every(isInColumn)) {
    return countRows(counting, question, window)
  }
  const { database, streams, tally } = counting
  const { sinceMs, untilMs, binMs, by, query } = question
  const { sql, values } = anyStream(streams)
  const rows = database
    .prepare(
      `SELECT CAST((e.at_ms - ?) / ? AS INTEGER) AS bin, ${columnOf[by]} AS name, COUNT(*) AS events FROM events e
       WHERE e.id BETWEEN ? AND ? AND e.at_ms >= ? AND e.at_ms < ? AND ${sql} GROUP BY 1, 2`,
    )
    .all(
      sinceMs,
      binMs,
      window.from,
      window.to,
      Math.max(sinceMs, query?.fromMs ?? 0),
      Math.min(untilMs, query?.beforeMs ?? untilMs),
      ...values,
    )
  for (const { bin, name, events } of rows as CountRow[]) tally.add(bin, name, events)
  return window.from
}

/** Without words, whose index is another table: what one of the alternatives lets pass is counted once. */
function anyStream(streams: readonly EventStream[]): {
  readonly sql: string
  readonly values: readonly (string | number)[]
} {
  const each = streams.map(({ conditions }) => conditions.map(({ sql }) => sql).join(' AND ') || 'TRUE')
  const values = streams.flatMap(({ conditions }) => conditions.flatMap((condition) => condition.values))
  return { sql: `(${each.join(' OR ')})`, values }
}

const rowsAtOnce = 2_000

function countRows({ database, streams, tally }: Counting, question: CountQuestion, window: Range): number {
  const { sinceMs, untilMs, binMs, by } = question
  const reading = { query: question.query, order: 'newest', limit: rowsAtOnce } as const
  const { events, until } = readWindow(database, streams, window, indexedIdOf(database), reading)
  for (const event of events) {
    const atMs = Date.parse(event.timestamp)
    if (!isAskedFor(event, { ...question, untilMs: untilMs - 1 })) continue
    tally.add(Math.floor((atMs - sinceMs) / binMs), splitNameOf(event, by), 1)
  }
  return until
}

/** By bin and name; a name may still be the number that the tables hold for it. */
class Tally {
  readonly #database: Database
  readonly #question: CountQuestion
  readonly #byName = new Map<string | number, Map<number, number>>()

  constructor(database: Database, question: CountQuestion) {
    this.#database = database
    this.#question = question
  }

  add(bin: number, name: string | number | null, events: number): void {
    const bins = this.#byName.get(name ?? '') ?? new Map<number, number>()
    this.#byName.set(name ?? '', bins)
    bins.set(bin, (bins.get(bin) ?? 0) + events)
  }

  counts(): readonly EventCount[] {
    const { sinceMs, binMs } = this.#question
    const most = [...this.#byName].sort(([, a], [, b]) => totalOf(b) - totalOf(a))
    const rest = new Map<number, number>()
    for (const [, bins] of most.slice(mostNames)) {
      for (const [bin, events] of bins) rest.set(bin, (rest.get(bin) ?? 0) + events)
    }
    const named = most.slice(0, mostNames).map(([name, bins]) => [this.#nameOf(name), bins] as const)
    return [...named, [otherNames, rest] as const].flatMap(([name, bins]) =>
      [...bins].sort(([a], [b]) => a - b).map(([bin, events]) => ({ fromMs: sinceMs + bin * binMs, name, events })),
    )
  }

  #nameOf(name: string | number): string {
    if (typeof name === 'string') return name
    const { by } = this.#question
    if (by === 'level') return levels[name - 1] ?? ''
    const table = by === 'source' ? 'sources' : 'types'
    return String(this.#database.prepare(`SELECT name FROM ${table} WHERE id = ?`).pluck().get(name) ?? '')
  }
}

const totalOf = (bins: ReadonlyMap<number, number>): number => {
  let sum = 0
  for (const events of bins.values()) sum += events
  return sum
}
