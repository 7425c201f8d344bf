/** Searches the index of this machine, and adds what the ledger knows of each session. */
import { matchesValue } from '../../core/query/holds.ts'
import { parseQuery } from '../../core/query/parse-query.ts'
import type { Query, QueryClock, Term } from '../../core/query/query.ts'
import { ok } from '../../core/result.ts'
import type { ReadQuestion, SearchGroup, SearchQuestion } from '../../core/search/search-question.ts'
import {
  mostHits,
  mostSessions,
  searchKeys,
  standardHits,
  standardSessions,
} from '../../core/search/search-question.ts'
import type { SessionSummary } from '../../core/session/session.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { DeskAnswer, DeskGroup } from '../../search/search-desk.ts'
import type { SearchService } from '../search.ts'
import type { LedgerSource } from './usage.ts'

/** search/, as its index is asked. */
export interface SearchIndex {
  ask(question: ReadQuestion): Promise<DeskAnswer>
  /** Somebody wrote: what is new can be found soon. */
  noteChange(): void
  close(): Promise<void>
}

export interface SearchParts {
  readonly openSearch: (reportError: ReportError) => Promise<SearchIndex>
  readonly openLedger: () => Promise<Pick<LedgerSource, 'sessions' | 'session'>>
  readonly queryClock: () => Promise<QueryClock>
}

export interface LocalSearch extends SearchService {
  /** For a server: what is written is indexed whoever asks. */
  keepUp(): Promise<void>
  noteChange(): void
  close(): Promise<void>
}

export function createSearch(
  { openSearch, openLedger, queryClock }: SearchParts,
  reportError: ReportError,
): LocalSearch {
  let opening: Promise<SearchIndex> | undefined
  let index: SearchIndex | undefined
  const open = async () => {
    opening ??= openSearch(reportError)
    index = await opening
    return index
  }
  return {
    async search(question) {
      const startMs = performance.now()
      const query = parseQuery(question.query, searchKeys, await queryClock())
      if (!query.ok) return query
      const ledger = await openLedger()
      const answer = await (await open()).ask({ ...boundsOf(question), query: await bySession(query.value, ledger) })
      const groups = await Promise.all(answer.groups.map((group) => describe(group, ledger)))
      return ok({ ...answer, groups, tookMs: Math.round(performance.now() - startMs) })
    },
    keepUp: async () => void (await open()),
    noteChange: () => index?.noteChange(),
    close: async () => (await opening)?.close(),
  }
}

const boundsOf = ({ order = 'best', limit = standardSessions, hits = standardHits }: SearchQuestion) => ({
  order,
  limit: Math.min(Math.max(1, limit), mostSessions),
  hits: Math.min(Math.max(1, hits), mostHits),
})

async function describe(
  { sessionId, agent, ...rest }: DeskGroup,
  ledger: Pick<LedgerSource, 'session'>,
): Promise<SearchGroup> {
  const session = await ledger.session(sessionId)
  if (session === undefined) return { sessionId, agent, ...rest }
  const { title, project, worktree, branch, startedAt, lastActiveAt, costUsd } = session
  return { ...{ sessionId, agent, title, project, worktree, branch, startedAt, lastActiveAt, costUsd }, ...rest }
}

const ledgerKeys = ['project', 'model'] as const
type LedgerKey = (typeof ledgerKeys)[number]
const isOfLedger = (term: Term): term is Extract<Term, { kind: 'key' }> =>
  term.kind === 'key' && (ledgerKeys as readonly string[]).includes(term.key)

/** What only the ledger knows of a session becomes the list of the sessions of which it holds. */
async function bySession(query: Query, ledger: Pick<LedgerSource, 'sessions'>): Promise<Query> {
  if (!query.any.flat().some(isOfLedger)) return query
  const sessions = await allSessions(ledger)
  const replaced = (term: Term): Term => {
    if (!isOfLedger(term)) return term
    const holding = sessions.filter((session) => matchesValue(term.matches, session[term.key as LedgerKey]))
    return { ...term, key: 'session', matches: holding.map(({ id }) => ({ kind: 'whole', text: id })) }
  }
  return { ...query, any: query.any.map((terms) => terms.map(replaced)) }
}

const mostAtOnce = 1_000

async function allSessions({ sessions }: Pick<LedgerSource, 'sessions'>): Promise<readonly SessionSummary[]> {
  const all: SessionSummary[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await sessions({ limit: mostAtOnce, cursor })
    all.push(...page.sessions)
    cursor = page.nextCursor
    if (cursor === undefined) return all
  }
}
