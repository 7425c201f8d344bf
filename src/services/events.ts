/** What programs said of themselves: captured, found again, followed. */
import type { Actor } from '../core/audit/audit.ts'
import type { CapturedEvent, CaptureOutcome, CaptureProblem, NewCaptured } from '../core/captured/captured-event.ts'
import type { CountQuestion, EventCounts } from '../core/captured/event-counts.ts'
import type { EventAnswer, FilterField } from '../core/captured/event-question.ts'
import type { EventRetention, GivenBack, Prunable, Pruned } from '../core/captured/event-retention.ts'
import type { EventTotals, HistogramBin, HistogramQuestion } from '../core/captured/event-totals.ts'
import type { QuerySyntaxProblem } from '../core/query/query.ts'
import type { Result } from '../core/result.ts'

/** A question as a person or a program asks it. */
export interface EventRequest {
  /** Each field one of these values; all fields together. */
  readonly fields?: { readonly [F in FilterField]?: readonly string[] | undefined } | undefined
  /** `level:warn,error source:ci`: core/query/ */
  readonly query?: string | undefined
  /** A time with its zone, or how long ago: `24h`. Both ends belong to it. */
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly limit: number
  /** By capture. @default newest */
  readonly order?: 'newest' | 'oldest' | undefined
  /** `nextId` of the page before, or the last event that is known. */
  readonly afterId?: number | undefined
}

/** `field` names what can't be read; of a query also the place. */
export type EventRequestProblem = { readonly field: 'query' | 'since' | 'until'; readonly message: string } & Partial<
  Pick<QuerySyntaxProblem, 'atCharacter' | 'characters'>
>

/** As a person asks; the bins begin at `sinceMs`. */
export type CountRequest = Pick<EventRequest, 'fields' | 'query'> & Omit<CountQuestion, 'fields' | 'query'>

export interface PruneRequest {
  /** As `since`: `14d`, a day, a time with its zone. */
  readonly older: string
  readonly sources?: readonly string[] | undefined
}

/** `unwritable`: the disk takes nothing; what is left can be asked for again. */
export interface PruneProblem {
  readonly kind: 'no-time' | 'unwritable'
  readonly message: string
}

/** The disk takes nothing, and so nothing can be written anew. */
export interface GiveBackProblem {
  readonly kind: 'unwritable'
  readonly message: string
}

export type EventFollow = Pick<EventRequest, 'fields' | 'query' | 'afterId'>

export interface FollowedEvents {
  readonly events: readonly CapturedEvent[]
  /** So far it has come: also past events that were not asked for. */
  readonly newestId: number
  /** Too much had come meanwhile: what lies between is left out, and can be asked for. */
  readonly isGap: boolean
}

export interface EventService {
  /** One outcome for each, when those that were captured are on disk. */
  capture(events: readonly NewCaptured[]): Promise<Result<readonly CaptureOutcome[], CaptureProblem>>
  ask(request: EventRequest): Promise<Result<EventAnswer, EventRequestProblem>>
  find(id: number): Promise<CapturedEvent | undefined>
  /**
   * Tells what is asked for as it is captured, each once and in order. Without `afterId` from now on; limit and order count for nothing.
   * Ended by what it returns.
   */
  follow(
    request: EventFollow,
    listener: (told: FollowedEvents) => void,
  ): Promise<Result<() => void, EventRequestProblem>>
  sources(): Promise<readonly string[]>
  eventTypes(): Promise<readonly string[]>
  histogram(question: HistogramQuestion): Promise<readonly HistogramBin[]>
  /** Of whatever can be asked, split by a field. */
  count(request: CountRequest): Promise<Result<EventCounts, EventRequestProblem>>
  totals(): Promise<EventTotals>
  /** What is kept, for how long, and what goes next. */
  retention(): Promise<EventRetention>
  /** What would go. */
  prunable(request: PruneRequest): Promise<Result<Prunable, PruneProblem>>
  /** Answered when all of it is gone: a million take minutes. */
  prune(request: PruneRequest, actor: Actor): Promise<Result<Pruned, PruneProblem>>
  /** Gives the space of what is gone back to the disk now, whatever the settings say. */
  giveBack(actor: Actor): Promise<Result<GivenBack, GiveBackProblem>>
}
