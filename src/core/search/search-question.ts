/** What can be asked of the texts of all sessions, and what is answered: `GET /api/search` and `tce search --json`. */
import type { Query, QueryKeys } from '../query/query.ts'
import type { PassageRole } from './passage.ts'
import { passageRoles } from './passage.ts'

export const searchKeys: QueryKeys = {
  agent: { takes: 'text' },
  project: { takes: 'text' },
  session: { takes: 'text' },
  role: { takes: 'one of', values: passageRoles },
  prompt: { takes: 'text' },
  tool: { takes: 'text' },
  file: { takes: 'text' },
  model: { takes: 'text' },
  tag: { takes: 'text' },
  is: { takes: 'one of', values: ['failed', 'starred', 'archived'] },
}

export const searchOrders = ['best', 'newest'] as const
export type SearchOrder = (typeof searchOrders)[number]

export interface SearchQuestion {
  /** As it was typed. */
  readonly query: string
  /** @default best */
  readonly order?: SearchOrder | undefined
  /** How many sessions: 1–100, 20 when absent. */
  readonly limit?: number | undefined
  /** How many passages of each: 1–50, 4 when absent. */
  readonly hits?: number | undefined
}

export const standardSessions = 20
export const mostSessions = 100
export const standardHits = 4
export const mostHits = 50

/** Of so many matches, the newest, the best are found: a word that is everywhere is asked for often, and read by nobody. */
export const mostRanked = 20_000

/**
 * By time so many are found at first: what is shown are the newest few of each session. Where they are of fewer sessions than were asked for,
 * as many as are ranked.
 */
export const mostListed = 2_000

/** A part of a text; `from` and `to` count characters of JavaScript, as `slice` does. */
export interface Mark {
  readonly from: number
  readonly to: number
}

export interface SearchHit {
  /** Where it stands: `GET /api/sessions/{id}/events/{cursor}`. */
  readonly cursor: string
  readonly role: PassageRole
  readonly at?: string | undefined
  readonly tool?: string | undefined
  readonly path?: string | undefined
  readonly isFailed?: boolean | undefined
  /** Around the first match, of one line, secrets masked. Absent where the session's records are not there any more. */
  readonly excerpt?: string | undefined
  readonly marks: readonly Mark[]
}

export interface SearchGroup {
  readonly sessionId: string
  readonly agent: string
  /** Its user's own, beside the title. */
  readonly name?: string | undefined
  readonly title?: string | undefined
  readonly project?: string | undefined
  readonly worktree?: string | undefined
  readonly branch?: string | undefined
  readonly startedAt?: string | undefined
  readonly lastActiveAt?: string | undefined
  readonly costUsd?: number | undefined
  /** Its agent deleted its records; they are read from the archive. */
  readonly isKeptHere?: boolean | undefined
  readonly hits: readonly SearchHit[]
  /** In this session, beside those shown. */
  readonly more: number
}

export interface SearchProgress {
  readonly sessions: number
  readonly indexed: number
  /** What is found is complete back to here; absent as long as nothing is, or all is. */
  readonly completeSince?: string | undefined
}

export interface SearchAnswer {
  readonly groups: readonly SearchGroup[]
  readonly hits: number
  readonly sessions: number
  /** There are more matches than were ranked: the newest were. */
  readonly isBounded: boolean
  readonly tookMs: number
  readonly progress: SearchProgress
  /** What is, or just was, wrong with the index, in a sentence. */
  readonly problem?: string | undefined
  /** For each word of a question that nothing answers, how many passages have it alone. */
  readonly alone?: readonly { readonly word: string; readonly hits: number }[] | undefined
}

/** Who reads a question for the index. */
export interface ReadQuestion {
  readonly query: Query
  readonly order: SearchOrder
  readonly limit: number
  readonly hits: number
}
