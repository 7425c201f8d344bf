/** Prompts for sessions that somebody else started: sent when their turn has come, and followed until they stand in the session's records. */
import type { Actor } from '../core/audit/audit.ts'
import type { ProcessRef } from '../core/process/process.ts'
import type { Interruption, InterruptionWay } from '../core/prompts/interruption.ts'
import type { BoxDeed } from '../core/prompts/prompt.ts'
import type { PromptSettings } from '../core/prompts/prompt-library.ts'
import type { PromptReport, QueueReport } from '../core/prompts/prompt-report.ts'
import type { Result } from '../core/result.ts'

export interface PromptRequest {
  readonly target: ProcessRef
  readonly text: string
  /** `interrupt`: what its agent is at is broken off now, once, by Esc or by what carries its session; then it goes as with `idle`. */
  readonly when: 'now' | 'idle' | 'turn-end' | 'at' | 'after' | 'interrupt'
  /** With `at`: ISO 8601 with zone. */
  readonly at?: string | undefined
  /** With `after`: the id of that prompt. */
  readonly after?: string | undefined
  /** A `/command` of the agent's is meant as one. */
  readonly isCommand?: boolean | undefined
  /** What the agent is set to first, each by a command of its own that has to be confirmed before this one goes. */
  readonly settings?: PromptSettings | undefined
}

/** What has to happen before it goes: nothing, or those before it have to go, its session comes to rest, its time comes, and so on. */
export const foreseenStarts = [
  'now',
  'behind',
  'idle',
  'turn-end',
  'at',
  'after',
  'answered',
  'go-on',
  'interrupt',
] as const

/** What sending would mean, told before anything is sent. */
export interface Foreseen {
  readonly starts: (typeof foreseenStarts)[number]
  /** "typed into tmux pane %7 as you" */
  readonly how: string
  readonly as: 'you' | 'hook-feedback' | 'message'
  /** "when it is idle" */
  readonly goes: string
  /** With `interrupt`: by what it is broken off. */
  readonly by?: InterruptionWay | undefined
  /** What this way can't promise. */
  readonly caution?: string | undefined
  /** The commands that go before it. */
  readonly before: readonly string[]
  /** How many of the same session go before it. */
  readonly ahead: number
  /** They go out by themselves. */
  readonly isDraining: boolean
}

export interface SentPrompt {
  readonly prompt: PromptReport
  readonly foreseen: Foreseen
  /** What was seen of the turn that was broken off for it. */
  readonly interruption?: Interruption | undefined
}

/**
 * `no-agent`: nobody to send it to; `unreachable`: no way leads there; `not-now`: its state does not allow that; `bad-text`, `bad-time`:
 * the request; `unwritable`: the disk.
 */
export interface PromptProblem {
  readonly kind: 'no-agent' | 'unreachable' | 'no-prompt' | 'not-now' | 'bad-text' | 'bad-time' | 'unwritable'
  readonly message: string
  readonly next?: string | undefined
}

export type PromptChange =
  | { readonly do: 'cancel' | 'hold' | 'release' | 'retry' | 'settle' }
  /** Of one that was typed and not sent: a key for it, if its box still shows that text and nothing else. */
  | { readonly do: BoxDeed }
  /** Of one that nobody knows of: it counts as seen, and another one with its text is added, which is the answer. */
  | { readonly do: 'send-again' }
  | { readonly do: 'edit'; readonly text: string }
  /** To this place among those of its session that wait, from 1. */
  | { readonly do: 'move'; readonly to: number }

export interface PromptService {
  queue(): Promise<QueueReport>
  /** With all of its text. */
  find(id: string): Promise<PromptReport | undefined>
  /** Nothing is sent, and nothing kept. */
  foresee(request: PromptRequest): Promise<Result<Foreseen, PromptProblem>>
  /** It is on disk when this is answered; it may not have gone out yet. */
  send(request: PromptRequest, actor: Actor): Promise<Result<SentPrompt, PromptProblem>>
  change(id: string, change: PromptChange, actor: Actor): Promise<Result<PromptReport, PromptProblem>>
  /** All that wait for their turn are held, or all that are held are released. */
  holdAll(isHeld: boolean, actor: Actor): Promise<Result<QueueReport, PromptProblem>>
  /** A queue that stands still because a turn was broken off goes on. */
  goOn(sessionId: string, actor: Actor): Promise<Result<QueueReport, PromptProblem>>
  /** Whoever was sent it says that it is done. */
  done(id: string): Promise<Result<PromptReport, PromptProblem>>
}
