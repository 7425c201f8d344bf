/** What is to be read, on whichever thread: the rest of a file, or sessions of a database. */

import { expectScannedBytes, readRecords } from './read-records.ts'
import { readSessions, type SessionsTask } from './read-sessions.ts'
import { hasProgram } from './record-files.ts'
import type { RecordPiece, RecordTask, UnreadableFile } from './record-piece.ts'

export type ReadingTask = RecordTask | SessionsTask

export type SizedTask = ReadingTask & {
  /** Bytes to read. */
  readonly newBytes: number
}

/** All of these are about to be read on this thread. */
export const expectTasks = (tasks: readonly SizedTask[]): void =>
  expectScannedBytes(tasks.reduce((sum, { kind, newBytes }) => sum + (hasProgram(kind) ? newBytes : 0), 0))

/** Gives each piece to `take`; the problem when something can't be read. */
export const readTask = (task: ReadingTask, take: (piece: RecordPiece) => void): UnreadableFile | undefined =>
  'sessions' in task ? readSessions(task, take) : readRecords(task, take)

/** What is better read by one thread, one after the other: the files of a session. */
export const groupOf = (task: ReadingTask): string =>
  'sessions' in task ? `${task.path}#${task.sessions[0]?.session.sessionId}` : (task.place.sessionId ?? task.path)
