/** What agents wrote is kept when they delete it, and read as if they had not. */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkArchive } from '../../src/archive/check-archive.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { createSessionTexts } from '../../src/sessions/session-texts.ts'
import { createSessionWatcher } from '../../src/sessions/session-watcher.ts'
import { diskFiles } from '../../src/storage/agent-files.ts'
import { recordedHome } from '../sessions/agent-homes.ts'
import { call, jsonl, makeSessionHome, prompt, result, sessionId, text } from '../sessions/transcript-lines.ts'
import { filesIn } from '../tools/files-in.ts'
import { ownFolder } from '../tools/own-folder.ts'
import { archivedHome, letters, nowMs } from './archived-home.ts'

const always = async () => true

/** One of Claude Code's with a subagent, and a result that was too long for its log. */
function claudeHome(words: readonly string[] = ['go']) {
  const made = makeSessionHome()
  made.write(words.flatMap((one) => [prompt(one), call('t1', 'Task', { prompt: 'look' }), result('t1'), text('Done.')]))
  made.write([{ ...prompt('look'), isSidechain: true, agentId: 'a1' }], made.subagentPath('a1'))
  writeFileSync(made.subagentPath('a1').replace(/\.jsonl$/, '.meta.json'), '{"agentType":"Explore"}')
  const side = join(dirname(made.path), sessionId, 'tool-results', 'b1.txt')
  mkdirSync(dirname(side), { recursive: true })
  writeFileSync(side, Buffer.from([0, 255, 10, 13, 226, 130]))
  const home = archivedHome('claude', made.configDir)
  home.age()
  return { ...home, path: made.path, side, subagent: made.subagentPath('a1'), append: made.append }
}

function bytesOf(files: ReturnType<ReturnType<typeof archivedHome>['files']>, path: string): Buffer {
  const file = files.open(path)
  if (typeof file === 'number') throw new Error('It is still on the disk.')
  const bytes = Buffer.alloc(file.sizeBytes)
  expect(file.read(bytes, 0, bytes.length, 0)).toBe(bytes.length)
  return bytes
}

describe.each(['claude', 'codex', 'copilot', 'cursor', 'gemini', 'kimi', 'pi', 'qwen'] as const)(
  'sessions of %s',
  (agent) => {
    it('that their program recorded are told the same when all of its files are gone', async () => {
      const { pass, lose, age, told, files, sources } = archivedHome(
        agent,
        agent === 'claude' ? claudeRecordings() : recordedHome(agent),
      )
      age()
      const before = told(diskFiles)
      expect(before.length).toBeGreaterThan(0)
      const { problem, files: archived } = await pass()
      expect([problem, archived > 0]).toEqual([undefined, true])
      const after = files()
      expect(told(files())).toEqual(before)
      lose()
      expect(told(diskFiles)).toEqual([])
      expect(told()).toEqual(before)
      // Each is found by its id alone, too.
      const ids = before.map((one) => one.sessionId)
      expect(ids.map((id) => createSessionTexts(sources, after)(id).map((one) => one.sessionId))).toEqual(
        ids.map((id) => [id]),
      )
    })
  },
)

function claudeRecordings(): string {
  const home = ownFolder('tce-archive-claude-')
  const from = join(import.meta.dirname, '..', 'fixtures', 'claude', 'projects')
  for (const path of filesIn(from)) {
    const to = join(home, 'projects', path.slice(from.length + 1).replaceAll('/-home', '-home'))
    mkdirSync(dirname(to), { recursive: true })
    copyFileSync(path, to)
  }
  return home
}

