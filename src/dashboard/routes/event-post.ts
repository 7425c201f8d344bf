/** What becomes of events that were posted, whichever way they came in: by the router (events.ts), or at once (event-door.ts). */
import type { CaptureOutcome } from '../../core/captured/captured-event.ts'
import type { EventService } from '../../services/events.ts'
import type { CaptureMeter } from '../capture-meter.ts'
import { problem } from '../problem.ts'
import { type PostedBody, type PostedEvents, postedEvents } from './posted-events.ts'

/** A batch; one event has less (`[limits] max_payload_size_kb`). */
const eventBody = {
  types: ['application/json', 'application/x-ndjson'],
  limitBytes: 5 * 1024 * 1024,
  unpackedLimitBytes: 20 * 1024 * 1024,
}

export const postRights = { needs: 'ingest', rate: 'none', body: eventBody } as const

export interface Posting {
  readonly nowMs: () => number
  /** Of one event. */
  readonly maxPayloadBytes: () => number
  readonly captures: Pick<CaptureMeter, 'timed' | 'refused'>
}

export type PostAnswer =
  | { readonly status: 200; readonly body: Captured; readonly retryAfterMs?: undefined }
  | {
      readonly status: 403 | 409 | 413 | 422 | 503
      readonly body: { readonly error: { readonly code: string; readonly message: string } }
      readonly retryAfterMs?: number
    }

type Stored = Exclude<CaptureOutcome, { status: 'refused' }>
type Refused = Extract<CaptureOutcome, { status: 'refused' }>['reason']
type StoredJson = ReturnType<typeof storedJson>
type Captured = StoredJson | { captured: number; duplicates: number; refused: number; results: OutcomeJson[] }

/** Answered when all that it speaks of is on disk. */
export async function takePosted(
  events: Pick<EventService, 'capture'>,
  body: PostedBody,
  { nowMs, maxPayloadBytes, captures }: Posting,
): Promise<PostAnswer> {
  const posted = postedEvents(body, { nowMs: nowMs(), maxPayloadBytes: maxPayloadBytes() })
  if (!posted.ok) return refuse(posted.error)
  const captured = await captures.timed(() => events.capture(posted.value.taken))
  if (captured.ok) return answerPosted(posted.value, captured.value, captures)
  const { kind, message, retryAfterMs } = captured.error
  return { status: 503, body: problem(kind === 'busy' ? 'too-many' : 'disk', message), retryAfterMs }
}

const statusOf = { invalid: 422, 'too-large': 413, conflict: 409, 'own-source': 403, 'other-source': 403 } as const

const refusalJson = ({ kind, field, message }: Refused) => ({ code: kind, message, ...(field && { field }) })

const refuse = (reason: Refused): PostAnswer => ({
  status: statusOf[reason.kind],
  body: { error: refusalJson(reason) },
})

/** In the order they were sent. */
function answerPosted(
  posted: PostedEvents,
  stored: readonly CaptureOutcome[],
  captures: Posting['captures'],
): PostAnswer {
  let next = 0
  const outcomes = posted.outcomes.map((refused): CaptureOutcome => refused ?? (stored[next++] as CaptureOutcome))
  if (posted.isOne) {
    const [outcome] = outcomes as [CaptureOutcome]
    return outcome.status === 'refused' ? refuse(outcome.reason) : { status: 200, body: storedJson(outcome) }
  }
  const count = (status: CaptureOutcome['status']) => outcomes.filter((outcome) => outcome.status === status).length
  const results = outcomes.map(outcomeJson)
  const body = { captured: count('captured'), duplicates: count('duplicate'), refused: count('refused'), results }
  // Nothing of it is stored: that is no success.
  if (body.refused === outcomes.length && outcomes.length > 0) {
    const error = { code: 'invalid', message: 'None of these events could be captured.' }
    return { status: 422, body: { error, ...body } }
  }
  // Its own status is counted by who answers.
  if (body.refused > 0) captures.refused(422, body.refused)
  return { status: 200, body }
}

const storedJson = ({ status, eventId }: Stored) => ({ status, event_id: eventId })

type OutcomeJson = ReturnType<typeof outcomeJson>

const outcomeJson = (outcome: CaptureOutcome) =>
  outcome.status === 'refused' ? { status: outcome.status, error: refusalJson(outcome.reason) } : storedJson(outcome)
