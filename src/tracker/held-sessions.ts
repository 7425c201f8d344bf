/** The sessions of files that are held in memory, and the places in them where responses were made: they get their numbers here. */
import type { AgentId } from '../agents/agent.ts'
import { mergeSessionFacts } from '../core/session/session-facts.ts'
import type { Database } from '../storage/sqlite.ts'
import type { HeldFile } from './held-pieces.ts'
import { type Row, writeRows } from './many-rows.ts'
import { NumberIndex } from './number-index.ts'
import type { SourceLabel } from './packed-variants.ts'
import { addToSessions, type SessionSums } from './rollups.ts'
import { mainLogOf, sessionColumns, sessionRow } from './session-writer.ts'
import { hashOf } from './text-hash.ts'
import { WholeFacts } from './whole-facts.ts'

interface SourceNumbers {
  readonly sourceId: number
  readonly sessionNo: number
}

export interface HeldSources {
  of(label: SourceLabel): SourceNumbers
}

interface HeldSession {
  readonly id: string
  readonly agent: AgentId
  no: number
  /** It has a row already. */
  isKnown: boolean
  readonly files: HeldFile[]
  /** Each once. */
  readonly labels: SourceLabel[]
}

export class HeldSessions {
  readonly #database: Database
  readonly #machine: string
  /** Hashes of those that have rows. */
  readonly #known = new NumberIndex()
  #held: readonly HeldSession[] = []
  #lastNo = 0
  #lastSourceId = 0
  /** Somebody else made rows, too. */
  #isSure = true

  constructor(database: Database, machine: string) {
    this.#database = database
    this.#machine = machine
  }

  /** Numbers for all of these; what is written of sources stands in the store at once, of sessions with `write`. */
  take(files: readonly HeldFile[], labels: Iterable<SourceLabel>): HeldSources {
    this.#countNumbers()
    const sessions = new Map<string, HeldSession>()
    const sessionOf = (id: string, agent: AgentId): HeldSession => {
      let session = sessions.get(id)
      if (session === undefined) {
        session = { id, agent, no: 0, isKnown: false, files: [], labels: [] }
        sessions.set(id, session)
      }
      return session
    }
    for (const file of files) sessionOf(file.piece.sessionId, file.piece.kind.agent).files.push(file)
    const distinct = new Set<SourceLabel>()
    for (const label of labels) {
      if (distinct.has(label)) continue
      distinct.add(label)
      sessionOf(label.sessionId, label.agent).labels.push(label)
    }
    const select = this.#database.prepare('SELECT no FROM session WHERE id = ?').pluck()
    for (const id of [...sessions.keys()].sort()) {
      const session = sessions.get(id) as HeldSession
      const isNew = this.#isSure && !this.#known.has(hashOf(id))
      const knownNo = isNew ? undefined : (select.get(id) as number | undefined)
      session.no = knownNo ?? ++this.#lastNo
      session.isKnown = knownNo !== undefined
    }
    // By their numbers, which is how the keys of sessions and sources begin.
    this.#held = [...sessions.values()].sort((a, b) => a.no - b.no)
    return this.#sourcesOf(this.#held)
  }

  /** Their rows, with what each of them adds up to. */
  write(sums: ReadonlyMap<number, SessionSums>): void {
    const nothing: SessionSums = { responses: 0, tokens: 0 }
    const ofKnown = new Map<number, SessionSums>()
    const rows: Row[] = []
    const stubs: Row[] = []
    for (const session of this.#held) {
      const own = sums.get(session.no) ?? nothing
      if (session.isKnown) {
        ofKnown.set(session.no, own)
        continue
      }
      const { responses, tokens } = own
      if (isAlone(session)) rows.push([session.no, responses, tokens, ...this.#row(session)])
      else stubs.push([session.no, responses, tokens, session.id, session.agent, this.#machine])
      this.#known.add(hashOf(session.id))
    }
    addToSessions(this.#database)(ofKnown)
    writeRows(this.#database, { table: 'session', columns: ['no', 'responses', 'tokens', ...sessionColumns] }, rows)
    writeRows(
      this.#database,
      { table: 'session', columns: ['no', 'responses', 'tokens', 'id', 'agent', 'machine'] },
      stubs,
    )
  }

  /** Those of which `write` left what their files tell: others were written before, or copies are among them. */
  *apart(): Generator<readonly [id: string, agent: AgentId]> {
    for (const session of this.#held) {
      if (session.files.length > 0 && !isAlone(session)) yield [session.id, session.agent]
    }
  }

  /** Somebody else made rows of sessions and sources: those that are known here are not all. */
  forgetNumbers(): void {
    this.#isSure = false
  }

  #countNumbers(): void {
    if (this.#isSure) return
    const last = (sql: string) => this.#database.prepare(sql).pluck().get() as number
    this.#lastNo = last('SELECT coalesce(max(no), 0) FROM session')
    this.#lastSourceId = last('SELECT coalesce(max(id), 0) FROM source')
  }

  #row({ id, agent, files }: HeldSession): Row {
    const logs = files.map(({ piece: { path, place, state, facts } }) => ({
      path,
      subagentId: place.subagentId ?? null,
      offset: state.offset,
      projectSlug: place.projectSlug,
      facts: WholeFacts.of(facts),
    }))
    const facts = mergeSessionFacts(logs.map((log) => ({ ...log, subagentId: log.subagentId ?? undefined })))
    return sessionRow({ id, agent, machine: this.#machine, projectSlug: mainLogOf(logs)?.projectSlug }, facts)
  }

  #sourcesOf(sessions: readonly HeldSession[]): HeldSources {
    const select = this.#database
      .prepare('SELECT id FROM source WHERE session_no = ? AND project_slug = ? AND branch = ? AND subagent_id = ?')
      .pluck()
    const byLabel = new Map<SourceLabel, SourceNumbers>()
    const rows: Row[] = []
    for (const { no, isKnown, labels } of sessions) {
      const byKey = labels.length > 1 ? new Map<string, SourceNumbers>() : undefined
      for (const label of labels) {
        const key = [label.projectSlug ?? '', label.branch ?? '', label.subagentId ?? ''] as const
        const joined = byKey === undefined ? '' : key.join('\n')
        let numbers = byKey?.get(joined)
        if (numbers === undefined) {
          const known = isKnown ? (select.get(no, ...key) as number | undefined) : undefined
          numbers = { sourceId: known ?? ++this.#lastSourceId, sessionNo: no }
          if (known === undefined) rows.push([numbers.sourceId, no, ...key])
          byKey?.set(joined, numbers)
        }
        byLabel.set(label, numbers)
      }
    }
    writeRows(this.#database, { table: 'source' }, rows)
    return {
      of(label) {
        const numbers = byLabel.get(label)
        if (numbers === undefined) throw new Error('A response is of no source that was taken.')
        return numbers
      },
    }
  }
}

/** All that is known of it is in these files, each a log of its own. */
const isAlone = ({ isKnown, files }: HeldSession): boolean =>
  !isKnown &&
  files.length > 0 &&
  (files.length === 1 || new Set(files.map(({ piece }) => piece.place.subagentId)).size === files.length)
