/** Answers questions from the index, with excerpts read where the texts stand. */
import { excerptOf, hasExactly, type Wanted, wantedIn } from '../core/search/excerpt.ts'
import type { ReadQuestion, SearchAnswer, SearchGroup, SearchHit } from '../core/search/search-question.ts'
import type { Database } from '../storage/sqlite.ts'
import { progressOf } from './index-progress.ts'
import { askIndex, countWord, type FoundPassage, type FoundSession } from './index-reader.ts'
import type { SearchSource } from './search-source.ts'
import { type ShownText, ShownTexts } from './shown-texts.ts'
import { createSourceLook } from './source-look.ts'
import { stemOf } from './stem.ts'

/** Without what the ledger knows. */
export type DeskGroup = Pick<SearchGroup, 'agent' | 'sessionId' | 'isKeptHere' | 'hits' | 'more'>

export interface DeskAnswer extends Omit<SearchAnswer, 'groups' | 'tookMs'> {
  readonly groups: readonly DeskGroup[]
}

export interface DeskOptions {
  readonly database: () => Database
  /** Newest first. */
  readonly sources: () => readonly SearchSource[]
  /** Ids of sessions of which nothing is told, whether or not they were taken out of the index yet. @default there are none */
  readonly leftOut?: (() => ReadonlySet<string>) | undefined
  readonly clock?: () => number
}

export interface SearchDesk {
  ask(question: ReadQuestion): DeskAnswer
}

const none: ReadonlySet<string> = new Set()

export function createSearchDesk({
  database,
  sources,
  leftOut = () => none,
  clock = Date.now,
}: DeskOptions): SearchDesk {
  const look = createSourceLook(sources, clock)
  const texts = new ShownTexts()
  return {
    ask(question) {
      const all = look.all()
      const { groups, ...found } = askIndex(database(), question, clock())
      const wanted = wantedIn(question.query)
      const out = leftOut()
      return {
        ...found,
        groups: groups
          .filter(({ sessionId }) => !out.has(sessionId))
          .map((group) => withExcerpts(group, look.of(group), wanted, texts))
          .filter(({ hits }) => hits.length > 0),
        progress: progressOf(database(), all),
        ...(found.hits === 0 && { alone: countAlone(database(), wanted) }),
      }
    },
  }
}

function withExcerpts(
  session: FoundSession,
  source: SearchSource | undefined,
  wanted: readonly Wanted[],
  texts: ShownTexts,
): DeskGroup {
  const { agent, sessionId, best, more } = session
  const hits = best.flatMap((passage) => hitOf(passage, source && texts.of(source, passage.cursor), wanted))
  return { agent, sessionId, ...(source?.isKeptHere?.() && { isKeptHere: true }), more, hits }
}

/** None where an exact text turns out not to stand there: the index knows words, not what is between them. */
function hitOf(
  { cursor, role, tool, isFailed, atMs }: FoundPassage,
  said: ShownText | undefined,
  wanted: readonly Wanted[],
): readonly SearchHit[] {
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
  const { text: excerpt, marks } = excerptOf(said.safe, wanted, { stemOf })
  return [{ ...hit, excerpt, marks }]
}

const countAlone = (database: Database, wanted: readonly Wanted[]): DeskAnswer['alone'] =>
  wanted.length < 2
    ? undefined
    : wanted.map(({ text, isExact }) => ({ word: text, hits: countWord(database, text, isExact) }))
