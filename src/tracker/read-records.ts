/** Reads what is new in one file of records and gives it out in pieces that can be stored one by one. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type {
  DocumentRecords,
  LineRecords,
  LineScanner,
  LineSource,
  ProgramSink,
  RecordPlace,
  RecordSink,
} from '../agents/records.ts'
import type { BesideFacts } from '../agents/session-source.ts'
import { noteTitle } from '../core/session/facts-from-events.ts'
import {
  type FileFacts,
  noFileFacts,
  noteChainStart,
  noteMoment,
  restoreFacts,
  type SerializedFacts,
  type SubagentMeta,
  serializeFacts,
} from '../core/session/file-facts.ts'
import { type AccountAt, LatestAccounts, type ToldAccount } from '../core/usage/account.ts'
import type { UsageLine } from '../core/usage/response-line.ts'
import { mergeVariants, originPlace, originRank } from '../core/usage/response-merge.ts'
import { besideFacts, besideFactsInDatabase } from '../storage/beside.ts'
import { hashed } from '../storage/hashed.ts'
import { type LinePosition, LineReader, type LineVisitor, longestLineBytes } from '../storage/line-reader.ts'
import { isDamagedGap, isWholeLine, textSpan } from '../storage/line-text.ts'
import { type OpenFile, readAt } from '../storage/open-file.ts'
import { encodingOf } from '../storage/utf16.ts'
import {
  type LabelledVariant,
  type PackedVariants,
  packVariants,
  type SourceLabel,
  variantsOf,
  withVariants,
} from './packed-variants.ts'
import { descriptionOf, type RecordKind, recordsOf } from './record-files.ts'
import { type LoadedProgram, ScanPrograms } from './scan-programs.ts'

/** What a file was when it was last read, and how far. */
export interface FileState extends LinePosition {
  readonly device: number
  readonly inode: number
  readonly sizeBytes: number
  readonly mtimeMs: number
  /** Of what was read: to know a file that was rewritten in place, or cut back and grown again. */
  readonly fingerprint: string
  /** What the reader of its lines carries over, where it carries anything. */
  readonly readerCarry: string | undefined
}

export interface RecordTask {
  readonly path: string
  readonly kind: RecordKind
  readonly place: RecordPlace
  /** Undefined for a new file. */
  readonly state: FileState | undefined
  /** As stored with the state. */
  readonly facts: SerializedFacts | undefined
}

export interface RecordPiece {
  readonly path: string
  readonly kind: RecordKind
  readonly place: RecordPlace
  /** How far the file was read before this piece; undefined: it was new, or is read anew. */
  readonly baseOffset: number | undefined
  readonly state: FileState
  readonly sessionId: string
  /** Empty where its description names none. */
  readonly subagentType: string | undefined
  readonly facts: SerializedFacts
  readonly variants: PackedVariants
  /** What it tells of the agent's account, the newest of each limit. */
  readonly accounts: readonly AccountAt[]
  readonly badLines: readonly { readonly offset: number; readonly reason: string }[]
  readonly badCount: number
  readonly bytesRead: number
}

export interface UnreadableFile {
  readonly path: string
  readonly problem: string
}

const fingerprintBytes = 512
/** A piece of a large file is stored before the next is read. */
const pieceBytes = 64 << 20
const mostBadLines = 20
/** So many responses are put to those that a program told; where there are more all are merged one by one. */
const fewVariants = 32

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
    const lines = new Lines(scanner, piece, program)
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
    take(piece.finish(baseOffset, state, reading.bytesRead))
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
  take(piece.finish(undefined, state, stats.size))
}

/** What one session of a database holds, as one piece. */
export function pieceOf(task: RecordTask, state: FileState, read: (sink: RecordSink) => void): RecordPiece {
  const piece = new PieceBuilder(task, noFileFacts())
  read(piece)
  return piece.finish(undefined, state, 0)
}

function noteDescription(facts: FileFacts, { path, kind, place }: RecordTask): void {
  const description = place.subagentId === undefined ? undefined : readDescription(path, kind)
  if (description) facts.subagent = description
}

function noteBeside(facts: FileFacts, told: BesideFacts | undefined): void {
  if (told?.cwd !== undefined) facts.cwd ??= told.cwd
  if (told?.title !== undefined) noteTitle(facts, told.title)
  for (const atMs of told?.timesMs ?? []) noteMoment(facts, atMs)
}

/** Whose it is may stand in the lines alone. */
function noteBesideInDatabase(facts: FileFacts, { path, place }: RecordTask, { besideDatabase }: LineRecords): void {
  const sessionId = place.sessionId ?? facts.sessionId
  if (sessionId === undefined || (place.subagentId ?? facts.subagentId) !== undefined) return
  noteBeside(facts, besideFactsInDatabase(besideDatabase, { log: path, sessionId }))
}

