/** Events as they come: over time, filtered, as a list or as lanes, one of them in full. */
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Level } from '../../../core/captured/captured-event.ts'
import { formatCount, formatDurationInWords, plural } from '../../../core/words/format.ts'
import { announce } from '../announcer.tsx'
import { useNow } from '../clock.ts'
import { useKeys } from '../keys.ts'
import { Link, setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Icon } from '../parts/mark.tsx'
import { QueryProblem, syntaxProblemOf } from '../parts/query-problem.tsx'
import { Segments } from '../parts/segments.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import type { EventsAddress } from './address.ts'
import { laneWindows, wholeFilter } from './address.ts'
import { DensityPanel } from './density-panel.tsx'
import { BesideDetail, showEvent } from './event-detail.tsx'
import { askTotals } from './event-source.ts'
import { EventsTable } from './events-table.tsx'
import { FilterBar } from './filter-bar.tsx'
import { withRange } from './filter-terms.ts'
import { FirstEvent } from './first-event.tsx'
import type { HeldEvents } from './held-events.ts'
import { mostHeld } from './held-events.ts'
import { LanesPanel } from './lanes-panel.tsx'
import type { LiveEvents } from './live-events.ts'
import { createLiveEvents } from './live-events.ts'
import { usePauseOnScroll } from './use-pause-on-scroll.ts'

export function LiveView({ address }: { readonly address: EventsAddress }) {
  const filter = wholeFilter(address)
  const live = useMemo(() => createLiveEvents(filter), [filter])
  useEffect(() => live.start(), [live])
  const { held, isLive, isAsked, problem } = live.view.value
  const isEmpty = isAsked && held.shown.length === 0 && held.waiting.length === 0
  const totals = useAnswer(`totals ${isEmpty}`, askTotals, { followsUsage: false }).value
  useLiveKeys(address, live)
  if (isEmpty && problem === undefined && totals?.events === 0) return <FirstEvent />
  const syntax = problem && syntaxProblemOf(problem)
  return (
    <>
      <DensityPanel
        hidden={address.hiddenLevels}
        isLive={isLive}
        sources={totals?.sources.length}
        onToggle={(level) => setQuery({ hide: toggled(address.hiddenLevels, level).join(',') }, { replace: true })}
        onChoose={(sinceMs, untilMs) => setQuery({ q: withRange(address.filter, sinceMs, untilMs) })}
      />
      <div class="toolbar ftools">
        <FilterBar filter={address.filter} events={held.shown} problem={syntax} onFilter={(q) => setQuery({ q })} />
        <div class="toolbar-end">
          <span class="muted fine">{heldWords(held)}</span>
          <Segments
            label="View"
            class="icons"
            value={address.lanes === undefined ? 'list' : 'lanes'}
            segments={[
              { value: 'list', label: 'List', icon: 'rows' },
              { value: 'lanes', label: 'Lanes', icon: 'lanes' },
            ]}
            onChange={(value) => setQuery({ lanes: value === 'lanes' ? 'session' : '' })}
          />
          <PauseButton live={live} held={held} />
        </div>
      </div>
      {syntax !== undefined && <QueryProblem problem={syntax} />}
      {problem !== undefined && syntax === undefined && (
        <AskFailed what="The list of events" problem={problem} onRetry={live.retry} />
      )}
      {address.lanes === undefined ? (
        <List address={address} live={live} stored={totals?.events} />
      ) : (
        <LanesPanel address={address} by={address.lanes} held={held} filter={filter} />
      )}
    </>
  )
}

const toggled = (hidden: readonly Level[], level: Level): readonly Level[] =>
  hidden.includes(level) ? hidden.filter((other) => other !== level) : [...hidden, level]

const heldWords = ({ shown, olderFrom }: HeldEvents): string =>
  shown.length === 0
    ? ''
    : olderFrom === undefined
      ? plural(shown.length, 'event')
      : `newest ${formatCount(shown.length)}`

function PauseButton({ live, held }: { readonly live: LiveEvents; readonly held: HeldEvents }) {
  return held.pausedAtMs === undefined ? (
    <button type="button" class="btn" onClick={live.pause} title="Pause (Space)">
      <Icon name="pause" size={14} />
      Pause
    </button>
  ) : (
    <button type="button" class="btn is-primary" onClick={live.resume} title="Resume (Space)">
      <Icon name="play" size={14} />
      Resume
    </button>
  )
}

