/** Searches the index of this machine, and adds what the ledger knows of each session. */
import { matchesValue } from '../../core/query/holds.ts'
import { parseQuery } from '../../core/query/parse-query.ts'
import type { Query, QueryClock, Term } from '../../core/query/query.ts'
import { ok } from '../../core/result.ts'
import type { ReadPromptQuestion } from '../../core/search/prompt-question.ts'
import type { ReadQuestion, SearchGroup, SearchQuestion } from '../../core/search/search-question.ts'
import {
  mostHits,
  mostSessions,
  searchKeys,
  standardHits,
  standardSessions,
} from '../../core/search/search-question.ts'
import type { SessionQuery, SessionSummary } from '../../core/session/session.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { DeskPrompts, WholePrompt } from '../../search/prompt-desk.ts'
import type { DeskAnswer, DeskGroup } from '../../search/search-desk.ts'
import type { SearchService } from '../search.ts'
import type { KeptMarks, MarkLook } from './session-marks.ts'
import { type SharedSource, sharedSource } from './shared-source.ts'
import type { LedgerSource } from './usage.ts'

/** search/, as its index is asked for prompts. */
export interface PromptIndex {
  prompts(question: ReadPromptQuestion): Promise<DeskPrompts>
  prompt(id: string): Promise<WholePrompt | undefined>
}

/** The same for passages, and as it is kept. */
export interface SearchIndex extends PromptIndex {
  /** Throws `WithdrawnError` where `signal` is aborted before its turn comes. */
  ask(question: ReadQuestion, signal?: AbortSignal): Promise<DeskAnswer>
  /** What is wrong with it, as far as that is known. */
  problem(): string | undefined
  /** Somebody wrote these sessions: what is new can be found soon. */
  noteChange(sessionIds: readonly string[]): void
  /** Takes out what these sessions said. */
  forget(sessionIds: readonly string[]): Promise<void>
  close(): Promise<void>
}

export interface SearchParts {
  readonly openSearch: (reportError: ReportError) => Promise<SearchIndex>
  readonly openLedger: () => Promise<Pick<LedgerSource, 'sessions'>>
  readonly marks: Pick<KeptMarks, 'look'>
  readonly queryClock: () => Promise<QueryClock>
}

export interface LocalSearch extends SearchService {
  open(): Promise<PromptIndex>
  /** For a server: what is written is indexed whoever asks. */
  keepUp(): Promise<void>
  problem(): string | undefined
  noteChange(sessionIds: readonly string[]): void
  forget(sessionIds: readonly string[]): Promise<void>
  whileClosed: SharedSource<SearchIndex>['whileClosed']
  close(): Promise<void>
}

export function createSearch(
  { openSearch, openLedger, marks, queryClock }: SearchParts,
  reportError: ReportError,
): LocalSearch {
  const shared = sharedSource(() => openSearch(reportError))
  const { open, whileClosed, close } = shared
  return {
    async search(question, signal) {
      const startMs = performance.now()
      const query = parseQuery(question.query, searchKeys, await queryClock())
      if (!query.ok) return query
      const [ledger, { of, mark }] = await Promise.all([openLedger(), marks.look()])
      const asked = { ...boundsOf(question), query: await bySession(query.value, ledger, mark) }
      const answer = await (await open()).ask(asked, signal)
      const groups = described(answer.groups, await sessionsNamed(answer.groups, ledger), of)
      return ok({ ...answer, groups, tookMs: Math.round(performance.now() - startMs) })
    },
    open,
    keepUp: async () => void (await open()),
    problem: () => shared.now?.problem(),
    noteChange: (sessionIds) => shared.now?.noteChange(sessionIds),
    forget: async (sessionIds) => (await open()).forget(sessionIds),
    whileClosed,
    close,
  }
}

const boundsOf = ({ order = 'best', limit = standardSessions, hits = standardHits }: SearchQuestion) => ({
  order,
  limit: Math.min(Math.max(1, limit), mostSessions),
  hits: Math.min(Math.max(1, hits), mostHits),
})

