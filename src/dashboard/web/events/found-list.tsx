/** The events that a query finds, as far as they are read; and the whole of them as a file. */
import { shellCommand } from '../../../core/words/command.ts'
import { formatCount } from '../../../core/words/format.ts'
import { setQuery } from '../navigation.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Icon } from '../parts/mark.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { formatMoment } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import type { EventsAddress } from './address.ts'
import { rangeChoices, sinceOf } from './address.ts'
import { atMsOf } from './event.ts'
import { BesideDetail, showEvent } from './event-detail.tsx'
import { askEvents } from './event-source.ts'
import { EventsTable } from './events-table.tsx'
import type { FoundEvents } from './found-events.ts'

interface FoundProps {
  readonly address: EventsAddress
  readonly found: FoundEvents
}

export function FoundList({ address, found }: FoundProps) {
  const { events, isAsking, nextCursor, problem, lookedAt } = found.view.value
  const { eventId, order } = address
  const choose = (id: number | undefined) => showEvent(id, eventId)
  if (events.length === 0) {
    if (problem) return null
    return (
      <>
        <Progress found={found} />
        {isAsking ? (
          <SkeletonRows rows={8} label="Asking the store" />
        ) : (
          <NoneFound address={address} hasMore={nextCursor !== undefined} />
        )}
      </>
    )
  }
  return (
    <>
      <Progress found={found} />
      <BesideDetail eventId={eventId} find={(id) => events.find((event) => event.id === id)} onChoose={choose}>
        <div class="table-wrap">
          <EventsTable
            events={events}
            caption={`Events found, ${order} first`}
            nowMs={Date.now()}
            chosenId={eventId}
            onChoose={choose}
            hasMore={nextCursor !== undefined && lookedAt === undefined}
            onNearEnd={found.more}
          />
        </div>
      </BesideDetail>
      <MoreLine address={address} found={found} />
    </>
  )
}

/** How far a search came that looks at event by event. */
function Progress({ found }: Pick<FoundProps, 'found'>) {
  const { lookedAt, isAsking, nextCursor, notIndexed } = found.view.value
  if (lookedAt === undefined || nextCursor === undefined)
    return notIndexed ? (
      <p class="notebar">{formatCount(notIndexed)} events are not searchable by their words yet.</p>
    ) : null
  return (
    <p class="notebar" role="status">
      Looked through {formatCount(lookedAt.events)} of {formatCount(lookedAt.ofEvents)} events: this query has no index.
      <button type="button" class="link" onClick={isAsking ? found.stop : found.more}>
        {isAsking ? 'Stop' : 'Look further'}
      </button>
    </p>
  )
}

const longer: Readonly<Record<EventsAddress['range'], EventsAddress['range'] | undefined>> = {
  '1h': '24h',
  '24h': '7d',
  '7d': '30d',
  '30d': 'all',
  all: undefined,
}

const labelOf = (range: EventsAddress['range']): string =>
  rangeChoices.find(({ value }) => value === range)?.label ?? ''

interface NoneProps {
  readonly address: EventsAddress
  readonly hasMore: boolean
}

function NoneFound({ address: { range, filter }, hasMore }: NoneProps) {
  const canLookBack = range !== 'all' && !hasMore
  const newest = useAnswer(canLookBack ? `newest ${filter}` : undefined, () => askEvents({ query: filter, limit: 1 }), {
    followsUsage: false,
  }).value?.events[0]
  const where = range === 'all' ? 'No event that is kept' : `No event of the ${labelOf(range).toLowerCase()}`
  const next = newest === undefined ? longer[range] : reaching(range, atMsOf(newest))
  return (
    <p class="none-line">
      {hasMore ? `${where} matches so far.` : `${where} matches.`}{' '}
      {canLookBack &&
        newest !== undefined &&
        `The newest that does is from ${formatMoment(atMsOf(newest), Date.now())}. `}
      {canLookBack && next !== undefined && (
        <button type="button" class="link" onClick={() => setQuery({ range: next })}>
          {labelOf(next)}
        </button>
      )}
    </p>
  )
}

const dayMs = 86_400_000
const daysOf: Readonly<Record<EventsAddress['range'], number>> = {
  '1h': 1 / 24,
  '24h': 1,
  '7d': 7,
  '30d': 30,
  all: Number.POSITIVE_INFINITY,
}

/** The next longer range that has this moment in it. */
function reaching(range: EventsAddress['range'], atMs: number): EventsAddress['range'] | undefined {
  const days = (Date.now() - atMs) / dayMs
  let next = longer[range]
  while (next !== undefined && daysOf[next] < days) next = longer[next]
  return next
}

/** Everything that is found, not what is read so far; made as it is read. */
export function ExportLinks({ address: { filter, order, range } }: Pick<FoundProps, 'address'>) {
  const since = sinceOf(range)
  const hrefOf = (format: string) => {
    const asked = new URLSearchParams({ format, order })
    if (filter.trim() !== '') asked.set('query', filter.trim())
    if (since !== undefined) asked.set('since', since)
    return `/api/events/export?${asked}`
  }
  return (
    <>
      {['csv', 'ndjson'].map((format) => (
        <a key={format} class="btn" href={hrefOf(format)} download>
          <Icon name="save" size={14} />
          {format.toUpperCase()}
          <span class="sr"> of all events found</span>
        </a>
      ))}
    </>
  )
}

function MoreLine({ address: { filter, order, range }, found }: FoundProps) {
  const { events, nextCursor, isAsking } = found.view.value
  const since = sinceOf(range)
  const url = new URL('/events', location.origin)
  if (filter.trim() !== '') url.searchParams.set('query', filter.trim())
  if (since !== undefined) url.searchParams.set('since', since)
  if (order === 'oldest') url.searchParams.set('order', order)
  const command = shellCommand(['curl'], [url.href])
  return (
    <p class="more-line">
      <span class="muted">
        {nextCursor === undefined ? `All ${formatCount(events.length)}.` : `${formatCount(events.length)} read.`}
      </span>
      {nextCursor !== undefined && (
        <button type="button" class="link" disabled={isAsking} onClick={found.more}>
          {isAsking ? 'Reading…' : 'More'}
        </button>
      )}
      {command !== undefined && (
        <span class="curl">
          <code class="mono clip">{command}</code>
          <CopyButton text={command} what="curl line" />
        </span>
      )}
    </p>
  )
}
