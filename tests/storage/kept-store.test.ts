/** A store of what exists nowhere else, on real files. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type KeptStore, openKeptStore } from '../../src/storage/kept-store.ts'
import { openDatabase } from '../../src/storage/sqlite.ts'

const migrations = ['CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL, machine TEXT NOT NULL)']

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tce-kept-'))
  path = join(dir, 'user.sqlite')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function open(some: readonly string[] = migrations): KeptStore {
  const opened = openKeptStore({ path, migrations: some })
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

const add = (store: KeptStore, from: number, count: number) =>
  store.write((database) => {
    const insert = database.prepare('INSERT INTO note VALUES (?, ?, ?)')
    for (let id = from; id < from + count; id++) insert.run(id, `note ${id} ${'x'.repeat(200)}`, 'm1')
  })

const countIn = (store: KeptStore) =>
  store.read((database) => Number(database.prepare('SELECT count(*) FROM note').pluck().get()))

describe('a store that keeps what exists nowhere else', () => {
  it('is private, and holds what was written when it is opened again', async () => {
    const store = open()
    await add(store, 1, 3)
    await store.close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const again = open()
    expect(await countIn(again)).toBe(3)
    expect(again.problems).toEqual([])
    await again.close()
  })

  it('has a write on disk when its promise resolves: a program killed right after has lost nothing', async () => {
    const script = `
      import { openKeptStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/storage/kept-store.ts'))}
      const { value } = openKeptStore({ path: ${JSON.stringify(path)}, migrations: ${JSON.stringify(migrations)} })
      await value.write((database) => database.prepare("INSERT INTO note VALUES (1, 'kept', 'm1')").run())
      process.kill(process.pid, 'SIGKILL')`
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', script])
    expect(signal).toBe('SIGKILL')
    const store = open()
    expect(await countIn(store)).toBe(1)
    await store.close()
  })

  it('writes all of a transaction or nothing', async () => {
    const store = open()
    await add(store, 1, 1)
    await expect(add(store, 0, 2)).rejects.toThrow()
    expect(await countIn(store)).toBe(1)
    await store.close()
  })

  it('lays a copy beside it before a migration', async () => {
    const store = open()
    await add(store, 1, 2)
    await store.close()
    const migrated = open([...migrations, 'ALTER TABLE note ADD COLUMN tag TEXT'])
    expect(await countIn(migrated)).toBe(2)
    await migrated.close()
    const copy = readdirSync(dir).find((name) => name.startsWith('user.sqlite.schema-1-'))
    expect(copy).toBeDefined()
  })

  it('is backed up while it is written to, and the copy is whole', async () => {
    const store = open()
    await add(store, 1, 500)
    const [, copied] = await Promise.all([add(store, 501, 500), store.backUp(join(dir, 'copy.sqlite'))])
    expect(copied).toBeUndefined()
    const copy = openDatabase(join(dir, 'copy.sqlite'), { migrations })
    if (!copy.ok) throw new Error(copy.error.message)
    expect(Number(copy.value.prepare('SELECT count(*) FROM note').pluck().get())).toBeGreaterThanOrEqual(500)
    copy.value.close()
    await store.close()
  })

  it('carries over what can be read of a damaged file, puts it aside, and says both', async () => {
    const store = open()
    await add(store, 1, 2_000)
    await store.read((database) => database.pragma('wal_checkpoint(TRUNCATE)'))
    await store.close()
    const bytes = readFileSync(path)
    const pages = bytes.length / 4096
    bytes.fill(0x5a, Math.floor(pages / 2) * 4096, (Math.floor(pages / 2) + 2) * 4096)
    // As an unclean end leaves it: the mark asks for a check.
    bytes.writeUInt32BE(1, 68)
    writeFileSync(path, bytes)
    const again = open()
    const kept = await countIn(again)
    expect(kept).toBeGreaterThan(1_000)
    expect(kept).toBeLessThan(2_000)
    expect(again.problems[0]).toContain(`${kept} rows were carried over`)
    expect(again.problems[0]).toContain('Parts of note could not be read')
    const aside = readdirSync(dir).find((name) => name.startsWith('user.sqlite.broken-'))
    expect(again.problems[0]).toContain(String(aside))
    await again.close()
  })

  it('is an error where a newer program wrote it, and leaves the file alone', async () => {
    await open([...migrations, 'CREATE TABLE later (x)']).close()
    const before = readFileSync(path)
    const opened = openKeptStore({ path, migrations })
    expect(opened).toMatchObject({ ok: false, error: { kind: 'newer' } })
    expect(readFileSync(path)).toEqual(before)
  })

  it.skipIf(process.getuid?.() === 0)(
    'is an error where nothing can be written: nobody is told that it was kept',
    () => {
      chmodSync(dir, 0o500)
      expect(openKeptStore({ path, migrations })).toMatchObject({ ok: false, error: { kind: 'unwritable' } })
      expect(existsSync(path)).toBe(false)
      chmodSync(dir, 0o700)
    },
  )
})
