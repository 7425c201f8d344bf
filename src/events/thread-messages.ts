/** What is said between the threads of the events. */
import type { NewCaptured } from '../core/captured/captured-event.ts'
import type { CountQuestion } from '../core/captured/event-counts.ts'
import type { EventQuestion } from '../core/captured/event-question.ts'
import type { PruneOrder } from '../core/captured/event-retention.ts'
import type { HistogramQuestion } from '../core/captured/event-totals.ts'
import type { ProjectSessions } from '../core/data/kept-data.ts'
import type { SeriesPoint } from '../core/otlp/series-point.ts'
import type { PointsQuestion, SeriesQuestion } from '../core/otlp/stored-series.ts'
import type { Retention } from './event-upkeep.ts'

export interface ThreadData {
  readonly role: 'keep' | 'ask' | 'check' | 'checkpoint' | 'copy'
  readonly path: string
  readonly machine: string
}

/** By the thread that takes it. */
export type ThreadCall =
  | { readonly do: 'open' }
  | { readonly do: 'capture'; readonly events: readonly NewCaptured[]; readonly capturedMs: number }
  | { readonly do: 'add-points'; readonly points: readonly SeriesPoint[]; readonly nowMs: number }
  | { readonly do: 'keep-for'; readonly retention: Retention }
  | { readonly do: 'prune'; readonly order: PruneOrder }
  | { readonly do: 'give-back' }
  | { readonly do: 'clear' }
  | { readonly do: 'carry-over'; readonly message: string }
  | { readonly do: 'back-up'; readonly path: string }
  | { readonly do: 'close' }
  | { readonly do: 'ask'; readonly question: EventQuestion }
  | { readonly do: 'find'; readonly id: number }
  | { readonly do: 'names'; readonly of: 'sources' | 'types' }
  | { readonly do: 'histogram'; readonly question: HistogramQuestion }
  | { readonly do: 'count'; readonly question: CountQuestion }
  | { readonly do: 'totals'; readonly nowMs: number }
  | { readonly do: 'retention'; readonly retention: Retention; readonly nowMs: number }
  | { readonly do: 'prunable'; readonly order: PruneOrder }
  | { readonly do: 'of-project'; readonly of: ProjectSessions }
  | { readonly do: 'series'; readonly question: SeriesQuestion }
  | { readonly do: 'points'; readonly question: PointsQuestion }
  | { readonly do: 'told'; readonly sessionId: string }
  | { readonly do: 'check' }
  | { readonly do: 'checkpoint' }
  | { readonly do: 'hold' }
  | { readonly do: 'copy' }

export interface ThreadAnswer {
  readonly value?: unknown
  /** The disk takes nothing: expected, and said to who asked. */
  readonly unwritable?: string | undefined
  readonly state?: KeeperState | undefined
}

export interface KeeperState {
  readonly problems: readonly string[]
  readonly isUnchecked: boolean
}
