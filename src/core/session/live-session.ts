/**
 * The state of one session at this moment: what `tce watch` and the session page show, `GET /api/sessions/{id}/state`.
 * Times are ISO 8601; a fact that is not known is absent. Every list is bounded, the newest are kept. Pure.
 */
import type { Health } from '../process/health.ts'
import type { Activity } from '../process/process.ts'
import type { Tokens } from '../usage/tokens.ts'
import type { EventCursor, LineCounts, TodoItem } from './session-event.ts'

export type SessionStatus = 'busy' | 'waiting' | 'shell' | 'idle' | 'ended' | 'unknown'

export interface LiveSessionState {
  readonly sessionId: string
  readonly agent: string
  /** custom-title, else ai-title, else summary, else the first prompt. */
  readonly title?: string | undefined
  /** The short name: "webhook-retries". */
  readonly name?: string | undefined
  /** The last part of the working directory. */
  readonly project?: string | undefined
  readonly cwd?: string | undefined
  readonly branch?: string | undefined
  readonly version?: string | undefined
  /** Of the last main-chain response. */
  readonly model?: string | undefined
  readonly modelLabel?: string | undefined
  readonly mode?: string | undefined
  readonly permissionMode?: string | undefined

  readonly status: SessionStatus
  /** Who says so: the live registry, or, where it has no such process, the events. */
  readonly statusFrom: 'registry' | 'events'
  readonly statusSince?: string | undefined
  /** When its newest record was written; by this machine's clock where it was seen to come. */
  readonly lastRecordAt?: string | undefined
  /** "no process seen; last record 4 s ago": where no process of it is seen, what is known all the same. */
  readonly statusReason?: string | undefined
  /** Of the only process in its folder whose session is not known: it may be its. */
  readonly perhapsPid?: number | undefined
  /** "permission prompt", "dialog open"; with `status: 'waiting'`. */
  readonly waitingFor?: string | undefined
  /** The step that it waits to be allowed: the newest one without a result. */
  readonly waitingStepId?: string | undefined
  /** "Bash cargo test", "3 subagents", "thinking", "writing". */
  readonly doing?: string | undefined
  readonly process?: LiveProcess | undefined
  readonly resumeCommand?: string | undefined

  readonly startedAt?: string | undefined
  readonly lastActiveAt?: string | undefined
  /** Human turns of the main chain. */
  readonly turns: number
  /** Prompts and texts of the main chain. */
  readonly messages: number
  readonly responses: number
  readonly toolCalls: number
  readonly failedToolCalls: number
  /** All lanes, each response once. */
  readonly tokens: Tokens
  readonly totalTokens: number
  /** API-equivalent dollars of the priced part. */
  readonly costUsd?: number | undefined
  readonly unpricedModels: readonly string[]
  /** `ledger`: counted once over all files; `events`: over this session's files alone. */
  readonly costFrom: 'ledger' | 'events'
  /** The agent's own total at its last clean end. */
  readonly reportedCostUsd?: number | undefined
  /** Share of the prompt tokens that came from the cache, 0–1. */
  readonly cacheHitRate?: number | undefined

  readonly context: ContextState
  /** Cost and tokens so far after each of at most 240 moments, evenly thinned; for charts. */
  readonly history: readonly HistoryPoint[]
  /** Pending ones first come last: in the order they began. */
  readonly steps: readonly LiveStep[]
  readonly subagents: readonly LiveSubagent[]
  readonly files: readonly LiveFile[]
  readonly linesChanged: LineCounts
  readonly todos: readonly TodoItem[]
  readonly flow: readonly FlowNode[]
  readonly pullRequests: readonly { readonly url: string; readonly number?: number | undefined }[]
  readonly retries: number
  readonly apiErrors: number
  /** Background tasks that have not told their end. */
  readonly backgroundTasks: number

  /** Events seen so far. */
  readonly eventCount: number
  /** Grows with every change. */
  readonly revision: number
  /** False while an old, large transcript is still being read: counts and totals are of its last page then. */
  readonly isComplete: boolean
  /** In words: the transcript is gone, was cut, can't be read. */
  readonly problems: readonly string[]
}

/** The process behind a live session, as the fleet shows it. */
export interface LiveProcess {
  /** `<pid>:<start>`, for kill and pin. */
  readonly id: string
  readonly pid: number
  readonly start: string
  readonly startedAt: string
  readonly activity: Activity
  readonly health: Health
  readonly healthReason: string
  readonly isPinned: boolean
  readonly tty?: string | undefined
  /** Of the process and all its descendants. */
  readonly cpuPercent?: number | undefined
  readonly rssBytes?: number | undefined
}

export interface ContextState {
  /** Input + cache read + cache write of the last main-chain response. */
  readonly tokens?: number | undefined
  readonly windowTokens?: number | undefined
  /** tokens / windowTokens, 0–1 and beyond. */
  readonly share?: number | undefined
  /** Of the main chain, oldest first, at most 50. */
  readonly compactions: readonly Compaction[]
  readonly compactionCount: number
}

export interface Compaction {
  readonly at?: string | undefined
  readonly cursor: EventCursor
  readonly trigger?: string | undefined
  readonly tokensBefore?: number | undefined
  readonly tokensAfter?: number | undefined
}

export interface HistoryPoint {
  readonly at: string
  readonly contextTokens?: number | undefined
  readonly totalTokens: number
  readonly costUsd?: number | undefined
}

export type StepStatus = 'pending' | 'done' | 'failed' | 'interrupted'

export interface LiveStep {
  /** The tool call's id. */
  readonly id: string
  readonly lane: string
  readonly cursor: EventCursor
  readonly tool: string
  /** The command, the path, the pattern: one line. */
  readonly summary?: string | undefined
  readonly status: StepStatus
  readonly startedAt?: string | undefined
  readonly endedAt?: string | undefined
  /** Absent while pending: count from `startedAt`. */
  readonly durationMs?: number | undefined
  /** Steps with the same number ran in parallel; absent for one that ran alone. */
  readonly group?: number | undefined
  /** "8 lines", "+4 −1", "exit 1". */
  readonly result?: string | undefined
  readonly agentId?: string | undefined
}

export interface LiveSubagent {
  /** Its lane. Until its first line is written, the tool call's id. */
  readonly id: string
  readonly toolId?: string | undefined
  /** The lane that started it. */
  readonly parent: string
  readonly type?: string | undefined
  readonly description?: string | undefined
  readonly model?: string | undefined
  readonly status: StepStatus
  readonly startedAt?: string | undefined
  readonly endedAt?: string | undefined
  readonly durationMs?: number | undefined
  readonly doing?: string | undefined
  readonly toolCalls: number
  readonly totalTokens: number
  readonly costUsd?: number | undefined
  readonly contextTokens?: number | undefined
  readonly depth: number
}

export interface LiveFile {
  readonly path: string
  readonly isRead: boolean
  readonly isWritten: boolean
  readonly isEdited: boolean
  readonly linesAdded: number
  readonly linesRemoved: number
}

/** One link of the chain USER → THINK → [Bash ‖ Read] → ASST. Equal neighbours are one node with a count. */
export type FlowNode =
  | { readonly kind: 'user' | 'thinking' | 'text' | 'compaction' | 'interrupt'; readonly count: number }
  | { readonly kind: 'tools'; readonly tools: readonly FlowTool[] }

export interface FlowTool {
  readonly tool: string
  readonly status: StepStatus
  readonly count: number
}