/** What lies beside a subagent's records. */
export function readDescription(path: string, kind: RecordKind): SubagentMeta | undefined {
  const description = descriptionOf(recordsOf(kind))
  if (description === undefined) return undefined
  try {
    return description.decode(readFileSync(description.pathOf(path), 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * The same file, grown: same beginning, same end of what was read, not shorter. A conversation that is taken back to an earlier
 * point keeps its beginning. An inode may change in a copy or a restored backup; the content decides.
 */
function continues(state: FileState, sizeBytes: number, beginning: Buffer, file: OpenFile): boolean {
  if (sizeBytes < state.offset + state.carryBytes) return false
  const [length, , end] = state.fingerprint.split(' ')
  // Stored by a version that did not look at the end: nothing to compare.
  const known = end === undefined ? undefined : endOf(file, state.offset)
  return state.fingerprint === fingerprintOf(beginning, Number(length), known)
}

/** Does a file begin as the one did that has this fingerprint? */
export function hasBeginning(path: string, fingerprint: string): boolean {
  const [length, hash] = fingerprint.split(' ')
  const fd = openSync(path, 'r')
  try {
    return hashOf(beginningOf(fd).subarray(0, Number(length))) === hash
  } finally {
    closeSync(fd)
  }
}

function beginningOf(file: OpenFile): Buffer {
  const bytes = Buffer.allocUnsafe(fingerprintBytes)
  return bytes.subarray(0, readAt(file, bytes, 0, fingerprintBytes, 0))
}

/** The last bytes before a place; undefined where they are all among the first ones. */
function endOf(file: OpenFile, offset: number): Buffer | undefined {
  if (offset <= fingerprintBytes) return undefined
  const bytes = Buffer.allocUnsafe(fingerprintBytes)
  return bytes.subarray(0, readAt(file, bytes, 0, fingerprintBytes, offset - fingerprintBytes))
}

/** Count and hash of the first bytes, and hash of the last. */
const fingerprintOf = (beginning: Buffer, length: number, end: Buffer | undefined): string =>
  [length, hashOf(beginning.subarray(0, length)), ...(end === undefined ? [] : [hashOf(end)])].join(' ')

const hashOf = (bytes: Buffer): string => hashed('sha1', bytes, 'base64url')

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

/** A file's lines, each to the agent's scanner. */
class Lines implements LineVisitor {
  readonly #scanner: LineScanner
  readonly #piece: PieceBuilder
  readonly #program: LoadedProgram | undefined

  constructor(scanner: LineScanner, piece: PieceBuilder, program: LoadedProgram | undefined) {
    this.#scanner = scanner
    this.#piece = piece
    this.#program = program
  }

  lines(start: number, end: number, offset: number): void {
    const { scanner, room } = this.#program ?? {}
    if (scanner === undefined || room === undefined) throw new Error('Lines are taken at once only by a program.')
    scanner.scan(
      room.byteOffset + start,
      room.byteOffset + end,
      offset,
      this.#piece,
      (lineStart, lineEnd, lineOffset) =>
        this.#read(room, lineStart - room.byteOffset, lineEnd - room.byteOffset, lineOffset),
    )
  }

  line(bytes: Buffer, lineStart: number, lineEnd: number, offset: number): void {
    this.#program?.scanner.settle(this.#piece)
    this.#read(bytes, lineStart, lineEnd, offset)
  }

  #read(bytes: Buffer, lineStart: number, lineEnd: number, offset: number): void {
    const { start, end } = textSpan(bytes, lineStart, lineEnd)
    if (start === end) {
      if (isDamagedGap(bytes, lineStart, lineEnd)) this.#piece.bad(offset, 'a gap: zero bytes and no text')
      return
    }
    this.#scanner.scan(bytes, start, end, offset + start - lineStart, this.#piece)
    noteChainStart(this.#piece.facts, offset)
  }

  /** Nothing more is read into this piece. */
  finish(): void {
    this.#program?.scanner.finish(this.#piece)
  }

  tooLong(offset: number, length: number): void {
    this.#piece.bad(offset, `a line of ${Math.round(length / 1e6)} MB; over ${longestLineBytes >> 20} MiB none is read`)
  }

  tail(bytes: Buffer, start: number, end: number, offset: number): boolean {
    if (!isWholeLine(bytes, start, end)) return false
    this.line(bytes, start, end, offset)
    return true
  }
}

class PieceBuilder implements ProgramSink {
  readonly facts: FileFacts
  readonly #task: RecordTask
  readonly #stem: string
  readonly #variants = new Map<string, { readonly messageId: string; variant: LabelledVariant['variant'] }>()
  readonly #labels = new Map<string, SourceLabel>()
  #lastLabel: SourceLabel | undefined
  #lastAdded: { readonly messageId: string; variant: LabelledVariant['variant'] } | undefined
  /** What a program told: responses in columns. */
  #merged: PackedVariants[] = []
  #sources: SourceLabel[] = []
  readonly #accounts = new LatestAccounts()
  readonly #badLines: { offset: number; reason: string }[] = []
  #badCount = 0

  constructor(task: RecordTask, facts: FileFacts) {
    this.#task = task
    this.#stem = basename(task.path, extname(task.path))
    this.facts = facts
  }

  account(told: ToldAccount, atMs: number): void {
    this.#accounts.note(told, atMs)
  }

  bad(offset: number, reason: string): void {
    this.#badCount++
    if (this.#badLines.length < mostBadLines) this.#badLines.push({ offset, reason })
  }

  usage(line: UsageLine, offset: number): void {
    this.facts.beganAtMs ??= line.atMs ?? this.facts.beganAtMs
    const variant = {
      requestId: line.requestId,
      isOwnResponse: (!line.isSidechain || line.isNoReplay === true) && line.requestId !== '',
      atMs: line.atMs,
      model: line.model,
      input: line.input,
      output: line.output,
      cacheRead: line.cacheRead,
      cacheWrite: line.cacheWrite,
      cacheWrite1h: line.cacheWrite1h,
      webSearches: line.webSearches,
      isFast: line.isFast,
      isUsInference: line.isUsInference,
      reportedCostUsd: line.reportedCostUsd,
      origin: this.#origin(line, offset),
      source: this.#label(line),
    }
    this.#add({ messageId: line.messageId, variant })
  }

  source(source: LineSource): void {
    this.#sources.push(this.#label(source, source.knowsFolder))
  }

  merged(responses: Omit<PackedVariants, 'sources'>): void {
    this.#merged.push({ ...responses, sources: this.#sources })
    this.#sources = []
  }

  finish(baseOffset: number | undefined, state: FileState, bytesRead: number): RecordPiece {
    return {
      path: this.#task.path,
      kind: this.#task.kind,
      place: { ...this.#task.place, subagentId: this.#subagentId() },
      baseOffset,
      state,
      sessionId: this.#task.place.sessionId ?? this.facts.sessionId ?? this.#stem,
      subagentType: this.facts.subagent && (this.facts.subagent.type ?? ''),
      facts: serializeFacts(this.facts),
      variants: this.#pack(),
      accounts: this.#accounts.all(),
      badLines: this.#badLines,
      badCount: this.#badCount,
      bytesRead,
    }
  }

  #pack(): PackedVariants {
    const [first, ...more] = this.#merged
    if (first !== undefined && more.length === 0 && this.#variants.size < fewVariants) {
      return this.#variants.size === 0 ? first : withVariants(first, [...this.#variants.values()], this.#task.path)
    }
    for (const some of this.#merged) for (const one of variantsOf(some, this.#task.path)) this.#add(one)
    return packVariants(this.#variants.values(), this.#variants.size)
  }

  #subagentId(): string | undefined {
    return this.#task.place.subagentId ?? this.facts.subagentId
  }

  #add({ messageId, variant }: LabelledVariant): void {
    const { requestId } = variant
    const last = this.#lastAdded
    // Nearly always the next line of the same response.
    if (last?.messageId === messageId && last.variant.requestId === requestId) {
      last.variant = mergeVariants(last.variant, variant)
      return
    }
    const key = `${messageId}\t${requestId}`
    let known = this.#variants.get(key)
    if (known) known.variant = mergeVariants(known.variant, variant)
    else {
      known = { messageId, variant }
      this.#variants.set(key, known)
    }
    this.#lastAdded = known
  }

  #origin(line: Pick<UsageLine, 'isSidechain' | 'isForkedCopy'>, offset: number) {
    const { beganAtMs, chainStartsAt = offset } = this.facts
    const rank = originRank({ ...line, fileBeganAtMs: beganAtMs })
    return { rank, place: originPlace(chainStartsAt, offset), path: this.#task.path }
  }

  #label(line: Omit<LineSource, 'knowsFolder'>, knowsFolder = true): SourceLabel {
    const { place } = this.#task
    const sessionId = place.sessionId ?? line.sessionId ?? this.#stem
    const subagentId = this.#subagentId() ?? line.agentId ?? (line.isSidechain ? 'sidechain' : undefined)
    const last = this.#lastLabel
    if (last?.sessionId === sessionId && last.branch === line.branch && last.subagentId === subagentId) return last
    const key = `${sessionId}\n${line.branch}\n${subagentId}`
    const label = this.#labels.get(key) ?? {
      agent: this.#task.kind.agent,
      sessionId,
      projectSlug: place.projectSlug ?? (knowsFolder ? slugOf(this.facts.cwd) : undefined),
      branch: line.branch,
      subagentId,
    }
    this.#labels.set(key, label)
    this.#lastLabel = label
    return label
  }
}

/** The name that Claude Code gives a project's folder: so a project is one, whichever agent worked in it. */
const slugOf = (cwd: string | undefined): string | undefined => cwd?.replace(/[^A-Za-z0-9]/g, '-')

const isGone = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'

function unreadable(path: string, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return `${path} can not be read (${code}): it is missing from the figures. Check its permissions.`
}
