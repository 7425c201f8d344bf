/** What is to be read, on whichever thread: the rest of a file, or sessions of a database. */
import { type RecordPiece, type RecordTask, readRecords, type UnreadableFile } from './read-records.ts'
import { readSessions, type SessionsTask } from './read-sessions.ts'

export type ReadingTask = RecordTask | SessionsTask

/** Gives each piece to `take`; the problem when something can't be read. */
export const readTask = (task: ReadingTask, take: (piece: RecordPiece) => void): UnreadableFile | undefined =>
  'sessions' in task ? readSessions(task, take) : readRecords(task, take)

/** What is better read by one thread, one after the other: the files of a session. */
export const groupOf = (task: ReadingTask): string =>
  'sessions' in task ? `${task.path}#${task.sessions[0]?.session.sessionId}` : (task.place.sessionId ?? task.path)
