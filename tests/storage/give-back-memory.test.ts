import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { giveBackMemory } from '../../src/storage/give-back-memory.ts'
import { emptyDatabase } from '../../src/storage/sqlite.ts'

const ownBytes = () => {
  const rollup = readFileSync('/proc/self/smaps_rollup', 'utf8')
  return [...rollup.matchAll(/^Private_Dirty:\s+(\d+)/gm)].reduce((sum, [, kB]) => sum + Number(kB) * 1024, 0)
}
const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } }

const filling = (pages: number) =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${pages}) INSERT INTO t SELECT zeroblob(4000) FROM n`

it.skipIf(header.glibcVersionRuntime === undefined)('gives what was freed amid what is held back to the system', () => {
  const [freed, held] = [emptyDatabase(), emptyDatabase()]
  for (const database of [freed, held]) database.exec('CREATE TABLE t (page BLOB)')
  for (let turn = 0; turn < 40; turn++) {
    freed.exec(filling(250))
    // What is behind it in memory stays.
    held.exec(filling(1))
  }
  freed.close()
  const before = ownBytes()
  giveBackMemory()
  expect(before - ownBytes()).toBeGreaterThan(20e6)
  expect(held.prepare('SELECT count(*) AS count FROM t').get()).toEqual({ count: 40 })
  held.close()
})

it('does no harm where there is nothing left to give back', () => {
  giveBackMemory()
  expect(giveBackMemory()).toBeUndefined()
})
