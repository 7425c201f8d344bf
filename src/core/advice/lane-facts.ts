/** One lane of a session as the rules go through it: responses in order, calls with what came back, prompts, compactions. Pure. */
import type { EventCursor } from '../session/session-event.ts'
import type { Tokens } from '../usage/tokens.ts'

export interface LaneResponse {
  readonly id: string
  readonly cursor: EventCursor
  readonly firstMs: number
  lastMs: number
  model: string
  tokens: Tokens
  isFast: boolean
  isUsInference: boolean
  /** Contexts are numbered: a compaction begins another. */
  readonly context: number
  /** How many calls it made. */
  calls: number
  /** Characters of what it said and of the calls that it made, as the log has them. */
  written: number
}

export interface LaneCall {
  readonly toolId: string
  readonly tool: string
  readonly cursor: EventCursor
  readonly atMs: number
  /** The response that made it; -1: none is told. */
  by: number
  readonly path?: string | undefined
  readonly touches?: 'read' | 'write' | 'edit' | undefined
  readonly about?: string | undefined
  readonly input: string
  /** It asks git to commit. */
  readonly isCommit: boolean
  outcome?: 'done' | 'failed' | 'interrupted' | undefined
  /** Of what came back: another text has another one. */
  digest?: string | undefined
  /** Of what came back; images count as so many. */
  characters: number
  /** The response that saw the result first. */
  seenBy?: number | undefined
  /** Of the result: its share of what the context grew by. */
  tokens?: number | undefined
}

export interface LanePrompt {
  readonly cursor: EventCursor
  readonly atMs: number
  readonly characters: number
  readonly text: string
  /** The first response behind it. */
  readonly before: number
}

export interface LaneCompaction {
  readonly cursor: EventCursor
  readonly atMs: number
  readonly tokensBefore?: number | undefined
  readonly before: number
}

export interface LaneFacts {
  readonly lane: string
  readonly responses: readonly LaneResponse[]
  readonly calls: readonly LaneCall[]
  readonly prompts: readonly LanePrompt[]
  readonly compactions: readonly LaneCompaction[]
  /** Where its user broke off what the agent did: the first response behind each. */
  readonly interrupts: readonly number[]
  /** The agent's own count of each MCP server's tools, where its user asked for it (`/context`). */
  readonly servers: ReadonlyMap<
    string,
    { readonly tokens: number; readonly before: number; readonly cursor: EventCursor }
  >
}

export const contextOf = ({ tokens }: Pick<LaneResponse, 'tokens'>): number =>
  tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h
export const writtenBy = ({ tokens }: Pick<LaneResponse, 'tokens'>): number => tokens.cacheWrite5m + tokens.cacheWrite1h
