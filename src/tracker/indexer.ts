/** Brings a store up to date with the files: finds what is new, reads it, writes it. Holds no figures itself. */
import type { RecordSource } from '../agents/machine-sources.ts'
import type { Filling } from '../storage/rebuildable-store.ts'
import type { Database, Statement } from '../storage/sqlite.ts'
import { markDirty } from '../storage/sqlite.ts'
import { keptWorkingFolders } from '../storage/working-folders.ts'
import { AgentDatabases, type Thoroughness } from './agent-databases.ts'
import { readDescription } from './beside-records.ts'
import type { RecordFile, RecordFileList } from './found-files.ts'
import { type FoundInsights, findInsights, statsCacheAgent, storeInsights } from './insights.ts'
import { AllKnownFiles, type KnownFile, type KnownFiles, knownFilesWhenAsked, usageAlone } from './known-file.ts'
import { withLeanHeap } from './lean-heap.ts'
import type { UpdateReport } from './ledger.ts'
import { readAllRecords } from './parse-pool.ts'
import { partsOfUnit, readSessions } from './read-sessions.ts'
import type { SizedTask } from './reading-task.ts'
import {
  type FoundRecords,
  findChangedRecords,
  findInWorkingFolders,
  findRecordFile,
  isOutdated,
  placeOf,
  recordsOf,
} from './record-files.ts'
import type { FileState, RecordPiece, UnreadableFile } from './record-piece.ts'
import { finishRecount, noteRecount } from './recount.ts'
import { nameRows } from './rows-of-machine.ts'
import { SessionWriter } from './session-writer.ts'
import { StoreFiller } from './store-filler.ts'
import { StoreWriter } from './store-writer.ts'
import { type Enough, WaitingPieces } from './waiting-pieces.ts'

export interface IndexReport extends Omit<UpdateReport, 'isSaved'> {
  readonly sessionIds: readonly string[]
}

type StoredState = Omit<FileState, 'readerCarry'> & {
  readonly readerCarry: string | null
  readonly facts: string | null
  readonly files: string | null
}

interface Tally {
  filesRead: number
  bytesRead: number
  newResponses: number
  badLines: number
  readonly sessionIds: Set<string>
  /** Of a store that was filled: all that there are. */
  filledSessionIds: readonly string[]
  readonly stalePaths: string[]
}

export interface IndexerOptions {
  readonly sources: readonly RecordSource[]
  /** Which machine these records are of. */
  readonly machine: string
  /** Where the folders are kept that agents were seen to work in: storage/working-folders.ts. Absent: none are known. */
  readonly dataDir?: string | undefined
  /** What a first count has to read at least to be written at once, beside: storage/filled-beside.ts. */
  readonly worthFilling?: WorthFilling | undefined
}

export interface WorthFilling {
  readonly files: number
  readonly bytes: number
}

/** Fills the store while it is empty, and says which database it is then: storage/rebuildable-store.ts. */
export type FillBeside = <T>(fill: (database: Database) => Promise<T>) => Promise<Filling<T>>

/**
 * It pays where pages of all tables are gone through again and again: of 200,000 small files. Of 208 MiB and of 1 GiB in few files it was
 * measured to cost the same, and to hold 50 MiB more.
 */
const usuallyWorthFilling: WorthFilling = { files: 10_000, bytes: Number.POSITIVE_INFINITY }

export class Indexer {
  #database: Database
  readonly #sources: readonly RecordSource[]
  readonly #machine: string
  readonly #dataDir: string | undefined
  readonly #nowMs: () => number
  readonly #worthFilling: WorthFilling
  readonly #fillBeside: FillBeside | undefined
  readonly #databases: AgentDatabases
  #writer: StoreWriter
  #selectState: Statement

  /** Without `fillBeside` a first count is written as any other. */
  constructor(
    database: Database,
    { sources, machine, dataDir, worthFilling = usuallyWorthFilling }: IndexerOptions,
    nowMs: () => number = Date.now,
    fillBeside?: FillBeside,
  ) {
    this.#database = database
    this.#sources = sources
    this.#machine = machine
    this.#dataDir = dataDir
    this.#nowMs = nowMs
    this.#worthFilling = worthFilling
    this.#fillBeside = fillBeside
    this.#databases = new AgentDatabases(() => this.#database, nowMs)
    this.#writer = new StoreWriter(database, machine)
    this.#selectState = database.prepare(selectState)
  }

