/** Prompts as they leave the program: `GET /api/queue`, `tce queue --json`. Times are ISO 8601; a fact that is not known is absent. */
import type { Actor } from '../audit/audit.ts'
import { redactText } from '../words/redact.ts'
import { plainText } from '../words/text.ts'
import type { ChannelId, Prompt, PromptState, PromptTarget } from './prompt.ts'
import type { QueueStop } from './prompt-queue.ts'
import { inOrder } from './prompt-queue.ts'

export interface PromptReport {
  readonly id: string
  readonly target: PromptTarget
  /** In lists its beginning, on one line and without secrets. */
  readonly text: string
  readonly when: 'now' | 'idle' | 'turn-end' | 'at' | 'after'
  /** With `at`. */
  readonly at?: string | undefined
  /** With `after`: the id of that prompt. */
  readonly after?: string | undefined
  readonly isCommand: boolean
  readonly state: PromptState
  readonly stateSince: string
  /** Why it is so, or what it waits for. */
  readonly reason?: string | undefined
  readonly createdAt: string
  readonly createdBy: Actor
  readonly expiresAt: string
  /** How it was sent. */
  readonly sent?:
    | {
        readonly channel: ChannelId
        /** "tmux pane %7" */
        readonly through: string
        readonly at: string
        /** It lies in the agent's own queue. */
        readonly isQueuedThere: boolean
      }
    | undefined
}

export interface SessionQueue {
  readonly target: PromptTarget
  /** Why none goes out until a person has looked. */
  readonly stop?:
    | { readonly why: QueueStop['why']; readonly promptId?: string | undefined; readonly since: string }
    | undefined
  /** In their order; those that are over are not among them. */
  readonly prompts: readonly PromptReport[]
}

export interface QueueReport {
  /** They go out by themselves: a server is at work. */
  readonly isDraining: boolean
  readonly sessions: readonly SessionQueue[]
  /** Delivered and over in the last 24 h, newest first. */
  readonly recent: readonly PromptReport[]
  /** What could not be read or written. */
  readonly problem?: string | undefined
}

const mostInList = 200

export function promptReport(prompt: Prompt, isWhole: boolean): PromptReport {
  const { when, attempt, createdAtMs, expiresAtMs, stateSinceMs, place: _, ...rest } = prompt
  return {
    ...rest,
    text: isWhole ? prompt.text : plainText(redactText(prompt.text)).slice(0, mostInList),
    when: when.kind,
    at: when.kind === 'at' ? iso(when.atMs) : undefined,
    after: when.kind === 'after' ? when.promptId : undefined,
    createdAt: iso(createdAtMs),
    expiresAt: iso(expiresAtMs),
    stateSince: iso(stateSinceMs),
    sent: attempt && {
      channel: attempt.channel,
      through: attempt.through,
      at: iso(attempt.startedAtMs),
      isQueuedThere: attempt.isQueuedThere === true,
    },
  }
}

/** One list for each session, the one with the oldest prompt first. */
export function sessionQueues(
  prompts: readonly Prompt[],
  stopOf: (sessionId: string) => QueueStop | undefined,
): readonly SessionQueue[] {
  const bySession = Map.groupBy(prompts, ({ target }) => target.sessionId)
  return [...bySession]
    .map(([sessionId, some]) => ({
      sessionId,
      some: inOrder(some),
      since: Math.min(...some.map((one) => one.createdAtMs)),
    }))
    .toSorted((a, b) => a.since - b.since)
    .flatMap(({ sessionId, some }): readonly SessionQueue[] => {
      const [first] = some
      if (first === undefined) return []
      const stop = stopOf(sessionId)
      return [
        {
          target: first.target,
          stop: stop && { why: stop.why, promptId: stop.promptId, since: iso(stop.atMs) },
          prompts: some.map((one) => promptReport(one, false)),
        },
      ]
    })
}

const iso = (ms: number): string => new Date(ms).toISOString()
