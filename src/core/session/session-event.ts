/**
 * What happens in a session, as typed events: the one vocabulary of `tce watch`, the session page, the API and its stream.
 * An agent's reader makes them from its log (agents/claude/session-log.ts). Pure.
 */
import type { Tokens } from '../usage/tokens.ts'

/** The lane of the main chain; a subagent's lane is its id. */
export const mainLane = 'main'

/**
 * Names an event for good, and the place where it is read again: `<lane>@<place>`. What the place is only its reader knows. A log
 * that was cut or replaced may hold something else there.
 */
export type EventCursor = string

export const sessionEventKinds = [
  'prompt',
  'thinking',
  'text',
  'tool-call',
  'tool-result',
  'subagent-start',
  'subagent-end',
  'turn-end',
  'interrupt',
  'compaction',
  'api-error',
  'retry',
  'command',
  'queue',
  'task',
  'mode',
  'title',
  'hook',
  'attachment',
  'pr-link',
  'cost',
  'notice',
  'other',
] as const
export type SessionEventKind = (typeof sessionEventKinds)[number]

/** The model's response an event is part of. Several events may carry the same: count it once, by `id`, the last one wins. */
export interface ResponseRef {
  readonly id: string
  readonly model?: string | undefined
  readonly tokens?: Tokens | undefined
  /** Input + cache read + cache write: what the model saw. */
  readonly contextTokens?: number | undefined
  readonly stopReason?: string | undefined
  /** `usage.speed` was "fast", `usage.inference_geo` was "us": they change the price. */
  readonly isFast?: boolean | undefined
  readonly isUsInference?: boolean | undefined
  /** What it asked of other models while it answered: billed besides, at their prices. */
  readonly advice?: readonly { readonly model?: string | undefined; readonly tokens: Tokens }[] | undefined
  /** It was copied here from the session that made it: a fork's history. */
  readonly isCopy?: boolean | undefined
  /** It stands for several requests of its session, `id` for all such: counts only where nothing tells those one by one. */
  readonly stretch?: string | undefined
  /** The `id` of such stretches, for which this and its like stand one by one. */
  readonly insteadOf?: string | undefined
  /** What the agent itself says that it cost, where it does. 0 often means a subscription, not free. */
  readonly reportedCostUsd?: number | undefined
}

interface EventBase {
  readonly cursor: EventCursor
  readonly lane: string
  /** ISO 8601. Some records have no time; then it is absent and the event belongs after the one before it in its lane. */
  readonly at?: string | undefined
  readonly response?: ResponseRef | undefined
  /** Some text was cut to the length that is kept; the event read again by its cursor is whole. */
  readonly isCut?: boolean | undefined
}

export interface LineCounts {
  readonly added: number
  readonly removed: number
}

/** One hunk of an edit; every line begins with ' ', '-' or '+'. */
export interface DiffHunk {
  readonly oldStart: number
  readonly newStart: number
  readonly lines: readonly string[]
}

export interface PromptEvent extends EventBase {
  readonly kind: 'prompt'
  readonly text: string
  /** Images pasted into it; their bytes are not kept. */
  readonly images: number
  /** "typed", "queued", "sdk" … where the record tells. */
  readonly source?: string | undefined
}

export interface ThinkingEvent extends EventBase {
  readonly kind: 'thinking'
  /** Empty where the model's thinking is encrypted. */
  readonly text: string
  readonly durationMs?: number | undefined
}

export interface TextEvent extends EventBase {
  readonly kind: 'text'
  readonly text: string
}

export interface ToolCallEvent extends EventBase {
  readonly kind: 'tool-call'
  /** Ties call and result together, also `parentToolId` of a subagent. */
  readonly toolId: string
  readonly tool: string
  /** What it is about in one line: the command, the path, the pattern. */
  readonly summary?: string | undefined
  /** The file it reads or changes. */
  readonly path?: string | undefined
  readonly touches?: 'read' | 'write' | 'edit' | undefined
  /** The whole input as JSON text. */
  readonly input: string
  readonly isBackground?: boolean | undefined
  /** The list a to-do tool writes. */
  readonly todos?: readonly TodoItem[] | undefined
  /** One entry that a task tool makes or changes; a new one gets its `id` from the result. */
  readonly todo?: TodoChange | undefined
}

export interface ToolResultEvent extends EventBase {
  readonly kind: 'tool-result'
  readonly toolId: string
  /** `interrupted`: the user said no, or stopped it. */
  readonly outcome: 'done' | 'failed' | 'interrupted'
  /** In a few words, where the record tells: "8 lines", "+4 −1", "exit 1". */
  readonly summary?: string | undefined
  readonly text: string
  readonly images: number
  readonly path?: string | undefined
  readonly diff?: readonly DiffHunk[] | undefined
  readonly changed?: LineCounts | undefined
  /** It goes on in the background under this id. */
  readonly backgroundId?: string | undefined
  /** The subagent that this call started. */
  readonly agentId?: string | undefined
  readonly durationMs?: number | undefined
  /** How it was allowed or refused, where the record tells: "user", "rule", "mode". */
  readonly permission?: string | undefined
  /** The id of the to-do entry that the call made. */
  readonly todoId?: string | undefined
}

export interface SubagentStartEvent extends EventBase {
  readonly kind: 'subagent-start'
  readonly toolId: string
  /** The lane of the subagent, where the record tells it. */
  readonly agentId?: string | undefined
  readonly type?: string | undefined
  readonly description?: string | undefined
  /** The beginning of what it was told to do: its lane's first prompt begins so. */
  readonly task?: string | undefined
  readonly isBackground: boolean
}

