/** Every command that tells of a session, before and after its agent deleted the files: the same words, from the archive. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { backUp } from '../../src/app/back-up.ts'
import { keepArchive } from '../../src/app/keep-archive.ts'
import { openBackup } from '../../src/app/restore.ts'
import { archiveReport } from '../../src/archive/archive-data.ts'
import type { SessionData } from '../../src/core/data/kept-data.ts'
import { opencodeSession, recordedOpencodeHome } from '../sessions/opencode-home.ts'
import { filesIn } from '../tools/files-in.ts'
import { ownFolder } from '../tools/own-folder.ts'
import { waitFor } from '../tools/wait-for.ts'

const root = join(import.meta.dirname, '..', '..')
const recorded = join(root, 'tests', 'fixtures', 'claude', 'projects', '2.1.329')

function makeHome() {
  const home = ownFolder('tce-kept-')
  const dataDir = join(home, 'data')
  mkdirSync(join(home, 'config'))
  cpSync(recorded, join(home, '.claude', 'projects'), { recursive: true })
  const opencode = recordedOpencodeHome()
  opencode.database.close()
  const opencodeDir = join(home, '.local', 'share', 'opencode')
  cpSync(opencode.dataDir, opencodeDir, { recursive: true })
  const transcripts = filesIn(join(home, '.claude', 'projects'))
  for (const path of transcripts) utimesSync(path, new Date('2026-11-20T12:00:00Z'), new Date('2026-11-20T12:00:00Z'))
  const env = {
    HOME: home,
    PATH: process.env['PATH'],
    TCE_DATA_DIR: dataDir,
    TCE_CONFIG_DIR: join(home, 'config'),
    TCE_CACHE_DIR: join(home, 'cache'),
  }
  const tce = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [join(root, 'bin', 'tce.js'), ...args], {
      ...{ env, cwd: home, encoding: 'utf8' },
      maxBuffer: 1 << 26,
    })
  const archive = async () => {
    const before = archiveReport(dataDir)?.passedAt
    const keeper = keepArchive(
      {
        ...{ dataDir, machine: 'machine' },
        sources: [
          { agent: 'claude', dataDir: join(home, '.claude') },
          { agent: 'opencode', dataDir: opencodeDir },
        ],
      },
      {
        wanted: () => ({ isArchived: true, exclude: [], keep: 'forever', maxBytes: 1e10, minFreeBytes: 0 }),
        letGo: async () => {},
        reportError: (what, cause) => expect.fail(`${what}: ${cause}`),
        firstPassAfterMs: 0,
      },
    )
    await waitFor('the pass', () => archiveReport(dataDir)?.passedAt !== before || undefined)
    await keeper.close()
  }
  return {
    home,
    dataDir,
    transcripts,
    opencodeDatabase: join(opencodeDir, 'opencode.db'),
    tce,
    archive,
    json: <T>(...args: string[]) => JSON.parse(tce(...args, '--json')) as T,
  }
}

interface Sessions {
  readonly sessions: readonly { readonly id: string; readonly title?: string; readonly costUsd?: number }[]
}
interface Found {
  readonly groups: readonly {
    readonly sessionId: string
    readonly isKeptHere?: boolean
    readonly hits: readonly { readonly excerpt?: string }[]
  }[]
}

const withSubagent = 'a2051a55-6de4-4c98-a480-e854cdb4d38e'

/** Each is a program of its own, one after the other. */
const manyCommandsMs = 180_000

