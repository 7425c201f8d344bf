/** Reads what is new in one file of records and gives it out in pieces that can be stored one by one. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import type { DocumentRecords, LineRecords, RecordSink } from '../agents/records.ts'
import { noFileFacts, restoreFacts } from '../core/session/file-facts.ts'
import { besideFacts } from '../storage/beside.ts'
import { type LinePosition, LineReader } from '../storage/line-reader.ts'
import type { OpenFile } from '../storage/open-file.ts'
import { encodingOf } from '../storage/utf16.ts'
import { noteBeside, noteBesideInDatabase, noteDescription } from './beside-records.ts'
import { beginningOf, continues, endOf, fingerprintOf } from './file-fingerprint.ts'
import { PieceBuilder } from './piece-builder.ts'
import { recordsOf } from './record-files.ts'
import { RecordLines } from './record-lines.ts'
import type { FileState, RecordPiece, RecordTask, UnreadableFile } from './record-piece.ts'
import { ScanPrograms } from './scan-programs.ts'

/** A piece of a large file is stored before the next is read. */
const pieceBytes = 64 << 20

const reader = new LineReader()
const ownPrograms = new ScanPrograms()

/** So much of what programs read is about to be read on this thread. */
export const expectScannedBytes = (bytes: number): void => ownPrograms.expect(bytes)

/** Gives each piece to `take`; the problem when the file can't be read. A file that is gone is none. */
export function readRecords(
  task: RecordTask,
  take: (piece: RecordPiece) => void,
  programs = ownPrograms,
): UnreadableFile | undefined {
  let fd: number
  try {
    fd = openSync(task.path, 'r')
  } catch (cause) {
    return isGone(cause) ? undefined : { path: task.path, problem: unreadable(task.path, cause) }
  }
  try {
    readPieces(fd, task, take, programs)
    return undefined
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    return { path: task.path, problem: unreadable(task.path, cause) }
  } finally {
    closeSync(fd)
  }
}

function readPieces(fd: number, task: RecordTask, take: (piece: RecordPiece) => void, programs: ScanPrograms): void {
  const records = recordsOf(task.kind)
  if (records.kind === 'lines') readLines(fd, task, records, take, programs)
  else if (records.kind === 'document') readDocument(fd, task, records, take)
  else throw new Error(`${task.path} is a database: it is read by its sessions.`)
}

function readLines(
  fd: number,
  task: RecordTask,
  records: LineRecords,
  take: (piece: RecordPiece) => void,
  programs: ScanPrograms,
): void {
  const stats = fstatSync(fd)
  const file = stats.size <= smallFileBytes ? readWhole(fd, stats.size) : fd
  const beginning = beginningOf(file)
  const isSame = task.state !== undefined && continues(task.state, stats.size, beginning, file)
  let position: LinePosition = isSame && task.state ? task.state : { offset: 0, carryBytes: 0 }
  let baseOffset = isSame ? position.offset : undefined
  const facts = isSame && task.facts ? restoreFacts(task.facts.facts, task.facts.files) : noFileFacts()
  const scanner = records.open(task.place, isSame ? task.state?.readerCarry : undefined)
  if (facts.subagent === undefined) noteDescription(facts, task)
  const beside = besideFacts(records.beside, task.path)
  facts.beganAtMs ??= beside?.beganAtMs
  if (task.place.subagentId === undefined) noteBeside(facts, beside)
  const encoding = encodingOf(beginning)
  // Where a chain began that was read by an older version the first line tells, of whatever kind it is.
  const isUsual = facts.chainStartsAt !== undefined || facts.stretches.length === 0
  const program = isUsual ? programs.of(records.program, stats.size - position.offset) : undefined
  for (;;) {
    const piece = new PieceBuilder(task, facts)
    const lines = new RecordLines(scanner, piece, program)
    const reading = reader.read(file, position, lines, pieceBytes, encoding, program?.room)
    lines.finish()
    noteBesideInDatabase(facts, task, records)
    position = { offset: reading.offset, carryBytes: reading.carryBytes }
    const state: FileState = {
      ...position,
      device: stats.dev,
      inode: stats.ino,
      sizeBytes: Math.max(reading.offset + reading.carryBytes, reading.isAtEnd ? 0 : stats.size),
      mtimeMs: stats.mtimeMs,
      fingerprint: fingerprintOf(beginning, beginning.length, endOf(file, position.offset)),
      readerCarry: scanner.carry?.(),
    }
    take(piece.finish(baseOffset, state, reading))
    if (reading.isAtEnd) return
    baseOffset = position.offset
  }
}

/** No reasonable document comes near; a larger one is said and left out. */
const largestDocumentBytes = 256 << 20

function readDocument(
  fd: number,
  task: RecordTask,
  records: DocumentRecords,
  take: (piece: RecordPiece) => void,
): void {
  const stats = fstatSync(fd)
  const piece = new PieceBuilder(task, noFileFacts())
  if (stats.size > largestDocumentBytes) {
    piece.bad(
      0,
      `a document of ${Math.round(stats.size / 1e6)} MB; over ${largestDocumentBytes >> 20} MiB none is read`,
    )
  } else records.read(readFileSync(fd, 'utf8'), task.place, piece)
  const state: FileState = {
    offset: stats.size,
    carryBytes: 0,
    device: stats.dev,
    inode: stats.ino,
    sizeBytes: stats.size,
    mtimeMs: stats.mtimeMs,
    // Rewritten whole: two writers that read it at the same time tell the same.
    fingerprint: `${stats.size} ${stats.mtimeMs}`,
    readerCarry: undefined,
  }
  take(piece.finish(undefined, state, { bytesRead: stats.size, isAtEnd: true }))
}

/** What one session of a database holds, as one piece. */
export function pieceOf(task: RecordTask, state: FileState, read: (sink: RecordSink) => void): RecordPiece {
  const piece = new PieceBuilder(task, noFileFacts())
  read(piece)
  return piece.finish(undefined, state, { bytesRead: 0, isAtEnd: true })
}

/** There are far more small files than large ones: they are read with one call, and not with three. */
const smallFileBytes = 1 << 16
const smallFile = Buffer.allocUnsafeSlow(smallFileBytes)

/** What was added since its size was told comes with the next look. Good until the next one is read. */
function readWhole(fd: number, sizeBytes: number): OpenFile {
  const bytes = smallFile.subarray(0, readSync(fd, smallFile, 0, sizeBytes, 0))
  return {
    sizeBytes: bytes.length,
    problem: undefined,
    read: (into, at, length, position) => bytes.copy(into, at, position, position + length),
  }
}

const isGone = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'

function unreadable(path: string, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return `${path} can not be read (${code}): it is missing from the figures. Check its permissions.`
}
