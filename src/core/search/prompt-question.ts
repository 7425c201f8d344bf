/** What can be asked of all prompts that were ever sent, and what is answered: `GET /api/prompts/history` and `tce prompts --json`. */
import type { Query, QueryKeys } from '../query/query.ts'
import type { Mark, SearchProgress } from './search-question.ts'

export const promptKeys: QueryKeys = {
  agent: { takes: 'text' },
  project: { takes: 'text' },
  /** By its id, the beginning of it, or its name. */
  session: { takes: 'text' },
  model: { takes: 'text' },
  tag: { takes: 'text' },
  /** A prompt's own star. */
  is: { takes: 'one of', values: ['starred'] },
}

export interface PromptQuestion {
  /** As it was typed. All of them when absent. */
  readonly query?: string | undefined
  /** 1–200, 50 when absent. */
  readonly limit?: number | undefined
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

export const standardPrompts = 50
export const mostPrompts = 200

/** What became of a prompt: everything until the next one in its session, subagents included. */
export interface PromptTurn {
  readonly toolCalls: number
  readonly linesAdded: number
  readonly linesRemoved: number
  /** API-equivalent dollars of the priced part; absent when nothing of it has a price. */
  readonly costUsd?: number | undefined
  readonly unpricedModels?: readonly string[] | undefined
}

export interface SentPrompt extends Partial<PromptTurn> {
  readonly id: string
  /** By its beginning, or around what was looked for, secrets masked. Absent where nothing keeps it any more. */
  readonly text?: string | undefined
  readonly marks: readonly Mark[]
  readonly at: string
  readonly agent: string
  readonly sessionId?: string | undefined
  /** Where it stands in its session; absent where only the agent's own list of prompts has it. */
  readonly cursor?: string | undefined
  /** The session's: its user's own name, beside the title. */
  readonly name?: string | undefined
  readonly title?: string | undefined
  readonly project?: string | undefined
  readonly worktree?: string | undefined
  readonly branch?: string | undefined
  readonly isStarred?: boolean | undefined
  /** How often the same text was sent. */
  readonly timesSent: number
  /** Nothing was sent to its session after it. */
  readonly isLast?: boolean | undefined
}

export interface PromptDay {
  /** `YYYY-MM-DD`, in the zone of the settings. */
  readonly day: string
  readonly prompts: number
}

/** Of all pages together. */
export interface PromptCounts {
  readonly prompts: number
  /** Newest first; days without one are left out. */
  readonly days: readonly PromptDay[]
  /** Where none is in the time that was asked for: how many are in any. */
  readonly atAnyTime?: number | undefined
  /** Whatever was asked for. */
  readonly all: number
  readonly since?: string | undefined
  readonly starred: number
  readonly agents: readonly string[]
}

export interface PromptPage {
  /** Newest first. */
  readonly prompts: readonly SentPrompt[]
  /** With the first page alone. */
  readonly counts?: PromptCounts | undefined
  readonly nextCursor?: string | undefined
  readonly progress: SearchProgress
}

/** Who reads a question for the index: what only others know is a list of sessions, or of texts, by then. */
export interface ReadPromptQuestion {
  readonly query: Query
  /** Of prompts that are starred, by what a text is known again. */
  readonly starredPrints: readonly number[]
  readonly limit: number
  readonly before?: PromptPlace | undefined
  readonly timezone: string
}

export interface PromptPlace {
  readonly atMs: number
  readonly id: number
}

export const writePromptCursor = ({ atMs, id }: PromptPlace): string => `${atMs}~${id}`

/** Undefined for anything `writePromptCursor` did not write. */
export function readPromptCursor(text: string): PromptPlace | undefined {
  const match = /^(\d{1,15})~(-?\d{1,15})$/.exec(text)
  return match === null ? undefined : { atMs: Number(match[1]), id: Number(match[2]) }
}