it(
  'a session whose files are gone is listed, searched, shown and exported as before',
  async () => {
    const { home, dataDir, transcripts, opencodeDatabase, tce, json, archive } = makeHome()
    const { sessions } = json<Sessions>('sessions')
    expect(sessions.length).toBeGreaterThan(3)
    const exported = [withSubagent, opencodeSession]
    const ask = () => ({
      sessions: json<Sessions>('sessions').sessions.map(({ id, title, costUsd }) => ({ id, title, costUsd })),
      found: json<Found>('search', 'the').groups.map(({ sessionId, hits }) => [sessionId, hits]),
      usage: json<{ readonly total: object }>('usage').total,
      // Of a file and of a database.
      exports: exported.map((id) => tce('session', id, '--as', 'markdown')),
    })
    const before = ask()
    expect(before.found.length).toBeGreaterThan(0)
    await archive()
    const keptHere = () => json<Found>('search', 'the').groups.filter(({ isKeptHere }) => isKeptHere === true).length
    expect(keptHere()).toBe(0)
    expect(archiveReport(dataDir)).toMatchObject({ sessions: sessions.length, onlyHere: 0, damaged: 0 })
    for (const path of [...transcripts, opencodeDatabase]) rmSync(path)
    expect(ask()).toEqual(before)
    expect(keptHere()).toBe(before.found.length)
    // Made anew, the index has the same: out of the archive.
    rmSync(join(dataDir, 'search.sqlite'))
    expect(json<Found>('search', 'the').groups.map(({ sessionId, hits }) => [sessionId, hits])).toEqual(before.found)
    for (const path of filesIn(join(dataDir, 'archive'))) expect(statSync(path).mode & 0o777).toBe(0o600)
    // A backup brings it to another data folder.
    const file = join(home, 'all.backup')
    expect(
      await backUp({ configDir: join(home, 'config'), dataDir }, { file, withSecrets: false, isReplacing: false }),
    ).toMatchObject({
      ok: true,
    })
    const other = makeHome()
    for (const path of [...other.transcripts, other.opencodeDatabase]) rmSync(path)
    const opened = await openBackup({ configDir: join(other.home, 'config'), dataDir: other.dataDir }, file)
    expect(opened.ok && (await opened.value.restore()).ok).toBe(true)
    expect(pathsIn(other.dataDir)).toEqual(pathsIn(dataDir))
    expect(archiveReport(other.dataDir)).toMatchObject({ sessions: sessions.length, damaged: 0 })
  },
  manyCommandsMs,
)

it(
  'a session that is deleted for good is nowhere, and comes back neither to the index nor to the archive',
  async () => {
    const { dataDir, transcripts, opencodeDatabase, tce, json, archive } = makeHome()
    const ids = json<Sessions>('sessions').sessions.map(({ id }) => id)
    json<Found>('search', 'the')
    await archive()
    const [gone = ''] = json<Found>('search', 'the').groups.map(({ sessionId }) => sessionId)
    const paths = transcripts.filter((path) => path.includes(gone))
    const before = paths.map((path) => readFileSync(path, 'utf8'))
    const data = json<SessionData>('session', gone, '--delete-for-good')
    expect([data.texts > 0, data.archivedBytes > 0, data.isOnlyHere]).toEqual([true, true, false])
    expect(tce('session', gone.slice(0, 8), '--delete-for-good', '--yes')).toContain('is deleted for good')
    const found = () => json<Found>('search', 'the').groups.map(({ sessionId }) => sessionId)
    expect(found()).not.toContain(gone)
    expect(json<Sessions>('sessions').sessions.map(({ id }) => id)).toEqual(ids)
    await archive()
    expect(archiveReport(dataDir)?.sessions).toBe(ids.length - 1)
    expect(json<SessionData>('session', gone, '--delete-for-good')).toMatchObject({ texts: 0, archivedBytes: 0 })
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(before)
    // Of the others what is only here can be let go by age.
    for (const path of [...transcripts, opencodeDatabase]) rmSync(path)
    await archive()
    expect(archiveReport(dataDir)?.onlyHere).toBe(ids.length - 1)
    expect(found().length).toBeGreaterThan(0)
  },
  manyCommandsMs,
)

const pathsIn = (dataDir: string): readonly string[] =>
  filesIn(join(dataDir, 'archive', 'pieces')).map((path) => path.slice(dataDir.length))
