/** A point of a series as it goes to the store. */
import type { ToldFigure, ToldOf } from '../usage/told-usage.ts'
import type { OtlpPoint } from './otlp-points.ts'
import type { Attributes } from './otlp-values.ts'

/** Source, name, unit, kind, attributes and resource together are one series. */
export interface SeriesPoint extends Pick<OtlpPoint, 'name' | 'unit' | 'kind' | 'value' | 'startMs' | 'attributes'> {
  readonly source: string
  readonly resource: Attributes
  readonly atMs: number
  readonly agent?: string | undefined
  readonly sessionId?: string | undefined
  /** The figure of its session that it counts. */
  readonly told?: (ToldOf & { readonly figure: ToldFigure }) | undefined
}

/** How many were taken; the others would be series beyond those that are kept. */
export interface PointsTaken {
  readonly taken: number
  readonly refused: number
}

/** What is kept of metrics. */
export interface SeriesTotals {
  readonly series: number
  /** Since there is a store: points of series that had no place. */
  readonly refusedPoints: number
}

/** At once. Beyond them the one that was silent longest goes, if it was silent for a day; else the new one has no place. */
export const mostSeries = 10_000
