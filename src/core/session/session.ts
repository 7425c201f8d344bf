import type { AgentId } from '../process/agent-ids.ts'
import type { ReportedCost } from '../usage/reported.ts'
import type { Tokens } from '../usage/tokens.ts'
import type { ToldTotals } from '../usage/told-usage.ts'

/** What the ledger knows of one session, as the live views need it beside a process. */
export interface SessionFigures {
  readonly sessionId: string
  readonly title?: string | undefined
  /** The model of the last main-chain response, as its id. */
  readonly model?: string | undefined
  /** Input + cache read + cache write of the last main-chain response. */
  readonly contextTokens?: number | undefined
  readonly contextWindowTokens?: number | undefined
  readonly totalTokens?: number | undefined
  /** API-equivalent dollars of the priced part; undefined when nothing of it has a price. */
  readonly costUsd?: number | undefined
  /** Models of this session that no price table knows; their cost is in no total. */
  readonly unpricedModels?: readonly string[] | undefined
  /** What it does right now, when the transcript tells: "Bash cargo test", "3 subagents", "thinking". */
  readonly doing?: string | undefined
  /** A message is a prompt and everything until the agent is done. */
  readonly messages?: number | undefined
  /** That ever worked for it; absent where none left records. */
  readonly subagents?: number | undefined
}

/** One row of the list of sessions. `GET /api/sessions`, `tce sessions --json`. */
export interface SessionSummary {
  readonly id: string
  readonly agent: string
  /** Its user's own, beside the title. */
  readonly name?: string | undefined
  /** ai-title, custom-title, facets, else the first prompt. */
  readonly title?: string | undefined
  readonly project?: string | undefined
  /** Of the project, where it began in one. */
  readonly worktree?: string | undefined
  readonly cwd?: string | undefined
  readonly branch?: string | undefined
  readonly startedAt?: string | undefined
  readonly lastActiveAt?: string | undefined
  /** From the first to the last record. */
  readonly durationMs?: number | undefined
  /** The part of it in which something happened: gaps over 5 minutes are left out. */
  readonly activeMs?: number | undefined
  readonly prompts?: number | undefined
  readonly responses: number
  /** The model with the most cost, else with the most tokens. */
  readonly model?: string | undefined
  readonly totalTokens: number
  /** Absent before the first response, and where nothing has a price. */
  readonly costUsd?: number | undefined
  readonly unpricedModels: readonly string[]
  readonly linesAdded?: number | undefined
  readonly linesRemoved?: number | undefined
  readonly toolCalls?: number | undefined
  readonly summary?: string | undefined
  /** What its user keeps of it. */
  readonly note?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly isStarred?: boolean | undefined
  /** Put away, by its user or by its age. */
  readonly isArchived?: boolean | undefined
}

export interface SessionList {
  readonly sessions: readonly SessionSummary[]
  readonly total: number
  /** Whose responses are held at all, whatever was asked for. */
  readonly agents: readonly string[]
  /** Give it back as `cursor` for the next page; absent on the last. */
  readonly nextCursor?: string | undefined
}

export const sessionSorts = ['start', 'active', 'cost', 'tokens', 'duration', 'agent'] as const
export type SessionSort = (typeof sessionSorts)[number]

/** `current`: not put away. */
export const sessionStates = ['starred', 'archived', 'current'] as const
export type SessionState = (typeof sessionStates)[number]

export interface SessionQuery {
  /** 1–1000. */
  readonly limit: number
  readonly cursor?: string | undefined
  /** Of these alone. */
  readonly agent?: readonly AgentId[] | undefined
  readonly project?: string | undefined
  readonly model?: string | undefined
  /** In title, project, branch, summary and id; and in name, note and tags. */
  readonly search?: string | undefined
  readonly is?: SessionState | undefined
  readonly tag?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly timezone?: string | undefined
  readonly sort?: SessionSort | undefined
}

/** Everything the ledger knows of one session. `GET /api/sessions/{id}`, `tce session <id> --json`. */
export interface SessionDetail extends SessionSummary {
  readonly firstPrompt?: string | undefined
  readonly version?: string | undefined
  readonly resumeCommand?: string | undefined
  readonly compactions: number
  readonly contextTokens?: number | undefined
  readonly contextWindowTokens?: number | undefined
  readonly tokens: Tokens
  readonly models: readonly {
    readonly model: string
    readonly label: string
    readonly tokens: Tokens
    readonly responses: number
    readonly costUsd?: number | undefined
  }[]
  /** The agent's own total of this session, with the helper calls that are in no transcript. */
  readonly ledger?: { readonly costUsd: number; readonly differenceUsd?: number | undefined } | undefined
  /** What the agent itself says it cost, response by response. */
  readonly reported?: ReportedCost | undefined
  /** What the session itself says it took, by OpenTelemetry. Of the same responses: beside what is counted, never added to it. */
  readonly told?: ToldTotals | undefined
  readonly tools: readonly { readonly name: string; readonly calls: number; readonly failures: number }[]
  readonly files: readonly {
    readonly path: string
    readonly linesAdded?: number | undefined
    readonly linesRemoved?: number | undefined
    readonly isRead: boolean
    readonly isEdited: boolean
  }[]
  readonly commits?: number | undefined
  readonly subagents: readonly {
    readonly id: string
    readonly type?: string | undefined
    readonly description?: string | undefined
    readonly model?: string | undefined
    readonly totalTokens: number
    readonly costUsd?: number | undefined
    readonly startedAt?: string | undefined
    readonly durationMs?: number | undefined
  }[]
}