/** All at once: one after the other costs more than the search. */
async function sessionsNamed(
  groups: readonly DeskGroup[],
  ledger: Pick<LedgerSource, 'sessions'>,
): Promise<ReadonlyMap<string, SessionSummary>> {
  if (groups.length === 0) return new Map()
  const among = groups.map(({ sessionId }) => sessionId)
  const { sessions } = await ledger.sessions({ limit: mostAtOnce }, { among })
  return new Map(sessions.map((session) => [session.id, session]))
}

function described(
  groups: readonly DeskGroup[],
  sessions: ReadonlyMap<string, SessionSummary>,
  marksOf: MarkLook['of'],
): readonly SearchGroup[] {
  return groups.map(({ sessionId, agent, ...rest }) => {
    const { name } = marksOf(sessionId)
    const { title, project, worktree, branch, startedAt, lastActiveAt, costUsd }: Partial<SessionSummary> =
      sessions.get(sessionId) ?? {}
    return { sessionId, agent, name, title, project, worktree, branch, startedAt, lastActiveAt, costUsd, ...rest }
  })
}

type KeyTerm = Extract<Term, { kind: 'key' }>

/** What only the ledger, or its user's marks, know of a session becomes the list of the sessions of which it holds. */
async function bySession(query: Query, ledger: Pick<LedgerSource, 'sessions'>, mark: MarkLook['mark']): Promise<Query> {
  const any = query.any.flatMap(alternativesOf)
  if (!any.flat().some((term) => valuesFor(term) !== undefined)) return { ...query, any }
  const sessions = (await allSessions(ledger)).map(mark)
  const replaced = (term: Term): Term => {
    const values = valuesFor(term)
    if (values === undefined) return term
    const { matches, not } = term as KeyTerm
    const holding = sessions.filter((session) => values(session).some((one) => matchesValue(matches, one)))
    return { kind: 'key', key: 'session', matches: holding.map(({ id }) => ({ kind: 'whole', text: id })), not }
  }
  return { ...query, any: any.map((terms) => terms.map(replaced)) }
}

/** Undefined: the index knows it. */
function valuesFor(term: Term): ((session: SessionSummary) => readonly (string | undefined)[]) | undefined {
  if (term.kind !== 'key') return undefined
  // A worktree counts under its project, and is found by its own name, too.
  if (term.key === 'project') return ({ project, worktree }) => [project, worktree]
  if (term.key === 'model') return ({ model }) => [model]
  if (term.key === 'tag') return ({ tags = [] }) => tags
  if (term.key !== 'is' || !term.matches.every(isOfMarks)) return undefined
  return ({ isStarred, isArchived }) =>
    [isStarred && 'starred', isArchived && 'archived'].map((word) => word || undefined)
}

const isOfMarks = (match: KeyTerm['matches'][number]): boolean => match.kind !== 'number' && match.text !== 'failed'

/** `is:failed,starred` asks for what two places know. */
function alternativesOf(terms: readonly Term[]): readonly (readonly Term[])[] {
  return terms.reduce<readonly (readonly Term[])[]>(
    (before, term) => {
      const parts = partsOf(term)
      return term.not
        ? before.map((one) => [...one, ...parts])
        : before.flatMap((one) => parts.map((part) => [...one, part]))
    },
    [[]],
  )
}

function partsOf(term: Term): readonly Term[] {
  if (term.kind !== 'key' || term.key !== 'is') return [term]
  const parts = [term.matches.filter(isOfMarks), term.matches.filter((match) => !isOfMarks(match))]
  return parts.filter(({ length }) => length > 0).map((matches) => ({ ...term, matches }))
}

const mostAtOnce = 1_000

export async function allSessions(
  { sessions }: Pick<LedgerSource, 'sessions'>,
  of: Pick<SessionQuery, 'project'> = {},
): Promise<readonly SessionSummary[]> {
  const all: SessionSummary[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await sessions({ ...of, limit: mostAtOnce, cursor })
    all.push(...page.sessions)
    cursor = page.nextCursor
    if (cursor === undefined) return all
  }
}
