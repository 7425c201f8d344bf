/** What is kept, and what would go: asked beside those who write. */
import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { EventRetention, LastCleanup, Prunable, PruneOrder } from '../core/captured/event-retention.ts'
import { days } from '../core/time/duration.ts'
import type { Database } from '../storage/sqlite.ts'
import { totals } from './event-totals.ts'
import { freeBytesIn, type Retention } from './event-upkeep.ts'

export function retentionOf(database: Database, path: string, retention: Retention, nowMs: number): EventRetention {
  const { keepForMs, keepForMsOf, maxBytes, cleanup, givesBackSpace = true } = retention
  const counts = counter(database)
  const { events, fileBytes, oldest, sources: kept } = totals(database)
  const atMs = cleanup?.nextMs ?? nowMs
  const sources = kept.map(({ source, events, bytes }) => {
    const keepMs = keepForMsOf[source] ?? keepForMs
    const { oldest, before } = counts.of(source)
    return { source, events, bytes, oldest, keepDays: keepMs / days(1), toGo: before(atMs - keepMs) }
  })
  return {
    events,
    fileBytes,
    diskFreeBytes: freeBytes(path),
    oldest,
    keepDays: keepForMs / days(1),
    maxBytes,
    givesBackSpace,
    freeBytes: freeBytesIn(database),
    nextCleanupAt: cleanup && new Date(cleanup.nextMs).toISOString(),
    toGo: sources.reduce((sum, { toGo }) => sum + toGo, 0),
    lastCleanup: lastCleanup(database),
    sources,
  }
}

export function prunableOf(database: Database, { beforeMs, sources: asked }: PruneOrder): Prunable {
  const counts = counter(database)
  const sources = totals(database).sources.flatMap(({ source, events, bytes }) => {
    if (asked !== undefined && !asked.includes(source)) return []
    const { oldest, before } = counts.of(source)
    const toGo = before(beforeMs)
    return toGo === 0 ? [] : [{ source, events: toGo, bytes: Math.round((bytes * toGo) / events), oldest }]
  })
  return {
    events: sources.reduce((sum, { events }) => sum + events, 0),
    bytes: sources.reduce((sum, { bytes }) => sum + bytes, 0),
    oldest: sources.flatMap(({ oldest }) => oldest ?? []).sort()[0],
    before: new Date(beforeMs).toISOString(),
    sources: sources.map(({ source, events, bytes }) => ({ source, events, bytes })),
  }
}

/** How many events of a source are older than a moment: the moment's place among the ids is looked for once. */
function counter(database: Database) {
  const idOf = database.prepare('SELECT id FROM sources WHERE name = ?').pluck()
  const first = database
    .prepare('SELECT captured_ms FROM events INDEXED BY events_source WHERE source = ? ORDER BY id LIMIT 1')
    .pluck()
  const count = database
    .prepare('SELECT COUNT(*) FROM events INDEXED BY events_source WHERE source = ? AND id <= ?')
    .pluck()
  const places = new Map<number, number>()
  const placeOf = (beforeMs: number): number => {
    const place = places.get(beforeMs) ?? lastIdBefore(database, beforeMs)
    places.set(beforeMs, place)
    return place
  }
  return {
    of(name: string) {
      const source = idOf.get(name)
      const oldestMs = first.get(source) as number | undefined
      return {
        oldest: oldestMs === undefined ? undefined : new Date(oldestMs).toISOString(),
        before: (beforeMs: number): number => count.get(source, placeOf(beforeMs)) as number,
      }
    },
  }
}

/** Ids and captures grow together: halved until it is found. */
function lastIdBefore(database: Database, beforeMs: number): number {
  const row = database.prepare('SELECT id, captured_ms AS ms FROM events WHERE id >= ? ORDER BY id LIMIT 1')
  const { first, last } = database
    .prepare('SELECT (SELECT MIN(id) FROM events) AS first, (SELECT MAX(id) FROM events) AS last')
    .get() as {
    readonly first: number | null
    readonly last: number | null
  }
  let [low, high] = [first ?? 0, (last ?? 0) + 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const found = row.get(middle) as { readonly id: number; readonly ms: number } | undefined
    if (found === undefined || found.ms >= beforeMs) high = middle
    else low = found.id + 1
  }
  return low - 1
}

const cleanupFacts = ['cleaned_ms', 'cleaned_events', 'cleaned_bytes', 'cleaned_took_ms'] as const

export function lastCleanup(database: Database): LastCleanup | undefined {
  const fact = database.prepare('SELECT value FROM facts WHERE name = ?').pluck()
  const [ms, events = 0, bytes = 0, tookMs = 0] = cleanupFacts.map((name) => fact.get(name) as number | undefined)
  return ms === undefined ? undefined : { at: new Date(ms).toISOString(), events, bytes, tookMs }
}

export function noteCleanup(database: Database, { at, events, bytes, tookMs }: LastCleanup): void {
  const note = database.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?)')
  for (const [index, value] of [Date.parse(at), events, bytes, Math.round(tookMs)].entries()) {
    note.run(cleanupFacts[index], value)
  }
}

function freeBytes(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(dirname(path))
    return bavail * bsize
  } catch {
    return undefined
  }
}
