/** Every prompt that was ever sent, from the index of this machine, with what the ledger knows of its session and what its user starred. */
import type { Actor } from '../../core/audit/audit.ts'
import { matchesValue } from '../../core/query/holds.ts'
import { parseQuery } from '../../core/query/parse-query.ts'
import type { Query, QueryClock, Term } from '../../core/query/query.ts'
import { err, ok, type Result } from '../../core/result.ts'
import {
  mostPrompts,
  type PromptPage,
  type PromptQuestion,
  promptKeys,
  type ReadPromptQuestion,
  readPromptCursor,
  type SentPrompt,
  standardPrompts,
} from '../../core/search/prompt-question.ts'
import type { SessionSummary } from '../../core/session/session.ts'
import { localTimeZone } from '../../core/time/local-zone.ts'
import { redactText } from '../../core/words/redact.ts'
import { plainLines } from '../../core/words/text.ts'
import { sessionsOfProject } from '../../search/prompt-conditions.ts'
import type { DeskPrompt } from '../../search/prompt-desk.ts'
import { promptPrint } from '../../search/prompt-print.ts'
import type { SentPromptService } from '../prompt-library.ts'
import type { PromptProblem } from '../prompts.ts'
import { allSessions, type PromptIndex } from './search.ts'
import type { KeptMarks } from './session-marks.ts'
import type { LedgerSource } from './usage.ts'

/** Texts that are starred, whoever they went to. */
export interface StarredTexts {
  all(): Promise<readonly string[]>
  /** `to`: whom it went to, in words. */
  set(text: string, isStarred: boolean, to: string, actor: Actor): Promise<Result<void, PromptProblem>>
}

export interface SentPromptParts {
  readonly openIndex: () => Promise<PromptIndex>
  readonly openLedger: () => Promise<Pick<LedgerSource, 'sessions' | 'session'>>
  readonly marks: Pick<KeptMarks, 'look'>
  readonly stars: StarredTexts
  readonly queryClock: () => Promise<QueryClock>
  /** Undefined: this machine's. */
  readonly timezone: () => string | undefined
  readonly clock: () => number
}

export function createSentPrompts(parts: SentPromptParts): SentPromptService {
  const { openIndex, openLedger, marks, stars } = parts

  async function read(question: PromptQuestion, starred: ReadonlyMap<number, string>) {
    const query = parseQuery(question.query ?? '', promptKeys, await parts.queryClock())
    if (!query.ok) return query
    const { limit = standardPrompts, cursor } = question
    const before = cursor === undefined ? undefined : readPromptCursor(cursor)
    if (cursor !== undefined && before === undefined) {
      return err({ message: `“${cursor}” is no cursor of a page of prompts.`, atCharacter: 0, characters: 0 })
    }
    return ok<ReadPromptQuestion>({
      query: await bySession(query.value, openLedger, marks),
      starredPrints: [...starred.keys()],
      limit: Math.min(Math.max(1, limit), mostPrompts),
      before,
      timezone: parts.timezone() ?? localTimeZone(parts.clock()),
    })
  }

  const starredTexts = async () => new Map((await stars.all()).map((text) => [promptPrint(text), text]))

  return {
    async sent(question) {
      const starred = await starredTexts()
      const asked = await read(question, starred)
      if (!asked.ok) return asked
      const found = await (await openIndex()).prompts(asked.value)
      const sessionOf = await sessionsOf(found.prompts, openLedger, marks)
      return ok<PromptPage>({
        ...found,
        prompts: found.prompts.map((prompt) => withSession(prompt, sessionOf, starred)),
        counts: found.counts && { ...found.counts, starred: starred.size },
      })
    },
    async sentText(id) {
      const found = await (await openIndex()).prompt(id)
      if (found === undefined) return undefined
      const text = found.text ?? (await starredTexts()).get(found.print)
      return text === undefined ? undefined : redactText(plainLines(text))
    },
    async starSent(id, isStarred, actor) {
      const found = await (await openIndex()).prompt(id)
      const text = found && (found.text ?? (await starredTexts()).get(found.print))
      if (text === undefined)
        return err({ kind: 'no-prompt', message: `There is no prompt ${id}, or its text is gone.` })
      return stars.set(text, isStarred, '', actor)
    },
  }
}

