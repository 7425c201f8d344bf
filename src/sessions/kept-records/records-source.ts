/** Where one session's records lie that change in place: rows of a database, documents that are rewritten whole. */
import type { LaneRecords, LogOwner, RecordsRead } from '../../agents/agent.ts'
import type { SessionEvent } from '../../core/session/session-event.ts'
import type { Looked } from '../../storage/foreign-database.ts'
import type { WrittenRows } from './row-file.ts'

export interface RecordsSource {
  /** Files and folders whose change may be the session's; those in which it may appear, as long as it is nowhere. */
  watched(): readonly string[]
  /** Those of this session alone; none where it lies in a database with others. */
  files(): readonly string[]
  /** Of one that lies in a database with others: its rows, to be kept. Absent: in files. */
  rows?(): WrittenRows | undefined
  /** Another one after every write; undefined as long as the session is nowhere. */
  mark(): string | undefined
  /** What was written at this moment or after; undefined where there is no such session. */
  read(sinceMs: number): Looked<RecordsRead | undefined>
  /** The newest records of a session that is too large to be read before it is shown. Absent: none is. */
  tail?(): readonly LaneRecords[] | undefined
  /** One record with all of its text; none where it can't be read now. */
  readWhole(of: LogOwner, offset: number): readonly SessionEvent[]
}
