/** Asks the index which prompts there are. Their texts are read elsewhere. */
import type { PromptCounts, PromptDay, ReadPromptQuestion } from '../core/search/prompt-question.ts'
import { createCalendar, dayText } from '../core/time/calendar.ts'
import type { Database } from '../storage/sqlite.ts'
import { type Condition, conditionOf } from './prompt-conditions.ts'

export interface FoundPrompt {
  readonly id: string
  readonly number: number
  readonly print: number
  readonly atMs: number
  readonly agent: string
  /** '' where nobody tells it. */
  readonly sessionId: string
  readonly cursor?: string | undefined
  /** The agent's own list that has it, and where in it. */
  readonly list?: string | undefined
  readonly place?: number | undefined
  readonly folder?: string | undefined
  readonly timesSent: number
  readonly isLast: boolean
}

interface Row {
  readonly id: number
  readonly at_ms: number
  readonly print: number
  readonly session: number
  readonly agent: string
  readonly session_id: string
  readonly lane: string | null
  readonly at_place: string | null
  readonly list: string | null
  readonly place: number | null
  readonly folder: string | null
}

const columns = `p.id, p.at_ms, p.print, p.session, s.agent, s.session_id, l.name AS lane, g.place AS at_place, t.path AS list,
  p.place, f.name AS folder`
const details = `LEFT JOIN passage g ON g.id = p.id LEFT JOIN name l ON l.id = g.lane LEFT JOIN list t ON t.id = p.list
  LEFT JOIN name f ON f.id = p.folder`
/** A fork's records repeat its original's, to the millisecond. */
const isOnce = `NOT EXISTS (SELECT 1 FROM prompt q WHERE q.print = p.print AND q.at_ms = p.at_ms AND q.id < p.id)`

/** Newest first, one more than asked for where there are more. */
export function promptRows(database: Database, question: ReadPromptQuestion): readonly FoundPrompt[] {
  const { sql, values } = wanted(database, question)
  const { before } = question
  const rows = database
    .prepare(
      `SELECT ${columns} FROM prompt p JOIN session s ON s.id = p.session ${details}
       WHERE ${sql} AND ${isOnce}${before ? ' AND (p.at_ms, p.id) < (?, ?)' : ''} ORDER BY p.at_ms DESC, p.id DESC LIMIT ?`,
    )
    .all(...values, ...(before ? [before.atMs, before.id] : []), question.limit + 1) as Row[]
  const describe = descriptions(database)
  return rows.map(describe)
}

export function findPrompt(database: Database, id: string): FoundPrompt | undefined {
  const [, number = '', check] = /^(-?\d{1,15})\.(\d{1,4})$/.exec(id) ?? []
  const row = database
    .prepare(`SELECT ${columns} FROM prompt p JOIN session s ON s.id = p.session ${details} WHERE p.id = ?`)
    .get(Number(number)) as Row | undefined
  // The index may have been made anew: then it is another one.
  return row !== undefined && checkOf(row.print) === check ? descriptions(database)(row) : undefined
}

const checkOf = (print: number): string => String(print % 10_000)

function descriptions(database: Database): (row: Row) => FoundPrompt {
  const times = database
    .prepare('SELECT count(*) FROM (SELECT DISTINCT at_ms FROM prompt WHERE print = ? LIMIT 10000)')
    .pluck()
  const next = database.prepare('SELECT 1 FROM prompt WHERE session = ? AND at_ms > ? LIMIT 1').pluck()
  return (row) => ({
    ...{ id: `${row.id}.${checkOf(row.print)}`, number: row.id, print: row.print, atMs: row.at_ms },
    ...{ agent: row.agent, sessionId: row.session_id },
    cursor: row.lane === null ? undefined : `${row.lane}@${row.at_place}`,
    ...{ list: row.list ?? undefined, place: row.place ?? undefined, folder: row.folder ?? undefined },
    timesSent: Number(times.get(row.print)),
    isLast: row.session_id !== '' && next.get(row.session, row.at_ms) === undefined,
  })
}

/** Every zone's day is made of whole quarters of an hour. */
const quarterMs = 15 * 60_000

export function countPrompts(database: Database, question: ReadPromptQuestion): Omit<PromptCounts, 'starred'> {
  const days = daysOf(database, question)
  const prompts = days.reduce((sum, day) => sum + day.prompts, 0)
  const { fromMs, beforeMs } = question.query
  const isBounded = fromMs !== undefined || beforeMs !== undefined
  const { all, since } = allOf(database)
  return {
    ...{ prompts, days, all },
    since: since === null ? undefined : new Date(since).toISOString(),
    atAnyTime: prompts === 0 && isBounded ? countAtAnyTime(database, question) : undefined,
    agents: database
      .prepare('SELECT DISTINCT agent FROM session WHERE id IN (SELECT session FROM prompt)')
      .pluck()
      .all() as string[],
  }
}

function daysOf(database: Database, question: ReadPromptQuestion): readonly PromptDay[] {
  const { sql, values } = wanted(database, question)
  const quarters = database
    .prepare(
      `SELECT p.at_ms / ${quarterMs}, count(*) FROM prompt p JOIN session s ON s.id = p.session
       WHERE ${sql} AND ${isOnce} GROUP BY 1 ORDER BY 1 DESC`,
    )
    .raw()
    .all(...values) as [number, number][]
  const calendar = createCalendar(question.timezone)
  const days = new Map<number, number>()
  for (const [quarter, prompts] of quarters) {
    const day = calendar.dayOf(quarter * quarterMs)
    days.set(day, (days.get(day) ?? 0) + prompts)
  }
  return [...days].map(([day, prompts]) => ({ day: dayText(day), prompts }))
}

function countAtAnyTime(database: Database, { query, ...question }: ReadPromptQuestion): number {
  const { sql, values } = wanted(database, { ...question, query: { any: query.any } })
  return database
    .prepare(`SELECT count(*) FROM prompt p JOIN session s ON s.id = p.session WHERE ${sql} AND ${isOnce}`)
    .pluck()
    .get(...values) as number
}

interface AllPrompts {
  readonly all: number
  readonly since: number | null
}

/** The same as long as nobody writes. */
const known = new WeakMap<Database, { readonly version: number; readonly all: AllPrompts }>()

function allOf(database: Database): AllPrompts {
  const version = Number(database.pragma('data_version', { simple: true }))
  const before = known.get(database)
  if (before?.version === version) return before.all
  const all = database
    .prepare(`SELECT count(*) AS "all", min(at_ms) AS since FROM prompt p WHERE ${isOnce}`)
    .get() as AllPrompts
  known.set(database, { version, all })
  return all
}

function wanted(database: Database, { query, starredPrints }: ReadPromptQuestion): Condition {
  const { fromMs = 0, beforeMs = Number.MAX_SAFE_INTEGER } = query
  const condition = conditionOf(database, query, starredPrints)
  return { sql: `p.at_ms >= ? AND p.at_ms < ? AND ${condition.sql}`, values: [fromMs, beforeMs, ...condition.values] }
}
