/** Reads sessions of an agent's own database, in transactions that are short whatever the sessions hold. */
import type { DatabaseRecords, DatabaseSession, Query } from '../agents/records.ts'
import { withQuery } from '../storage/foreign-database.ts'
import type { RecordKind } from './found-files.ts'
import { usageAlone } from './known-file.ts'
import { pieceOf } from './read-records.ts'
import { recordsOf } from './record-files.ts'
import type { RecordPiece, UnreadableFile } from './record-piece.ts'

export interface SessionReading {
  readonly session: DatabaseSession
  /** Only what it spent is read. */
  readonly isUsageAlone: boolean
}

export interface SessionsTask {
  /** Of the database. */
  readonly path: string
  readonly kind: RecordKind
  readonly device: number
  readonly sessions: readonly SessionReading[]
}

/** A session in a database is kept in the ledger as if it were a file of this name. */
export const unitOf = (path: string, sessionId: string): string => `${path}#${sessionId}`

export function partsOfUnit(unit: string): { readonly path: string; readonly sessionId: string } {
  const at = unit.lastIndexOf('#')
  return { path: unit.slice(0, at), sessionId: unit.slice(at + 1) }
}

/** No transaction on another program's database lasts longer than this and one session. */
const longestTransactionMs = 100
/** A database that is locked, or broken all over, is not asked for each of its sessions. */
const mostFailures = 3

/** A damaged page takes only the session that lies on it; undefined: all were read. */
export function readSessions(task: SessionsTask, take: (piece: RecordPiece) => void): UnreadableFile | undefined {
  const { path, sessions } = task
  let problem: string | undefined
  let failures = 0
  for (let at = 0; at < sessions.length && failures < mostFailures; ) {
    const pieces: RecordPiece[] = []
    const read = withQuery(path, (query) => {
      const endMs = performance.now() + longestTransactionMs
      do pieces.push(readSession(task, sessions[at + pieces.length] as SessionReading, query))
      while (at + pieces.length < sessions.length && performance.now() < endMs)
    })
    pieces.forEach(take)
    at += pieces.length
    if (read.ok) continue
    problem = read.problem
    failures += 1
    at += 1
  }
  return problem === undefined ? undefined : { path, problem }
}

export function databaseRecords({ kind, path }: Pick<SessionsTask, 'kind' | 'path'>): DatabaseRecords {
  const records = recordsOf(kind)
  if (records.kind !== 'database') throw new Error(`${path} is no database.`)
  return records
}

function readSession(task: SessionsTask, { session, isUsageAlone }: SessionReading, query: Query): RecordPiece {
  const { path, kind, device } = task
  const { sessionId, parentId, stamp } = session
  const records = databaseRecords(task)
  const lean = isUsageAlone ? records.readUsage : undefined
  const place = {
    projectSlug: undefined,
    sessionId: parentId ?? sessionId,
    subagentId: parentId === undefined ? undefined : sessionId,
  }
  const state = {
    offset: 0,
    carryBytes: 0,
    device,
    inode: 0,
    sizeBytes: 0,
    mtimeMs: stamp,
    fingerprint: lean === undefined ? String(stamp) : `${stamp} ${usageAlone}`,
    readerCarry: lean && usageAlone,
  }
  const unit = { path: unitOf(path, sessionId), kind, place, state: undefined, facts: undefined }
  const read = lean ?? records.read
  return pieceOf(unit, state, (sink) => read.call(records, query, sessionId, sink))
}
