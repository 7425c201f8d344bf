/** Cleaning in steps that hold the store for a moment only: by age when it is due, by size at any time, by order at once. */
import type { Pruned, PruneOrder } from '../core/captured/event-retention.ts'
import { type Database, writtenOver } from '../storage/sqlite.ts'
import { lastCleanup, noteCleanup } from './event-retention.ts'
import { nextOf, type Sweep, sweepOf } from './event-sweep.ts'
import { ageRules, isTooLarge, oldestIds, pruneRules, type Retention, remove, removeOldPoints } from './event-upkeep.ts'
import { steadyClock } from './steady-clock.ts'

export interface EventCleaner {
  keepFor(retention: Retention): void
  prune(order: PruneOrder): Promise<Pruned>
  /** In a transaction, at most so many events; whether there may be more to do. */
  step(database: Database, most: number): boolean
  /** The disk takes nothing: who waits is told. Without a cause the program ends, and it is told what went until now. */
  stop(cause?: unknown): void
}

interface Waiting {
  done(pruned: Pruned): void
  failed(cause: unknown): void
}

interface Run {
  readonly sweep: Sweep
  readonly beganMs: number
  events: number
  bytes: number
  readonly waiting?: Waiting | undefined
}

/** Looks that find nothing are made one after the other for so long. */
const lookForMs = 4

function nextWithin(mostMs: number, look: () => readonly number[], { rules }: Sweep): readonly number[] {
  const untilMs = performance.now() + mostMs
  let ids = look()
  while (ids.length === 0 && rules.length > 0 && performance.now() < untilMs) ids = look()
  return ids
}

/** Few at once: how much room they made shows only afterwards. */
const mostForSize = 100

export function createEventCleaner(clock: () => number = Date.now): EventCleaner {
  const now = steadyClock(clock)
  const orders: { readonly order: PruneOrder; readonly waiting: Waiting }[] = []
  let retention: Retention | undefined
  let run: Run | undefined
  /** The last that was found to be over. */
  let cleanedMs: number | undefined

  function begin(database: Database): Run | undefined {
    const next = orders.shift()
    if (next !== undefined) return runOf(pruneRules(database, next.order), next.waiting)
    if (retention === undefined || !isDue(database, retention)) return undefined
    return runOf(ageRules(database, retention, now()))
  }

  const runOf = (rules: Sweep['rules'], waiting?: Waiting): Run => {
    return { sweep: sweepOf(rules), beganMs: now(), events: 0, bytes: 0, waiting }
  }

  /** Without a time of the day: always. */
  function isDue(database: Database, { cleanup }: Retention): boolean {
    if (cleanup === undefined) return true
    cleanedMs ??= lastCleanedMs(database)
    const nowMs = now()
    // One that lies ahead was noted by a wrong clock.
    return nowMs >= cleanup.dueMs && (cleanedMs < cleanup.dueMs || cleanedMs > nowMs + 1)
  }

  function sweepOn(database: Database, current: Run, most: number): void {
    const ids = nextWithin(lookForMs, () => nextOf(database, current.sweep, most, now()), current.sweep)
    if (ids.length > 0) {
      const bytes =
        current.waiting === undefined ? remove(database, ids) : writtenOver(database, () => remove(database, ids))
      current.events += ids.length
      current.bytes += bytes
    }
    if (current.sweep.rules.length === 0) end(database, current)
  }

  function end(database: Database, { beganMs, events, bytes, waiting }: Run): void {
    run = undefined
    waiting?.done({ events, bytes })
    if (waiting !== undefined || retention?.cleanup === undefined) return
    cleanedMs = now()
    noteCleanup(database, { at: new Date(cleanedMs).toISOString(), events, bytes, tookMs: cleanedMs - beganMs })
  }

  return {
    keepFor(wanted) {
      retention = wanted
    },
    prune: (order) => new Promise((done, failed) => orders.push({ order, waiting: { done, failed } })),
    step(database, most) {
      run ??= begin(database)
      if (run !== undefined) {
        sweepOn(database, run, most)
        if (run !== undefined || orders.length > 0) return true
      }
      if (retention === undefined) return false
      const isFull = isTooLarge(database, retention.maxBytes)
      const ids = isFull ? oldestIds(database, Math.min(mostForSize, most)) : []
      if (ids.length > 0) remove(database, ids)
      return removeOldPoints(database, isFull ? undefined : now() - retention.keepForMs) + ids.length > 0
    },
    stop(cause) {
      const stopped = [...(run === undefined ? [] : [run]), ...orders.splice(0).map(nothingYet)]
      run = undefined
      for (const { waiting, events, bytes } of stopped) {
        if (cause === undefined) waiting?.done({ events, bytes })
        else waiting?.failed(cause)
      }
    },
  }
}

function lastCleanedMs(database: Database): number {
  const last = lastCleanup(database)
  return last === undefined ? Number.NEGATIVE_INFINITY : Date.parse(last.at)
}

const nothingYet = ({ waiting }: { readonly waiting: Waiting }) => ({ waiting, events: 0, bytes: 0 })