interface ListProps {
  readonly address: EventsAddress
  readonly live: LiveEvents
  readonly stored: number | undefined
}

function List({ address, live, stored }: ListProps) {
  const { held, isAsked, problem } = live.view.value
  const { eventId } = address
  const nowMs = useNow(60_000)
  const root = useRef<HTMLDivElement>(null)
  usePauseOnScroll(root, live)
  const choose = (id: number | undefined) => {
    if (id !== undefined) live.pause()
    showEvent(id, eventId)
  }
  if (!isAsked) return <SkeletonRows rows={14} label="Events are being read" />
  return (
    <BesideDetail eventId={eventId} find={(id) => held.shown.find((event) => event.id === id)} onChoose={choose}>
      {held.shown.length === 0 ? (
        problem === undefined && <NoneMatch filter={address.filter} stored={stored} />
      ) : (
        <div ref={root} class="table-wrap live-table">
          <NewBar live={live} held={held} />
          <EventsTable
            events={held.shown}
            caption="Events, newest first"
            nowMs={nowMs}
            chosenId={eventId}
            onChoose={choose}
            hasMore={held.olderFrom !== undefined && held.shown.length < mostHeld}
            onNearEnd={live.older}
          />
        </div>
      )}
    </BesideDetail>
  )
}

const toldEveryMs = 10_000

/** The only thing that moves while it is paused. */
function NewBar({ live, held }: { readonly live: LiveEvents; readonly held: HeldEvents }) {
  const { pausedAtMs, waitingCount } = held
  const nowMs = useNow()
  const spokenAt = useRef(0)
  useEffect(() => {
    if (waitingCount === 0 || Date.now() - spokenAt.current < toldEveryMs) return
    spokenAt.current = Date.now()
    announce(`${formatCount(waitingCount)} new`)
  }, [waitingCount])
  if (pausedAtMs === undefined || waitingCount === 0) return null
  const show = () => {
    live.resume()
    scrollTo(0, 0)
  }
  return (
    <button type="button" class="newbar" onClick={show}>
      <b>{formatCount(waitingCount)} new</b> in{' '}
      {formatDurationInWords(Math.max(1000, nowMs - pausedAtMs)).replace('.0', '')}, show them
      <kbd>Space</kbd>
    </button>
  )
}

function NoneMatch({ filter, stored }: { readonly filter: string; readonly stored: number | undefined }) {
  return (
    <p class="none-line">
      {filter === '' ? 'Nothing has the levels that are switched on.' : `Nothing matches “${filter}”.`}{' '}
      {stored !== undefined && `${formatCount(stored)} events are hidden. `}
      <button type="button" class="link" onClick={() => setQuery({ q: '', hide: '' })}>
        Clear filter
      </button>
      {filter !== '' && (
        <>
          {' '}
          <span class="muted">or</span>{' '}
          <Link class="link" to={{ screen: 'events', query: { view: 'query', q: filter } }}>
            query it
          </Link>
        </>
      )}
    </p>
  )
}

function useLiveKeys(address: EventsAddress, live: LiveEvents): void {
  const zoom = (step: number) => {
    const next = laneWindows[laneWindows.indexOf(address.window) + step]
    return next === undefined ? false : setQuery({ window: next }, { replace: true })
  }
  useKeys({
    ' ': ({ target }) => {
      // A button or a fold has its own use for it.
      if (target instanceof Element && target.closest('button, a, summary, [role=button]') !== null) return false
      if (live.view.value.held.pausedAtMs === undefined) return live.pause()
      live.resume()
      return scrollTo(0, 0)
    },
    e: () => {
      const { shown } = live.view.value.held
      const from = shown.findIndex(({ id }) => id === address.eventId)
      const next = shown.slice(from + 1).find(({ level }) => level === 'error')
      if (next === undefined) return announce('No older error is here')
      live.pause()
      return setQuery({ event: String(next.id), lanes: '' }, { replace: true })
    },
    l: () => setQuery({ lanes: address.lanes === undefined ? 'session' : '' }),
    '[': () => (address.lanes === undefined ? false : zoom(1)),
    ']': () => (address.lanes === undefined ? false : zoom(-1)),
  })
}
