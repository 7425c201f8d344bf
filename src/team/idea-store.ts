/** Ideas on disk, in user.sqlite. */
import { type Idea, type IdeaText, ideaId, ideaNumber } from '../core/ideas/idea.ts'
import type { KeptStore } from '../storage/kept-store.ts'
import type { Database } from '../storage/sqlite.ts'

export interface IdeaStore {
  list(): Promise<readonly Idea[]>
  add(idea: IdeaText, nowMs: number): Promise<Idea>
  /** Undefined: there is none. */
  find(id: string): Promise<Idea | undefined>
  edit(id: string, idea: IdeaText): Promise<Idea | undefined>
  build(id: string, promptId: string | undefined, nowMs: number): Promise<Idea | undefined>
  remove(id: string): Promise<void>
}

export function createIdeaStore(kept: KeptStore, machine: string): IdeaStore {
  const change = (id: string, sql: string, ...values: readonly unknown[]) =>
    kept.write((database) => {
      database.prepare(`UPDATE idea SET ${sql} WHERE number = ?`).run(...values, ideaNumber(id) ?? -1)
      return get(database, id)
    })
  return {
    list: () => kept.read((database) => rowsOf(database.prepare('SELECT * FROM idea ORDER BY number DESC').all())),
    add: (idea, nowMs) =>
      kept.write((database) => {
        const { lastInsertRowid } = database
          .prepare(
            'INSERT INTO idea (machine, title, note, agent, session_id, name, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
          )
          .run(machine, ...columnsOf(idea), nowMs)
        const added = get(database, ideaId(Number(lastInsertRowid)))
        if (added === undefined) throw new Error('An idea that was added is not there.')
        return added
      }),
    find: (id) => kept.read((database) => get(database, id)),
    edit: (id, idea) => change(id, 'title = ?, note = ?, agent = ?, session_id = ?, name = ?', ...columnsOf(idea)),
    build: (id, promptId, nowMs) => change(id, 'prompt_id = ?, built_ms = ?', promptId ?? null, nowMs),
    remove: (id) =>
      kept.write((database) => void database.prepare('DELETE FROM idea WHERE number = ?').run(ideaNumber(id) ?? -1)),
  }
}

const columnsOf = ({ title, note, for: chosen }: IdeaText): readonly unknown[] => [
  ...[title, note ?? null, chosen?.agent ?? null, chosen?.sessionId ?? null, chosen?.name ?? null],
]

function get(database: Database, id: string): Idea | undefined {
  return rowsOf(database.prepare('SELECT * FROM idea WHERE number = ?').all(ideaNumber(id) ?? -1))[0]
}

interface Row {
  readonly number: number
  readonly title: string
  readonly note: string | null
  readonly agent: string | null
  readonly session_id: string | null
  readonly name: string | null
  readonly created_ms: number
  readonly prompt_id: string | null
  readonly built_ms: number | null
}

const rowsOf = (rows: readonly unknown[]): readonly Idea[] =>
  (rows as readonly Row[]).map(({ number, title, note, agent, session_id, name, created_ms, prompt_id, built_ms }) => ({
    id: ideaId(number),
    title,
    note: note ?? undefined,
    for: session_id === null ? undefined : { sessionId: session_id, agent: agent ?? '', name: name ?? session_id },
    at: new Date(created_ms).toISOString(),
    built: built_ms === null ? undefined : { promptId: prompt_id ?? undefined, at: new Date(built_ms).toISOString() },
  }))
