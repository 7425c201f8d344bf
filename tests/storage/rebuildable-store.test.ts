/** What can be made again, on real files: taken away, cut off, written over while it is used, and on a disk that is full. */
import {
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  BrokenOff,
  RebuildableStore,
  type RebuildableStoreOptions,
  unlessBrokenOff,
} from '../../src/storage/rebuildable-store.ts'
import { ownFolder } from '../tools/own-folder.ts'
import { canMount, smallDisk } from '../tools/small-disk.ts'

const migrations = ['CREATE TABLE said (id INTEGER PRIMARY KEY, text TEXT NOT NULL)']

function open(rest: Partial<RebuildableStoreOptions> = {}) {
  const path = rest.path ?? join(ownFolder('tce-rebuildable-'), 'index.sqlite')
  const store = new RebuildableStore({ path, migrations, howItComesBack: 'it is made again', ...rest })
  return {
    store,
    path,
    say: (text: string) =>
      store.write((database) => void database.prepare('INSERT INTO said (text) VALUES (?)').run(text)),
    said: () => store.attempt(() => store.database.prepare('SELECT text FROM said').pluck().all()),
  }
}

const removeAll = (path: string) => {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
}
/** With what is only in its log by now. */
const settle = ({ database }: RebuildableStore) => void database.pragma('wal_checkpoint(TRUNCATE)')
const asideOf = (path: string) => readdirSync(dirname(path)).filter((name) => name.includes('.broken-'))

describe('a file that changes under who uses it', () => {
  it.each([
    ['all of it', removeAll],
    ['the file alone', (path: string) => rmSync(path)],
  ])('deleted, %s: another one is begun, which is said', (_, remove) => {
    const { store, path, say, said } = open()
    say('before')
    remove(path)
    say('after')
    expect(said()).toEqual(['after'])
    expect(store.problems).toEqual([`${path} was deleted while TCE used it; it is made again.`])
    expect(store).toMatchObject({ number: 1, isSaved: true })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    store.close()
    expect(open({ path }).said()).toEqual(['after'])
  })

  it('replaced by another one, which is used then', () => {
    const { store, path, say, said } = open()
    const other = open()
    other.say('of another')
    other.store.close()
    say('before')
    renameSync(other.path, path)
    expect(said()).toEqual(['of another'])
    expect(store.problems).toEqual([])
  })

  it('without its log: what it held until then is in the file', () => {
    const { path, say, said } = open()
    say('before')
    rmSync(`${path}-wal`)
    say('after')
    expect(said()).toEqual(['before', 'after'])
  })

  it.each([0, 4096])('cut off at byte %d: put aside, another one is begun', (at) => {
    const { store, path, say, said } = open()
    for (let no = 0; no < 200; no++) say(`${no} ${'x'.repeat(100)}`)
    settle(store)
    expect(store.mend()).toBe(false)
    truncateSync(path, at)
    expect(store.mend()).toBe(true)
    expect(said()).toEqual([])
    expect(asideOf(path)).toHaveLength(1)
    expect(store.problems[0]).toContain(`${path} is damaged: it is shorter than it was. It was kept as ${path}.broken-`)
  })

  it('written over: noticed when it is read, and told by whoever reads it elsewhere', () => {
    const { store, path, say, said } = open()
    for (let no = 0; no < 20; no++) say(`${no} ${'x'.repeat(100_000)}`)
    store.close()
    const again = open({ path })
    writeFileSync(path, Buffer.alloc(statSync(path).size, 'junk'), { flag: 'r+' })
    expect(again.said()).toEqual([])
    again.say('after')
    again.store.beginAnew('somebody could not read it')
    expect(again.said()).toEqual([])
    expect(again.store.problems.at(-1)).toContain('is damaged: somebody could not read it. It was kept as')
    expect(said).toThrow()
  })

  it('put aside it stays for a week, and no longer; copies of other names stay', () => {
    const day = 86_400_000
    const { path, store, say } = open({ nowMs: () => 1e12 })
    say('before')
    writeFileSync(`${path}.schema-1-2001-01-01T00-00-00-000Z`, 'a copy')
    store.beginAnew('somebody could not read it')
    store.close()
    expect(asideOf(path).length).toBeGreaterThan(0)
    open({ path, nowMs: () => 1e12 + 7 * day }).store.close()
    expect(asideOf(path).length).toBeGreaterThan(0)
    open({ path, nowMs: () => 1e12 + 7 * day + 1 }).store.close()
    expect(asideOf(path)).toEqual([])
    expect(existsSync(`${path}.schema-1-2001-01-01T00-00-00-000Z`)).toBe(true)
  })

  it('is not lost by growing, by being written into the file, or by others who read and write it', () => {
    const { store, path, say } = open()
    const other = open({ path })
    for (let no = 0; no < 50; no++) {
      say('x'.repeat(10_000))
      other.say('y'.repeat(10_000))
      if (no % 10 === 0) settle(store)
    }
    copyFileSync(path, `${path}.copy`)
    other.store.close()
    expect(store.mend()).toBe(false)
    expect(store).toMatchObject({ number: 0, problems: [] })
  })

  it('breaks off who holds numbers of its rows, once', () => {
    const { path, say, said } = open({ areNumbersHeld: true })
    say('before')
    removeAll(path)
    expect(() => say('of old numbers')).toThrow(BrokenOff)
    say('after')
    expect(said()).toEqual(['after'])
  })

  it('is not made again by who closed it', () => {
    const { store, path, say } = open()
    say('before')
    store.close()
    removeAll(path)
    expect(store.mend()).toBe(false)
    expect(existsSync(path)).toBe(false)
  })
})

