import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createIdleCache } from '../../src/storage/idle-cache.ts'
import { type Database, emptyDatabase } from '../../src/storage/sqlite.ts'

describe('what SQLite keeps of a file in memory', () => {
  let database: Database
  beforeEach(() => {
    database = emptyDatabase()
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
    database.close()
  })
  const looked = () => vi.spyOn(database, 'pragma')

  it('goes ten seconds after the last use, once', () => {
    const told = looked()
    const cache = createIdleCache(() => database)
    cache.used()
    vi.advanceTimersByTime(9_000)
    cache.used()
    vi.advanceTimersByTime(9_900)
    expect(told).not.toHaveBeenCalled()
    vi.advanceTimersByTime(60_000)
    expect(told.mock.calls).toEqual([['shrink_memory']])
    cache.used()
    vi.advanceTimersByTime(10_000)
    expect(told).toHaveBeenCalledTimes(2)
  })

  it('stays while a transaction is open, and nobody asks a database that is closed', () => {
    const told = looked()
    const cache = createIdleCache(() => database)
    database.exec('BEGIN')
    cache.used()
    vi.advanceTimersByTime(20_000)
    database.exec('COMMIT')
    cache.used()
    cache.end()
    vi.advanceTimersByTime(20_000)
    const closed = emptyDatabase()
    closed.close()
    createIdleCache(() => closed).used()
    createIdleCache(() => undefined).used()
    vi.advanceTimersByTime(20_000)
    expect(told).not.toHaveBeenCalled()
  })
})