  /** The store is another database from now on. */
  #moveTo(database: Database): void {
    this.#database = database
    this.#writer = new StoreWriter(database, this.#machine)
    this.#selectState = database.prepare(selectState)
  }

  /** Everything, or these paths alone. Storage problems throw; whatever was stored until then is whole. */
  async update(paths?: readonly string[], thoroughness?: Thoroughness): Promise<IndexReport> {
    const began = performance.now()
    const tally = noTally()
    const all = paths === undefined ? new AllKnownFiles(this.#database) : undefined
    const known = all ?? knownFilesWhenAsked(this.#database)
    const found = paths === undefined ? this.#findAll(all) : this.#find(paths)
    const databaseFiles = [...found.files.filter(isDatabase)]
    const databases = this.#databases.look(databaseFiles, known, thoroughness)
    const changed = this.#changed(found, known)
    const isFirst = all?.size === 0 && this.#isWorthFilling(changed, databases.tasks)
    const filled = isFirst ? await withLeanHeap(() => this.#fill(changed, known, databases.tasks, tally)) : undefined
    // Another program filled it first: nearly nothing is left to read.
    if (filled === 'elsewhere') return this.update(paths, thoroughness)
    const unreadable = filled ?? (await this.#readAndStore(changed, known, databases.tasks, tally))
    databases.noteRead(unreadable)
    const problems = [...found.problems, ...problemsOf(unreadable), ...databases.problems]
    if (all !== undefined) {
      this.#markGone(found, all, databases.isPresent)
      finishRecount(this.#database, this.#machine)
    }
    const insights = paths === undefined ? findInsights(this.#database, this.#sources, this.#nowMs()) : undefined
    if (insights) this.#storeInsights(insights, tally)
    if (tally.filesRead > 0 || insights) this.#noteUpdate()
    const isUsageAlone = thoroughness?.isUsageFirst === true && databaseFiles.length > 0 && this.#behind(1).length > 0
    return reportOf(tally, {
      filesSeen: found.files.length + found.unchanged.length,
      durationMs: performance.now() - began,
      problems,
      isUsageAlone,
    })
  }

  /** Reads what came behind of some sessions in databases: the newest first. */
  completeSome(): IndexReport {
    const began = performance.now()
    const tally = noTally()
    const behind = Map.groupBy(this.#behind(sessionsAtOnce).map(partsOfUnit), ({ path }) => path)
    const looks = [...behind].flatMap(([path, units]) => {
      const file = findRecordFile(path, this.#sources)
      const ids = units.map(({ sessionId }) => sessionId)
      return file === undefined ? [] : this.#databases.whole(file, ids)
    })
    const pieces: RecordPiece[] = []
    const unreadable = looks.flatMap(({ task }) => (task && readSessions(task, (piece) => pieces.push(piece))) ?? [])
    this.#store(pieces, tally)
    const problems = [...looks.flatMap(({ problem }) => problem ?? []), ...problemsOf(unreadable)]
    // What could not be read now is left to the next look.
    const isUsageAlone = problems.length === 0 && tally.filesRead > 0 && this.#behind(1).length > 0
    return reportOf(tally, { filesSeen: 0, durationMs: performance.now() - began, problems, isUsageAlone })
  }

  /** Sessions in databases of which only usage is known. */
  #behind(limit: number): readonly string[] {
    return this.#database
      .prepare('SELECT path FROM file WHERE reader_carry = ? AND is_gone = 0 ORDER BY mtime_ms DESC LIMIT ?')
      .pluck()
      .all(usageAlone, limit) as string[]
  }

  #findAll(known: AllKnownFiles | undefined): FoundRecords {
    const found = findChangedRecords(this.#sources, known)
    const projects = () =>
      this.#database.prepare('SELECT DISTINCT cwd FROM session WHERE cwd IS NOT NULL').pluck().all()
    const seen = this.#dataDir === undefined ? [] : keptWorkingFolders(this.#dataDir)
    const inFolders = findInWorkingFolders(this.#sources, () => projects() as string[], seen)
    return inFolders.length === 0 ? found : { ...found, files: [...found.files, ...inFolders] }
  }

  #find(paths: readonly string[]): FoundRecords {
    const files = paths.flatMap((path) => findRecordFile(path, this.#sources) ?? [])
    return { files, unchanged: [], described: new Set(paths), unreadable: [], problems: [] }
  }

  #changed({ files, described }: FoundRecords, known: KnownFiles): RecordFileList {
    const changed = files.filter(
      (file) =>
        !isDatabase(file) &&
        (hasChanged(file, known.get(file.path)) || isNewlyDescribed(file, known.get(file.path), described)),
    )
    for (const file of changed) {
      if (!isOutdated(file, known.get(file.path))) continue
      noteRecount(this.#database)
      break
    }
    return changed
  }

  /** Undefined: nothing was stored. */
  async #fill(
    changed: RecordFileList,
    known: KnownFiles,
    databases: readonly SizedTask[],
    tally: Tally,
  ): Promise<readonly UnreadableFile[] | 'elsewhere' | undefined> {
    const own = noTally()
    const filling = await this.#fillBeside?.(async (database) => {
      nameRows(database, this.#machine)
      const filler = new StoreFiller(database, this.#machine)
      const unreadable = await this.#read(changed, known, databases, (pieces) => {
        filler.add(pieces)
        tallyPieces(pieces, own)
      })
      return { unreadable, ...filler.finish() }
    })
    if (filling === undefined) return undefined
    const isElsewhere = filling.database !== this.#database
    if (isElsewhere) this.#moveTo(filling.database)
    if (filling.filled === undefined) return isElsewhere ? 'elsewhere' : undefined
    const { unreadable, newResponses, sessionIds } = filling.filled
    Object.assign(tally, own, { newResponses, filledSessionIds: sessionIds })
    return unreadable
  }

  #isWorthFilling(changed: RecordFileList, databases: readonly SizedTask[]): boolean {
    const { files, bytes } = this.#worthFilling
    const ofDatabases = databases.reduce((sum, { newBytes }) => sum + newBytes, 0)
    return changed.length + databases.length >= files || bytesOf(changed) + ofDatabases >= bytes
  }

  async #readAndStore(
    changed: RecordFileList,
    known: KnownFiles,
    databases: readonly SizedTask[],
    tally: Tally,
  ): Promise<readonly UnreadableFile[]> {
    const waiting = new WaitingPieces(enoughForTransaction, (pieces) => this.#store(pieces, tally))
    const unreadable = await this.#read(changed, known, databases, (pieces) => waiting.add(pieces))
    waiting.flush()
    return unreadable
  }

  async #read(
    changed: RecordFileList,
    known: KnownFiles,
    databases: readonly SizedTask[],
    store: (pieces: readonly RecordPiece[]) => void,
  ): Promise<readonly UnreadableFile[]> {
    const toTasks = (files: readonly RecordFile[]) => files.flatMap((file) => this.#toTask(file, known.get(file.path)))
    if (changed.length <= filesAtOnce) return readAllRecords([...toTasks([...changed]), ...databases], store)
    const unreadable = [...(await readAllRecords(databases, store))]
    const atOnce = bytesOf(changed) < changed.length * smallFileBytes ? smallFilesAtOnce : filesAtOnce
    for (let at = 0; at < changed.length; at += atOnce) {
      unreadable.push(...(await readAllRecords(toTasks(changed.slice(at, at + atOnce)), store)))
    }
    return unreadable
  }

  #toTask(file: RecordFile, known: KnownFile | undefined): readonly SizedTask[] {
    const { path, kind } = file
    const place = placeOf(file)
    if (place === undefined) return []
    if (!known || isOutdated(file, known)) {
      return [{ path, kind, place, state: undefined, facts: undefined, newBytes: file.sizeBytes }]
    }
    const row = this.#selectState.get(known[1])
    const { facts, files, readerCarry, ...rest } = row as StoredState
    const state = { ...rest, readerCarry: readerCarry ?? undefined }
    const newBytes = file.sizeBytes >= state.offset ? file.sizeBytes - state.offset : file.sizeBytes
    return [
      { path, kind, place, state, facts: facts === null || files === null ? undefined : { facts, files }, newBytes },
    ]
  }

  #store(pieces: readonly RecordPiece[], tally: Tally): void {
    if (pieces.length === 0) return
    const outcome = this.#writer.write(pieces)
    tally.newResponses += outcome.newResponses
    tallyPieces(pieces, tally)
    for (const id of outcome.sessionIds) tally.sessionIds.add(id)
    tally.stalePaths.push(...outcome.stalePaths)
  }

  /** What was counted stays; the file is only no longer looked for. A folder that can't be read has lost nothing. */
  #markGone(found: FoundRecords, known: AllKnownFiles, isPresent: (unit: string) => boolean | undefined): void {
    for (const index of found.unchanged) known.noteUnchanged(index)
    for (const { path } of found.files) known.notePresent(path)
    const gone = known.gone(isPresent, (path) => found.unreadable.some((dir) => path.startsWith(dir)))
    if (gone.length === 0) return
    const mark = this.#database.prepare('UPDATE file SET is_gone = 1 WHERE id = ?')
    this.#database.transaction(() => {
      for (const id of gone) mark.run(id)
    })()
  }

  #storeInsights(found: FoundInsights, tally: Tally): void {
    const sessions = new SessionWriter(this.#database, this.#machine)
    this.#database
      .transaction(() => {
        markDirty(this.#database)
        for (const id of storeInsights(this.#database, found, this.#machine)) {
          sessions.write(id, statsCacheAgent, [])
          tally.sessionIds.add(id)
        }
      })
      .immediate()
  }

  #noteUpdate(): void {
    this.#database.prepare(`INSERT OR REPLACE INTO meta VALUES ('updated_ms', ?)`).run(this.#nowMs())
  }
}

