/** Writes pieces of transcripts into the ledger's store: offset, responses, sums and facts in one transaction, or nothing. */

import type { AgentId } from '../agents/agent.ts'
import type { FactsOfFile } from '../core/session/session-facts.ts'
import { isBefore, mergeVariants, responsesOf } from '../core/usage/response-merge.ts'
import { type Database, markDirty, type Statement } from '../storage/sqlite.ts'
import { Interner } from './interner.ts'
import { idsOf, variantAt } from './packed-variants.ts'
import { readerVersion } from './record-files.ts'
import type { FileState, RecordPiece } from './record-piece.ts'
import { type Contribution, RollupDifferences } from './rollups.ts'
import { SessionWriter } from './session-writer.ts'
import {
  contributionOf,
  fileColumns,
  fileRow,
  responseRow,
  responseWidth,
  type StoredVariant,
  tierOfPrompt,
} from './store-rows.ts'
import { hashOf } from './text-hash.ts'
import { WholeFacts } from './whole-facts.ts'

export interface WriteOutcome {
  readonly newResponses: number
  /** Pieces that another process had stored before us. */
  readonly stalePaths: readonly string[]
  readonly sessionIds: readonly string[]
}

export class StoreWriter {
  readonly #database: Database
  readonly #machine: string
  readonly #interner: Interner
  readonly #sessions: SessionWriter
  readonly #select: Statement
  readonly #upsert: Statement
  readonly #insert: Statement
  readonly #files: ReturnType<typeof fileStatements>
  /** Hashes of all message ids, while nobody else has written: of an unseen id there is nothing to look up. */
  #seen: Set<number> | undefined
  #dataVersion: number
  readonly #leavesSessions: boolean

