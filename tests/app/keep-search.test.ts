/** The search as a server keeps it, in its threads: its index is deleted, written over and cut off while it is asked, and its disk is full. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepSearch } from '../../src/app/keep-search.ts'
import { searchOnce } from '../../src/app/search-once.ts'
import { parseQuery } from '../../src/core/query/parse-query.ts'
import { searchKeys } from '../../src/core/search/search-question.ts'
import type { SearchIndex } from '../../src/services/local/search.ts'
import { WithdrawnError } from '../../src/services/search.ts'
import { ownFolder } from '../tools/own-folder.ts'
import { canMount, smallDisk } from '../tools/small-disk.ts'
import { waitFor } from '../tools/wait-for.ts'

const sessionIds = [1, 2, 3].map((no) => `0000000${no}-0000-4000-8000-000000000001`)

function lineOf(sessionId: string, no: number, content: string): string {
  const timestamp = new Date(Date.parse('2026-11-20T12:00:00Z') + no * 1000).toISOString()
  const common = { sessionId, uuid: `${sessionId}-${no}`, cwd: '/work/shop', timestamp }
  return `${JSON.stringify({ ...common, type: 'user', message: { role: 'user', content } })}\n`
}

function home(dataDir: string, text = (no: number) => `the lock is taken ${no}`) {
  const claude = join(ownFolder('tce-keep-search-'), '.claude')
  const folder = join(claude, 'projects', '-work-shop')
  mkdirSync(folder, { recursive: true })
  for (const id of sessionIds) {
    const lines = Array.from({ length: 60 }, (_, no) => lineOf(id, no, text(no)))
    writeFileSync(join(folder, `${id}.jsonl`), lines.join(''))
  }
  const path = join(dataDir, 'search.sqlite')
  const data = { path, machine: 'machine', sources: [{ agent: 'claude', dataDir: claude }], configDir: claude } as const
  return { data, path, folder }
}

const question = (query: string) => {
  const read = parseQuery(query, searchKeys, { nowMs: Date.now(), startOfDay: () => undefined })
  if (!read.ok) throw new Error(read.error.message)
  return { query: read.value, order: 'newest', limit: 20, hits: 4 } as const
}
const askFor = (search: SearchIndex, query: string) => search.ask(question(query))

const removeAll = (path: string) => {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
}
const overwrite = (path: string) => writeFileSync(path, Buffer.alloc(statSync(path).size, 'junk'), { flag: 'r+' })

describe('beside a server', () => {
  const { data, path, folder } = home(ownFolder('tce-keep-search-data-'))
  const bugs: unknown[] = []
  /** Of the first session. */
  let lines = 60
  let search: SearchIndex
  beforeAll(async () => {
    search = keepSearch({ ...data, exclude: () => [] }, (what, cause) =>
      bugs.push(`${what} ${cause instanceof Error ? cause.message : cause}`),
    )
    // A pass follows what the writer found; here the first one would come after 15 s.
    await askFor(search, 'lock')
    search.noteChange(sessionIds)
    await allFound()
  })
  afterAll(async () => {
    await search.close()
    expect(bugs).toEqual([])
  })
  const allFound = () =>
    waitFor('all to be found', async () => {
      const { hits, problem } = await askFor(search, 'lock')
      return hits === 120 + lines ? { problem } : undefined
    })

  it('says nothing as long as nothing is wrong', async () => {
    expect(await allFound()).toEqual({ problem: undefined })
    expect(search.problem()).toBe(undefined)
  })

  it('takes back the question of who types on as long as it waits; the one before it and the last are answered', async () => {
    const typing = new AbortController()
    const first = search.ask(question('lo'))
    const before = search.ask(question('loc'), typing.signal)
    const last = search.ask(question('lock'))
    typing.abort()
    await expect(before).rejects.toThrow(WithdrawnError)
    expect([(await first).hits, (await last).hits]).toEqual([180, 180])
  })

  it.each([
    [
      'deleted',
      removeAll,
      /^.*search\.sqlite was deleted while TCE used it; the index is made again from the transcripts\.$/,
    ],
    ['deleted without its log', (file: string) => rmSync(file), /was deleted while TCE used it/],
    [
      'written over',
      overwrite,
      /search\.sqlite is damaged: .*It was kept as .*search\.sqlite\.broken-.*; the index is made again/,
    ],
    ['cut off', (file: string) => truncateSync(file, 4096), /search\.sqlite is damaged: .*It was kept as/],
    ['emptied', (file: string) => truncateSync(file, 0), /search\.sqlite is damaged: .*It was kept as/],
  ])('an index that is %s is made again while it is asked, and that is said', async (_, damage, said) => {
    await search.close()
    search = keepSearch({ ...data, exclude: () => [] }, (what, cause) =>
      bugs.push(`${what} ${cause instanceof Error ? cause.message : cause}`),
    )
    expect((await askFor(search, 'lock')).problem).toBe(undefined)
    damage(path)
    // What it has in memory it answers from that; who writes makes it read again.
    writeFileSync(join(folder, `${sessionIds[0]}.jsonl`), lineOf(sessionIds[0] ?? '', ++lines, 'the lock once more'), {
      flag: 'a',
    })
    search.noteChange([sessionIds[0] ?? ''])
    const { problem } = await allFound()
    expect(problem).toMatch(said)
    expect(search.problem()).toBe(problem)
  })
})

it('a command makes a damaged index again, answers from it, and says so', async () => {
  const { data, path } = home(ownFolder('tce-search-once-'))
  const before = await searchOnce({ ...data, exclude: [] }).ask(question('lock'))
  expect(before).toMatchObject({ hits: 180, problem: undefined })
  overwrite(path)
  const after = await searchOnce({ ...data, exclude: [] }).ask(question('lock'))
  expect(after).toMatchObject({ hits: 180, problem: expect.stringContaining('is damaged') })
  expect(readdirSync(join(path, '..')).filter((name) => /\.broken-[\dTZ-]+$/.test(name))).toHaveLength(1)
})

it.skipIf(!canMount)(
  'a disk that fills while it is indexed: what is there is found, it is said, and it goes on by itself',
  async () => {
    const disk = smallDisk('1m')
    const words = (no: number) => Array.from({ length: 400 }, (_, at) => `lock${no}x${at * 7919}`).join(' ')
    const { data, path } = home(join(disk.dir, 'data'), (no) => `the lock is taken ${words(no)}`)
    const once = () => searchOnce({ ...data, exclude: [] }).ask(question('taken'))
    const full = await once()
    expect(full.problem).toMatch(
      /^Nothing was saved: .*search\.sqlite: .*full.* What was indexed before is found, what is new is not\. Free some space/,
    )
    expect(full.hits).toBeLessThan(180)
    expect(existsSync(path)).toBe(true)
    disk.become('60m')
    expect(await once()).toMatchObject({ hits: 180, problem: undefined })
  },
)
