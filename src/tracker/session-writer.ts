/** Keeps the row of a session up to date: what a list shows and searches. Detail is merged from the files' facts when asked for. */

import type { AgentId } from '../agents/agent.ts'
import { restoreFacts, serializeFacts } from '../core/session/file-facts.ts'
import { type FactsOfFile, mergeSessionFacts, type SessionFacts } from '../core/session/session-facts.ts'
import type { Database, Statement } from '../storage/sqlite.ts'
import { factsOfCopies, type LogCopy } from './copied-logs.ts'
import { type Insight, insightReader } from './insights.ts'
import type { Row } from './many-rows.ts'

export class SessionWriter {
  readonly #machine: string
  readonly #siblings: Statement
  readonly #facts: Statement
  readonly #counted: Statement
  readonly #putCounted: Statement
  readonly #upsert: Statement
  readonly #insightOf: (sessionId: string) => Insight

  constructor(database: Database, machine: string) {
    this.#machine = machine
    this.#insightOf = insightReader(database)
    this.#siblings = database.prepare(
      'SELECT id, path, subagent_id AS subagentId, project_slug AS projectSlug, offset, fingerprint FROM file WHERE session_id = ?',
    )
    this.#facts = database.prepare('SELECT facts FROM file_facts WHERE file_id = ?').pluck()
    this.#counted = database.prepare('SELECT facts FROM counted_facts WHERE file_id = ?').pluck()
    this.#putCounted = database.prepare('INSERT OR REPLACE INTO counted_facts VALUES (?, ?, ?)')
    this.#upsert = database.prepare(`
      INSERT INTO session (${sessionColumns}) VALUES (${sessionColumns.map(() => '?')})
      ON CONFLICT (id) DO UPDATE SET title = excluded.title, summary = excluded.summary, first_prompt = excluded.first_prompt,
        project_slug = excluded.project_slug, cwd = excluded.cwd, branch = excluded.branch, started_ms = excluded.started_ms,
        last_ms = excluded.last_ms, active_ms = excluded.active_ms, prompts = excluded.prompts, lines_added = excluded.lines_added,
        lines_removed = excluded.lines_removed, tool_calls = excluded.tool_calls, haystack = excluded.haystack`)
  }

  /** `fresh` are facts just read; those of its other files come from the store. */
  write(sessionId: string, agent: AgentId, fresh: readonly FactsOfFile[]): void {
    const { files, projectSlug } = this.#filesOf(sessionId, agent, fresh)
    const insight = this.#insightOf(sessionId)
    this.#writeRow(sessionId, agent, projectSlug, withInsight(mergeSessionFacts(files), insight, files.length > 0))
  }

  #filesOf(sessionId: string, agent: AgentId, fresh: readonly FactsOfFile[]) {
    const rows = this.#siblings.all(sessionId) as SiblingRow[]
    const byPath = new Map(fresh.map((file) => [file.path, file]))
    const logs = rows.length === 1 ? [rows] : [...Map.groupBy(rows, ({ subagentId }) => subagentId).values()]
    const files = logs.flatMap((copies) =>
      copies.length === 1
        ? copies.flatMap((row) => this.#factsOf(row, byPath))
        : this.#factsOfCopies(copies, agent, byPath),
    )
    return { files, projectSlug: mainLogOf(rows)?.projectSlug ?? undefined }
  }

  #factsOf({ id, path, subagentId }: SiblingRow, fresh: ReadonlyMap<string, FactsOfFile>): readonly FactsOfFile[] {
    const known = fresh.get(path)
    if (known) return [known]
    const facts = this.#facts.get(id) as string | undefined
    return facts === undefined ? [] : [{ path, subagentId: subagentId ?? undefined, facts: restoreFacts(facts) }]
  }

  /** Read together again whenever one of them changed. */
  #factsOfCopies(
    rows: readonly SiblingRow[],
    agent: AgentId,
    fresh: ReadonlyMap<string, FactsOfFile>,
  ): readonly FactsOfFile[] {
    const copies = rows.flatMap((row) => this.#factsOf(row, fresh).map(({ facts }) => ({ ...row, facts })))
    if (rows.some(({ path }) => fresh.has(path))) this.#countCopies(copies, agent)
    return copies.flatMap(({ id, path, subagentId, facts }) => {
      const counted = this.#counted.get(id) as string | undefined
      if (counted === '') return []
      return { path, subagentId: subagentId ?? undefined, facts: counted === undefined ? facts : restoreFacts(counted) }
    })
  }

  #countCopies(copies: readonly CopyRow[], agent: AgentId): void {
    for (const [{ id }, facts] of factsOfCopies(copies, agent)) {
      const { facts: text, files } = facts === undefined ? { facts: '', files: '' } : serializeFacts(facts)
      this.#putCounted.run(id, text, files)
    }
  }

  #writeRow(id: string, agent: AgentId, projectSlug: string | undefined, facts: SessionFacts): void {
    this.#upsert.run(sessionRow({ id, agent, machine: this.#machine, projectSlug }, facts))
  }
}

/** Of what a list shows and searches; its sums are kept by rollups.ts. */
export const sessionColumns = [
  ...['id', 'title', 'summary', 'first_prompt', 'project_slug', 'cwd', 'branch', 'started_ms', 'last_ms', 'active_ms'],
  ...['prompts', 'lines_added', 'lines_removed', 'tool_calls', 'haystack', 'agent', 'machine'],
]

export interface SessionNamed {
  readonly id: string
  readonly agent: AgentId
  readonly machine: string
  readonly projectSlug: string | undefined
}

export function sessionRow({ id, agent, machine, projectSlug }: SessionNamed, facts: SessionFacts): Row {
  let calls = 0
  for (const tool of facts.tools.values()) calls += tool.calls
  const words = [facts.title, facts.summary, facts.firstPrompt, facts.cwd ?? projectSlug, facts.branch, id]
  return [
    id,
    facts.title ?? null,
    facts.summary ?? null,
    facts.firstPrompt ?? null,
    projectSlug ?? null,
    facts.cwd ?? null,
    facts.branch ?? null,
    facts.startedAtMs ?? null,
    facts.lastActiveAtMs ?? null,
    facts.activeMs ?? null,
    facts.prompts ?? null,
    facts.linesAdded ?? null,
    facts.linesRemoved ?? null,
    calls,
    words.filter(Boolean).join('\n').toLowerCase(),
    agent,
    machine,
  ]
}

/** Which of a session's logs says where it belongs. */
export const mainLogOf = <Log extends SessionLog>(logs: readonly Log[]): Log | undefined =>
  logs.reduce<Log | undefined>((one, other) => (one === undefined || isRatherMain(other, one) ? other : one), undefined)

/** The session's own log before a subagent's; of several the one that holds most: a stub is no conversation. */
function isRatherMain(a: SessionLog, b: SessionLog): boolean {
  if ((a.subagentId === null) !== (b.subagentId === null)) return a.subagentId === null
  return a.offset !== b.offset ? a.offset > b.offset : a.path < b.path
}

interface SessionLog {
  readonly path: string
  readonly subagentId: string | null
  readonly offset: number
}

interface SiblingRow extends SessionLog {
  readonly id: number
  readonly projectSlug: string | null
  readonly fingerprint: string
}

type CopyRow = SiblingRow & LogCopy

/** What only /insights knows, and everything it knows where no transcript is left. */
export function withInsight(facts: SessionFacts, { meta, facets }: Insight, hasTranscript: boolean): SessionFacts {
  const summary = facets?.summary ?? facts.summary ?? meta?.summary
  if (hasTranscript || !meta) return { ...facts, summary }
  const ended =
    meta.startedAtMs === undefined || meta.durationMs === undefined ? undefined : meta.startedAtMs + meta.durationMs
  return {
    ...facts,
    summary,
    firstPrompt: meta.firstPrompt,
    cwd: meta.cwd,
    startedAtMs: meta.startedAtMs,
    lastActiveAtMs: ended ?? meta.startedAtMs,
    prompts: meta.prompts,
    tools: new Map([...meta.tools].map(([name, calls]) => [name, { calls, failures: 0 }])),
    linesAdded: meta.linesAdded,
    linesRemoved: meta.linesRemoved,
    commits: meta.commits,
  }
}
