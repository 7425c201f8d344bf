/** Sessions that an agent keeps in a database with others are kept when it deletes them there, and read as if it had not. */
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { createSessionWatcher } from '../../src/sessions/session-watcher.ts'
import { diskFiles } from '../../src/storage/agent-files.ts'
import {
  type OpencodeHome,
  opencode2Home,
  opencodeHome,
  opencodeSession,
  recordedOpencodeHome,
  talkIn,
} from '../sessions/opencode-home.ts'
import { waitFor } from '../tools/wait-for.ts'
import { archivedHome, letters, nowMs } from './archived-home.ts'

const sessionId = 'ses_00000000000000000000000001'

const deleteAll = ({ database }: Pick<OpencodeHome, 'database'>): void => {
  const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all() as string[]
  for (const table of tables) database.exec(`DELETE FROM ${table}`)
}

/** As the archive has it, line by line. */
function linesOf({ files, home }: ReturnType<typeof archivedHome>, id = sessionId): readonly Record<string, unknown>[] {
  const text = files().textOf(join(home, 'opencode.db.sessions', `${id}.rows`)) ?? ''
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe.each(['opencode', 'kilo'] as const)('sessions of %s', (agent) => {
  it('that the program recorded are told the same when its rows are deleted, and when its database is gone', async () => {
    const recorded = recordedOpencodeHome()
    const home = archivedHome(agent, recorded.dataDir)
    const before = home.told(diskFiles)
    expect(before.length).toBeGreaterThan(2)
    const { problem, files } = await home.pass()
    expect([problem, files]).toEqual([undefined, before.length])
    expect(home.told()).toEqual(before)
    deleteAll(recorded)
    expect(home.told(diskFiles)).toEqual([])
    expect(home.told()).toEqual(before)
    recorded.database.close()
    renameSync(join(recorded.dataDir, 'opencode.db'), join(recorded.dataDir, 'away'))
    expect(home.told()).toEqual(before)
  })
})

describe('rows that are archived', () => {
  it('are those of the session, its subagents among them, each with every column as it was', async () => {
    const recorded = recordedOpencodeHome()
    const { database } = recorded
    const home = archivedHome('opencode', recorded.dataDir)
    database.exec(`ALTER TABLE part ADD COLUMN extra; CREATE TABLE session_share (session_id TEXT, secret TEXT)`)
    database.prepare('UPDATE part SET extra = ? WHERE session_id = ?').run(Buffer.from([0, 255, 10]), opencodeSession)
    database.exec(`INSERT INTO session_share VALUES ('${opencodeSession}', 'a secret')`)
    await home.pass()
    const [header, ...lines] = linesOf(home, opencodeSession)
    expect(header).toMatchObject({ format: 'tce-session-rows', version: 1, session: opencodeSession })
    const kept = Object.groupBy(lines, ({ table }) => String(table))
    const count = (sql: string) => database.prepare(sql).pluck().get() as number
    const tree = `(SELECT id FROM session WHERE '${opencodeSession}' IN (id, parent_id))`
    expect(kept['message']).toHaveLength(count(`SELECT count(*) FROM message WHERE session_id IN ${tree}`))
    expect(kept['part']).toHaveLength(count(`SELECT count(*) FROM part WHERE session_id IN ${tree}`))
    expect(kept['session']).toHaveLength(2 * count(`SELECT count(*) FROM ${tree}`))
    const [part] = kept['part'] as unknown as readonly { readonly row: { readonly id: string } }[]
    const row = database.prepare('SELECT * FROM part WHERE id = ?').get(part?.row.id) as object
    expect(part?.row).toEqual({ ...row, extra: { base64: 'AP8K' } })
    expect(JSON.stringify(lines)).not.toContain('a secret')
  })

  it('make the same bytes again, and leave the beginning as it was when the session goes on', async () => {
    const own = opencodeHome()
    const talk = talkIn(own, sessionId)
    for (let at = 0; at < 9; at++) talk.says(letters(150_000, at + 1))
    const home = archivedHome('opencode', own.dataDir)
    await home.pass()
    const before = home.piecesOnDisk()
    expect((await home.pass()).files).toBe(0)
    talk.says('more')
    own.database.exec("UPDATE session SET time_updated = time_updated + 3600000, title = 'another'")
    expect((await home.pass()).files).toBe(1)
    // All whole pieces are those of before: only the last one is new.
    expect(home.piecesOnDisk().filter((one) => before.includes(one))).toHaveLength(before.length - 1)
    expect(home.piecesOnDisk()).toHaveLength(before.length)
  })

  it('wait until none of them was written for a day, and for the next time where one is written meanwhile', async () => {
    const own = opencodeHome()
    const talk = talkIn(own, sessionId)
    talk.says('one')
    const home = archivedHome('opencode', own.dataDir)
    // The session's own row says nothing of it.
    own.database.exec(`UPDATE part SET time_updated = ${nowMs - 3_600_000}`)
    expect((await home.pass()).files).toBe(0)
    own.database.exec('UPDATE part SET time_updated = time_created')
    let steps = 0
    const goesOn = async () => {
      if (++steps === 1) talk.says('meanwhile')
      return true
    }
    expect((await home.pass({ goesOn })).files).toBe(0)
    expect((await home.pass()).files).toBe(1)
    expect(JSON.stringify(linesOf(home))).toContain('meanwhile')
  })

  it('of opencode 2 are told the same, without what 1.x left behind', async () => {
    const own = opencode2Home()
    own.asks('what is it?', 1)
    own.row(own.sessionId, 'assistant', 2, {
      content: [{ type: 'text', text: 'It is this.' }],
      time: { created: own.at(2), completed: own.at(3) },
    })
    const home = archivedHome('opencode', own.dataDir)
    const before = home.told(diskFiles)
    expect(JSON.stringify(before)).toContain('It is this.')
    await home.pass()
    deleteAll(own)
    expect(home.told()).toEqual(before)
  })

  it('are kept of no session that is left out, and of none that was deleted for good', async () => {
    const recorded = recordedOpencodeHome()
    const home = archivedHome('opencode', recorded.dataDir)
    const ids = home.told(diskFiles).map((one) => one.sessionId)
    await home.pass({ leftOut: new Set([opencodeSession]) })
    expect(linesOf(home, opencodeSession)).toEqual([])
    await home.pass()
    deleteAll(recorded)
    await home.store.remove([opencodeSession], 'for-good')
    expect(home.told().map((one) => one.sessionId)).toEqual(ids.filter((id) => id !== opencodeSession))
  })
})

describe('a session of a database that is archived', () => {
  it('shows as one that is followed: state, pages, a search within it, and each event', async () => {
    const recorded = recordedOpencodeHome()
    const { pass, sources, files } = archivedHome('opencode', recorded.dataDir)
    const look = async (from: typeof diskFiles) => {
      const watcher = createSessionWatcher({ sources, files: from, clock: () => nowMs })
      const watch = await watcher.open(opencodeSession.slice(0, 10))
      if (watch === undefined) throw new Error('It was not found.')
      const pages = [await watch.events({ limit: 5 }), await watch.events({ search: 'sub' })]
      const events = await Promise.all(
        pages.flatMap((page) => page.events).map(({ cursor }: SessionEvent) => watch.event(cursor)),
      )
      const state = watch.state()
      await watcher.close()
      return { pages, events, state }
    }
    const before = await look(diskFiles)
    await pass()
    deleteAll(recorded)
    expect(await look(files())).toEqual(before)
    expect(before.state.subagents).toHaveLength(1)
  })

  it('stays told to who follows it while its rows are deleted', async () => {
    const own = opencodeHome()
    talkIn(own, sessionId).says('still here')
    const { pass, sources, files } = archivedHome('opencode', own.dataDir)
    await pass()
    const watcher = createSessionWatcher({ sources, files: files(), clock: () => nowMs })
    const watch = await watcher.open(sessionId)
    const changes: string[] = []
    watch?.subscribe(({ type }) => changes.push(type))
    deleteAll(own)
    expect(JSON.stringify(await watch?.events({}))).toContain('still here')
    expect(changes).not.toContain('resync')
    expect(watch?.state().problems).toEqual([])
    await watcher.close()
  })

  it('shows what stands before a damaged stretch, and says so', async () => {
    const own = opencodeHome()
    const talk = talkIn(own, sessionId)
    talk.says(`first ${letters(400_000)}`)
    for (let at = 0; at < 4; at++) talk.says(letters(400_000, at + 2))
    const { pass, sources, files, piecesOnDisk, store, home } = archivedHome('opencode', own.dataDir)
    await pass()
    deleteAll(own)
    const path = join(home, 'opencode.db.sessions', `${sessionId}.rows`)
    expect((await store.fileAt(path))?.bytes).toBeGreaterThan(2_000_000)
    const beginning =
      files()
        .textOf(path)
        ?.slice(0, 1 << 20) ?? ''
    const { hash } = store.pieces.write(Buffer.from(beginning))
    for (const one of piecesOnDisk()) if (one !== store.pieces.pathOf(hash)) writeFileSync(one, 'junk')
    const watcher = createSessionWatcher({ sources, files: files(), clock: () => nowMs })
    const watch = await watcher.open(sessionId)
    const said = await waitFor('the problem', () => watch?.state().problems[0])
    expect(said).toContain(`What was archived of ${path} is damaged from byte 1048576 on`)
    expect(JSON.stringify(await watch?.events({}))).toContain('first ')
    expect(watch?.state().cwd).toBe('/home/dev/proj')
    await watcher.close()
  })
})
