/** Answers which prompts were sent, from the index, with their texts read where they stand and what became of each. */
import type { TypedPrompt } from '../agents/prompt-history.ts'
import { excerptOf, wantedIn } from '../core/search/excerpt.ts'
import { passageOf } from '../core/search/passage.ts'
import type { PromptCounts, PromptPlace, PromptTurn, ReadPromptQuestion } from '../core/search/prompt-question.ts'
import { writePromptCursor } from '../core/search/prompt-question.ts'
import type { Mark, SearchProgress } from '../core/search/search-question.ts'
import type { SessionPrices } from '../core/session/live-session-usage.ts'
import { redactText } from '../core/words/redact.ts'
import type { Database } from '../storage/sqlite.ts'
import { progressOf } from './index-progress.ts'
import { listedPromptAt, type PromptList } from './list-pass.ts'
import { projectOf } from './prompt-conditions.ts'
import { countPrompts, type FoundPrompt, findPrompt, promptRows } from './prompt-reader.ts'
import { keyOfSession, type SearchSource } from './search-source.ts'
import { createSourceLook } from './source-look.ts'
import { stemOf } from './stem.ts'
import { turnAfter } from './turn-facts.ts'

/** Without what the ledger knows, and what its user keeps. */
export interface DeskPrompt extends Partial<PromptTurn> {
  readonly id: string
  readonly print: number
  readonly text?: string | undefined
  readonly marks: readonly Mark[]
  readonly at: string
  readonly agent: string
  readonly sessionId?: string | undefined
  readonly cursor?: string | undefined
  /** Of a session of which only its agent's list tells. */
  readonly project?: string | undefined
  readonly worktree?: string | undefined
  readonly timesSent: number
  readonly isLast?: boolean | undefined
}

export interface DeskPrompts {
  readonly prompts: readonly DeskPrompt[]
  readonly counts?: Omit<PromptCounts, 'starred'> | undefined
  readonly nextCursor?: string | undefined
  readonly progress: SearchProgress
}

/** One of them, with all of its text, as it was sent. */
export interface WholePrompt {
  readonly print: number
  readonly text?: string | undefined
}

export interface PromptDesk {
  prompts(question: ReadPromptQuestion): DeskPrompts
  prompt(id: string): WholePrompt | undefined
}

export interface PromptDeskOptions {
  readonly database: () => Database
  readonly sources: () => readonly SearchSource[]
  readonly lists: readonly PromptList[]
  readonly prices: () => SessionPrices
  /** Ids of sessions of which nothing is told, whether or not they were taken out of the index yet. @default there are none */
  readonly leftOut?: (() => ReadonlySet<string>) | undefined
  readonly clock?: () => number
}

/** Two lines of a page, and what a look at one takes in. */
const shownCharacters = 320
/** What became of so many prompts is remembered: as many as a few pages show. */
const mostTurns = 2_000
const none: ReadonlySet<string> = new Set()

export function createPromptDesk({
  database,
  sources,
  lists,
  prices,
  leftOut = () => none,
  clock = Date.now,
}: PromptDeskOptions): PromptDesk {
  const look = createSourceLook(sources, clock)
  const listAt = new Map(lists.map((list) => [list.path, list]))
  const turns = new Map<string, { readonly mark: string; readonly turn: PromptTurn | undefined }>()

  const listed = ({ list, place }: FoundPrompt): TypedPrompt | undefined => {
    const from = list === undefined ? undefined : listAt.get(list)
    return from === undefined || place === undefined ? undefined : listedPromptAt(from, place)
  }

  function textOf(prompt: FoundPrompt): string | undefined {
    const event = prompt.cursor === undefined ? undefined : look.of(prompt)?.said(prompt.cursor)
    return (event && passageOf(event)?.text) ?? listed(prompt)?.text
  }

  function turnOf(prompt: FoundPrompt): PromptTurn | undefined {
    const { cursor, isLast } = prompt
    const source = cursor === undefined ? undefined : look.of(prompt)
    if (source === undefined || cursor === undefined) return undefined
    const key = `${keyOfSession(source)} ${cursor}`
    // Behind the next prompt nothing changes any more.
    const mark = isLast || source.isRewritten ? source.mark : ''
    const known = turns.get(key)
    if (known?.mark === mark) return known.turn
    const turn = turnAfter(source, cursor, prices())
    turns.delete(key)
    turns.set(key, { mark, turn })
    const [oldest] = turns.keys()
    if (turns.size > mostTurns && oldest !== undefined) turns.delete(oldest)
    return turn
  }

  function told(prompt: FoundPrompt, question: ReadPromptQuestion): DeskPrompt {
    const { id, print, atMs, agent, sessionId, cursor, timesSent, isLast, folder } = prompt
    const whole = textOf(prompt)
    const shown =
      whole === undefined
        ? { marks: [] }
        : excerptOf(redactText(whole), wantedIn(question.query), { stemOf, length: shownCharacters })
    return {
      ...{ id, print, agent, cursor, timesSent, ...shown },
      at: new Date(atMs).toISOString(),
      sessionId: sessionId === '' ? undefined : sessionId,
      ...(cursor === undefined && folder !== undefined && projectOf(folder)),
      isLast: isLast || undefined,
      ...turnOf(prompt),
    }
  }

  return {
    prompts(question) {
      const db = database()
      const found = promptRows(db, question)
      const shown = found.slice(0, question.limit)
      const last = shown.at(-1)
      const out = leftOut()
      return {
        prompts: shown.filter(({ sessionId }) => !out.has(sessionId)).map((prompt) => told(prompt, question)),
        counts: question.before === undefined ? countPrompts(db, question) : undefined,
        nextCursor: found.length > shown.length && last ? writePromptCursor(placeOf(last)) : undefined,
        progress: progressOf(db, look.all()),
      }
    },
    prompt(id) {
      const found = findPrompt(database(), id)
      if (found === undefined || leftOut().has(found.sessionId)) return undefined
      return { print: found.print, text: textOf(found) }
    },
  }
}

const placeOf = ({ atMs, number }: FoundPrompt): PromptPlace => ({ atMs, id: number })
