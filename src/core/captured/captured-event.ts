/**
 * Something that a program said of itself, as it is kept and told: what `POST /events` takes and `GET /events` answers. The names are
 * those of the first event servers of this kind, so that programs written for them go on working.
 */
import type { ToldUsage } from '../usage/told-usage.ts'

export const levels = ['debug', 'info', 'warn', 'error'] as const
export type Level = (typeof levels)[number]

/** What else a sender may tell; each absent where it didn't. */
export interface Facets {
  readonly session_id?: string | undefined
  /** Which kind of agent, by its id. */
  readonly agent?: string | undefined
  readonly trace_id?: string | undefined
  readonly span_id?: string | undefined
  readonly parent_id?: string | undefined
  readonly duration_ms?: number | undefined
  readonly tool_name?: string | undefined
  readonly tool_use_id?: string | undefined
  readonly status?: string | undefined
  /** Of a subagent. */
  readonly agent_id?: string | undefined
  readonly hook?: string | undefined
  readonly is_background?: boolean | undefined
}

/** Checked, and not yet stored. */
export interface NewCaptured extends Facets {
  readonly source: string
  readonly event_type: string
  readonly message?: string | undefined
  readonly level?: Level | undefined
  readonly atMs: number
  /** As it was sent, where that says more than the milliseconds do. */
  readonly sentTimestamp?: string | undefined
  /** A JSON object as text, as it was sent. */
  readonly data?: string | undefined
  /** The sender's own name for it: twice the same is stored once. */
  readonly senderId?: string | undefined
  /** With which it was sent, by its name (core/keys/). */
  readonly key?: string | undefined
  /** What it says of its session's tokens and cost; kept beside it, as a sum. */
  readonly told?: ToldUsage | undefined
}

/** As it is kept. On the wire (`eventJson`) `data` is the object itself. */
export interface CapturedEvent extends Facets {
  readonly id: number
  readonly source: string
  readonly event_type: string
  readonly message: string | null
  readonly level: Level | null
  /** ISO 8601 with zone. */
  readonly timestamp: string
  /** A JSON object as text, every number as it was sent. */
  readonly data: string | null
  /** When it was stored. */
  readonly created_at: string
  /** Which machine stored it. */
  readonly machine: string
  /** Its sender's own name for it. */
  readonly sender_id?: string | undefined
  /** With which it was sent: its label, and how it ends. */
  readonly key?: string | undefined
}

/**
 * As `GET /events` and every stream tell it. The first seven fields are always there, null where nothing was told: programs of the
 * original read them unasked.
 */
export function eventJson({ data, ...event }: CapturedEvent): string {
  return `${JSON.stringify(event).slice(0, -1)},"data":${data ?? 'null'}}`
}

/** What became of one event that was sent. */
export type CaptureOutcome =
  | { readonly status: 'captured' | 'duplicate'; readonly eventId: number }
  | { readonly status: 'refused'; readonly reason: CaptureRefusal }

export interface CaptureRefusal {
  readonly kind: 'invalid' | 'too-large' | 'conflict' | 'own-source' | 'other-source'
  /** Which field it is about. */
  readonly field?: string | undefined
  readonly message: string
}

/** Nothing was stored; to be sent again after that time. */
export interface CaptureProblem {
  readonly kind: 'unwritable' | 'busy'
  readonly message: string
  readonly retryAfterMs: number
}

/** Written by TCE itself: nobody else may speak in these names. */
export const ownSources = ['tce', 'claude-hooks', 'claude-otel', 'codex-otel', 'gemini-otel', 'opencode'] as const
export type OwnSource = (typeof ownSources)[number]
export const isOwnSource = (source: string): boolean => (ownSources as readonly string[]).includes(source)