const noTally = (): Tally => ({
  filesRead: 0,
  bytesRead: 0,
  newResponses: 0,
  badLines: 0,
  sessionIds: new Set(),
  filledSessionIds: [],
  stalePaths: [],
})

function tallyPieces(pieces: readonly RecordPiece[], tally: Tally): void {
  tally.filesRead += pieces.length
  for (const piece of pieces) {
    tally.bytesRead += piece.bytesRead
    tally.badLines += piece.badCount
  }
}

function reportOf(
  { filesRead, bytesRead, newResponses, sessionIds, filledSessionIds }: Tally,
  told: Pick<IndexReport, 'filesSeen' | 'durationMs' | 'problems' | 'isUsageAlone'>,
): IndexReport {
  return { ...told, filesRead, bytesRead, newResponses, sessionIds: allOf(filledSessionIds, sessionIds) }
}

const allOf = (some: readonly string[], more: ReadonlySet<string>): readonly string[] =>
  more.size === 0 ? some : [...new Set([...some, ...more])]

const problemsOf = (unreadable: readonly UnreadableFile[]): readonly string[] => [
  ...new Set(unreadable.map(({ problem }) => problem)),
]

/** Of a database, before others have their turn. */
const sessionsAtOnce = 20

/** What is known of a file until it is read takes some memory: of a million files not all at a time. */
const filesAtOnce = 50_000
/** Of small ones so few that reading them takes no second thread (parse-pool.ts) whatever their number. */
const smallFilesAtOnce = 2_000
const smallFileBytes = 10 << 10

