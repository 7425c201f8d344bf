/**
 * Events that are too old, found in steps: each rule looks through the rows by id, from where its last step came to. Ids and captures grow
 * together, so the first row that is young enough ends a rule; one whose time lies ahead of the clock was captured while that was wrong, and
 * ends none.
 */
import { hours } from '../core/time/duration.ts'
import type { Database } from '../storage/sqlite.ts'

/** Of one source, of one session, of a project by its name in the data, or of all sources but those that have their own. */
export interface SweepRule {
  readonly beforeMs: number
  readonly source?: number | undefined
  readonly session?: string | undefined
  readonly project?: string | undefined
  readonly except?: readonly number[] | undefined
}

export interface Sweep {
  readonly rules: SweepRule[]
  afterId: number
}

export const sweepOf = (rules: readonly SweepRule[]): Sweep => ({ rules: [...rules], afterId: 0 })

/** Rows that are looked at in one go. */
const lookedAtOnce = 2_000
/** …and where their data is looked through, which may be 512 KB each. */
const lookedThroughAtOnce = 50
const wrongClockMs = hours(24)

interface SweptRow {
  readonly id: number
  readonly capturedMs: number
  readonly source: number
  /** Of a rule that looks into the data. */
  readonly isMeant?: number | null | undefined
}

/** The next of them, at most so many. None while the sweep has rules left: a look that found none. */
export function nextOf(database: Database, sweep: Sweep, most: number, nowMs: number): readonly number[] {
  const [rule] = sweep.rules
  if (rule === undefined) return []
  const rows = rowsOf(database, rule, sweep.afterId)
  const ids: number[] = []
  for (const { id, capturedMs, source, isMeant } of rows) {
    if (capturedMs >= rule.beforeMs && capturedMs <= nowMs + wrongClockMs && !isExcepted(rule, source)) {
      endRule(sweep)
      return ids
    }
    if (ids.length === most) return ids
    if (capturedMs < rule.beforeMs && !isExcepted(rule, source) && isMeant !== 0 && isMeant !== null) ids.push(id)
    sweep.afterId = id
  }
  if (rows.length < mostLookedAt(rule)) endRule(sweep)
  return ids
}

const mostLookedAt = ({ project }: SweepRule): number => (project === undefined ? lookedAtOnce : lookedThroughAtOnce)

const isExcepted = ({ except = [] }: SweepRule, source: number): boolean => except.includes(source)

function endRule(sweep: Sweep): void {
  sweep.rules.shift()
  sweep.afterId = 0
}

/** Whether a row that is of no session names the project of a rule in its data; looked at closely only where it names any. */
export const namesProject = `session_id IS NULL AND instr(data, '"project"') > 0 AND json_valid(data) AND json_extract(data, '$.project') = ?`

function rowsOf(database: Database, rule: SweepRule, afterId: number): readonly SweptRow[] {
  const { source, session, project } = rule
  const columns = 'id, captured_ms AS capturedMs, source'
  const behind = `id > ? ORDER BY id LIMIT ${mostLookedAt(rule)}`
  const rows = (sql: string, ...values: readonly unknown[]) => database.prepare(sql).all(...values) as SweptRow[]
  if (project !== undefined) {
    return rows(`SELECT ${columns}, ${namesProject} AS isMeant FROM events WHERE ${behind}`, project, afterId)
  }
  if (session !== undefined) {
    return rows(
      `SELECT ${columns} FROM events INDEXED BY events_session WHERE session_id = ? AND ${behind}`,
      session,
      afterId,
    )
  }
  return source === undefined
    ? rows(`SELECT ${columns} FROM events WHERE ${behind}`, afterId)
    : rows(`SELECT ${columns} FROM events INDEXED BY events_source WHERE source = ? AND ${behind}`, source, afterId)
}
