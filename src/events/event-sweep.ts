/**
 * Events that are too old, found in steps: each rule looks through the rows by id, from where its last step came to. Ids and captures grow
 * together, so the first row that is young enough ends a rule; one whose time lies ahead of the clock was captured while that was wrong, and
 * ends none.
 */
import { hours } from '../core/time/duration.ts'
import type { Database } from '../storage/sqlite.ts'

/** Of one source, or of all but those that have their own. */
export interface SweepRule {
  readonly beforeMs: number
  readonly source?: number | undefined
  readonly except?: readonly number[] | undefined
}

export interface Sweep {
  readonly rules: SweepRule[]
  afterId: number
}

export const sweepOf = (rules: readonly SweepRule[]): Sweep => ({ rules: [...rules], afterId: 0 })

/** Rows that one step looks at. */
const lookedAtOnce = 2_000
const wrongClockMs = hours(24)

interface SweptRow {
  readonly id: number
  readonly capturedMs: number
  readonly source: number
}

/** The next of them, at most so many. None while the sweep has rules left: a step that found none. */
export function nextOf(database: Database, sweep: Sweep, most: number, nowMs: number): readonly number[] {
  const [rule] = sweep.rules
  if (rule === undefined) return []
  const rows = rowsOf(database, rule, sweep.afterId)
  const ids: number[] = []
  for (const { id, capturedMs, source } of rows) {
    if (capturedMs >= rule.beforeMs && capturedMs <= nowMs + wrongClockMs && !isExcepted(rule, source)) {
      endRule(sweep)
      return ids
    }
    if (ids.length === most) return ids
    if (capturedMs < rule.beforeMs && !isExcepted(rule, source)) ids.push(id)
    sweep.afterId = id
  }
  if (rows.length < lookedAtOnce) endRule(sweep)
  return ids
}

const isExcepted = ({ except = [] }: SweepRule, source: number): boolean => except.includes(source)

function endRule(sweep: Sweep): void {
  sweep.rules.shift()
  sweep.afterId = 0
}

function rowsOf(database: Database, { source }: SweepRule, afterId: number): readonly SweptRow[] {
  const columns = 'SELECT id, captured_ms AS capturedMs, source FROM events'
  return source === undefined
    ? (database.prepare(`${columns} WHERE id > ? ORDER BY id LIMIT ${lookedAtOnce}`).all(afterId) as SweptRow[])
    : (database
        .prepare(`${columns} INDEXED BY events_source WHERE source = ? AND id > ? ORDER BY id LIMIT ${lookedAtOnce}`)
        .all(source, afterId) as SweptRow[])
}
