/** An event's fields besides its source and type: docs/events.md */
export interface EventFields {
  readonly source?: string
  readonly message?: string
  readonly level?: 'debug' | 'info' | 'warn' | 'error'
  /** ISO 8601 with its zone. */
  readonly timestamp?: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly id?: string
  readonly session_id?: string
  readonly agent?: string
  readonly trace_id?: string
  readonly span_id?: string
  readonly parent_id?: string
  readonly duration_ms?: number
  readonly tool_name?: string
  readonly tool_use_id?: string
  readonly status?: string
  readonly agent_id?: string
  readonly hook?: string
  readonly is_background?: boolean
}

export interface TceEventsOptions {
  readonly key: string
  readonly source?: string
  /** @default http://127.0.0.1:5111 */
  readonly url?: string
  /** @default 5000 */
  readonly timeoutMs?: number
  /** A file for what the server can't take now; not in a browser. */
  readonly spool?: string
  readonly spoolMostBytes?: number
}

export class Refused extends Error {
  readonly status: number
  readonly field: string | undefined
}

export class Unavailable extends Error {}

export class TceEvents {
  constructor(options: TceEventsOptions)
  context(fields: EventFields): TceEvents
  post(eventType: string, fields?: EventFields): Promise<number | undefined>
  batch(events: readonly (EventFields & { readonly event_type: string })[]): Promise<readonly (number | undefined)[]>
  flush(): Promise<boolean>
}