export interface SubagentEndEvent extends EventBase {
  readonly kind: 'subagent-end'
  readonly toolId?: string | undefined
  readonly agentId?: string | undefined
  readonly outcome: 'done' | 'failed' | 'interrupted'
  readonly summary?: string | undefined
  readonly durationMs?: number | undefined
  readonly totalTokens?: number | undefined
  readonly toolCalls?: number | undefined
}

export interface TurnEndEvent extends EventBase {
  readonly kind: 'turn-end'
  readonly durationMs?: number | undefined
}

export interface InterruptEvent extends EventBase {
  readonly kind: 'interrupt'
  readonly text: string
}

export interface CompactionEvent extends EventBase {
  readonly kind: 'compaction'
  /** `boundary` when the context was replaced; `summary` is the text that replaced it. */
  readonly phase: 'boundary' | 'summary'
  readonly trigger?: string | undefined
  readonly tokensBefore?: number | undefined
  readonly tokensAfter?: number | undefined
  readonly durationMs?: number | undefined
  readonly text?: string | undefined
}

export interface ApiErrorEvent extends EventBase {
  readonly kind: 'api-error'
  readonly text: string
}

export interface RetryEvent extends EventBase {
  readonly kind: 'retry'
  readonly text: string
  readonly attempt?: number | undefined
  readonly maxAttempts?: number | undefined
  readonly delayMs?: number | undefined
}

/** A slash command, a `!` shell command of the user, or what it printed. */
export interface CommandEvent extends EventBase {
  readonly kind: 'command'
  readonly phase: 'run' | 'output'
  readonly text: string
}

export interface QueueEvent extends EventBase {
  readonly kind: 'queue'
  readonly operation: string
  readonly text?: string | undefined
}

/** A background task tells that it came to an end. */
export interface TaskEvent extends EventBase {
  readonly kind: 'task'
  readonly taskId: string
  readonly toolId?: string | undefined
  readonly status: string
  readonly text?: string | undefined
}

export interface ModeEvent extends EventBase {
  readonly kind: 'mode'
  /** `mode`: normal, plan …; `permission`: default, acceptEdits, plan, bypassPermissions …; `model`: its id. */
  readonly of: 'mode' | 'permission' | 'model'
  readonly value: string
}

export interface TitleEvent extends EventBase {
  readonly kind: 'title'
  /** `name` is the user's or the registry's short name of the session; the other three are titles, best first. */
  readonly of: 'custom' | 'ai' | 'summary' | 'name'
  readonly text: string
}

export interface HookEvent extends EventBase {
  readonly kind: 'hook'
  readonly hook: string
  readonly text?: string | undefined
  readonly isFailed: boolean
  readonly durationMs?: number | undefined
}

export interface AttachmentEvent extends EventBase {
  readonly kind: 'attachment'
  readonly type: string
  readonly text?: string | undefined
}

export interface PrLinkEvent extends EventBase {
  readonly kind: 'pr-link'
  readonly url: string
  readonly number?: number | undefined
  readonly repository?: string | undefined
}

/** The agent's own running total, written at a clean end. */
export interface CostEvent extends EventBase {
  readonly kind: 'cost'
  readonly costUsd: number
}

/** Something the program says to its user or, unseen by them, to its model. */
export interface NoticeEvent extends EventBase {
  readonly kind: 'notice'
  readonly text: string
  readonly isError: boolean
}

/** A record TCE does not know, or knows to have nothing to show. `isKnown` tells which. */
export interface OtherEvent extends EventBase {
  readonly kind: 'other'
  readonly type: string
  readonly isKnown: boolean
  readonly request?: UserRequest | undefined
}

/** The agent asks its user from here on, or has its answer: where its log tells. */
export interface UserRequest {
  readonly id: string
  readonly isOpen: boolean
  /** The call that it is about: once that begins, or has a result, it is answered. */
  readonly toolId?: string | undefined
  /** As a registry would name it: "permission prompt". */
  readonly waitingFor?: string | undefined
  /** "Bash rm -rf dist" */
  readonly asks?: string | undefined
}

export type SessionEvent =
  | PromptEvent
  | ThinkingEvent
  | TextEvent
  | ToolCallEvent
  | ToolResultEvent
  | SubagentStartEvent
  | SubagentEndEvent
  | TurnEndEvent
  | InterruptEvent
  | CompactionEvent
  | ApiErrorEvent
  | RetryEvent
  | CommandEvent
  | QueueEvent
  | TaskEvent
  | ModeEvent
  | TitleEvent
  | HookEvent
  | AttachmentEvent
  | PrLinkEvent
  | CostEvent
  | NoticeEvent
  | OtherEvent

export interface TodoItem {
  readonly text: string
  readonly status: 'pending' | 'in-progress' | 'done'
}

export interface TodoChange {
  readonly id?: string | undefined
  readonly text?: string | undefined
  readonly status?: TodoItem['status'] | 'deleted' | undefined
}

/** What a person reads: the rest is bookkeeping, shown only when asked for. */
export const conversationKinds: readonly SessionEventKind[] = [
  'prompt',
  'thinking',
  'text',
  'tool-call',
  'tool-result',
  'subagent-start',
  'subagent-end',
  'interrupt',
  'compaction',
  'api-error',
  'retry',
  'command',
  'task',
  'pr-link',
]

/** An event that does not know where it stands, nor when. */
export type Placeless<T> = T extends unknown ? Omit<T, 'cursor' | 'lane' | 'at' | 'isCut'> : never
export type ToldEvent = Placeless<SessionEvent>