describe('what is archived', () => {
  it('is byte for byte what the files were, private, and smaller', async () => {
    const { pass, path, side, subagent, lose, files, dataDir, piecesOnDisk } = claudeHome([letters(3_000_000), 'again'])
    const before = new Map([path, side, subagent].map((one) => [one, readFileSync(one)]))
    await pass()
    lose()
    for (const [one, bytes] of before) expect(bytesOf(files(), one).equals(bytes)).toBe(true)
    for (const one of filesIn(join(dataDir, 'archive'))) expect(statSync(one).mode & 0o777).toBe(0o600)
    expect(statSync(join(dataDir, 'archive')).mode & 0o777).toBe(0o700)
    const stored = piecesOnDisk().reduce((sum, one) => sum + statSync(one).size, 0)
    expect(stored).toBeLessThan(0.75 * (before.get(path)?.length ?? 0))
  })

  it('shows as a session that is followed: state, pages, a search within it, and each event', async () => {
    const { pass, lose, sources, files } = claudeHome(['go', 'on'])
    const look = async (from: typeof diskFiles) => {
      const watcher = createSessionWatcher({ sources, files: from, clock: () => nowMs })
      const watch = await watcher.open(sessionId.slice(0, 8))
      if (watch === undefined) throw new Error('It was not found.')
      const pages = [await watch.events({ limit: 5 }), await watch.events({ search: 'on' })]
      const events = await Promise.all(
        pages.flatMap((page) => page.events).map(({ cursor }: SessionEvent) => watch.event(cursor)),
      )
      const state = watch.state()
      await watcher.close()
      return { pages, events, state }
    }
    const before = await look(diskFiles)
    await pass()
    lose()
    const after = await look(files())
    expect(after).toEqual(before)
    expect(after.state.isComplete).toBe(true)
    expect(after.state.subagents[0]).toMatchObject({ id: 'a1', type: 'Explore' })
  })

  it('stays told to who follows it while its file goes', async () => {
    const { pass, path, sources, files } = claudeHome()
    await pass()
    const watcher = createSessionWatcher({ sources, files: files(), clock: () => nowMs })
    const watch = await watcher.open(sessionId)
    const changes: string[] = []
    watch?.subscribe(({ type }) => changes.push(type))
    rmSync(path)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(changes).not.toContain('resync')
    expect((await watch?.events({}))?.events.length).toBeGreaterThan(3)
    expect(watch?.state().problems).toEqual([])
    await watcher.close()
  })

  it('is stored once where the same stands in two files, and the old part of one that grew stays where it is', async () => {
    const { pass, path, piecesOnDisk, append, age, files, lose } = claudeHome([letters(2_500_000)])
    const copy = join(dirname(path), '99999999-2222-4333-8444-555555555555.jsonl')
    copyFileSync(path, copy)
    age()
    await pass()
    const before = piecesOnDisk()
    append([text('more')])
    age(dirname(path), new Date('2026-11-21T12:00:00Z'))
    await pass()
    const after = piecesOnDisk()
    const whole = readFileSync(path)
    // Two whole pieces are those of before; the last one of before is still that of the copy.
    expect(after.filter((one) => before.includes(one))).toHaveLength(before.length)
    expect(after).toHaveLength(before.length + 1)
    lose()
    expect(bytesOf(files(), path).equals(whole)).toBe(true)
  })

  it('is not touched again as long as nothing is written', async () => {
    const { pass } = claudeHome()
    expect((await pass()).files).toBe(4)
    expect((await pass()).files).toBe(0)
  })

  it('waits until a file was left alone for a day; its subagent that was is archived before', async () => {
    const { pass, path } = claudeHome()
    utimesSync(path, new Date(nowMs - 3_600_000), new Date(nowMs - 3_600_000))
    expect((await pass()).files).toBe(3)
    expect((await pass({ quietMs: () => 1_800_000 })).files).toBe(1)
  })

  it('stays as it was where its file lost some, and is what a file holds that was moved to another project', async () => {
    const { pass, path, age, lose, files, told, home } = claudeHome(['one', 'two', 'three'])
    const whole = readFileSync(path)
    await pass()
    truncateSync(path, 400)
    age(dirname(path), new Date('2026-11-22T12:00:00Z'))
    await pass()
    const moved = join(home, 'projects', '-home-dev-renamed', basename(path))
    mkdirSync(dirname(moved))
    writeFileSync(moved, Buffer.concat([whole, Buffer.from(jsonl([prompt('after the move')]))]))
    age(dirname(moved), new Date('2026-11-23T12:00:00Z'))
    await pass()
    lose()
    expect(bytesOf(files(), path).equals(whole)).toBe(true)
    // Kept in two places it is the one that holds more, as with files.
    const [session, ...others] = told()
    expect(others).toEqual([])
    expect(JSON.stringify(session)).toContain('after the move')
  })

  it('is nothing of what is left out: before, and when it was archived already', async () => {
    const { pass, lose, told, piecesOnDisk } = claudeHome()
    expect((await pass({ leftOut: new Set([sessionId]) })).files).toBe(0)
    await pass()
    expect(piecesOnDisk().length).toBeGreaterThan(0)
    lose()
    expect(await pass({ leftOut: new Set([sessionId]) })).toMatchObject({ letGo: [sessionId] })
    expect([told(), piecesOnDisk()]).toEqual([[], []])
  })

  it('goes when it is older than its user keeps, and is not archived again', async () => {
    const { pass, told, piecesOnDisk, lose } = claudeHome()
    await pass()
    const month = { keepMs: 30 * 86_400_000 }
    expect((await pass(month)).letGo).toEqual([])
    expect(piecesOnDisk()).toEqual([])
    expect((await pass(month)).files).toBe(0)
    expect(told()).toHaveLength(1)
    lose()
    expect(told()).toEqual([])
  })
})