  /** `leavesSessions`: what lists show of sessions is written by who asked for that, once all of it is there. */
  constructor(database: Database, machine: string, { leavesSessions = false } = {}) {
    this.#leavesSessions = leavesSessions
    this.#database = database
    this.#machine = machine
    this.#interner = new Interner(database, machine)
    this.#sessions = new SessionWriter(database, machine)
    this.#select = database.prepare(`
      SELECT request_id, is_own, at_ms, m.name, is_fast, is_us, input, output, cache_read, cache_write, cache_write_1h,
        web_searches, rank, rank_place, f.path, s.id, src.project_slug, src.branch, src.subagent_id, s.agent, reported_usd,
        r.reader, f.is_gone
      FROM response r JOIN model m ON m.id = r.model_id JOIN file f ON f.id = r.file_id
        JOIN source src ON src.id = r.source_id JOIN session s ON s.no = src.session_no
      WHERE message_id = ?`)
    this.#select.raw()
    this.#insert = database.prepare(`INSERT INTO response VALUES (${places(responseWidth)})`)
    this.#upsert = database.prepare(`INSERT OR REPLACE INTO response VALUES (${places(responseWidth)})`)
    this.#files = fileStatements(database)
    this.#dataVersion = this.#currentDataVersion()
    const isEmpty = database.prepare('SELECT 1 FROM response LIMIT 1').get() === undefined
    this.#seen = isEmpty ? new Set() : undefined
  }

  /** All or nothing. A piece whose file was read further by another process meanwhile is left out and named. */
  write(pieces: readonly RecordPiece[]): WriteOutcome {
    try {
      return this.#database.transaction(() => this.#writeAll(pieces)).immediate()
    } catch (cause) {
      // What was looked up or made inside is gone with the transaction.
      this.#interner.forget()
      this.#seen = undefined
      throw cause
    }
  }

  /** Makes the sums anew from the responses; they must be empty. Inside a transaction. */
  sumAll(): void {
    const differences = new RollupDifferences()
    const ids = this.#database.prepare('SELECT DISTINCT message_id FROM response').pluck().all() as string[]
    for (const id of ids) {
      const variants = (this.#select.all(id) as VariantRow[]).map(toVariant)
      for (const response of responsesOf(variants)) differences.add(this.#contribution(id, response), 1)
    }
    differences.write(this.#database)
  }

  #writeAll(pieces: readonly RecordPiece[]): WriteOutcome {
    markDirty(this.#database)
    this.#noticeOtherWriters()
    this.#interner.limit()
    const differences = new RollupDifferences()
    const stalePaths: string[] = []
    const touched = new Map<string, { readonly agent: AgentId; readonly files: Map<string, FactsOfFile> }>()
    let newResponses = 0
    for (const piece of pieces) {
      const fileId = this.#writeFile(piece)
      if (fileId === undefined) {
        stalePaths.push(piece.path)
        continue
      }
      newResponses += this.#writeVariants(piece, fileId, differences)
      this.#writeAccounts(piece)
      const { path, sessionId, place, kind } = piece
      const facts = WholeFacts.of(piece.facts)
      const session = touched.get(sessionId) ?? { agent: kind.agent, files: new Map<string, FactsOfFile>() }
      session.files.set(path, { path, subagentId: place.subagentId, facts })
      touched.set(sessionId, session)
    }
    differences.write(this.#database)
    if (this.#leavesSessions) return { newResponses, stalePaths, sessionIds: [...touched.keys()] }
    for (const [sessionId, { agent, files }] of touched) this.#sessions.write(sessionId, agent, [...files.values()])
    return { newResponses, stalePaths, sessionIds: this.#sessionIds(touched.keys(), differences) }
  }

  #writeVariants({ variants, path, kind }: RecordPiece, fileId: number, differences: RollupDifferences): number {
    const reader = readerVersion(kind)
    let added = 0
    let index = 0
    for (const { messageId, requestId } of idsOf(variants)) {
      const variant = variantAt(variants, index++, requestId, path)
      if (this.#isUnseen(messageId)) {
        this.#store(this.#insert, messageId, variant, { fileId, reader })
        for (const response of responsesOf([variant])) {
          differences.add(this.#contribution(messageId, response), 1)
          added++
        }
      } else added += this.#writeVariant(messageId, variant, { fileId, reader }, differences)
    }
    return added
  }

  #writeAccounts({ accounts, kind }: RecordPiece): void {
    for (const { atMs, account } of accounts) {
      this.#files.putAccount.run(kind.agent, this.#machine, account.limitId ?? '', atMs, JSON.stringify(account))
    }
  }

  #sessionIds(touched: Iterable<string>, differences: RollupDifferences): string[] {
    const ids = new Set(touched)
    for (const no of differences.sessionNumbers) ids.add(this.#interner.sessionIdOf(no))
    return [...ids]
  }

  /** Moves the file's offset on; undefined when it is not where this piece began. */
  #writeFile(piece: RecordPiece): number | undefined {
    const { path, baseOffset, state, facts } = piece
    const { position, putFile, putFacts, forgetBadLines, putBadLine } = this.#files
    const stored = position.get(path) as StoredPosition | undefined
    const reader = readerVersion(piece.kind)
    if (baseOffset === undefined ? isRetold(stored, state, reader) : stored?.offset !== baseOffset) return undefined
    const id = this.#interner.fileId(path)
    const badBefore = baseOffset === undefined ? 0 : (stored?.badCount ?? 0)
    putFile.run(fileRow({ id, machine: this.#machine, badCount: badBefore + piece.badCount }, piece))
    putFacts.run(id, facts.facts, facts.files)
    if (baseOffset === undefined && stored) forgetBadLines.run(id)
    for (const { offset, reason } of piece.badLines) putBadLine.run(id, offset, reason)
    return id
  }

  /** 1 for a response that was not there before. */
  #writeVariant(messageId: string, variant: StoredVariant, place: Place, differences: RollupDifferences): number {
    const rows = this.#select.all(messageId) as VariantRow[]
    const known = rows.map(toVariant)
    const sameAt = known.findIndex(({ requestId }) => requestId === variant.requestId)
    const [same, row] = [known[sameAt], rows[sameAt]]
    const isReplaced = row !== undefined && isOutdated(row, place.reader)
    const merged: StoredVariant = same && !isReplaced ? mergeVariants(same, variant) : variant
    if (same && !isReplaced && isEqual(same, merged)) return 0
    const before = responsesOf(known)
    const after = responsesOf([...known.filter((other) => other !== same), merged])
    for (const response of before) differences.add(this.#contribution(messageId, response), -1)
    for (const response of after) differences.add(this.#contribution(messageId, response), 1)
    const store = same ? this.#upsert : this.#insert
    const isHere = merged.origin.path === variant.origin.path
    this.#store(store, messageId, merged, { reader: place.reader, fileId: isHere ? place.fileId : undefined })
    return after.length - before.length
  }

  #isUnseen(messageId: string): boolean {
    if (!this.#seen) return false
    const hash = hashOf(messageId)
    if (this.#seen.has(hash)) return false
    this.#seen.add(hash)
    return true
  }

  #store(store: Statement, messageId: string, v: StoredVariant, { fileId, reader }: Place): void {
    store.run(
      responseRow(messageId, v, {
        modelId: this.#interner.modelId(v.model),
        fileId: fileId ?? this.#interner.fileId(v.origin.path),
        sourceId: this.#interner.source(v.source).id,
        reader,
      }),
    )
  }

  #contribution(messageId: string, v: StoredVariant): Contribution {
    const { id: sourceId, sessionNo } = this.#interner.source(v.source)
    const variantId = this.#interner.variantId(v.source.agent, v.model, v.isFast, v.isUsInference, tierOfPrompt(v))
    return contributionOf(messageId, v, variantId, { sourceId, sessionNo })
  }

  #noticeOtherWriters(): void {
    const version = this.#currentDataVersion()
    if (version === this.#dataVersion) return
    this.#dataVersion = version
    this.#interner.forget()
    this.#seen = undefined
  }

  #currentDataVersion(): number {
    return Number(this.#database.pragma('data_version', { simple: true }))
  }
}

/** A file read from its beginning that somebody has stored just as far already. */
const isRetold = (stored: StoredPosition | undefined, state: FileState, reader: number): boolean =>
  stored !== undefined &&
  stored.reader === reader &&
  stored.offset === state.offset &&
  stored.fingerprint === state.fingerprint

const places = (count: number): string => Array.from({ length: count }, () => '?').join()

export const fileStatements = (database: Database) => ({
  position: database.prepare('SELECT offset, fingerprint, reader, bad_count AS badCount FROM file WHERE path = ?'),
  putFile: database.prepare(
    `INSERT INTO file (${fileColumns}) VALUES (${places(fileColumns.length)})
     ON CONFLICT (path) DO UPDATE SET device = excluded.device, inode = excluded.inode, size = excluded.size,
       mtime_ms = excluded.mtime_ms, offset = excluded.offset, carry = excluded.carry, fingerprint = excluded.fingerprint,
       session_id = excluded.session_id, subagent_type = excluded.subagent_type, reader_carry = excluded.reader_carry, reader = excluded.reader, is_gone = 0, bad_count = excluded.bad_count`,
  ),
  putFacts: database.prepare('INSERT OR REPLACE INTO file_facts VALUES (?, ?, ?)'),
  putAccount: database.prepare(
    `INSERT INTO account VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, told = excluded.told WHERE excluded.at_ms >= at_ms`,
  ),
  forgetBadLines: database.prepare('DELETE FROM bad_line WHERE file_id = ?'),
  putBadLine: database.prepare('INSERT OR REPLACE INTO bad_line VALUES (?, ?, ?)'),
})

interface StoredPosition {
  readonly badCount: number
  readonly offset: number
  readonly fingerprint: string
  readonly reader: number
}

/** Where a response stands, and what read it. */
interface Place {
  /** Undefined: not in the file that is read. */
  readonly fileId: number | undefined
  readonly reader: number
}

/** Counted by another version, of a file that is read again. */
const isOutdated = (row: VariantRow, reader: number): boolean => row[21] !== reader && row[22] === 0

function isEqual(a: StoredVariant, b: StoredVariant): boolean {
  return (
    a.isOwnResponse === b.isOwnResponse &&
    a.atMs === b.atMs &&
    a.model === b.model &&
    a.input === b.input &&
    a.output === b.output &&
    a.cacheRead === b.cacheRead &&
    a.cacheWrite === b.cacheWrite &&
    a.cacheWrite1h === b.cacheWrite1h &&
    a.webSearches === b.webSearches &&
    a.isFast === b.isFast &&
    a.isUsInference === b.isUsInference &&
    !isBefore(b.origin, a.origin)
  )
}

type VariantRow = readonly [
  string,
  number,
  number | null,
  string,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  string,
  string,
  string,
  string,
  string,
  AgentId,
  number | null,
  number,
  number,
]

function toVariant(row: VariantRow): StoredVariant {
  const [requestId, isOwn, atMs, model, isFast, isUs, input, output, cacheRead, cacheWrite, cacheWrite1h, searches] =
    row
  const [
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    rank,
    place,
    path,
    sessionId,
    projectSlug,
    branch,
    subagentId,
    agent,
    reportedCostUsd,
  ] = row
  return {
    requestId,
    isOwnResponse: isOwn === 1,
    atMs: atMs ?? undefined,
    model: model === '' ? undefined : model,
    input,
    output,
    cacheRead,
    cacheWrite,
    cacheWrite1h,
    webSearches: searches,
    isFast: isFast === 1,
    isUsInference: isUs === 1,
    reportedCostUsd: reportedCostUsd ?? undefined,
    origin: { rank, place, path },
    source: {
      agent,
      sessionId,
      projectSlug: projectSlug === '' ? undefined : projectSlug,
      branch: branch === '' ? undefined : branch,
      subagentId: subagentId === '' ? undefined : subagentId,
    },
  }
}
