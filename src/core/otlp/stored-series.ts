/** Metrics as they are kept, for who asks for them. */
import type { SeriesPoint } from './series-point.ts'

export interface StoredSeries
  extends Pick<SeriesPoint, 'source' | 'name' | 'unit' | 'kind' | 'attributes' | 'resource'> {
  readonly id: number
  readonly agent?: string | undefined
  readonly sessionId?: string | undefined
  readonly machine: string
  /** As it was sent: of a cumulative one all since its count began, of a delta what came last. */
  readonly lastValue: number
  readonly lastAt: string
}

export interface SeriesQuestion {
  readonly sources?: readonly string[] | undefined
  readonly names?: readonly string[] | undefined
  readonly agents?: readonly string[] | undefined
  readonly sessionIds?: readonly string[] | undefined
  readonly limit: number
  readonly afterId?: number | undefined
}

export interface SeriesPage {
  /** In the order in which they were first seen. */
  readonly series: readonly StoredSeries[]
  /** Where the next page begins; undefined at the end. */
  readonly nextId?: number | undefined
}

export interface PointsQuestion {
  readonly seriesId: number
  readonly sinceMs?: number | undefined
  readonly untilMs?: number | undefined
  readonly limit: number
}

export interface SeriesPoints {
  readonly series: StoredSeries
  /** By minute: of a gauge its last, of anything else what was added in it. Minutes without any are left out. */
  readonly points: readonly { readonly at: string; readonly value: number }[]
  /** There are more: from here on. */
  readonly nextSince?: string | undefined
}
