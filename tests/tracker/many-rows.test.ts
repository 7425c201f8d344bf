/** Rows come to the same in the store, whether a value stands in the statement or is handed over. */
import { expect, it } from 'vitest'
import { emptyDatabase } from '../../src/storage/sqlite.ts'
import { type Row, writeRows } from '../../src/tracker/many-rows.ts'

const shared: Row = ["it's; -- ? 'quoted'", 'grün\n', null, -7, 0.5, 2 ** 40, 'a\0b', '']

function written(count: number): unknown[] {
  const database = emptyDatabase()
  database.exec(
    'CREATE TABLE some (no INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT, d INTEGER, e REAL, f INTEGER, g TEXT, h TEXT)',
  )
  const rows = Array.from({ length: count }, (_, no): Row => [no, ...shared])
  writeRows(database, { table: 'some' }, rows)
  return database.prepare('SELECT * FROM some ORDER BY no').raw().all()
}

it('of few rows and of many, whatever they hold', () => {
  for (const count of [0, 1, 25, 200, 500]) {
    expect(written(count)).toEqual(Array.from({ length: count }, (_, no) => [no, ...shared]))
  }
})

it('of rows that share all but their number and one value, in the order in which they were given', () => {
  const database = emptyDatabase()
  database.exec('CREATE TABLE some (name TEXT, model TEXT)')
  const rows = Array.from({ length: 300 }, (_, no): Row => [no === 299 ? 'other' : 'same', 'opus'])
  writeRows(database, { table: 'some', columns: ['name', 'model'] }, rows)
  expect(database.prepare('SELECT name, model FROM some ORDER BY rowid').raw().all()).toEqual(rows)
})