describe('deleting', () => {
  it('leaves a session alone until it is written again; for good, nothing of it is known', async () => {
    const { pass, store, append, age, home } = claudeHome()
    await pass()
    await store.remove([sessionId], 'as-it-is')
    expect((await pass()).files).toBe(0)
    append([text('more')])
    age(home, new Date('2026-11-24T12:00:00Z'))
    expect((await pass()).files).toBe(4)
    await store.remove([sessionId], 'for-good')
    expect(await store.known()).toEqual([])
  })

  it('of one session leaves what another shares with it', async () => {
    const { pass, store, path, age, lose, files } = claudeHome([letters(1_200_000)])
    const other = '99999999-2222-4333-8444-555555555555'
    const copy = join(dirname(path), `${other}.jsonl`)
    copyFileSync(path, copy)
    age()
    const bytes = readFileSync(path)
    await pass()
    await store.remove([sessionId], 'for-good')
    lose()
    expect(bytesOf(files(), copy).equals(bytes)).toBe(true)
    expect(files().statOf(path)).toBeUndefined()
  })
})

describe('bad luck', () => {
  it('a full archive takes nothing more, says so, and keeps what it has', async () => {
    const { pass, store, told, lose } = claudeHome()
    await pass()
    const bytes = await store.bytes()
    const full = await pass({ maxBytes: bytes, sources: [source('new', ownLog())] })
    expect(full).toMatchObject({ files: 0, problem: 'The archive is as large as it may be.' })
    expect(await store.state('problem')).toBe('The archive is as large as it may be.')
    lose()
    expect(told()).toHaveLength(1)
    expect((await pass({ sources: [source('new', ownLog())] })).problem).toBeUndefined()
    expect(await store.state('problem')).toBeUndefined()
  })

  it('a disk with too little room left is left alone', async () => {
    const { pass, piecesOnDisk, store } = claudeHome()
    expect(await pass({ hasRoom: () => false })).toMatchObject({
      files: 0,
      problem: 'The disk has too little room left.',
    })
    expect([await store.bytes(), filesOrNone(piecesOnDisk)]).toEqual([0, []])
  })

  it('a disk that fills while a piece is written: nothing half is left, and the next pass goes on', async () => {
    const { pass, store, piecesOnDisk, lose, told } = claudeHome([letters(2_500_000)])
    const write = store.pieces.write.bind(store.pieces)
    let left = 2
    store.pieces.write = (raw) => {
      if (left-- > 0) return write(raw)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    }
    const stopped = await pass()
    expect(stopped.problem).toBe('Nothing more can be archived: ENOSPC: no space left on device, write.')
    expect(filesOrNone(piecesOnDisk).filter((one) => one.endsWith('.tmp'))).toEqual([])
    store.pieces.write = write
    expect((await pass()).problem).toBeUndefined()
    lose()
    expect(told()).toHaveLength(1)
  })

  it('a file that is written while it is archived waits for the next pass', async () => {
    const { pass, path, store, age } = claudeHome([letters(2_500_000)])
    let steps = 0
    const goesOn = async () => {
      if (++steps === 2) appendFileSync(path, jsonl([text('meanwhile')]))
      return true
    }
    await pass({ goesOn })
    expect(await store.fileAt(path)).toBeUndefined()
    age()
    await pass()
    expect(await store.fileAt(path)).toMatchObject({ bytes: statSync(path).size })
  })

  it('a file that goes, or may not be read, keeps the others from nothing', async () => {
    const { pass, store, side, path } = claudeHome()
    const gone = join(dirname(side), 'gone.txt')
    const odd = { ...source('odd', gone), files: () => [gone, dirname(side), path] }
    expect(await pass({ sources: [odd] })).toMatchObject({ files: 1, problem: undefined })
    expect(await store.fileAt(path)).toBeDefined()
  })

  it('a piece that is damaged is said; what stands before it, and other sessions, are read', async () => {
    const { pass, path, lose, told, piecesOnDisk, store, files, sources, home } = claudeHome([
      letters(1_500_000),
      'the end',
    ])
    const other = join(home, 'projects', '-home-dev-shop', '99999999-2222-4333-8444-555555555555.jsonl')
    writeFileSync(other, jsonl([prompt('another session')]))
    utimesSync(other, new Date('2026-11-20T12:00:00Z'), new Date('2026-11-20T12:00:00Z'))
    await pass()
    lose()
    const largest = [...piecesOnDisk()].sort((a, b) => statSync(a).size - statSync(b).size).at(-1) ?? ''
    const bytes = readFileSync(largest)
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 0xff, bytes.length >> 1)
    writeFileSync(largest, bytes)
    const left = told()
    expect(left.map((one) => one.sessionId).sort()).toEqual([sessionId, '99999999-2222-4333-8444-555555555555'])
    expect(JSON.stringify(left)).toContain('another session')
    const watcher = createSessionWatcher({ sources, files: files(), clock: () => nowMs })
    const watch = await watcher.open(sessionId)
    await expect
      .poll(() => watch?.state().problems[0] ?? '', { timeout: 5_000 })
      .toContain(`What was archived of ${path} is damaged`)
    await watcher.close()
    await checkArchive(store, always, () => nowMs + 8 * 86_400_000)
    expect(piecesOnDisk().filter((one) => one.endsWith('.damaged'))).toHaveLength(1)
    expect((await store.fileAt(path))?.isDamaged).toBe(true)
    expect((await store.fileAt(other))?.isDamaged).toBe(false)
  })

  it('a damaged piece is written again where its agent still has the file', async () => {
    const { pass, path, lose, files, piecesOnDisk, store } = claudeHome([letters(1_500_000)])
    await pass()
    const before = readFileSync(path)
    for (const one of piecesOnDisk()) writeFileSync(one, 'junk')
    await checkArchive(store, always, () => nowMs + 8 * 86_400_000)
    await pass()
    lose()
    expect(bytesOf(files(), path).equals(before)).toBe(true)
    expect((await store.fileAt(path))?.isDamaged).toBe(false)
  })

  it('pieces of which no row tells go once nobody can be at them any more', async () => {
    const { pass, store, piecesOnDisk } = claudeHome()
    await pass()
    const kept = piecesOnDisk()
    const stray = store.pieces.write(Buffer.from('of somebody who was killed'))
    const path = store.pieces.pathOf(stray.hash)
    utimesSync(path, new Date(nowMs), new Date(nowMs))
    await checkArchive(store, always, () => nowMs)
    expect(piecesOnDisk()).toContain(path)
    utimesSync(path, new Date(nowMs - 7_200_000), new Date(nowMs - 7_200_000))
    await checkArchive(store, always, () => nowMs + 2 * 86_400_000)
    expect(piecesOnDisk()).toEqual(kept)
  })

  it('two that archive, and one that deletes, at the same time: what is told of is there', async () => {
    const { pass, open, lose, told, store } = claudeHome([letters(2_000_000), 'x'])
    const [second, third] = [open(), open()]
    const turns = () => new Promise<true>((resolve) => setImmediate(() => resolve(true)))
    await Promise.all([
      pass({ goesOn: turns }),
      pass({ store: second, goesOn: turns }),
      ...Array.from({ length: 5 }, async () => {
        await turns()
        await third.remove([sessionId], 'for-good')
      }),
    ])
    await pass()
    lose()
    expect(told()).toHaveLength(1)
    expect(told()[0]?.lanes[0]?.events.length).toBeGreaterThan(3)
    for (const one of await store.toCheck(Number.MAX_SAFE_INTEGER, 100)) expect(store.pieces.isWhole(one)).toBe(true)
    await Promise.all([second.close(), third.close()])
  })

  it('killed at any moment, it is whole: the next pass makes up for what is missing', async () => {
    const { dataDir, home, pass, lose, told } = claudeHome([letters(3_000_000), 'y'])
    const script = `
      import { ArchiveStore } from ${JSON.stringify(src('archive/archive-store.ts'))}
      import { archiveSessions } from ${JSON.stringify(src('archive/archive-pass.ts'))}
      import { createSessionTexts } from ${JSON.stringify(src('sessions/session-texts.ts'))}
      const { value: store } = ArchiveStore.open(${JSON.stringify(dataDir)}, 'machine')
      let steps = 0
      await archiveSessions({ store, sources: createSessionTexts([{ agent: 'claude', dataDir: ${JSON.stringify(home)} }])(),
        isArchiving: true, leftOut: new Set(), quietMs: () => 1, keepMs: undefined, maxBytes: 1e12, hasRoom: () => true,
        goesOn: async () => ++steps < Number(process.argv[1]) || process.kill(process.pid, 'SIGKILL') })`
    for (const steps of [1, 2, 3, 4, 5, 6]) {
      try {
        execFileSync(process.execPath, ['--input-type=module', '--eval', script, String(steps)])
      } catch (cause) {
        expect((cause as { signal?: string }).signal).toBe('SIGKILL')
      }
    }
    expect((await pass()).problem).toBeUndefined()
    lose()
    expect(told()).toHaveLength(1)
  })
})

const src = (path: string): string => join(import.meta.dirname, '..', '..', 'src', path)

const ownLog = (): string => {
  const path = join(ownFolder('tce-archive-log-'), 'x.jsonl')
  writeFileSync(path, 'x\n')
  utimesSync(path, new Date('2026-11-20T12:00:00Z'), new Date('2026-11-20T12:00:00Z'))
  return path
}

const source = (id: string, path: string) => ({
  ...{ agent: 'claude', sessionId: id, changedMs: nowMs - 1e9, mark: '1', isRewritten: false },
  files: () => [path],
})

function filesOrNone(list: () => readonly string[]): readonly string[] {
  try {
    return list()
  } catch {
    return []
  }
}
