/**
 * Fills a store that nobody sees so far. Pieces are gathered and written in the order of the tables' keys, many rows at a time, sums with the
 * rows they are of, indexes when all is there. What has to be brought together with what was written before (a large file's second piece, a
 * response that a later file tells too, a session whose files came apart) goes the way of store-writer.ts, so that rows come to the same.
 */
import type { AgentId } from '../agents/agent.ts'
import { restoreFacts } from '../core/session/file-facts.ts'
import type { FactsOfFile } from '../core/session/session-facts.ts'
import type { Database } from '../storage/sqlite.ts'
import { type HeldFile, HeldPieces } from './held-pieces.ts'
import { HeldSessions, type HeldSources } from './held-sessions.ts'
import { Interner } from './interner.ts'
import { type Row, writeRows } from './many-rows.ts'
import { NumberIndex } from './number-index.ts'
import { idsOf } from './packed-variants.ts'
import type { RecordPiece } from './record-piece.ts'
import { RollupDifferences } from './rollups.ts'
import { SessionWriter } from './session-writer.ts'
import { contributionOf, fileColumns, fileRow, responseRow, type StoredVariant, tierOfPrompt } from './store-rows.ts'
import { fileStatements, StoreWriter } from './store-writer.ts'
import { hashOf } from './text-hash.ts'
import { type Enough, WaitingPieces } from './waiting-pieces.ts'

export interface FillOutcome {
  readonly newResponses: number
  readonly sessionIds: readonly string[]
}

/** As much is held in memory at most, about: of more most is copied by the garbage collector before it is written. */
const usuallyEnough: Enough = {
  pieces: 1_000,
  responses: 30_000,
  bytes: 32 << 20,
  /** With the objects and keys around what is counted. */
  bytesOf: ({ facts, variants }) => 700 + facts.facts.length + facts.files.length + variants.count * 250,
}

export class StoreFiller {
  readonly #database: Database
  readonly #machine: string
  readonly #interner: Interner
  readonly #indexes: readonly Index[]
  readonly #waiting: WaitingPieces
  /** Hashes of what was written: of an id that is not among them there is nothing to look up. */
  readonly #paths = new NumberIndex()
  readonly #messages = new NumberIndex()
  readonly #sessions: HeldSessions
  /** To be brought together when all is there. */
  readonly #apart = new Map<string, AgentId>()
  #lastFileId = 0
  #newResponses = 0

