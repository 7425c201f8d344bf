/** Brings a store up to date with the files: finds what is new, reads it, writes it. Holds no figures itself. */
import type { RecordSource } from '../agents/machine-sources.ts'
import type { Database, Statement } from '../storage/sqlite.ts'
import { markDirty } from '../storage/sqlite.ts'
import { keptWorkingFolders } from '../storage/working-folders.ts'
import { AgentDatabases, type Thoroughness } from './agent-databases.ts'
import { type FoundInsights, findInsights, statsCacheAgent, storeInsights } from './insights.ts'
import type { KnownFile, KnownFiles } from './known-file.ts'
import type { UpdateReport } from './ledger.ts'
import { readAllRecords, type SizedTask } from './parse-pool.ts'
import { type FileState, type RecordPiece, readDescription, type UnreadableFile } from './read-records.ts'
import { partsOfUnit, readSessions, usageAlone } from './read-sessions.ts'
import {
  type FoundRecords,
  findInWorkingFolders,
  findRecordFile,
  findRecords,
  isOutdated,
  placeOf,
  type RecordFile,
  recordsOf,
} from './record-files.ts'
import { finishRecount, noteRecount } from './recount.ts'
import { SessionWriter } from './session-writer.ts'
import { StoreWriter } from './store-writer.ts'

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
  readonly stalePaths: string[]
}

export interface IndexerOptions {
  readonly sources: readonly RecordSource[]
  /** Which machine these records are of. */
  readonly machine: string
  /** Where the folders are kept that agents were seen to work in: storage/working-folders.ts. Absent: none are known. */
  readonly dataDir?: string | undefined
}

export class Indexer {
  readonly #database: Database
  readonly #sources: readonly RecordSource[]
  readonly #machine: string
  readonly #dataDir: string | undefined
  readonly #nowMs: () => number
  readonly #writer: StoreWriter
  readonly #databases: AgentDatabases
  readonly #selectState: Statement

