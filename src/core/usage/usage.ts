/**
 * Usage as it leaves the program: `GET /api/usage`, `tce usage --json` and the faces all speak these shapes.
 * Days and hours are those of `timezone`; moments are ISO 8601 with zone. Money is API-equivalent US dollars.
 */
import type { AgentId } from '../process/agent-ids.ts'
import type { AgentAccount } from './account.ts'
import type { ReportedCost } from './reported.ts'
import type { Tokens } from './tokens.ts'

export const usageGroupings = [
  'hour',
  'day',
  'week',
  'month',
  'model',
  'project',
  'session',
  'branch',
  'agent',
  'subagent',
  'block',
  'hour-of-week',
] as const
export type UsageGrouping = (typeof usageGroupings)[number]

/**
 * Where a figure is from. counted: our count × price · stats-cache: Claude Code's own figure, which counts repeated lines,
 * used alone for days older than what we hold · mixed: a total of both.
 */
export type UsageOrigin = 'counted' | 'stats-cache' | 'mixed'

export interface UsageFigures {
  readonly tokens: Tokens
  /** All tokens: the five classes, and `statsCacheTokens`. */
  readonly totalTokens: number
  /**
   * Tokens of days older than what we hold, from Claude Code's own stats-cache: it counts repeated lines and does not tell the
   * classes, so they have no cost. Absent when there are none.
   */
  readonly statsCacheTokens?: number | undefined
  /** API responses, each counted once. */
  readonly responses: number
  /** Of the priced part; absent when nothing of it has a price. Never 0 for an unknown model. */
  readonly costUsd?: number | undefined
  /** What agents themselves say it cost, beside `costUsd`, which is ours. Absent where none says anything. */
  readonly reported?: ReportedCost | undefined
  /** Models without a price: their tokens are above, their cost is in no total. */
  readonly unpriced: readonly { readonly model: string; readonly tokens: number }[]
  /** Cache read / (input + cache read + cache writes), 0..1; absent without a prompt. */
  readonly cacheHitRate?: number | undefined
  /** What the same prompts would have cost more without the cache. May be negative. */
  readonly cacheSavedUsd?: number | undefined
  readonly webSearches: number
  readonly origin: UsageOrigin
}

export interface UsageRow extends UsageFigures {
  /** What it is grouped by: "2026-11-20", "claude-opus-5-5", a project's folder, a session id. */
  readonly key: string
  /** For people: "Fri 20 Nov", "Opus 5.5", "payments-api". */
  readonly label: string
  /** By session: the kind of agent whose it is. */
  readonly agent?: string | undefined
  /** Groups of time: from (inclusive) and until (exclusive). */
  readonly startAt?: string | undefined
  readonly endAt?: string | undefined
  /** Distinct sessions, where the group tells them: by project and by branch. */
  readonly sessions?: number | undefined
  /** By project: the worktrees that are among it, by name. */
  readonly worktrees?: readonly string[] | undefined
  /** The same figures per model, in the order of cost, when the query asked for `splitBy=model`. */
  readonly models?: readonly (UsageFigures & { readonly model: string; readonly label: string })[] | undefined
}

/** The 5-hour window that runs now. */
export interface BlockForecast extends UsageFigures {
  readonly startAt: string
  readonly endAt: string
  readonly burnUsdPerHour?: number | undefined
  readonly burnTokensPerMinute?: number | undefined
  /** What it will have cost at its end at this pace. */
  readonly projectedUsd?: number | undefined
}

export interface UsageReport {
  readonly generatedAt: string
  readonly timezone: string
  /** The date of the price table in force. */
  readonly pricesAsOf: string
  readonly periods: {
    readonly today: UsageFigures
    readonly last7Days: UsageFigures
    readonly last30Days: UsageFigures
    readonly allTime: UsageFigures
  }
  readonly currentBlock?: BlockForecast | undefined
  readonly by: UsageGrouping
  /** Whose usage is held at all, whatever was asked for. */
  readonly agents: readonly string[]
  /** The models of that usage, the newest of a name first: what gives each its place among others. */
  readonly models: readonly { readonly model: string; readonly label: string }[]
  /** What agents' own files tell of plan and limits; absent where none does. */
  readonly accounts?: readonly AgentAccount[] | undefined
  /** The bounds that were applied, as days of `timezone`: since inclusive, until inclusive. */
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly rows: readonly UsageRow[]
  readonly total: UsageFigures
  /** What the reader has to know: bad lines, an unreadable project, nothing saved. In words. */
  readonly problems: readonly string[]
}

export interface UsageQuery {
  readonly by: UsageGrouping
  readonly splitBy?: 'model' | undefined
  /** `YYYY-MM-DD` in `timezone`, both inclusive. */
  readonly since?: string | undefined
  readonly until?: string | undefined
  /** Of these alone. */
  readonly agent?: readonly AgentId[] | undefined
  /** Any spelling of a model's id, or its label. */
  readonly model?: string | undefined
  /** A project's folder, its name under `projects/`, or the last part of the folder. */
  readonly project?: string | undefined
  /** A session's id, or a beginning of it. */
  readonly session?: string | undefined
  /** IANA name; the machine's own when absent. */
  readonly timezone?: string | undefined
  readonly weekStartsOn?: 'monday' | 'sunday' | undefined
}