  /** In the transaction that is open, on empty tables. */
  constructor(database: Database, machine: string, enough = usuallyEnough) {
    this.#database = database
    this.#waiting = new WaitingPieces(enough, (pieces) => this.#write(pieces))
    this.#machine = machine
    this.#interner = new Interner(database, machine)
    this.#sessions = new HeldSessions(database, machine)
    this.#indexes = indexesOf(database)
    for (const { name } of this.#indexes) database.exec(`DROP INDEX ${name}`)
  }

  add(pieces: readonly RecordPiece[]): void {
    this.#waiting.add(pieces)
  }

  finish(): FillOutcome {
    this.#waiting.flush()
    for (const { sql } of this.#indexes) this.#database.exec(sql)
    this.#bringTogether()
    const sessionIds = this.#database.prepare('SELECT id FROM session').pluck().all() as string[]
    return { newResponses: this.#newResponses, sessionIds }
  }

  #write(pieces: readonly RecordPiece[]): void {
    const { alone, others } = this.#sorted(pieces)
    if (alone.length > 0) this.#writeAlone(alone)
    if (others.length > 0) this.#writeOneByOne(others)
  }

  /** Those of which nothing was written before and that come as one, by their paths; all others in their order. */
  #sorted(pieces: readonly RecordPiece[]): { alone: RecordPiece[]; others: RecordPiece[] } {
    const timesByPath = new Map<string, number>()
    for (const { path } of pieces) timesByPath.set(path, (timesByPath.get(path) ?? 0) + 1)
    const alone: RecordPiece[] = []
    const others: RecordPiece[] = []
    for (const piece of pieces) {
      const isNew = piece.baseOffset === undefined && timesByPath.get(piece.path) === 1
      if (isNew && !this.#paths.has(hashOf(piece.path)) && !this.#tellsAgain(piece)) alone.push(piece)
      else others.push(piece)
    }
    return { alone: alone.sort((a, b) => (a.path < b.path ? -1 : 1)), others }
  }

  #tellsAgain({ variants }: RecordPiece): boolean {
    if (this.#messages.size === 0) return false
    for (const { messageId } of idsOf(variants)) if (this.#messages.has(hashOf(messageId))) return true
    return false
  }

  #writeAlone(pieces: readonly RecordPiece[]): void {
    const files = pieces.map((piece): HeldFile => ({ id: ++this.#lastFileId, piece }))
    this.#writeFiles(files)
    const held = new HeldPieces(files)
    const sources = this.#sessions.take(files, held.sources())
    const differences = new RollupDifferences()
    writeRows(this.#database, { table: 'response' }, this.#responseRows(held, sources, differences))
    differences.write(this.#database, (sums) => this.#sessions.write(sums))
    for (const [id, agent] of this.#sessions.apart()) this.#apart.set(id, agent)
    this.#noteWritten(pieces, held.messageIds)
  }

  #variantId(v: StoredVariant): number {
    return this.#interner.variantId(v.source.agent, v.model, v.isFast, v.isUsInference, tierOfPrompt(v))
  }

  #writeFiles(files: readonly HeldFile[]): void {
    const database = this.#database
    const machine = this.#machine
    writeRows(
      database,
      { table: 'file', columns: fileColumns },
      files.map(({ id, piece }) => fileRow({ id, machine, badCount: piece.badCount }, piece)),
    )
    writeRows(
      database,
      { table: 'file_facts' },
      files.map(({ id, piece: { facts } }) => [id, facts.facts, facts.files]),
    )
    const { putBadLine, putAccount } = fileStatements(database)
    for (const { id, piece } of files) {
      for (const { offset, reason } of piece.badLines) putBadLine.run(id, offset, reason)
      for (const { atMs, account } of piece.accounts) {
        putAccount.run(piece.kind.agent, machine, account.limitId ?? '', atMs, JSON.stringify(account))
      }
    }
  }

  /** In the order of their key; what they add to the sums goes into `differences` on the way. Nothing is kept for longer than its row. */
  *#responseRows(held: HeldPieces, sources: HeldSources, differences: RollupDifferences): Generator<Row> {
    for (const messageId of held.messageIds.toSorted()) {
      for (const response of held.responsesOf(messageId)) {
        this.#newResponses++
        differences.add(contributionOf(messageId, response, this.#variantId(response), sources.of(response.source)), 1)
      }
      for (const { variant, fileId, reader } of held.variantsOf(messageId)) {
        const { sourceId } = sources.of(variant.source)
        const modelId = this.#interner.modelId(variant.model)
        yield responseRow(messageId, variant, { modelId, sourceId, fileId, reader })
      }
    }
  }

  #writeOneByOne(pieces: readonly RecordPiece[]): void {
    const writer = new StoreWriter(this.#database, this.#machine, { leavesSessions: true })
    const { newResponses, sessionIds } = writer.write(pieces)
    this.#newResponses += newResponses
    const agents = new Map(pieces.map(({ sessionId, kind }) => [sessionId, kind.agent]))
    for (const id of sessionIds) {
      const agent = agents.get(id)
      if (agent !== undefined) this.#apart.set(id, agent)
    }
    this.#lastFileId = this.#database.prepare('SELECT coalesce(max(id), 0) FROM file').pluck().get() as number
    this.#sessions.forgetNumbers()
    this.#noteWritten(
      pieces,
      pieces.flatMap(({ variants }) => idsOf(variants).map(({ messageId }) => messageId)),
    )
  }

  #noteWritten(pieces: readonly RecordPiece[], messageIds: readonly string[]): void {
    for (const { path } of pieces) this.#paths.add(hashOf(path))
    for (const id of messageIds) this.#messages.add(hashOf(id))
  }

  #bringTogether(): void {
    const writer = new SessionWriter(this.#database, this.#machine)
    const select = this.#database.prepare(
      `SELECT path, subagent_id AS subagentId, facts FROM file JOIN file_facts ON file_id = id WHERE session_id = ?`,
    )
    for (const [id, agent] of this.#apart) {
      const rows = select.all(id) as { path: string; subagentId: string | null; facts: string }[]
      const files = rows.map(
        ({ path, subagentId, facts }): FactsOfFile => ({
          path,
          subagentId: subagentId ?? undefined,
          facts: restoreFacts(facts),
        }),
      )
      writer.write(id, agent, files)
    }
  }
}

interface Index {
  readonly name: string
  readonly sql: string
}

/** Those that are no part of what a table promises. */
const indexesOf = (database: Database): readonly Index[] =>
  database.prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`).all() as Index[]
