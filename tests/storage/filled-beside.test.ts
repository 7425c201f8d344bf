/** A store that is filled at once: all of it in its place, or nothing; whoever has the empty one open goes over to it. */
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { RebuildableStore } from '../../src/storage/rebuildable-store.ts'
import type { Database } from '../../src/storage/sqlite.ts'
import { ownFolder } from '../tools/own-folder.ts'
import { canMount, smallDisk } from '../tools/small-disk.ts'

const migrations = ['CREATE TABLE said (id INTEGER PRIMARY KEY, text TEXT NOT NULL)']

function open(path = join(ownFolder('tce-filled-'), 'index.sqlite')) {
  const store = new RebuildableStore({ path, migrations, howItComesBack: 'it is made again' })
  onTestFinished(() => store.close())
  return {
    store,
    path,
    said: () => store.database.prepare('SELECT text FROM said').pluck().all(),
    fill: (text: string, before?: () => unknown) =>
      store.fillBeside(isEmpty, async (database) => {
        await before?.()
        say(database, text)
        return text
      }),
  }
}

const isEmpty = (database: Database) => database.prepare('SELECT 1 FROM said').get() === undefined
const say = (database: Database, text: string) => database.prepare('INSERT INTO said (text) VALUES (?)').run(text)
const beside = (path: string) => readdirSync(dirname(path)).filter((name) => name.includes('.new-'))

describe('an empty store', () => {
  it('is another one when it was filled, private, with a log, and whole without any check', async () => {
    const { store, path, said, fill } = open()
    const empty = store.database
    expect(await fill('all')).toEqual({ database: store.database, filled: 'all' })
    expect([store.database === empty, store.number, store.isSaved, said()]).toEqual([false, 1, true, ['all']])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(store.database.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(store.database.pragma('application_id', { simple: true })).toBe(0)
    store.write((database) => say(database, 'more'))
    expect([said(), open(path).said()]).toEqual([
      ['all', 'more'],
      ['all', 'more'],
    ])
    expect(beside(path)).toEqual([])
  })

  it('is found filled by whoever has it open, and what that writes next is written there', async () => {
    const mine = open()
    const other = open(mine.path)
    expect(other.said()).toEqual([])
    await mine.fill('all')
    other.store.write((database) => say(database, 'of the other'))
    expect([mine.said(), other.said()]).toEqual([
      ['all', 'of the other'],
      ['all', 'of the other'],
    ])
    expect(other.store.number).toBe(1)
  })

  it('that another fills first is left as that made it', async () => {
    const mine = open()
    const first = open(mine.path)
    const filling = await mine.fill('second', () => first.store.write((database) => say(database, 'first')))
    expect([filling.filled, mine.said(), beside(mine.path)]).toEqual([undefined, ['first'], []])
  })

  it('stays empty where filling it fails, and says why', async () => {
    const { store, path, said, fill } = open()
    await expect(
      fill('half', () => {
        throw new Error('a bug')
      }),
    ).rejects.toThrow('a bug')
    expect([said(), beside(path), store.number]).toEqual([[], [], 0])
    expect((await fill('all')).filled).toBe('all')
  })
})

it.runIf(canMount)('stays as it was where the disk takes no more, and nothing is left on that', async () => {
  const { dir } = smallDisk('600k')
  const { store, path, said, fill } = open(join(dir, 'index.sqlite'))
  const filling = await fill('x'.repeat(2_000_000))
  expect(filling).toEqual({ database: store.database, filled: undefined })
  expect([said(), beside(path), store.isSaved]).toEqual([[], [], true])
})

it('is not filled beside where something is in it', async () => {
  const { store, said, fill } = open()
  store.write((database) => say(database, 'before'))
  expect(await fill('all')).toEqual({ database: store.database, filled: undefined })
  expect(said()).toEqual(['before'])
})

it('takes away what others left who were ended while they filled it, and nothing that somebody still fills', () => {
  const path = join(ownFolder('tce-filled-'), 'index.sqlite')
  const [left, ours, another] = [`${path}.new-999999999-0`, `${path}.new-${process.pid}-99`, `${path}.new-mine`]
  for (const file of [left, ours, another]) writeFileSync(file, '')
  open(path)
  expect(readdirSync(dirname(path)).filter((name) => name.includes('.new'))).toEqual([
    `index.sqlite.new-${process.pid}-99`,
    'index.sqlite.new-mine',
  ])
})
