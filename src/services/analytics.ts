/** Messages over time: what they took, how that changed, and what a marker has to do with it. */
import type {
  AnalyticsQuery,
  AnalyticsReport,
  CompareQuery,
  Comparison,
  MessageWindow,
  WindowQuery,
} from '../core/analytics/analytics.ts'
import type { Marker, NewMarker } from '../core/analytics/marker.ts'
import type { MetricsReport } from '../core/analytics/metrics-report.ts'
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'

export interface MarkerProblem {
  readonly kind: 'bad-marker' | 'no-marker' | 'no-repository' | 'unwritable'
  readonly message: string
}

export interface AnalyticsService {
  report(query: AnalyticsQuery): Promise<AnalyticsReport>
  /** A stretch of all messages, for a chart. */
  messages(query: WindowQuery): Promise<MessageWindow>
  /** A QueryError where a period is none. */
  compare(query: CompareQuery): Promise<Comparison>
  /** Of all sessions that run now; or of one, which nothing tells where it is not counted. */
  metrics(of?: { readonly session?: string | undefined }): Promise<MetricsReport>
  /** Newest first. */
  markers(): Promise<readonly Marker[]>
  mark(marker: NewMarker, actor: Actor): Promise<Result<Marker, MarkerProblem>>
  removeMarker(id: string, actor: Actor): Promise<Result<Marker, MarkerProblem>>
  /** A marker for each tag of this folder's git repository that has none yet: those that are new. Runs git, which only reads. */
  markTags(folder: string, actor: Actor): Promise<Result<readonly Marker[], MarkerProblem>>
}