function bytesOf(files: RecordFileList): number {
  let sum = 0
  for (const { sizeBytes } of files) sum += sizeBytes
  return sum
}

/** A transaction touches pages all over the store: few large ones write far less. What is lost by a kill is read again. */
const enoughForTransaction: Enough = {
  pieces: 2_000,
  responses: 12_000,
  bytes: 256 << 20,
  bytesOf: ({ bytesRead }) => bytesRead,
}

const selectState = `SELECT device, inode, size AS sizeBytes, mtime_ms AS mtimeMs, offset, carry AS carryBytes, fingerprint,
  reader_carry AS readerCarry, facts, files FROM file LEFT JOIN file_facts ON file_id = id WHERE id = ?`

function hasChanged(file: RecordFile, known: KnownFile | undefined): boolean {
  if (known === undefined) return true
  const [, , inode, sizeBytes, mtimeMs, isGone] = known
  return (
    isGone === 1 ||
    isOutdated(file, known) ||
    file.sizeBytes !== sizeBytes ||
    file.mtimeMs !== mtimeMs ||
    file.inode !== inode
  )
}

/** The description of a subagent may come after its transcript; a broken one stays none. */
function isNewlyDescribed(
  { path, kind }: RecordFile,
  known: KnownFile | undefined,
  described: ReadonlySet<string>,
): boolean {
  return known?.[6] === 1 && described.has(path) && readDescription(path, kind) !== undefined
}

const isDatabase = ({ kind }: RecordFile): boolean => recordsOf(kind).kind === 'database'
