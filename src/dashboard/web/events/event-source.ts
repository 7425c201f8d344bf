/** Where the page asks for events and follows them. The only file that knows these routes. */
import type { EventCount, SplitKey } from '../../../core/captured/event-counts.ts'
import type { EventTotals, HistogramBin } from '../../../core/captured/event-totals.ts'
import type { SavedQuery } from '../../../core/captured/saved-query.ts'
import type { Result } from '../../../core/result.ts'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { followWhileSeen } from '../live/follow-while-seen.ts'
import type { BinnedRange } from './address.ts'
import type { PageEvent } from './event.ts'
import type { EventsPage } from './held-events.ts'

export type Asked<T> = Promise<Result<T, ApiProblem>>

export interface PageQuestion {
  readonly query?: string
  readonly session_id?: string
  readonly trace_id?: string
  readonly since?: string
  readonly until?: string
  readonly limit: number
  readonly order?: 'newest' | 'oldest'
  readonly cursor?: number | undefined
}

const textsOf = (question: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(question).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)]],
    ),
  )

export const askEvents = (question: PageQuestion): Asked<EventsPage> =>
  ask(api.events.$get({ query: textsOf(question) }))

export const askEvent = (id: number): Asked<PageEvent> => ask(api.events[':id'].$get({ param: { id: String(id) } }))

export const askTotals = (): Asked<EventTotals> => ask(api.events.totals.$get())

export const askIntake = () => ask(api.events.intake.$get())

export async function askHistogram({ sinceMs, untilMs, binMs }: BinnedRange): Asked<readonly HistogramBin[]> {
  const query = textsOf({ ...timesOf(sinceMs, untilMs), bin: binMs / 1000 })
  const answer = await ask(api.events.histogram.$get({ query: query as never }))
  return answer.ok ? { ok: true, value: answer.value.bins as readonly HistogramBin[] } : answer
}

const timesOf = (sinceMs: number, untilMs: number) => ({
  since: new Date(sinceMs).toISOString(),
  until: new Date(untilMs).toISOString(),
})

export interface CountsQuestion extends BinnedRange {
  readonly query: string
  readonly by: SplitKey
  readonly cursor?: number | undefined
}

export interface CountsPage {
  readonly counts: readonly EventCount[]
  /** They are not all of them: from here on, and to be added. */
  readonly nextCursor?: number | undefined
}

export const askCounts = ({ sinceMs, untilMs, binMs, ...asked }: CountsQuestion): Asked<CountsPage> => {
  const query = textsOf({ ...asked, ...timesOf(sinceMs, untilMs), bin: binMs / 1000 })
  return ask(api.events.counts.$get({ query: query as never }))
}

export async function askSaved(): Asked<readonly SavedQuery[]> {
  const answer = await ask(api.events.queries.$get())
  return answer.ok ? { ok: true, value: answer.value.queries } : answer
}

export const saveQuery = (query: SavedQuery) => ask(api.events.queries.$post({ json: query }))
export const removeQuery = (name: string) => ask(api.events.queries.remove.$post({ json: { name } }))

export interface EventListener {
  /** Also after every break: what was missed is to be asked for. */
  readonly onOpen: () => void
  /** In their order; at most four times a second. */
  readonly onEvents: (events: readonly PageEvent[]) => void
  /** Too much came meanwhile: ask. */
  readonly onResync: () => void
  readonly onLost: () => void
}

const toldEveryMs = 250

/** All tabs with the same filter share one connection. */
export function followEvents(filter: string, { onOpen, onEvents, onResync, onLost }: EventListener): () => void {
  const url = `/api/events/stream${filter === '' ? '' : `?${new URLSearchParams({ query: filter })}`}`
  return followWhileSeen(
    { url, types: ['event', 'resync'], states: [], gathered: { type: 'event', everyMs: toldEveryMs } },
    {
      onOpen,
      onLost,
      onEvent(type, data) {
        if (type === 'event') onEvents(data as readonly PageEvent[])
        if (type === 'resync') onResync()
      },
    },
  )
}
