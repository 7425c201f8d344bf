/** A store that is filled at once holds the same rows as one that was written piece by piece, in every table. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { randomFrom } from '../../drills/drill.ts'
import { beginFilling, type Database, endFilling, openDatabase } from '../../src/storage/sqlite.ts'
import { readRecords } from '../../src/tracker/read-records.ts'
import { findRecords, placeOf } from '../../src/tracker/record-files.ts'
import type { RecordPiece } from '../../src/tracker/record-piece.ts'
import { StoreFiller } from '../../src/tracker/store-filler.ts'
import { ledgerMigrations } from '../../src/tracker/store-schema.ts'
import { StoreWriter } from '../../src/tracker/store-writer.ts'
import {
  append,
  assistantLine,
  claudeSources,
  contentOf,
  copyOf,
  generateHome,
  ledgerOf,
  machine,
  session1,
  tempDir,
  transcriptPath,
  write,
} from './home.ts'
import { rowsOfStore } from './store-content.ts'

function piecesOf(...configDirs: readonly string[]): readonly RecordPiece[] {
  const pieces: RecordPiece[] = []
  for (const { path, kind, ...file } of findRecords(claudeSources(...configDirs)).files) {
    const place = placeOf({ path, kind, ...file })
    if (place) readRecords({ path, kind, place, state: undefined, facts: undefined }, (piece) => pieces.push(piece))
  }
  return pieces
}

/** Of a file that is read in two parts, as a large one is; they come in this order. */
function grownPieces(): readonly RecordPiece[] {
  const path = transcriptPath(join(tempDir(), '.claude'))
  const pieces: RecordPiece[] = []
  for (const id of ['first', 'second']) {
    if (id === 'first') write(path, assistantLine({ id }))
    else
      append(
        path,
        `${assistantLine({ id: 'first', usage: { output_tokens: 900 } })}${assistantLine({ id })}not a record\n`,
      )
    const [before] = pieces
    const place = { projectSlug: '-home-dev-proj', sessionId: session1, subagentId: undefined }
    const kind = { agent: 'claude', name: 'transcripts' } as const
    const task = { path, kind, place, state: before?.state, facts: before?.facts }
    readRecords(task, (piece) => pieces.push(piece))
  }
  return pieces
}

/** In any order, but for those of one file. */
function shuffled(pieces: readonly RecordPiece[], seed: number): readonly RecordPiece[] {
  const { next } = randomFrom(seed)
  const groups = [...Map.groupBy(pieces, ({ path }) => path).values()].map((group) => ({ group, at: next() }))
  return groups.toSorted((a, b) => a.at - b.at).flatMap(({ group }) => group)
}

function written(pieces: readonly RecordPiece[]): unknown {
  const opened = openDatabase(join(tempDir(), 'ledger.sqlite'), { migrations: ledgerMigrations })
  if (!opened.ok) throw new Error(opened.error.message)
  const writer = new StoreWriter(opened.value, machine)
  for (let at = 0; at < pieces.length; at += 10) writer.write(pieces.slice(at, at + 10))
  return closedRows(opened.value)
}

function filled(pieces: readonly RecordPiece[], perWrite: number): unknown {
  const path = join(tempDir(), 'ledger.sqlite')
  const database = beginFilling(path, ledgerMigrations)
  const enough = { pieces: perWrite, responses: 1e6, bytes: 1e9, bytesOf: () => 1 }
  const filler = new StoreFiller(database, machine, enough)
  for (const piece of pieces) filler.add([piece])
  filler.finish()
  endFilling(database, path)
  const opened = openDatabase(path, { migrations: ledgerMigrations })
  if (!opened.ok) throw new Error(opened.error.message)
  expect(opened.value.pragma('integrity_check', { simple: true })).toBe('ok')
  return closedRows(opened.value)
}

function closedRows(database: Database): unknown {
  const rows = rowsOfStore(database)
  database.close()
  return rows
}

it('holds the same rows, however much is written at a time and in whatever order files come', () => {
  const { configDir } = generateHome({
    ...{ seed: 77, sessions: 40, 'size-mb': 2, days: 20 },
    ...{ forks: 0.4, btw: 0.4, subagents: 0.4, progress: 0.5, malformed: 0.02 },
  })
  // A copy of all of it: each log is there twice, each response told twice.
  const pieces = [...piecesOf(configDir, copyOf(configDir)), ...grownPieces()]
  const rows = written(pieces)
  for (const perWrite of [1e6, 7, 1]) {
    expect(filled(shuffled(pieces, perWrite), perWrite)).toEqual(rows)
  }
})

it('is what a ledger begins with where much is counted first, and tells the same of it', async () => {
  const { configDir } = generateHome({ seed: 78, sessions: 12, 'size-mb': 1, forks: 0.4, btw: 0.4 })
  const atOnce = await ledgerOf(configDir, { worthFilling: { files: 1, bytes: 0 } })
  const usual = await ledgerOf(configDir)
  const [told, usuallyTold] = [await atOnce.update(), await usual.update()]
  expect(contentOf(atOnce)).toEqual(contentOf(usual))
  const { filesSeen, filesRead, bytesRead, newResponses, isSaved, problems } = usuallyTold
  expect(told).toMatchObject({ filesSeen, filesRead, bytesRead, newResponses, isSaved, problems })
  expect(await atOnce.update()).toMatchObject({ filesSeen, filesRead: 0, isSaved: true })
})
