/** The marks of sessions on disk, in user.sqlite. */
import type { SessionMarks } from '../core/session/session-marks.ts'
import type { KeptStore } from '../storage/kept-store.ts'

export interface MarkedSession {
  readonly id: string
  readonly agent: string
}

export interface SessionMarkStore {
  /** By session. */
  all(): Promise<ReadonlyMap<string, SessionMarks>>
  write(session: MarkedSession, marks: SessionMarks, nowMs: number): Promise<void>
  close(): Promise<void>
}

interface Row {
  readonly session_id: string
  readonly name: string | null
  readonly note: string | null
  readonly tags: string
  readonly is_starred: number
  readonly is_archived: number | null
}

export const createSessionMarkStore = (kept: KeptStore, machine: string): SessionMarkStore => ({
  all: () =>
    kept.read((database) => {
      const rows = database.prepare('SELECT * FROM session_mark').all() as Row[]
      return new Map(rows.map((row) => [row.session_id, marksOf(row)]))
    }),
  write: ({ id, agent }, { name, note, tags, isStarred, isArchived }, nowMs) =>
    kept.write((database) => {
      database
        .prepare(
          `INSERT OR REPLACE INTO session_mark
             (session_id, machine, agent, name, note, tags, is_starred, is_archived, changed_ms)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          ...[id, machine, agent, name ?? null, note ?? null, JSON.stringify(tags), Number(isStarred)],
          ...[isArchived === undefined ? null : Number(isArchived), nowMs],
        )
    }),
  close: () => kept.close(),
})

const marksOf = ({ name, note, tags, is_starred, is_archived }: Row): SessionMarks => ({
  name: name ?? undefined,
  note: note ?? undefined,
  tags: JSON.parse(tags) as string[],
  isStarred: is_starred === 1,
  isArchived: is_archived === null ? undefined : is_archived === 1,
})
