/** The index in parts: what a question finds does not depend on how its passages lie in them. */
import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { partPlaces } from '../../src/search/index-part.ts'
import { searchMigrations } from '../../src/search/search-schema.ts'
import { openForReading } from '../../src/storage/sqlite.ts'
import { answer, indexed, newPath, nowMs, prompt, session } from './indexed.ts'

const weekMinutes = 7 * 24 * 60

describe('texts of many weeks', () => {
  const weeks = Array.from({ length: 6 }, (_, n) =>
    session(`s${n}`, [prompt(`the lock of week ${n}`, n * weekMinutes)]),
  )

  it('are found in all of them, the newest first when asked for', async () => {
    const { found } = await indexed(weeks)
    expect(found('lock', 'newest')).toEqual(weeks.map(({ sessionId }) => `${sessionId} main@0.0`))
  })

  it('are as rare as a word is in all of them: where few say it that is no merit', async () => {
    const noise = Array.from({ length: 30 }, (_, n) => answer(`other words number ${n}`, weekMinutes + n))
    const many = Array.from({ length: 30 }, (_, n) => answer(`lock words number ${n}`, 10 + n))
    const { found } = await indexed([
      session('old', [...noise, answer('lock words number one', weekMinutes)]),
      session('new', many),
    ])
    expect(found('lock')[0]).toMatch(/^new /)
  })

  it('are looked at between two moments', async () => {
    const { found } = await indexed(weeks)
    expect(found('lock since:15d before:2026-11-19T00:00:00Z')).toEqual(['s1 main@0.0', 's2 main@0.0'])
    expect(found('since:15d before:2026-11-19T00:00:00Z', 'newest')).toEqual(['s1 main@0.0', 's2 main@0.0'])
  })

  it('go with their session', async () => {
    const { writer, found } = await indexed(weeks)
    writer.forget(['s1', 's4'])
    expect([...found('lock')].sort()).toEqual(['s0', 's2', 's3', 's5'].map((id) => `${id} main@0.0`))
    expect(found('-nothing', 'newest')).toHaveLength(4)
  })

  it('are put together piece by piece when their week is over, and found as before', async () => {
    const { writer, found, path } = await indexed(weeks)
    const opened = openForReading(path)
    if (!opened.ok) throw new Error(opened.error.message)
    const untidy = opened.value.prepare('SELECT count(*) FROM part WHERE is_tidy = 0').pluck().get()
    opened.value.close()
    // That of this week goes on.
    expect([writer.tidy(), untidy]).toEqual([false, 1])
    expect(found('lock')).toHaveLength(6)
  })
})

describe('one letter', () => {
  const sessions = [session('one', [prompt('take the lock'), answer('useAuthToken is called'), answer('Éclair')])]

  it.each([
    ['l', ['one main@0.0']],
    ['u', ['one main@1.0']],
    ['a', ['one main@1.0']],
    ['e', ['one main@2.0']],
    ['lock t', ['one main@0.0']],
    ['lock x', []],
    ['-t', ['one main@2.0']],
    ['"t"', []],
    ['the/t', ['one main@0.0']],
    ['the/x', []],
  ])('%j finds what has a word, or a part of an identifier, that begins so', async (query, expected) => {
    const { found } = await indexed(sessions)
    expect([...found(query)].sort()).toEqual(expected)
  })
})

it('finds the newest of more than are ranked, across the parts of one week, and says so', async () => {
  const count = partPlaces + 600
  const said = Array.from({ length: count }, (_, n) => answer(`lock ${n}`, 5_000 - (n * 4_000) / count))
  const { ask } = await indexed([session('one', said, { changedMs: nowMs })])
  const { hits, isBounded, groups } = ask('lock', { order: 'newest', hits: 1 })
  expect([hits, isBounded]).toEqual([20_000, true])
  expect(groups[0]?.hits[0]?.cursor).toBe(`main@${count - 1}.0`)
  expect(ask('lock 7').isBounded).toBe(false)
})

it('by time finds the newest few where those are of as many sessions as are asked for, and says that there are more', async () => {
  const sessions = Array.from({ length: 30 }, (_, no) =>
    session(
      `s${String(no).padStart(2, '0')}`,
      Array.from({ length: 100 }, (_, n) => answer(`lock ${n}`, no * 100 + n)),
    ),
  )
  const { ask } = await indexed(sessions)
  const few = ask('lock', { order: 'newest', limit: 5 })
  expect(few).toMatchObject({ hits: 2_000, sessions: 20, isBounded: true })
  expect(few.groups.map(({ sessionId }) => sessionId)).toEqual(['s00', 's01', 's02', 's03', 's04'])
  expect(few.groups[0]?.hits.map(({ cursor }) => cursor)).toEqual(['main@0.0', 'main@1.0', 'main@2.0', 'main@3.0'])
  expect(ask('lock', { order: 'newest', limit: 25 })).toMatchObject({ hits: 3_000, sessions: 30, isBounded: false })
  expect(ask('lock')).toMatchObject({ hits: 3_000, sessions: 30, isBounded: false })
})

it('what stands in half of all passages does not count for the order, what is rare does', async () => {
  const said = Array.from({ length: 1_200 }, (_, n) => answer(`the lock ${n}`, 2_000 - n))
  const { found } = await indexed([
    session('often', said),
    session('once', [answer('the lock of a semaphore and of much else that is said at length here', 3_000)]),
  ])
  expect(found('lock semaphore')).toEqual(['once main@0.0'])
  expect(found('lock OR semaphore')[0]).toBe('once main@0.0')
  expect(found('lock')[0]).toBe('often main@1199.0')
})

it('an index of before is made again, without a copy', async () => {
  const path = newPath()
  const old = new Sqlite(path)
  old.exec(searchMigrations[0] ?? '')
  old.exec(`INSERT INTO session VALUES (1, 'claude', 'm', 'one', 1, 'done', '{}', 1); PRAGMA user_version = 1`)
  old.close()
  const { found } = await indexed([session('one', [prompt('the lock')])], path)
  expect(found('lock')).toEqual(['one main@0.0'])
  expect(readdirSync(dirname(path)).filter((name) => name.includes('schema'))).toEqual([])
})
