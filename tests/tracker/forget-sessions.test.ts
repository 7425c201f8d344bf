/** Sessions that are to be forgotten: what only the ledger knows of them goes, what they spent stays. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/storage/sqlite.ts'
import { openDatabase } from '../../src/storage/sqlite.ts'
import { forgetSessions, sessionsKeptHereAlone } from '../../src/tracker/forget-sessions.ts'
import { StoreQueries } from '../../src/tracker/store-queries.ts'
import { ledgerMigrations } from '../../src/tracker/store-schema.ts'

let folder: string
let database: Database
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tce-forget-'))
  const opened = openDatabase(join(folder, 'ledger.sqlite'), { migrations: ledgerMigrations })
  if (!opened.ok) throw new Error(opened.error.message)
  database = opened.value
  for (const [no, id, isGone] of [
    [1, 'gone', 1],
    [2, 'there', 0],
  ] as const) {
    database
      .prepare(
        `INSERT INTO session (no, id, title, first_prompt, project_slug, cwd, branch, started_ms, tokens, haystack, agent)
         VALUES (?, ?, 'Secret plan', 'do it', '-home-me-secret', '/home/me/secret', 'main', 5, 7, 'secret plan', 'claude')`,
      )
      .run(no, id)
    database
      .prepare(
        `INSERT INTO file (path, device, inode, size, mtime_ms, offset, carry, fingerprint, session_id, project_slug, is_gone)
         VALUES (?, 0, 0, 0, 0, 0, 0, '', ?, '-home-me-secret', ?)`,
      )
      .run(`/logs/${id}`, id, isGone)
    for (const branch of ['', 'main', 'other']) {
      database
        .prepare(
          `INSERT INTO source (session_no, project_slug, branch, subagent_id) VALUES (?, '-home-me-secret', ?, '')`,
        )
        .run(no, branch)
    }
  }
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const rowOf = (id: string) => new StoreQueries(database).sessionRows({ ids: [id] }).rows[0]

describe('a session that is forgotten', () => {
  it('loses its words where no file of it is left, and keeps its place in time', () => {
    expect(sessionsKeptHereAlone(database, ['gone', 'there', 'nobody'])).toEqual(['gone'])
    expect(forgetSessions(database, new Set(['gone', 'there']))).toEqual(['gone'])
    expect(rowOf('gone')).toMatchObject({ id: 'gone', projectSlug: 'forgotten', startedAtMs: 5 })
    for (const word of ['title', 'firstPrompt', 'cwd', 'branch'] as const) expect(rowOf('gone')?.[word]).toBeUndefined()
    expect(rowOf('there')).toMatchObject({ title: 'Secret plan', cwd: '/home/me/secret' })
    expect(new StoreQueries(database).sessionRows({ search: 'secret' }).rows.map(({ id }) => id)).toEqual(['there'])
    const branches = database
      .prepare('SELECT project_slug, branch FROM source WHERE session_no = 1 ORDER BY id')
      .raw()
      .all()
    expect(branches).toEqual([
      ['forgotten', ''],
      ['forgotten', 'forgotten 2'],
      ['forgotten', 'forgotten 3'],
    ])
  })

  it('is looked at once, and nobody is told of it again', () => {
    forgetSessions(database, new Set(['gone']))
    expect(forgetSessions(database, new Set(['gone']))).toEqual([])
    expect(forgetSessions(database, new Set())).toEqual([])
  })
})
