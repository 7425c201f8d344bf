/** Templates, starred prompts and the quick bar, beside the prompts themselves, from which the recent ones are read. */
import type { PromptTarget } from '../../core/prompts/prompt.ts'
import { promptId } from '../../core/prompts/prompt.ts'
import type { PromptTemplate } from '../../core/prompts/prompt-library.ts'
import { mostRecent } from '../../core/prompts/prompt-library.ts'
import type { Result } from '../../core/result.ts'
import { ok } from '../../core/result.ts'
import type { KeptStore } from '../../storage/kept-store.ts'
import { openUserStore } from '../user-store.ts'

/** A prompt of before with all of its text. */
export interface KeptPrompt {
  readonly id: string
  readonly text: string
  readonly atMs: number
  /** To whom it went, each once. */
  readonly to: readonly Pick<PromptTarget, 'project' | 'pid'>[]
}

export interface LibraryStore {
  templates(): Promise<readonly PromptTemplate[]>
  /** With an id in the place of that one; undefined: there is none. */
  saveTemplate(template: Omit<PromptTemplate, 'id'>, id: number | undefined, nowMs: number): Promise<number | undefined>
  removeTemplate(id: number): Promise<boolean>
  recent(): Promise<readonly KeptPrompt[]>
  starred(): Promise<readonly KeptPrompt[]>
  star(text: string, to: string, nowMs: number): Promise<void>
  unstar(number: number): Promise<boolean>
  /** Undefined: its user chose none. */
  quick(agent: string): Promise<readonly string[] | undefined>
  setQuick(agent: string, entries: readonly string[]): Promise<void>
  close(): Promise<void>
}

export function openLibraryStore(dataDir: string, machine: string): Result<LibraryStore, string> {
  const opened = openUserStore(dataDir)
  return opened.ok ? ok(storeOn(opened.value, machine)) : opened
}

/** Whoever it goes to. */
const anyAgent = 'any'

const storeOn = (kept: KeptStore, machine: string): LibraryStore => ({
  templates: () =>
    kept.read(
      (database) =>
        database
          .prepare('SELECT number AS id, name, text FROM prompt_template ORDER BY name COLLATE NOCASE')
          .all() as PromptTemplate[],
    ),
  saveTemplate: ({ name, text }, id, nowMs) =>
    kept.write((database) => {
      if (id === undefined) {
        const insert = database.prepare(
          'INSERT INTO prompt_template (machine, agent, name, text, changed_ms) VALUES (?, ?, ?, ?, ?)',
        )
        return Number(insert.run(machine, anyAgent, name, text, nowMs).lastInsertRowid)
      }
      const { changes } = database
        .prepare('UPDATE prompt_template SET name = ?, text = ?, changed_ms = ? WHERE number = ?')
        .run(name, text, nowMs, id)
      return changes === 0 ? undefined : id
    }),
  removeTemplate: (id) =>
    kept.write((database) => database.prepare('DELETE FROM prompt_template WHERE number = ?').run(id).changes > 0),
  recent: () =>
    kept.read((database) => {
      const rows = database
        .prepare(
          `SELECT max(number) AS number, text, max(created_ms) AS at,
             json_group_array(DISTINCT json_object('pid', pid, 'project', project)) AS targets
           FROM prompt GROUP BY text ORDER BY at DESC LIMIT ?`,
        )
        .all(mostRecent) as { number: number; text: string; at: number; targets: string }[]
      return rows.map(({ number, text, at, targets }) => ({
        ...{ id: promptId(number), text, atMs: at },
        to: (JSON.parse(targets) as { pid: number; project: string | null }[]).map(({ pid, project }) => ({
          pid,
          project: project ?? undefined,
        })),
      }))
    }),
  starred: () =>
    kept.read((database) => {
      const rows = database
        .prepare('SELECT number, text, sent_to, starred_ms FROM starred_prompt ORDER BY number DESC')
        .all() as { number: number; text: string; sent_to: string; starred_ms: number }[]
      return rows.map(({ number, text, sent_to: project, starred_ms: atMs }) => ({
        ...{ id: `s${number}`, text, atMs },
        to: [{ pid: 0, project }],
      }))
    }),
  star: (text, to, nowMs) =>
    kept.write((database) => {
      database
        .prepare(
          `INSERT INTO starred_prompt (machine, agent, text, sent_to, starred_ms) SELECT ?, ?, ?, ?, ?
           WHERE NOT EXISTS (SELECT 1 FROM starred_prompt WHERE text = ?)`,
        )
        .run(machine, anyAgent, text, to, nowMs, text)
    }),
  unstar: (number) =>
    kept.write((database) => database.prepare('DELETE FROM starred_prompt WHERE number = ?').run(number).changes > 0),
  quick: (agent) =>
    kept.read((database) => {
      const row = database.prepare('SELECT entries FROM quick_bar WHERE agent = ?').pluck().get(agent)
      return row === undefined ? undefined : (JSON.parse(row as string) as string[])
    }),
  setQuick: (agent, entries) =>
    kept.write((database) => {
      database.prepare('INSERT OR REPLACE INTO quick_bar VALUES (?, ?, ?)').run(agent, machine, JSON.stringify(entries))
    }),
  close: () => kept.close(),
})
