/** Counts of stored events, from the rollups: what a histogram and the totals show. */
import type { SeriesTotals } from '../otlp/series-point.ts'
import type { Level } from './captured-event.ts'
import type { ExportState } from './export-state.ts'

export interface HistogramQuestion {
  readonly sinceMs: number
  readonly untilMs: number
  /** Whole minutes. */
  readonly binMs: number
  readonly sources?: readonly string[] | undefined
  readonly eventTypes?: readonly string[] | undefined
}

export interface HistogramBin {
  readonly fromMs: number
  /** By level; `none` is what told no level. Absent: 0. */
  readonly counts: { readonly [L in Level | 'none']?: number }
}

export interface EventTotals {
  readonly events: number
  /** On disk, with its log. */
  readonly fileBytes: number
  readonly oldest?: string | undefined
  readonly newest?: string | undefined
  readonly newestId: number
  /** Stored, and not searchable by its words yet. */
  readonly notIndexed: number
  readonly sources: readonly SourceTotal[]
  /** Absent where none was used. */
  readonly keys?: readonly KeyTotal[] | undefined
  /** Metrics that came by OpenTelemetry; absent where none did. */
  readonly metrics?: SeriesTotals | undefined
  /** Absent where nothing is sent on. */
  readonly exported?: ExportState | undefined
}

export interface SourceTotal {
  readonly source: string
  readonly events: number
  /** Without indices. */
  readonly bytes: number
  /** Of those that are kept. */
  readonly firstAt?: string | undefined
  readonly lastAt?: string | undefined
  readonly lastType?: string | undefined
  /** Of the last minute, by their own times; about. */
  readonly perMinute?: number | undefined
}

export interface KeyTotal {
  /** Its name, as events tell it. */
  readonly key: string
  /** That were sent with it, also those that are gone. */
  readonly events: number
}
