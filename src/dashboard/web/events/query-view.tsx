/** Asking for what was: a query, a range, how much of it when, and the events page by page. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { EventTotals, HistogramBin } from '../../../core/captured/event-totals.ts'
import { shellCommand } from '../../../core/words/command.ts'
import { formatCount, plural } from '../../../core/words/format.ts'
import { useKeys } from '../keys.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Icon } from '../parts/mark.tsx'
import { PanelPart } from '../parts/panel.tsx'
import { Select } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { formatMoment } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import type { BinnedRange, EventsAddress } from './address.ts'
import { binnedRange, rangeChoices } from './address.ts'
import type { StackLevel } from './bars.ts'
import { stack, sumByLevel, sumOf } from './bars.ts'
import { countedFilter } from './counted-filter.ts'
import { atMsOf } from './event.ts'
import { EventBars } from './event-bars.tsx'
import { BesideDetail, showEvent } from './event-detail.tsx'
import { askHistogram, askNames, askTotals, syntaxProblemOf } from './event-source.ts'
import { EventsTable } from './events-table.tsx'
import { withRange } from './filter-terms.ts'
import type { FoundEvents, FoundView } from './found-events.ts'
import { createFoundEvents } from './found-events.ts'
import { QueryHelp } from './query-help.tsx'
import { QueryProblem } from './query-problem.tsx'

export function QueryView({ address }: { readonly address: EventsAddress }) {
  const { filter, range, order } = address
  const [ranAtMs, setRanAtMs] = useState(Date.now)
  const totals = useAnswer(`totals ${ranAtMs}`, askTotals, { followsUsage: false }).value
  const oldestMs = totals?.oldest === undefined ? undefined : Date.parse(totals.oldest)
  const bins = useMemo(() => binnedRange(range, ranAtMs, oldestMs), [range, ranAtMs, oldestMs])
  const since = range === 'all' || bins === undefined ? undefined : new Date(bins.sinceMs).toISOString()
  // biome-ignore lint/correctness/useExhaustiveDependencies: run again, the same question is another one.
  const found = useMemo(
    () => createFoundEvents({ query: filter.trim(), order, ...(since !== undefined && { since }) }),
    [filter, order, since, ranAtMs],
  )
  useEffect(() => {
    found.more()
    return found.stop
  }, [found])
  const view = found.view.value
  const syntax = view.problem && syntaxProblemOf(view.problem)
  return (
    <div class="query-cols">
      <QueryHelp />
      <div class="query-main">
        <QueryField address={address} onRun={() => setRanAtMs(Date.now())} />
        {syntax ? (
          <QueryProblem problem={syntax} />
        ) : (
          <>
            {view.problem && <AskFailed what="The events" problem={view.problem} onRetry={found.more} />}
            {bins && <Histogram filter={filter} range={bins} ranAtMs={ranAtMs} view={view} totals={totals} />}
            <Found address={address} found={found} since={since} />
          </>
        )}
      </div>
    </div>
  )
}

interface QueryFieldProps {
  readonly address: EventsAddress
  readonly onRun: () => void
}

function QueryField({ address: { filter, range, order }, onRun }: QueryFieldProps) {
  const [typed, setTyped] = useState(filter)
  const input = useRef<HTMLInputElement>(null)
  // Back and forward change it too.
  useEffect(() => setTyped(filter), [filter])
  useKeys({ '/': () => input.current?.focus() })
  const run = (event: SubmitEvent) => {
    event.preventDefault()
    onRun()
    setQuery({ q: typed.trim(), event: '' })
  }
  return (
    <form class="qfield" onSubmit={run}>
      <label class="field search">
        <Icon name="search" size={14} />
        <input
          ref={input}
          type="search"
          class="mono"
          value={typed}
          placeholder={'level:warn,error -source:ci data.run:>3 "timed out"'}
          aria-label="Query"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && input.current?.blur()}
        />
        <kbd>/</kbd>
      </label>
      <Select
        label="Time"
        value={range}
        choices={rangeChoices}
        onChange={(value) => setQuery({ range: value === '24h' ? '' : value })}
      />
      <Select
        label="Order"
        value={order}
        choices={[
          { value: 'newest', label: 'Newest first' },
          { value: 'oldest', label: 'Oldest first' },
        ]}
        onChange={(value) => setQuery({ order: value === 'newest' ? '' : value })}
      />
      <button type="submit" class="btn is-primary">
        Run
      </button>
    </form>
  )
}

interface HistogramProps {
  readonly filter: string
  readonly range: BinnedRange
  readonly ranAtMs: number
  readonly view: FoundView
  readonly totals: EventTotals | undefined
}

function Histogram({ filter, range, ranAtMs, view, totals }: HistogramProps) {
  const counted = useCounted(filter, range, ranAtMs)
  const bins = counted?.bins ?? binsOf(view, range)
  const hidden = counted?.hidden ?? []
  const events = bins.reduce((sum, bin) => sum + sumOf(bin.counts, hidden), 0)
  const sums = sumByLevel(bins)
  const legend = stack.toReversed().filter((level) => !hidden.includes(level) && sums[level] > 0)
  return (
    <section class="panel hist-panel" aria-label="The events over time">
      <PanelPart
        title={counted === undefined ? titleOf(view) : plural(events, 'event')}
        aside={
          <>
            <span class="muted">{storedWords(view, totals, ranAtMs)}</span>
            <ul class="legend">
              {legend.map((level) => (
                <li key={level}>
                  <i class={`sw l-${level}`} />
                  {level === 'none' ? 'no level' : level} {formatCount(sums[level])}
                </li>
              ))}
            </ul>
          </>
        }
      >
        <EventBars
          bins={bins}
          range={range}
          hidden={hidden}
          label={counted === undefined ? 'The events read so far' : 'The events found'}
          heightPx={84}
          hasScale
          onChoose={(sinceMs, untilMs) => setQuery({ q: withRange(filter, sinceMs, untilMs) })}
        />
      </PanelPart>
    </section>
  )
}

interface CountedBins {
  readonly bins: readonly HistogramBin[]
  readonly hidden: readonly StackLevel[]
}

/** What the server counts by itself; undefined where only the events tell. */
function useCounted(filter: string, range: BinnedRange, ranAtMs: number): CountedBins | undefined {
  const key = `bins ${filter} ${range.sinceMs} ${range.binMs} ${ranAtMs}`
  const answer = useAnswer<{ readonly key: string; readonly counted: CountedBins | undefined }>(
    key,
    async () => {
      const names = await askNames()
      if (!names.ok) return names
      const counted = countedFilter(filter, names.value)
      if (counted === undefined) return { ok: true, value: { key, counted: undefined } }
      const { hidden, isNothing, ...asked } = counted
      const bins = isNothing ? { ok: true as const, value: [] } : await askHistogram(range, asked)
      return bins.ok ? { ok: true, value: { key, counted: { bins: bins.value, hidden } } } : bins
    },
    { followsUsage: false },
  )
  return answer.value?.key === key ? answer.value.counted : undefined
}