/** One question for all sessions of a page. */
async function sessionsOf(
  prompts: readonly DeskPrompt[],
  openLedger: SentPromptParts['openLedger'],
  marks: SentPromptParts['marks'],
): Promise<(sessionId: string | undefined) => SessionSummary | undefined> {
  const ids = [...new Set(prompts.flatMap(({ sessionId }) => sessionId ?? []))]
  if (ids.length === 0) return () => undefined
  const [ledger, { mark }] = await Promise.all([openLedger(), marks.look()])
  const { sessions } = await ledger.sessions({ limit: ids.length }, { among: ids })
  const known = new Map(sessions.map((session) => [session.id, mark(session)]))
  return (id) => (id === undefined ? undefined : known.get(id))
}

function withSession(
  { print, ...prompt }: DeskPrompt,
  sessionOf: (sessionId: string | undefined) => SessionSummary | undefined,
  starred: ReadonlyMap<number, string>,
): SentPrompt {
  const session = sessionOf(prompt.sessionId)
  const kept = starred.get(print)
  return {
    ...prompt,
    text: prompt.text ?? (kept === undefined ? undefined : redactText(kept).slice(0, 320)),
    ...(session && {
      name: session.name,
      title: session.title,
      project: session.project ?? prompt.project,
      worktree: session.worktree ?? prompt.worktree,
      branch: session.branch,
    }),
    isStarred: kept !== undefined || undefined,
  }
}

type KeyTerm = Extract<Term, { kind: 'key' }>

/** What only the ledger, or its user's marks, know of a session becomes the list of the sessions of which it holds. */
async function bySession(
  query: Query,
  openLedger: SentPromptParts['openLedger'],
  marks: SentPromptParts['marks'],
): Promise<Query> {
  if (!query.any.flat().some((term) => valuesFor(term) !== undefined)) return query
  const [ledger, { mark }] = await Promise.all([openLedger(), marks.look()])
  const sessions = (await allSessions(ledger)).map(mark)
  const parts = (term: Term): readonly Term[] => {
    const values = valuesFor(term)
    if (values === undefined) return [term]
    const { key, matches, not } = term as KeyTerm
    const holding = sessions.filter((session) => values(session).some((one) => matchesValue(matches, one)))
    const ids = holding.map(({ id }) => ({ kind: 'whole', text: id }) as const)
    if (key === 'session') return [{ kind: 'key', key, matches: [...matches, ...ids], not }]
    const found: Term = { kind: 'key', key: sessionsOfProject, matches: ids, not }
    // Of what stands in no session's records the folder tells.
    return key === 'project' ? [found, term] : [found]
  }
  return { ...query, any: query.any.flatMap((terms) => alternativesOf(terms, parts)) }
}

/** Undefined: the index knows it. */
function valuesFor(term: Term): ((session: SessionSummary) => readonly (string | undefined)[]) | undefined {
  if (term.kind !== 'key') return undefined
  switch (term.key) {
    case 'project':
      return ({ project, worktree }) => [project, worktree]
    case 'model':
      return ({ model }) => [model]
    case 'tag':
      return ({ tags = [] }) => tags
    case 'session':
      return ({ name, title }) => [name, title]
    default:
      return undefined
  }
}

/** What two places know is asked of both: either may have it, or neither. */
function alternativesOf(terms: readonly Term[], parts: (term: Term) => readonly Term[]): readonly (readonly Term[])[] {
  return terms.reduce<readonly (readonly Term[])[]>(
    (before, term) =>
      term.not
        ? before.map((one) => [...one, ...parts(term)])
        : before.flatMap((one) => parts(term).map((part) => [...one, part])),
    [[]],
  )
}
