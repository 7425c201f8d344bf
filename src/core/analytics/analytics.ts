/** What is asked of analytics, and what it answers: the page, `tce analytics` and `GET /api/analytics…`. Pure. */
import type { AgentId } from '../process/agent-ids.ts'
import type { FigureDifference } from './difference.ts'
import type { FigureId, FigureUnit } from './figures.ts'
import type { Marker } from './marker.ts'
import type { ToldRequests } from './told-times.ts'

/** 1: today, by hour. */
export const analyticsDays = [1, 7, 14, 30, 90] as const
export const trendWidths = [10, 25, 50, 100] as const
export const standardTrend = 25
/** On each side of a marker. */
export const messagesAround = 50

export interface MessageFilter {
  readonly agent?: readonly AgentId[] | undefined
  readonly project?: string | undefined
  readonly model?: string | undefined
}

export interface AnalyticsQuery extends MessageFilter {
  readonly days: (typeof analyticsDays)[number]
  readonly trend: (typeof trendWidths)[number]
  /** Its id. @default the newest; without any the newest messages beside those before them */
  readonly marker?: string | undefined
  readonly timezone?: string | undefined
}

export interface ReadProgress {
  readonly sessions: number
  /** Up to their end. */
  readonly read: number
}

export interface NamedCount {
  readonly key: string
  readonly label: string
  /** Of which it took the most, where messages may have several. */
  readonly messages: number
  readonly totalTokens: number
  /** Of a report alone: as `tce usage` has it. Absent: no price is known. */
  readonly costUsd?: number | undefined
}

export interface AnalyticsBucket {
  /** Of the hour, or of the day. */
  readonly startAt: string
  /** `09` or `2026-11-20` */
  readonly key: string
  readonly messages: number
  readonly costUsd?: number | undefined
  readonly totalTokens: number
  readonly models: readonly { readonly model: string; readonly totalTokens: number }[]
  /** Median. */
  readonly amplification?: number | undefined
  /** Mean. */
  readonly toolCalls?: number | undefined
  readonly failedShare?: number | undefined
  readonly cacheShare?: number | undefined
}

export interface FigureSeries {
  readonly id: FigureId
  readonly label: string
  readonly unit: FigureUnit
  readonly origin: 'counted' | 'estimate'
  /** Of all messages of these days. */
  readonly value?: number | undefined
  /** As many messages at a time as the trend is wide, oldest first; null where they have none. */
  readonly series: readonly (number | null)[]
}

export interface ToolFigures {
  readonly name: string
  readonly calls: number
  readonly failures: number
  readonly medianMs?: number | undefined
}

export interface FileFigures {
  readonly path: string
  readonly project?: string | undefined
  readonly reads: number
  readonly edits: number
  readonly sessions: number
}

export interface MarkerEffect {
  /** Absent: the newest messages beside those before them. */
  readonly marker?: Marker | undefined
  readonly before: number
  readonly after: number
  readonly rows: readonly FigureDifference[]
}

export interface AnalyticsReport {
  readonly timezone: string
  readonly days: number
  readonly trend: number
  readonly since: string
  readonly until: string
  readonly messages: number
  /** All that was spent in these days, as `tce usage` has it: so are the sums of days, models, projects and agents. */
  readonly costUsd?: number | undefined
  /** What of it is in no message that was counted: of sessions whose records are gone, or before a first prompt. */
  readonly outsideUsd?: number | undefined
  readonly unpricedModels: readonly string[]
  readonly figures: readonly FigureSeries[]
  readonly buckets: readonly AnalyticsBucket[]
  /** Of these days, the most tokens first. */
  readonly models: readonly NamedCount[]
  readonly projects: readonly NamedCount[]
  readonly agents: readonly NamedCount[]
  readonly tools: readonly ToolFigures[]
  readonly files: readonly FileFigures[]
  /** What agents tell of their requests by OpenTelemetry; absent: none did, or one project or model alone is asked for. */
  readonly told?: ToldRequests | undefined
  readonly effect: MarkerEffect
  readonly markers: readonly Marker[]
  readonly progress: ReadProgress
}

/** One stretch of all messages, counted from the oldest, as a chart shows it. */
export interface WindowQuery extends MessageFilter {
  readonly trend: (typeof trendWidths)[number]
  /** @default the newest */
  readonly from?: number | undefined
  readonly count: number
  /** At most so many are told; of more a part that is spread evenly. */
  readonly points: number
}

export interface MessagePoint {
  /** From the oldest, 0. */
  readonly index: number
  readonly at: string
  readonly sessionId: string
  readonly cursor: string
  readonly agent: string
  readonly model: string
  readonly project?: string | undefined
  readonly totalTokens: number
  readonly amplification?: number | undefined
  readonly toolCalls: number
  readonly costUsd?: number | undefined
  /** Medians of the messages around it. */
  readonly trend: {
    readonly totalTokens?: number | undefined
    readonly amplification?: number | undefined
    readonly toolCalls?: number | undefined
  }
}

export interface MessageWindow {
  readonly total: number
  readonly from: number
  readonly count: number
  readonly trend: number
  /** Not all of the stretch: one of so many. */
  readonly oneOf: number
  readonly points: readonly MessagePoint[]
  readonly models: readonly NamedCount[]
  /** Where in all messages each marker stands: before the message of that number. */
  readonly markers: readonly { readonly id: string; readonly label: string; readonly index: number }[]
  /** Of all messages in equal parts, oldest first: the most tokens that one of the part took. */
  readonly overview: readonly number[]
  readonly firstAt?: string | undefined
  readonly lastAt?: string | undefined
  readonly progress: ReadProgress
}

export const comparisons = ['period', 'model', 'project', 'agent'] as const
export type ComparedBy = (typeof comparisons)[number]

export interface CompareQuery extends MessageFilter {
  readonly by: ComparedBy
  /** A key of what is compared; of periods `2026-11-01..2026-11-16`, either end open. */
  readonly a: string
  readonly b: string
  readonly timezone?: string | undefined
}

export interface Comparison {
  readonly timezone: string
  readonly by: ComparedBy
  readonly a: { readonly key: string; readonly label: string; readonly messages: number }
  readonly b: { readonly key: string; readonly label: string; readonly messages: number }
  readonly rows: readonly FigureDifference[]
  /** How cost is spread: shares of the messages that have one, between equal steps of its logarithm. */
  readonly spread: {
    readonly edgesUsd: readonly number[]
    readonly a: readonly number[]
    readonly b: readonly number[]
  }
  /** What else differs, and may be the reason. */
  readonly mix: readonly {
    readonly what: string
    readonly unit: 'share' | 'count'
    readonly a?: number | undefined
    readonly b?: number | undefined
  }[]
  readonly progress: ReadProgress
}
