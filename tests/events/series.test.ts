/** Metrics on a real file: what is cumulative is added up once, what is silent makes room, what is told of sessions outlives it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SeriesPoint } from '../../src/core/otlp/series-point.ts'
import { hours, minutes } from '../../src/core/time/duration.ts'
import { eventMigrations } from '../../src/events/event-schema.ts'
import { removeOldPoints } from '../../src/events/event-upkeep.ts'
import { pointsOf, seriesOf } from '../../src/events/series-reader.ts'
import { SeriesWriter } from '../../src/events/series-writer.ts'
import { removeOldestTold, ToldWriter, toldBySession } from '../../src/events/told-usage.ts'
import type { Database } from '../../src/storage/sqlite.ts'
import { openDatabase } from '../../src/storage/sqlite.ts'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
let folder: string
let database: Database
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tce-series-'))
  const opened = openDatabase(join(folder, 'events.sqlite'), { migrations: eventMigrations })
  if (!opened.ok) throw new Error(opened.error.message)
  database = opened.value
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const point = (value: number, atMs: number, more: Partial<SeriesPoint> = {}): SeriesPoint => ({
  ...{ source: 's', name: 'm', kind: 'delta', attributes: {}, resource: {}, startMs: noonMs, value, atMs },
  ...more,
})
const add = (points: readonly SeriesPoint[], most?: number, nowMs = noonMs) =>
  new SeriesWriter(database, 'm1', most).add(points, nowMs)
const kept = () => database.prepare('SELECT value FROM points ORDER BY series, minute_ms').pluck().all()

describe('a series', () => {
  it('of deltas has the sum of each minute; one that comes again counts once', () => {
    add([point(3, noonMs), point(4, noonMs + 1_000), point(4, noonMs + 1_000), point(5, noonMs + minutes(1))])
    expect(kept()).toEqual([7, 5])
  })

  it('of cumulative values has what was added since the last, also after its count began anew', () => {
    const at = (value: number, minute: number, startMs = noonMs) =>
      point(value, noonMs + minutes(minute), { kind: 'cumulative', startMs })
    add([at(10, 0), at(10, 1), at(25, 2)])
    // The program was restarted: by its start, and where it tells none by a value that is less.
    add([at(30, 3, noonMs + 1), at(2, 4, noonMs + 1)])
    expect(kept()).toEqual([10, 0, 15, 30, 2])
  })

  it('of a gauge has the last of each minute', () => {
    const gauge = (value: number, atMs: number) => point(value, atMs, { kind: 'gauge' })
    add([gauge(3, noonMs), gauge(1, noonMs + 1_000), gauge(9, noonMs + minutes(1))])
    expect(kept()).toEqual([1, 9])
  })

  it('is the same whatever the order of its names, and another one of another source, name or program', () => {
    add([point(1, noonMs, { attributes: { a: 1, b: 2 } }), point(2, noonMs + 1, { attributes: { b: 2, a: 1 } })])
    expect(kept()).toEqual([3])
    add([
      point(1, noonMs, { source: 't' }),
      point(1, noonMs, { name: 'n' }),
      point(1, noonMs, { resource: { pid: 1 } }),
    ])
    expect(kept()).toHaveLength(4)
  })
})

describe('when there are as many series as are kept', () => {
  const named = (name: string, atMs = noonMs) => point(1, atMs, { name })

  it('a new one is refused and counted, the known ones go on', () => {
    expect(add([named('a'), named('b'), named('c')], 2)).toEqual({ taken: 2, refused: 1 })
    expect(add([named('a', noonMs + 1), named('d')], 2)).toEqual({ taken: 1, refused: 1 })
    expect(database.prepare(`SELECT value FROM facts WHERE name = 'refused_points'`).pluck().get()).toBe(2)
  })

  it('one that was silent for a day makes room, the one that was silent longest first', () => {
    const now = noonMs + hours(30)
    add([named('older', noonMs), named('old', noonMs + 1), named('young', now)], 3)
    expect(add([named('new', now)], 3, now)).toEqual({ taken: 1, refused: 0 })
    expect(database.prepare('SELECT name FROM series ORDER BY id').pluck().all()).toEqual(['old', 'young', 'new'])
    expect(kept()).toHaveLength(3)
  })
})

describe('asked for', () => {
  it('are listed a page at a time, with their last value as it was sent, and those alone that are asked for', () => {
    const attributes = { model: 'claude-opus-5-5' }
    const tokens = {
      name: 'tokens',
      kind: 'cumulative',
      unit: '1',
      attributes,
      agent: 'claude',
      sessionId: 's1',
    } as const
    add([
      point(10, noonMs, tokens),
      point(25, noonMs + 500, tokens),
      point(3, noonMs, { name: 'load', kind: 'gauge', source: 't' }),
      point(1, noonMs, { name: 'runs' }),
    ])
    expect(seriesOf(database, { limit: 1 })).toEqual({
      series: [
        {
          ...{ id: 1, source: 's', name: 'tokens', unit: '1', kind: 'cumulative', attributes, resource: {} },
          ...{ agent: 'claude', sessionId: 's1', machine: 'm1', lastValue: 25, lastAt: '2026-11-20T12:00:00.500Z' },
        },
      ],
      nextId: 1,
    })
    const names = (question: Partial<Parameters<typeof seriesOf>[1]>) =>
      seriesOf(database, { limit: 10, ...question }).series.map(({ name }) => name)
    expect(names({ afterId: 1 })).toEqual(['load', 'runs'])
    expect(names({ names: ['runs', 'load'], sources: ['t'] })).toEqual(['load'])
    expect(names({ agents: ['claude'], sessionIds: ['s1', 's2'] })).toEqual(['tokens'])
    expect(names({ names: [] })).toEqual([])
    expect(seriesOf(database, { limit: 3 }).nextId).toBeUndefined()
  })

  it('have their points by minute, both ends included, as many as asked for and where the next begin', () => {
    add([0, 1, 2, 3].map((minute) => point(minute + 1, noonMs + minutes(minute))))
    const values = (question: Partial<Parameters<typeof pointsOf>[1]>) =>
      pointsOf(database, { seriesId: 1, limit: 10, ...question })?.points.map(({ value }) => value)
    expect(values({})).toEqual([1, 2, 3, 4])
    expect(values({ sinceMs: noonMs + minutes(1), untilMs: noonMs + minutes(2) })).toEqual([2, 3])
    expect(pointsOf(database, { seriesId: 1, limit: 2 })).toMatchObject({
      series: { id: 1, name: 'm' },
      points: [{ at: '2026-11-20T12:00:00.000Z', value: 1 }, { value: 2 }],
      nextSince: '2026-11-20T12:02:00.000Z',
    })
    expect(pointsOf(database, { seriesId: 1, limit: 4 })?.nextSince).toBeUndefined()
    expect(pointsOf(database, { seriesId: 2, limit: 10 })).toBeUndefined()
  })
})

it('points that are too old go, and the series of which nothing is left; what sessions told stays', () => {
  const told = { agent: 'claude', sessionId: 's1', figure: 'costUsd' } as const
  add([point(0.5, noonMs, { told }), point(0.25, noonMs + hours(48), { name: 'young', told })])
  expect(removeOldPoints(database, noonMs + hours(25))).toBe(1)
  expect(removeOldPoints(database, noonMs + hours(25))).toBe(0)
  expect(database.prepare('SELECT name FROM series').pluck().all()).toEqual(['young'])
  expect(toldBySession(database, 's1')).toMatchObject({ by: 'metrics', costUsd: 0.75 })
})

describe('what a session told', () => {
  const of = { agent: 'codex', sessionId: 's1' }

  it('has no cost where none was told, and is the sum over its models', () => {
    const writer = new ToldWriter(database, 'm1')
    writer.add({ ...of, model: 'a', input: 3, output: 1, requests: 1 }, 'logs', noonMs)
    writer.add({ ...of, model: 'b', input: 4, cacheRead: 9, requests: 1 }, 'logs', noonMs + 1.5)
    expect(toldBySession(database, 's1')).toEqual({
      by: 'logs',
      tokens: { input: 7, output: 1, cacheRead: 9, cacheWrite: 0 },
      requests: 2,
      firstAt: '2026-11-20T12:00:00.000Z',
      lastAt: '2026-11-20T12:00:00.001Z',
    })
    writer.add({ ...of, model: 'b', costUsd: 0.1 }, 'logs', noonMs)
    expect(toldBySession(database, 's1')?.costUsd).toBe(0.1)
    expect(toldBySession(database, 's2')).toBeUndefined()
  })

  it('of the sessions that were silent longest goes when there are too many', () => {
    const writer = new ToldWriter(database, 'm1')
    for (const [n, sessionId] of ['s1', 's2', 's3'].entries()) writer.add({ ...of, sessionId }, 'logs', noonMs + n)
    expect(removeOldestTold(database, 2)).toBe(1)
    expect(removeOldestTold(database, 2)).toBe(0)
    expect(toldBySession(database, 's1')).toBeUndefined()
  })
})