/** Of what was read so far. */
function binsOf({ events }: FoundView, { sinceMs, binMs }: BinnedRange): readonly HistogramBin[] {
  const bins = new Map<number, Partial<Record<StackLevel, number>>>()
  for (const event of events) {
    const fromMs = sinceMs + Math.floor((atMsOf(event) - sinceMs) / binMs) * binMs
    const counts = bins.get(fromMs) ?? {}
    const level = event.level ?? 'none'
    counts[level] = (counts[level] ?? 0) + 1
    bins.set(fromMs, counts)
  }
  return [...bins].map(([fromMs, counts]) => ({ fromMs, counts }))
}

const titleOf = ({ events, nextCursor }: FoundView): string =>
  nextCursor === undefined ? plural(events.length, 'event') : `${formatCount(events.length)} events read so far`

function storedWords({ tookMs }: FoundView, totals: EventTotals | undefined, nowMs: number): string {
  const took = tookMs === undefined ? '' : `in ${Math.max(1, Math.round(tookMs))} ms`
  if (totals === undefined) return took
  const since = totals.oldest === undefined ? '' : ` since ${formatMoment(Date.parse(totals.oldest), nowMs)}`
  return `${took}${took === '' ? '' : ', '}of ${formatCount(totals.events)} stored${since}`
}

interface FoundProps {
  readonly address: EventsAddress
  readonly found: FoundEvents
  readonly since: string | undefined
}

function Found({ address, found, since }: FoundProps) {
  const { events, isAsking, nextCursor, problem } = found.view.value
  const { eventId, order, range } = address
  const choose = (id: number | undefined) => showEvent(id, eventId)
  if (events.length === 0) {
    if (problem) return null
    return (
      <>
        <Progress found={found} />
        {isAsking ? (
          <SkeletonRows rows={8} label="Asking the store" />
        ) : (
          <NoneFound range={range} hasMore={nextCursor !== undefined} />
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
            hasMore={nextCursor !== undefined && found.view.value.lookedAt === undefined}
            onNearEnd={found.more}
          />
        </div>
      </BesideDetail>
      <MoreLine address={address} found={found} since={since} />
    </>
  )
}

/** How far a search came that looks at event by event. */
function Progress({ found }: { readonly found: FoundEvents }) {
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

function NoneFound({ range, hasMore }: { readonly range: EventsAddress['range']; readonly hasMore: boolean }) {
  const next = longer[range]
  const where = range === 'all' ? 'No event that is kept' : `No event of the ${labelOf(range).toLowerCase()}`
  return (
    <p class="none-line">
      {hasMore ? `${where} matches so far.` : `${where} matches.`}{' '}
      {next !== undefined && !hasMore && (
        <button type="button" class="link" onClick={() => setQuery({ range: next })}>
          {labelOf(next)}
        </button>
      )}
    </p>
  )
}

/** Everything that is found, not what is read so far; made as it is read. */
function ExportLinks({ address: { filter, order }, since }: Omit<FoundProps, 'found'>) {
  const hrefOf = (format: string) => {
    const asked = new URLSearchParams({ format, order })
    if (filter.trim() !== '') asked.set('query', filter.trim())
    if (since !== undefined) asked.set('since', since)
    return `/api/events/export?${asked}`
  }
  return (
    <>
      {['csv', 'ndjson'].map((format) => (
        <a key={format} class="btn small" href={hrefOf(format)} download>
          <Icon name="save" size={14} />
          {format.toUpperCase()}
          <span class="sr"> of all events found</span>
        </a>
      ))}
    </>
  )
}

function MoreLine({ address, found, since }: FoundProps) {
  const { events, nextCursor, isAsking } = found.view.value
  const { filter, order } = address
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
      <ExportLinks address={address} since={since} />
      {command !== undefined && (
        <span class="curl">
          <code class="mono clip">{command}</code>
          <CopyButton text={command} what="curl line" />
        </span>
      )}
    </p>
  )
}
