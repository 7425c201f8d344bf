import { expect, it } from 'vitest'
import { emptyDatabase } from '../../src/storage/sqlite.ts'
import { AllKnownFiles } from '../../src/tracker/known-file.ts'

const version = 3
const seen = (inode: number) => ({ inode, sizeBytes: 10, mtimeMs: 5, version })

function storeOf(paths: readonly string[]) {
  const database = emptyDatabase()
  database.exec(`CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT, inode INTEGER, size INTEGER, mtime_ms REAL, is_gone INTEGER,
    subagent_id TEXT, subagent_type TEXT, reader INTEGER, reader_carry TEXT)`)
  const insert = database.prepare('INSERT INTO file VALUES (?, ?, ?, 10, 5, 0, NULL, NULL, ?, NULL)')
  for (const [at, path] of paths.entries()) insert.run(at + 1, path, 100 + at, version)
  return database
}

it.each([
  ['hashes that differ', undefined],
  ['one hash for all', () => 7],
])('files are told apart by their paths, with %s', (_, hash) => {
  const known = new AllKnownFiles(storeOf(['/a', '/b', '/c']), hash)
  expect(known.size).toBe(3)
  expect(['/a', '/b', '/c', '/d'].map((path) => known.get(path)?.[1])).toEqual([1, 2, 3, undefined])
  expect(known.get('/b')).toEqual(['/b', 2, 101, 10, 5, 0, 0, version, 0])
  const [a, b] = [known.unchanged('/a', seen(100)), known.unchanged('/b', seen(101))]
  expect([a, b, known.unchanged('/c', seen(100))]).toEqual([0, 1, undefined])
  known.noteUnchanged(a ?? -1)
  known.notePresent('/b')
  known.notePresent('/d')
  expect(
    known.gone(
      () => undefined,
      () => false,
    ),
  ).toEqual([3])
})
