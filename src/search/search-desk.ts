/** Answers questions from the index, with excerpts read where the texts stand. */
import type { Term } from '../core/query/query.ts'
import { excerptOf, hasExactly, type Wanted } from '../core/search/excerpt.ts'
import { passageOf } from '../core/search/passage.ts'
import type {
  ReadQuestion,
  SearchAnswer,
  SearchGroup,
  SearchHit,
  SearchProgress,
} from '../core/search/search-question.ts'
import { redactText } from '../core/words/redact.ts'
import type { Database } from '../storage/sqlite.ts'
import { askIndex, countWord, type FoundPassage, type FoundSession } from './index-reader.ts'
import { keyOfSession, type SearchSource } from './search-source.ts'
import { stemOf } from './stem.ts'

/** Without what the ledger knows. */
export type DeskGroup = Pick<SearchGroup, 'agent' | 'sessionId' | 'hits' | 'more'>

export interface DeskAnswer extends Omit<SearchAnswer, 'groups' | 'tookMs'> {
  readonly groups: readonly DeskGroup[]
}

export interface DeskOptions {
  readonly database: () => Database
  /** Newest first. */
  readonly sources: () => readonly SearchSource[]
  readonly clock?: () => number
}

export interface SearchDesk {
  ask(question: ReadQuestion): DeskAnswer
}

/** Which sessions there are is looked up again after this time, and when one is asked for that is not known. */
const sourcesForMs = 10_000

export function createSearchDesk({ database, sources, clock = Date.now }: DeskOptions): SearchDesk {
  let known: readonly SearchSource[] = []
  let byKey = new Map<string, SearchSource>()
  let knownMs = Number.NEGATIVE_INFINITY

  function look(): void {
    known = sources()
    byKey = new Map(known.map((source) => [keyOfSession(source), source]))
    knownMs = clock()
  }
  function sourceOf(session: FoundSession): SearchSource | undefined {
    if (!byKey.has(keyOfSession(session)) && clock() - knownMs > 1_000) look()
    return byKey.get(keyOfSession(session))
  }

  return {
    ask(question) {
      if (clock() - knownMs > sourcesForMs) look()
      const { groups, ...found } = askIndex(database(), question, clock())
      const wanted = wantedIn(question)
      return {
        ...found,
        groups: groups
          .map((group) => withExcerpts(group, sourceOf(group), wanted))
          .filter(({ hits }) => hits.length > 0),
        progress: progressOf(database(), known),
        ...(found.hits === 0 && { alone: countAlone(database(), wanted) }),
      }
    },
  }
}

function withExcerpts(session: FoundSession, source: SearchSource | undefined, wanted: readonly Wanted[]): DeskGroup {
  const { agent, sessionId, best, more } = session
  return { agent, sessionId, more, hits: best.flatMap((passage) => hitOf(passage, source, wanted)) }
}

/** None where an exact text turns out not to stand there: the index knows words, not what is between them. */
function hitOf(
  passage: FoundPassage,
  source: SearchSource | undefined,
  wanted: readonly Wanted[],
): readonly SearchHit[] {
  const { cursor, role, tool, isFailed, atMs } = passage
  const event = source?.said(cursor)
  const said = event && passageOf(event)
  const hit = {
    cursor,
    role,
    at: new Date(atMs).toISOString(),
    tool,
    isFailed: isFailed || undefined,
    path: said?.path,
  }
  if (said === undefined) return [{ ...hit, marks: [] }]
  if (wanted.some(({ isExact, text }) => isExact && !hasExactly(said.text, text))) return []
  const { text: excerpt, marks } = excerptOf(redactText(said.text), wanted, { stemOf })
  return [{ ...hit, excerpt, marks }]
}

const wantedIn = ({ query }: ReadQuestion): readonly Wanted[] => query.any.flat().flatMap(wantedBy)

function wantedBy(term: Term): readonly Wanted[] {
  if (term.not || term.kind === 'path') return []
  if (term.kind === 'text') return [{ text: term.text, isExact: term.exact }]
  if (term.key !== 'prompt') return []
  return term.matches.flatMap((match) => (match.kind === 'number' ? [] : [{ text: match.text, isExact: false }]))
}

const countAlone = (database: Database, wanted: readonly Wanted[]): DeskAnswer['alone'] =>
  wanted.length < 2
    ? undefined
    : wanted.map(({ text, isExact }) => ({ word: text, hits: countWord(database, text, isExact) }))

/** Complete back to the newest session of which something is missing. */
function progressOf(database: Database, sources: readonly SearchSource[]): SearchProgress {
  const whole = new Set(
    (
      database.prepare(`SELECT agent, session_id AS sessionId FROM session WHERE mark <> ''`).all() as SearchSource[]
    ).map(keyOfSession),
  )
  const isMissing = (source: SearchSource) => !whole.has(keyOfSession(source))
  const missing = sources.findIndex(isMissing)
  const sessions = sources.length
  if (missing === -1) return { sessions, indexed: sessions }
  const completeTo = sources[missing - 1]?.changedMs
  return {
    sessions,
    indexed: sessions - sources.filter(isMissing).length,
    completeSince: completeTo === undefined ? undefined : new Date(completeTo).toISOString(),
  }
}
