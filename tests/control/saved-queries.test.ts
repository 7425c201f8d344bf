/** Queries that their user named, on a real disk. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSavedQueries } from '../../src/control/saved-queries.ts'
import { mostSavedQueries } from '../../src/core/captured/saved-query.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tce-queries-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))
const file = () => join(dataDir, 'queries.json')

it('are there for the next program, in a file that only its owner reads', async () => {
  const queries = createSavedQueries(dataDir)
  expect(await queries.list()).toEqual([])
  expect(readdirSync(dataDir)).toEqual([])
  await queries.save({ name: ' Builds 10 ', query: ' source:ci ' })
  await queries.save({ name: 'Builds 9', query: '' })
  expect(await createSavedQueries(dataDir).list()).toEqual([
    { name: 'Builds 9', query: '' },
    { name: 'Builds 10', query: 'source:ci' },
  ])
  expect(statSync(file()).mode & 0o777).toBe(0o600)
})

it('are all kept when many are saved at once', async () => {
  const queries = createSavedQueries(dataDir)
  await Promise.all(Array.from({ length: 20 }, (_, n) => queries.save({ name: `n${n}`, query: `duration:>${n}` })))
  expect(await queries.list()).toHaveLength(20)
})

it.each([
  [{ name: ' ', query: '' }, /name of 1 to 80/],
  [{ name: 'a\u0007b', query: '' }, /name of 1 to 80/],
  [{ name: 'x'.repeat(81), query: '' }, /name of 1 to 80/],
  [{ name: 'Long', query: 'x'.repeat(4_001) }, /at most 4000/],
  [{ name: 'Wrong', query: 'data.run:>x' }, /after > comes a number.*not saved/],
])('are refused with the reason: %#', async (query, reason) => {
  const saved = await createSavedQueries(dataDir).save(query)
  expect(saved).toMatchObject({ ok: false, error: expect.stringMatching(reason) })
})

it('are at most so many, and the last of them can still be changed', async () => {
  const full = Array.from({ length: mostSavedQueries }, (_, n) => ({ name: `n${n}`, query: '' }))
  writeFileSync(file(), JSON.stringify({ queries: full }))
  const queries = createSavedQueries(dataDir)
  expect(await queries.save({ name: 'one more', query: '' })).toMatchObject({ ok: false })
  expect(await queries.save({ name: 'n7', query: 'source:ci' })).toMatchObject({ ok: true })
  expect(await queries.list()).toHaveLength(mostSavedQueries)
})

it('are put aside, not written over, where the file is broken', async () => {
  writeFileSync(file(), '{"queries": [')
  const queries = createSavedQueries(dataDir)
  expect(await queries.list()).toEqual([])
  await queries.save({ name: 'new', query: '' })
  expect(readFileSync(`${file()}.broken`, 'utf8')).toBe('{"queries": [')
  expect(await queries.list()).toHaveLength(1)
})
