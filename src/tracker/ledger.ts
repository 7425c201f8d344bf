/**
 * The ledger: every API response of every transcript, counted once and kept, in tokens. Dollars are computed when read,
 * because prices change. This file is the contract; open-ledger.ts makes one.
 *
 * Money from rows: a `UsageRow` sums responses that share everything a price may depend on (model, moment to a quarter of an hour,
 * speed, place of inference, tier of prompt size), so that cost is linear in its sums: one price per row, no response is needed.
 */

import type { AgentId } from '../agents/agent.ts'
import type { SessionCompactions } from '../core/session/compactions.ts'
import type { SessionFacts } from '../core/session/session-facts.ts'
import type { MarkFilter } from '../core/session/session-marks.ts'
import type { SessionFullRecord, SessionRecord } from '../core/session/session-report.ts'
import type { AccountAt } from '../core/usage/account.ts'
import type { Tokens } from '../core/usage/tokens.ts'

/** Everything a price may depend on, besides the counts. */
export interface PricedVariant {
  /** Undefined only where the row that names it is gone. */
  readonly agent: AgentId | undefined
  /** As the transcript names it; undefined when a line names none. */
  readonly model: string | undefined
  readonly isFast: boolean
  /** `usage.inference_geo` was "us". */
  readonly isUsInference: boolean
  /**
   * The highest of `promptTiers` (core/price.ts) that every prompt of the row exceeds; 0 when none. A prompt is input + cache read + cache writes
   * of one request. A tier "above T tokens" applies when `promptAboveTokens >= T`.
   */
  readonly promptAboveTokens: number
}

/** What the agent itself says that so many of the responses cost; absent where it says nothing. */
export interface Reported {
  readonly reportedUsd?: number | undefined
  readonly reportedResponses?: number | undefined
}

/** Sums of one quarter of an hour (UTC; every time zone's day and hour is made of whole quarters). */
export interface UsageBucket extends PricedVariant, Reported {
  /** Start of the quarter of an hour in which the response's first line was written, ms; undefined without any timestamp. */
  readonly quarterMs: number | undefined
  readonly tokens: Tokens
  readonly responses: number
  readonly webSearches: number
}

/** The same, apart by where it was spent. */
export interface UsageBucketBySource extends UsageBucket {
  readonly sessionId: string
  /** Folder name under `projects/` of the transcript; not reversible. */
  readonly projectSlug: string | undefined
  /** The session's working directory, as its transcript names it. */
  readonly cwd: string | undefined
  readonly branch: string | undefined
  /** Of a subagent's response; undefined on the main chain. */
  readonly subagentId: string | undefined
  /** "Explore", "reviewer"; absent on the main chain and where no file tells. */
  readonly subagentType?: string | undefined
}

export interface SessionUsage extends PricedVariant {
  readonly sessionId: string
  /** Start of the UTC day, ms: prices are valid from a UTC day on. */
  readonly dayMs: number | undefined
  readonly tokens: Tokens
  readonly responses: number
  readonly webSearches: number
}

/** One API response. */
export interface CountedResponse extends PricedVariant {
  /** The API's message id, or a made-up one for a line without. */
  readonly messageId: string
  /** '' where none was told. */
  readonly requestId: string
  readonly atMs: number | undefined
  readonly sessionId: string
  readonly projectSlug: string | undefined
  readonly branch: string | undefined
  readonly subagentId: string | undefined
  readonly promptTokens: number
  readonly tokens: Tokens
  readonly webSearches: number
}

/** Bounds in ms: since inclusive, until exclusive. Undefined: no bound. */
export interface UsageFilter {
  readonly sinceMs?: number | undefined
  readonly untilMs?: number | undefined
  readonly sessionId?: string | undefined
  readonly projectSlug?: string | undefined
}

/** One day of stats-cache.json that is older than everything we hold ourselves. Claude Code's own figure; it counts repeated lines. */
export interface StatsCacheDay {
  /** `YYYY-MM-DD`, local to the machine that wrote it. */
  readonly date: string
  readonly agent: AgentId
  readonly model: string
  /** Input + output up to schema 4, all five classes from 5 on. */
  readonly tokens: number
  readonly includesCache: boolean
}

export interface StoredAccount extends AccountAt {
  readonly agent: string
}

/** What the ledger knows of a session, beside its usage. */
export interface StoredSession extends SessionFacts {
  readonly id: string
  readonly agent: AgentId
  readonly projectSlug: string | undefined
  /** All responses that belong to this session, subagents' included. */
  readonly responses: number
  readonly tokens: Tokens
  readonly webSearches: number
  readonly subagents: readonly StoredSubagent[]
}

