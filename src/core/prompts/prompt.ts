/** A prompt on its way to a session that somebody else started: what it is, for whom, when it goes, how far it has come. Pure. */
import type { Actor } from '../audit/audit.ts'
import type { ProcessRef } from '../process/process.ts'

/** The process, and the session that it is at: `/clear` gives the same process another one. */
export interface PromptTarget extends ProcessRef {
  readonly agent: string
  readonly sessionId: string
  readonly cwd?: string | undefined
  readonly project?: string | undefined
  readonly name?: string | undefined
}

/**
 * `now`: also while it works, as a word on the way; `idle`: when nothing runs; `turn-end`: the moment a turn ends; `at`: not before;
 * `after`: when another prompt was delivered and its turn is over. The last two then go as with `idle`.
 */
export type PromptWhen =
  | { readonly kind: 'now' | 'idle' | 'turn-end' }
  | { readonly kind: 'at'; readonly atMs: number }
  | { readonly kind: 'after'; readonly promptId: string }

/** In the order of a life; prompt-states.ts has what leads from one to the next. */
export const promptStates = [
  'queued',
  'held',
  'claimed',
  'sending',
  'in-box',
  'pressing',
  'sent',
  'unknown',
  'delivered',
  'answered',
  'failed',
  'orphaned',
  'expired',
  'cancelled',
  'cancelled-there',
] as const
export type PromptState = (typeof promptStates)[number]

/** Ways by which a prompt goes in as keys, as its user's. */
export const typedChannelIds = [
  ...(['attach', 'task', 'tmux', 'zellij', 'wezterm', 'kitty', 'iterm', 'windows-console'] as const),
] as const
export const channelIds = [...typedChannelIds, 'stop-hook', 'inbox', 'host'] as const
export type TypedChannelId = (typeof typedChannelIds)[number]
export type ChannelId = (typeof channelIds)[number]

/** What a person can have done to one that was typed and not sent. */
export type BoxDeed = 'press-enter' | 'clear'

/** How it was sent. Each field is on disk before what it tells of. */
export interface PromptAttempt {
  readonly channel: ChannelId
  /** "tmux pane %7" */
  readonly through: string
  readonly startedAtMs: number
  /** Where its session's records stood: what proves the delivery is written behind it. */
  readonly records?: { readonly path: string; readonly offset: number } | undefined
  readonly enterAtMs?: number | undefined
  /** Stands in the session's records with what was sent. */
  readonly messageId?: string | undefined
  /** It lies in the agent's own queue. */
  readonly isQueuedThere?: boolean | undefined
}

/** As it is asked for, before it has an id and a place. */
export interface NewPrompt {
  readonly target: PromptTarget
  readonly text: string
  readonly when: PromptWhen
  /** Where it begins as a command of the agent does (`/compact`), it is meant as one. */
  readonly isCommand: boolean
  readonly createdBy: Actor
  readonly createdAtMs: number
  readonly expiresAtMs: number
}

export interface Prompt extends NewPrompt {
  /** `q41`; never given twice. */
  readonly id: string
  /** Its place among those of its session: smaller goes first. */
  readonly place: number
  readonly state: PromptState
  readonly stateSinceMs: number
  /** Why it is so, or what it waits for, in a sentence. */
  readonly reason?: string | undefined
  readonly attempt?: PromptAttempt | undefined
}

export const promptNumber = (id: string): number | undefined =>
  /^q[1-9]\d{0,14}$/.test(id) ? Number(id.slice(1)) : undefined
export const promptId = (number: number): string => `q${number}`
