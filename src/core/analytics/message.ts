/**
 * A message: a prompt and everything until the agent is done, its subagents included. What analytics is made of, as it is kept: counts and
 * times, no texts. Pure.
 */
import type { Tokens } from '../usage/tokens.ts'
import { addTokens, noTokens } from '../usage/tokens.ts'

/** What responses that are priced alike took. */
export interface SpentPart {
  readonly model: string | undefined
  readonly isFast: boolean
  readonly isUsInference: boolean
  /** Of `promptTiers`; 0: none is exceeded. */
  readonly promptAboveTokens: number
  /** The quarter of an hour in which they were made, since 1970; undefined where no record tells. */
  readonly quarter?: number | undefined
  tokens: Tokens
  webSearches: number
  responses: number
}

export const quarterMs = 15 * 60_000

/** The number of what a session spent before its first prompt, or without any: no message, but in every sum. */
export const noMessageNo = -1

export interface ToolCount {
  calls: number
  failures: number
  /** How long each call took that has a result, ms. */
  tookMs: number[]
}

export interface FileCount {
  reads: number
  edits: number
  /** It was written whole, and nothing of an older text went away. */
  creates: number
}

/** Times are of the main chain, out of the gaps between its records: an estimate. ms. */
export interface MessageTimes {
  /** From the prompt, or a tool's result, until the model said something. Gaps over five minutes are left out: the machine slept. */
  modelMs: number
  /** While a call had no result; a permission that was waited for meanwhile is in it where no record tells. */
  toolMs: number
  /** While it asked its user. */
  askedMs: number
  /** From its end to the next prompt of its session. Absent: none came yet, or nothing tells the end. */
  afterMs?: number
}

export interface CountedMessage extends MessageTimes {
  /** In its session, from 0. */
  readonly no: number
  /** The event it begins with. */
  readonly cursor: string
  readonly atMs: number
  /** Of the last event of its main chain. */
  lastMs: number
  readonly promptCharacters: number
  readonly images: number
  /** Began with a slash command. */
  readonly isCommand: boolean
  /** Id of its first response: the same message in a fork has the same. */
  firstResponse?: string
  spent: SpentPart[]
  /** Of the main chain. */
  tools: Map<string, ToolCount>
  files: Map<string, FileCount>
  linesAdded: number
  linesRemoved: number
  subagents: number
  errors: number
  retries: number
  compactions: number
  isInterrupted: boolean
}

export const noMessage = (
  begin: Pick<CountedMessage, 'no' | 'cursor' | 'atMs' | 'promptCharacters' | 'images' | 'isCommand'>,
): CountedMessage => ({
  ...begin,
  lastMs: begin.atMs,
  spent: [],
  tools: new Map(),
  files: new Map(),
  ...{ linesAdded: 0, linesRemoved: 0, subagents: 0, errors: 0, retries: 0, compactions: 0 },
  ...{ modelMs: 0, toolMs: 0, askedMs: 0 },
  isInterrupted: false,
})

export const tokensOf = ({ spent }: Pick<CountedMessage, 'spent'>): Tokens =>
  spent.reduce((sum, { tokens }) => addTokens(sum, tokens), noTokens)

export const responsesOf = ({ spent }: Pick<CountedMessage, 'spent'>): number =>
  spent.reduce((sum, { responses }) => sum + responses, 0)

/** What a tokeniser makes of English and code, about. */
export const charactersPerToken = 4

/** An estimate; undefined where nothing was written: an image alone. */
export const promptTokensOf = ({ promptCharacters }: Pick<CountedMessage, 'promptCharacters'>): number | undefined =>
  promptCharacters === 0 ? undefined : Math.ceil(promptCharacters / charactersPerToken)

/** As it is kept. */
export const writeMessage = ({ tools, files, ...rest }: CountedMessage): string =>
  JSON.stringify({ ...rest, tools: [...tools], files: [...files] })

/** Of our own making, hence not decoded but taken. */
export function readMessage(text: string): CountedMessage {
  const { tools, files, ...rest } = JSON.parse(text) as Omit<CountedMessage, 'tools' | 'files'> & {
    readonly tools: [string, ToolCount][]
    readonly files: [string, FileCount][]
  }
  return { ...rest, tools: new Map(tools), files: new Map(files) }
}