export type StoredSubagent = SessionFullRecord['subagents'][number]

/** The part of a session that a list shows. */
export interface StoredSessionRow extends SessionRecord {
  readonly agent: AgentId
  readonly totalTokens: number
}

export interface SessionRowQuery {
  /** Sessions with a record in [since, until). */
  readonly sinceMs?: number | undefined
  readonly untilMs?: number | undefined
  /** A project's slug, folder or its last part, with its worktrees; or a worktree alone, by its folder or name. */
  readonly project?: string | undefined
  /** A model of which it has responses, exactly as the transcript names it. */
  readonly models?: readonly string[] | undefined
  readonly agents?: readonly AgentId[] | undefined
  /** Words in title, summary, first prompt, project, branch and id, in any case. */
  readonly search?: string | undefined
  /** All but cost, which only prices can tell: take `sessionUsage()` and `ids`. */
  readonly sort?: 'start' | 'active' | 'tokens' | 'duration' | 'agent' | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
  /** Only these, in this order. */
  readonly ids?: readonly string[] | undefined
  readonly marked?: MarkFilter | undefined
}

/** What the live views need of one session. */
export interface SessionLiveFacts {
  readonly sessionId: string
  readonly title: string | undefined
  readonly model: string | undefined
  readonly contextTokens: number | undefined
  readonly doing: string | undefined
  readonly messages: number | undefined
  readonly subagents: number | undefined
  readonly usage: readonly SessionUsage[]
}

export interface BadLine {
  readonly path: string
  /** Where the line begins, in bytes from the start of the file. */
  readonly offsetBytes: number
  readonly reason: string
}

export interface UpdateReport {
  readonly filesSeen: number
  readonly filesRead: number
  readonly bytesRead: number
  /** API responses that were not in the ledger before. */
  readonly newResponses: number
  readonly durationMs: number
  /** False when nothing could be written (a full disk, no permission): figures are right, but in memory alone. */
  readonly isSaved: boolean
  /** In words: an unreadable folder, bad lines, nothing saved. */
  readonly problems: readonly string[]
  /** Of sessions in databases usage is known, and what else they hold is not so far. */
  readonly isUsageAlone: boolean
}

export interface LedgerStatus {
  readonly path: string
  readonly isSaved: boolean
  readonly files: number
  /** Files that are gone from the disk; what they held stays counted. */
  readonly filesGone: number
  readonly sessions: number
  readonly responses: number
  readonly sizeBytes: number
  readonly updatedAtMs: number | undefined
  readonly badLines: number
  /** The newest of them, with their place. */
  readonly badLineSamples: readonly BadLine[]
  readonly problems: readonly string[]
}

export interface Ledger {
  /** Reads what is new in the files. Several callers at once share one run. */
  update(): Promise<UpdateReport>
  /** The same, but large databases tell their usage alone. What else they hold comes with the next `update`, or behind while following. */
  updateUsage(): Promise<UpdateReport>
  /** Without sources: small and quick, for totals by time and model. */
  usage(filter?: UsageFilter): UsageBucket[]
  usageBySource(filter?: UsageFilter): UsageBucketBySource[]
  /** Per session, day and variant: enough for the cost of every session. */
  sessionUsage(filter?: UsageFilter): SessionUsage[]
  /** In the order of time; for blocks and explanations, where single responses matter. */
  responses(filter?: UsageFilter): CountedResponse[]
  /** Days older than the oldest response we hold. */
  statsCacheDays(): StatsCacheDay[]
  /** Those of whom a response is held. */
  agents(): readonly string[]
  /** What each agent's files told last of plan and limits. */
  accounts(): readonly StoredAccount[]
  sessionRows(query?: SessionRowQuery): { readonly rows: StoredSessionRow[]; readonly total: number }
  /** By id or any unique beginning of it. */
  session(id: string): StoredSession | undefined
  liveFacts(sessionId: string): SessionLiveFacts | undefined
  /** Those of them that were active since then and ever compacted their context. */
  compactions(sessionIds: readonly string[], sinceMs: number): readonly SessionCompactions[]
  /** Grows with every update that changed a figure: a key for caches of reports. */
  revision(): number
  status(): LedgerStatus
  /** Counts again all that is on the disk; what is only in the ledger stays. */
  rebuild(): Promise<UpdateReport>
  /** Called after an update that changed something. */
  onChange(listener: (change: LedgerChange) => void): () => void
  /** Follows the files until closed: an appended response is announced within 300 ms. */
  follow(): Promise<void>
  close(): Promise<void>
}

export interface LedgerChange {
  readonly sessionIds: readonly string[]
}
