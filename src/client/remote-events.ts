/** The events of a running server. What it tells on the wire is what we keep, with its data as text. */
import type { CaptureOutcome, CaptureRefusal, NewCaptured } from '../core/captured/captured-event.ts'
import type { EventCounts } from '../core/captured/event-counts.ts'
import type { EventAnswer } from '../core/captured/event-question.ts'
import type { EventRetention, GivenBack, Prunable, Pruned } from '../core/captured/event-retention.ts'
import type { EventTotals, HistogramBin } from '../core/captured/event-totals.ts'
import { parseExact } from '../core/captured/exact-json.ts'
import { err, ok } from '../core/result.ts'
import { minutes } from '../core/time/duration.ts'
import type { EventService, PruneProblem } from '../services/events.ts'
import { type Answer, bodyIfThere, bodyOf, isJsonObject, queryText, refusalIn } from './answer.ts'
import { followRemoteEvents } from './remote-event-follow.ts'
import { askedBy, eventOf, requestProblem, type ToldEvent } from './remote-event-shapes.ts'
import type { ServerClient } from './server-client.ts'

/** A search of the whole store, or a disk that is slow. */
const timeoutMs = 30_000

/** Millions in small steps. */
const pruneTimeoutMs = minutes(60)

type ToldOutcome =
  | { readonly status: 'captured' | 'duplicate'; readonly event_id: number }
  | {
      readonly status: 'refused'
      readonly error: { readonly code: string; readonly message: string; readonly field?: string }
    }

interface ToldOutcomes {
  readonly results: readonly ToldOutcome[]
}

export function createRemoteEvents(server: ServerClient): EventService {
  const get = (path: string) => server.get(path, timeoutMs)
  return {
    async capture(events) {
      const answer = await server.post('/api/events', events.map(postedOf), timeoutMs)
      if (answer.status === 503) {
        const message = refusalIn(answer.body)?.message ?? 'The server takes no events now.'
        return err({ kind: 'unwritable', message, retryAfterMs: 5_000 })
      }
      // Where none could be captured it is no success, and each outcome is told all the same.
      const isTold = isJsonObject(answer.body) && Array.isArray(answer.body['results'])
      const { results } = isTold ? (answer.body as unknown as ToldOutcomes) : bodyOf<ToldOutcomes>(answer, 'events')
      return ok(results.map(outcomeOf))
    },
    async ask({ since, until, limit, order, afterId, ...asked }) {
      const answer = await get(
        `/api/events${queryText({ ...askedBy(asked), since, until, limit, order, cursor: afterId })}`,
      )
      const problem = requestProblem(answer)
      if (problem !== undefined) return err(problem)
      const { events, nextCursor, ...rest } = bodyOf<ToldPage>(answer, 'events')
      return ok({ ...rest, nextId: nextCursor, events: events.map(eventOf) })
    },
    async find(id) {
      const event = bodyIfThere<ToldEvent>(await get(`/api/events/${id}`), 'an event')
      return event && eventOf(event)
    },
    follow: (request, listener) => followRemoteEvents(server, request, listener),
    sources: async () => bodyOf<{ sources: readonly string[] }>(await get('/api/sources'), 'sources').sources,
    eventTypes: async () =>
      bodyOf<{ event_types: readonly string[] }>(await get('/api/event-types'), 'event types').event_types,
    async histogram({ sinceMs, untilMs, binMs, sources, eventTypes }) {
      const query = {
        since: new Date(sinceMs).toISOString(),
        until: new Date(untilMs).toISOString(),
        bin: binMs / 1000,
        source: sources?.join(','),
        event_type: eventTypes?.join(','),
      }
      return bodyOf<{ bins: readonly HistogramBin[] }>(await get(`/api/events/histogram${queryText(query)}`), 'events')
        .bins
    },
    async count({ sinceMs, untilMs, binMs, by, afterId, ...asked }) {
      const since = new Date(sinceMs).toISOString()
      const until = new Date(untilMs).toISOString()
      const answer = await get(
        `/api/events/counts${queryText({ ...askedBy(asked), since, until, bin: binMs / 1000, by, cursor: afterId })}`,
      )
      const problem = requestProblem(answer)
      if (problem !== undefined) return err(problem)
      const { nextCursor, ...rest } = bodyOf<ToldCounts>(answer, 'events')
      return ok({ ...rest, nextId: nextCursor })
    },
    retention: async () => bodyOf<EventRetention>(await get('/api/events/retention'), 'what is kept'),
    async prunable({ older, sources }) {
      const answer = await get(`/api/events/prunable${queryText({ older, source: sources?.join(',') })}`)
      const problem = pruneProblem(answer)
      return problem === undefined ? ok(bodyOf<Prunable>(answer, 'events')) : err(problem)
    },
    async prune(request) {
      const answer = await server.post('/api/events/prune', request, pruneTimeoutMs)
      const problem = pruneProblem(answer)
      return problem === undefined ? ok(bodyOf<Pruned>(answer, 'events')) : err(problem)
    },
    async giveBack() {
      const answer = await server.post('/api/events/vacuum', {}, pruneTimeoutMs)
      const problem = pruneProblem(answer)
      if (problem === undefined) return ok(bodyOf<GivenBack>(answer, 'the space'))
      return err({ kind: 'unwritable', message: problem.message })
    },
    totals: async () => bodyOf<EventTotals>(await get('/api/events/totals'), 'events'),
  }
}

function pruneProblem({ status, body }: Answer): PruneProblem | undefined {
  if (status !== 400 && status !== 503) return undefined
  const message = refusalIn(body)?.message ?? 'The server could not do it.'
  return { kind: status === 400 ? 'no-time' : 'unwritable', message }
}

type ToldPage = Omit<EventAnswer, 'events' | 'nextId'> & {
  readonly events: readonly ToldEvent[]
  readonly nextCursor?: number
}

type ToldCounts = Omit<EventCounts, 'nextId'> & { readonly nextCursor?: number }

const outcomeOf = (told: ToldOutcome): CaptureOutcome =>
  told.status === 'refused'
    ? {
        status: 'refused',
        reason: {
          kind: told.error.code as CaptureRefusal['kind'],
          field: told.error.field,
          message: told.error.message,
        },
      }
    : { status: told.status, eventId: told.event_id }

/** With which key it is sent is for the server to say. */
function postedOf({ atMs, sentTimestamp, senderId, data, key: _, ...event }: NewCaptured): object {
  return {
    ...event,
    timestamp: sentTimestamp ?? new Date(atMs).toISOString(),
    id: senderId,
    data: data === undefined ? undefined : parseExact(data),
  }
}