describe('work that is broken off', () => {
  it('is told from work that is done, and from bugs', async () => {
    expect(await unlessBrokenOff(async () => 1)).toBe(true)
    expect(await unlessBrokenOff(() => Promise.reject(new BrokenOff()))).toBe(false)
    await expect(unlessBrokenOff(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug')
  })
})

describe.skipIf(!canMount)('a full disk', () => {
  const fill = (say: (text: string) => void) => {
    for (let no = 0; no < 100; no++) say('x'.repeat(20_000))
  }

  it('goes on in memory, says so, and is back on the disk when that takes something again', () => {
    const disk = smallDisk('600k')
    let nowMs = 1e12
    const { store, said, say } = open({ path: join(disk.dir, 'index.sqlite'), nowMs: () => nowMs })
    fill(say)
    expect(said()).toHaveLength(100)
    expect(store.isSaved).toBe(false)
    expect(store.problems.join()).toMatch(/^Nothing was saved: .*full.* counted in memory\. Free some space or check /)
    disk.become('20m')
    say('too soon')
    expect(store.isSaved).toBe(false)
    nowMs += 30_000
    say('after')
    expect(store).toMatchObject({ isSaved: true, problems: [] })
    expect(said()).toContain('after')
  })

  it('rests where that is too large for memory: what is there is read, nothing is written, and it goes on by itself', () => {
    const disk = smallDisk('600k')
    let nowMs = 1e12
    const options = { path: join(disk.dir, 'index.sqlite'), nowMs: () => nowMs, restsWith: 'What was there is found.' }
    const { store, said, say } = open(options)
    expect(() => fill(say)).toThrow(BrokenOff)
    const before = said().length
    expect(before).toBeGreaterThan(5)
    expect(store).toMatchObject({ isSaved: false, number: 0 })
    expect(store.problems.join()).toMatch(
      /^Nothing was saved: .*full.* What was there is found\. Free some space or check /,
    )
    expect(() => say('not yet')).toThrow(BrokenOff)
    disk.become('20m')
    nowMs += 30_000
    say('after')
    expect(said()).toHaveLength(before + 1)
    expect(store).toMatchObject({ isSaved: true, problems: [] })
  })

  it('begins when there is room, where there was none for its file', () => {
    const disk = smallDisk('600k')
    writeFileSync(join(disk.dir, 'others'), Buffer.alloc(600_000), { flag: 'w' })
    let nowMs = 1e12
    const options = { path: join(disk.dir, 'index.sqlite'), nowMs: () => nowMs, restsWith: 'Nothing is found.' }
    const { store, say, said } = open(options)
    expect(store.isSaved).toBe(false)
    expect(() => say('not yet')).toThrow(BrokenOff)
    disk.become('20m')
    nowMs += 30_000
    say('after')
    expect(said()).toEqual(['after'])
    expect(store.isSaved).toBe(true)
  })
})
