/**
 * Agents' own databases: which of their sessions changed since they were read. One that is locked, broken or half migrated keeps what was
 * known of it, is named, and is tried again at the next look.
 *
 * Most of a database is what tools wrote. Where usage is asked for first, sessions that were never read tell it alone; the rest comes behind.
 */
import type { DatabaseSession } from '../agents/records.ts'
import { markOf } from '../storage/database-mark.ts'
import { withQuery } from '../storage/foreign-database.ts'
import type { Database } from '../storage/sqlite.ts'
import type { RecordFile } from './found-files.ts'
import { type KnownFiles, usageAlone } from './known-file.ts'
import { databaseRecords, type SessionReading, type SessionsTask, unitOf } from './read-sessions.ts'
import type { SizedTask } from './reading-task.ts'
import { isOutdated, readerVersion } from './record-files.ts'
import type { UnreadableFile } from './record-piece.ts'
import { noteRecount } from './recount.ts'

export interface Thoroughness {
  /** Of many sessions that were never read usage alone is; what else they hold comes behind. */
  readonly isUsageFirst?: boolean | undefined
  /** All sessions are compared once a minute at most; in between those that were written last are. */
  readonly isFollowing?: boolean | undefined
}

export interface DatabaseLook {
  readonly problems: readonly string[]
  /** Changed sessions, some at a time. */
  readonly tasks: readonly SizedTask[]
  /** Once what they hold is stored: but for these, nothing is left to read. */
  noteRead(unreadable: readonly UnreadableFile[]): void
  /** Whether a unit of a database is still there; undefined for what belongs to none. */
  readonly isPresent: (unit: string) => boolean | undefined
}

/** What few sessions hold is read whole at once. */
const fewSessions = 20
const compareAgainAfterMs = 60_000
const sessionsPerTask = 50
/** What usage is of all that is stored, about. */
const usageShare = 0.05

interface Listed {
  readonly file: RecordFile
  /** Of the database before its sessions were asked for. */
  readonly mark: string
  readonly sessions: readonly DatabaseSession[]
  readonly isOfAll: boolean
}

export class AgentDatabases {
  readonly #ledger: () => Database
  readonly #nowMs: () => number
  readonly #compared = new Map<string, { readonly atMs: number; readonly mark: string }>()

  constructor(ledger: () => Database, nowMs: () => number) {
    this.#ledger = ledger
    this.#nowMs = nowMs
  }

  look(files: readonly RecordFile[], known: KnownFiles, thoroughness: Thoroughness = {}): DatabaseLook {
    const { isUsageFirst = false } = thoroughness
    const problems: string[] = []
    const found: Listed[] = []
    for (const file of files) {
      const listed = this.#list(file, thoroughness)
      if (listed === undefined) continue
      if (listed.ok) found.push(listed.value)
      else problems.push(listed.problem)
    }
    return {
      problems,
      tasks: found.flatMap((listed) => tasksOf(listed, this.#changed(listed, known, isUsageFirst))),
      noteRead: (unreadable) => {
        for (const listed of found) {
          if (unreadable.every(({ path }) => path !== listed.file.path)) this.#noteRead(listed, isUsageFirst)
        }
      },
      isPresent: (unit) => {
        const file = files.find(({ path }) => unit.startsWith(`${path}#`))
        if (file === undefined) return undefined
        const listed = found.find((one) => one.file === file && one.isOfAll)
        return listed === undefined || listed.sessions.some(({ sessionId }) => unit === unitOf(file.path, sessionId))
      },
    }
  }

  /** All that these sessions hold, of which only usage is known. */
  whole(file: RecordFile, sessionIds: readonly string[]): { readonly task?: SessionsTask; readonly problem?: string } {
    const listed = withQuery(file.path, (query) => databaseRecords(file).sessions(query, sessionIds))
    if (!listed.ok) return { problem: listed.problem }
    return {
      task: taskOf(
        file,
        listed.value.map((session) => ({ session, isUsageAlone: false })),
      ),
    }
  }

  #list(file: RecordFile, { isFollowing = false, isUsageFirst = false }: Thoroughness) {
    const mark = readMark(file)
    if (this.#isRead(file, mark, isUsageFirst)) return undefined
    const compared = this.#compared.get(file.path)
    const isOfAll =
      !isFollowing || compared === undefined || Math.abs(this.#nowMs() - compared.atMs) >= compareAgainAfterMs
    if (!isOfAll && compared.mark === mark) return undefined
    const records = databaseRecords(file)
    return withQuery(file.path, (query): Listed => {
      const ids = isOfAll ? undefined : records.newest?.(query)
      return { file, mark, sessions: records.sessions(query, ids), isOfAll: ids === undefined }
    })
  }

  #changed({ file, sessions }: Listed, known: KnownFiles, isUsageFirst: boolean): readonly SessionReading[] {
    const unitIn = ({ sessionId }: DatabaseSession) => known.get(unitOf(file.path, sessionId))
    const changed = sessions.filter((session) => {
      const unit = unitIn(session)
      return unit?.[4] !== session.stamp || isOutdated(file, unit) || (unit[8] === 1 && !isUsageFirst)
    })
    if (changed.some((session) => isOutdated(file, unitIn(session)))) noteRecount(this.#ledger())
    const isNew = (session: DatabaseSession): boolean => {
      const unit = unitIn(session)
      return unit === undefined || unit[8] === 1 || isOutdated(file, unit)
    }
    const isMuch = isUsageFirst && changed.filter(isNew).length > fewSessions
    return changed.map((session) => ({ session, isUsageAlone: isMuch && isNew(session) }))
  }

  /** Nothing was written since it was read by this version: neither to the file nor to its log. */
  #isRead({ path }: RecordFile, mark: string, isUsageFirst: boolean): boolean {
    const row = this.#ledger().prepare('SELECT value FROM meta WHERE key = ?').get(metaKey(path)) as
      | { readonly value: unknown }
      | undefined
    return row !== undefined && (row.value === mark || (isUsageFirst && row.value === markOfUsage(mark)))
  }

  #noteRead({ file: { path }, mark, isOfAll }: Listed, isUsageFirst: boolean): void {
    const atMs = isOfAll ? this.#nowMs() : (this.#compared.get(path)?.atMs ?? 0)
    this.#compared.set(path, { atMs, mark })
    if (!isOfAll) return
    const value = isUsageFirst ? markOfUsage(mark) : mark
    this.#ledger().prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(metaKey(path), value)
  }
}

function tasksOf({ file, sessions: all }: Listed, changed: readonly SessionReading[]): readonly SizedTask[] {
  const bytesPerSession = file.sizeBytes / all.length
  const tasks: SizedTask[] = []
  for (let at = 0; at < changed.length; at += sessionsPerTask) {
    const sessions = changed.slice(at, at + sessionsPerTask)
    const shares = sessions.reduce((sum, { isUsageAlone }) => sum + (isUsageAlone ? usageShare : 1), 0)
    tasks.push({ ...taskOf(file, sessions), newBytes: shares * bytesPerSession })
  }
  return tasks
}

const taskOf = ({ path, kind, device }: RecordFile, sessions: readonly SessionReading[]): SessionsTask => ({
  path,
  kind,
  device,
  sessions,
})

const readMark = ({ path, kind }: RecordFile): string => [markOf(path), readerVersion(kind) || []].flat().join(' v')

const markOfUsage = (mark: string): string => `${mark} ${usageAlone}`

const metaKey = (path: string): string => `database ${path}`