  constructor(database: Database, { sources, machine, dataDir }: IndexerOptions, nowMs: () => number = Date.now) {
    this.#database = database
    this.#sources = sources
    this.#machine = machine
    this.#dataDir = dataDir
    this.#nowMs = nowMs
    this.#writer = new StoreWriter(database, machine)
    this.#databases = new AgentDatabases(database, nowMs)
    this.#selectState = database.prepare(
      `SELECT device, inode, size AS sizeBytes, mtime_ms AS mtimeMs, offset, carry AS carryBytes, fingerprint, reader_carry AS readerCarry, facts, files
       FROM file LEFT JOIN file_facts ON file_id = id WHERE id = ?`,
    )
  }

  /** Everything, or these paths alone. Storage problems throw; whatever was stored until then is whole. */
  async update(paths?: readonly string[], thoroughness?: Thoroughness): Promise<IndexReport> {
    const began = performance.now()
    const tally = noTally()
    const found = paths === undefined ? this.#findAll() : this.#find(paths)
    const all = paths === undefined ? this.#knownFiles() : undefined
    const known = all ?? this.#knownFilesWhenAsked()
    const databases = this.#databases.look(found.files.filter(isDatabase), known, thoroughness)
    const unreadable = await this.#read(this.#changed(found, known), known, databases.tasks, tally)
    databases.noteRead(unreadable)
    const problems = [...found.problems, ...problemsOf(unreadable), ...databases.problems]
    if (all !== undefined) {
      this.#markGone(found, all, databases.isPresent)
      finishRecount(this.#database, this.#machine)
    }
    const insights = paths === undefined ? findInsights(this.#database, this.#sources, this.#nowMs()) : undefined
    if (insights) this.#storeInsights(insights, tally)
    if (tally.filesRead > 0 || insights) this.#noteUpdate()
    const isUsageAlone =
      thoroughness?.isUsageFirst === true && found.files.some(isDatabase) && this.#behind(1).length > 0
    return reportOf(tally, {
      filesSeen: found.files.length,
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

  #findAll(): FoundRecords {
    const found = findRecords(this.#sources)
    const projects = () =>
      this.#database.prepare('SELECT DISTINCT cwd FROM session WHERE cwd IS NOT NULL').pluck().all()
    const seen = this.#dataDir === undefined ? [] : keptWorkingFolders(this.#dataDir)
    const inFolders = findInWorkingFolders(this.#sources, () => projects() as string[], seen)
    return inFolders.length === 0 ? found : { ...found, files: [...found.files, ...inFolders] }
  }

  #find(paths: readonly string[]): FoundRecords {
    const files = paths.flatMap((path) => findRecordFile(path, this.#sources) ?? [])
    return { files, described: new Set(paths), unreadable: [], problems: [] }
  }

  #knownFiles(): ReadonlyMap<string, KnownFile> {
    const rows = this.#database.prepare(selectKnown).raw().all() as KnownFile[]
    return new Map(rows.map((row) => [row[0], row]))
  }

  /** Looked up one by one: a database holds thousands of sessions, of which few changed. */
  #knownFilesWhenAsked(): KnownFiles {
    const select = this.#database.prepare(`${selectKnown} WHERE path = ?`).raw()
    return { get: (path) => select.get(path) as KnownFile | undefined }
  }

  #changed({ files, described }: FoundRecords, known: KnownFiles): readonly RecordFile[] {
    const changed = files.filter(
      (file) =>
        !isDatabase(file) &&
        (hasChanged(file, known.get(file.path)) || isNewlyDescribed(file, known.get(file.path), described)),
    )
    if (changed.some((file) => isOutdated(file, known.get(file.path)))) noteRecount(this.#database)
    return changed
  }

  async #read(
    changed: readonly RecordFile[],
    known: KnownFiles,
    databases: readonly SizedTask[],
    tally: Tally,
  ): Promise<readonly UnreadableFile[]> {
    if (changed.length <= filesAtOnce) {
      return this.#readTasks([...this.#toTasks(changed, known), ...databases], tally)
    }
    const unreadable = [...(await this.#readTasks(databases, tally))]
    for (let at = 0; at < changed.length; at += filesAtOnce) {
      const some = changed.slice(at, at + filesAtOnce)
      unreadable.push(...(await this.#readTasks(this.#toTasks(some, known), tally)))
    }
    return unreadable
  }

  #toTasks(files: readonly RecordFile[], known: KnownFiles): readonly SizedTask[] {
    return files.flatMap((file) => this.#toTask(file, known.get(file.path)))
  }

  async #readTasks(tasks: readonly SizedTask[], tally: Tally): Promise<readonly UnreadableFile[]> {
    const waiting: RecordPiece[] = []
    const unreadable = await readAllRecords(tasks, (pieces) => {
      waiting.push(...pieces)
      if (isWorthStoring(waiting)) this.#store(waiting.splice(0), tally)
    })
    this.#store(waiting, tally)
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
    tally.filesRead += pieces.length
    tally.newResponses += outcome.newResponses
    for (const piece of pieces) {
      tally.bytesRead += piece.bytesRead
      tally.badLines += piece.badCount
    }
    for (const id of outcome.sessionIds) tally.sessionIds.add(id)
    tally.stalePaths.push(...outcome.stalePaths)
  }

  /** What was counted stays; the file is only no longer looked for. A folder that can't be read has lost nothing. */
  #markGone(
    found: FoundRecords,
    known: ReadonlyMap<string, KnownFile>,
    isPresent: (unit: string) => boolean | undefined,
  ): void {
    const present = new Set(found.files.map(({ path }) => path))
    const gone: number[] = []
    for (const [path, id, , , , isGone] of known.values()) {
      if (
        isGone === 1 ||
        (isPresent(path) ?? present.has(path)) ||
        found.unreadable.some((dir) => path.startsWith(dir))
      )
        continue
      gone.push(id)
    }
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
  stalePaths: [],
})

function reportOf(
  { filesRead, bytesRead, newResponses, sessionIds }: Tally,
  told: Pick<IndexReport, 'filesSeen' | 'durationMs' | 'problems' | 'isUsageAlone'>,
): IndexReport {
  return { ...told, filesRead, bytesRead, newResponses, sessionIds: [...sessionIds] }
}

const problemsOf = (unreadable: readonly UnreadableFile[]): readonly string[] => [
  ...new Set(unreadable.map(({ problem }) => problem)),
]

/** Of a database, before others have their turn. */
const sessionsAtOnce = 20

const selectKnown = `SELECT path, id, inode, size, mtime_ms, is_gone, subagent_id IS NOT NULL AND subagent_type IS NULL, reader,
  reader_carry IS '${usageAlone}' FROM file`

/** What is known of a file until it is read takes some memory: of a million files not all at a time. */
const filesAtOnce = 50_000

/** A transaction touches pages all over the store: few large ones write far less. What is lost by a kill is read again. */
const responsesPerTransaction = 12_000
const bytesPerTransaction = 256 << 20
const filesPerTransaction = 2_000

function isWorthStoring(pieces: readonly RecordPiece[]): boolean {
  if (pieces.length >= filesPerTransaction) return true
  const responses = pieces.reduce((sum, { variants }) => sum + variants.count, 0)
  return responses >= responsesPerTransaction || sumOfBytes(pieces) >= bytesPerTransaction
}

const sumOfBytes = (pieces: readonly RecordPiece[]): number => pieces.reduce((sum, { bytesRead }) => sum + bytesRead, 0)

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
