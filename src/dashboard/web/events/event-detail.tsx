/** One event in full: who, when, its data, and what else belongs to its trace or session. */
import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { isOwnSource } from '../../../core/captured/captured-event.ts'
import { labelOf } from '../../../core/process/agent-words.ts'
import { formatCount, formatDurationInWords } from '../../../core/words/format.ts'
import { redactText } from '../../../core/words/redact.ts'
import { plainText } from '../../../core/words/text.ts'
import { liveFleet } from '../live/live-store.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { Link, setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Icon } from '../parts/mark.tsx'
import { Segments } from '../parts/segments.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { queryRoute } from './address.ts'
import { AlertOnSuch } from './alert-on-this.tsx'
import { DataTree } from './data-tree.tsx'
import type { PageEvent } from './event.ts'
import { agentIdOf, atMsOf, preciseClock, projectOf, safeJson, safeMessage, timeWords } from './event.ts'
import { askEvent } from './event-source.ts'
import { termOf } from './filter-terms.ts'
import { LevelWord } from './level.tsx'
import { useProjects } from './projects.ts'
import { RelatedEvents } from './related-events.tsx'

interface BesideProps {
  readonly eventId: number | undefined
  /** Where it is among those that are here. */
  readonly find: (id: number) => PageEvent | undefined
  readonly onChoose: (id: number | undefined) => void
  readonly children: ComponentChildren
}

/** A list, with the event that was chosen in full beside it. */
export function BesideDetail({ eventId, find, onChoose, children }: BesideProps) {
  return (
    <div class={eventId === undefined ? undefined : 'split'}>
      {children}
      {eventId !== undefined && (
        <EventDetail id={eventId} held={find(eventId)} onClose={() => onChoose(undefined)} onChoose={onChoose} />
      )}
    </div>
  )
}

/** In the address: back leads from it to the list, not through all that were looked at. */
export const showEvent = (id: number | undefined, shownId: number | undefined): void =>
  setQuery({ event: id === undefined ? '' : String(id) }, { replace: shownId !== undefined })

interface EventDetailProps {
  readonly id: number
  readonly held: PageEvent | undefined
  readonly onClose: () => void
  readonly onChoose: (id: number) => void
}

function EventDetail({ id, held, onClose, onChoose }: EventDetailProps) {
  const asked = useAnswer(held === undefined ? `event ${id}` : undefined, () => askEvent(id), { followsUsage: false })
  const found = asked.value?.id === id ? asked.value : undefined
  const event = held ?? found
  const onKeyDown = (key: KeyboardEvent) => {
    const isBack = key.key === 'Escape' || (key.key === 'ArrowLeft' && key.target === key.currentTarget)
    if (!isBack) return
    key.preventDefault()
    document.querySelector<HTMLElement>(`.evts [data-key="${id}"]`)?.focus()
    if (key.key === 'Escape') onClose()
  }
  return (
    <aside class="pane" tabIndex={-1} aria-label="Event" onKeyDown={onKeyDown}>
      {event === undefined ? (
        <Missing problem={asked.problem} onRetry={asked.retry} onClose={onClose} />
      ) : (
        <Whole key={event.id} event={event} onClose={onClose} onChoose={onChoose} />
      )}
    </aside>
  )
}

interface MissingProps {
  readonly problem: ReturnType<typeof useAnswer>['problem']
  readonly onRetry: () => void
  readonly onClose: () => void
}

function Missing({ problem, onRetry, onClose }: MissingProps) {
  if (problem === undefined) return <p class="quiet">…</p>
  if (problem.status !== 404) return <AskFailed what="The event" problem={problem} onRetry={onRetry} />
  return (
    <p class="quiet">
      {problem.message}{' '}
      <button type="button" class="link" onClick={onClose}>
        Close
      </button>
    </p>
  )
}

interface WholeProps {
  readonly event: PageEvent
  readonly onClose: () => void
  readonly onChoose: (id: number) => void
}

function Whole({ event, onClose, onChoose }: WholeProps) {
  const message = safeMessage(event)
  const json = useMemo(() => safeJson(event), [event])
  return (
    <>
      <header class="pane-head">
        <div>
          <h2 class="pane-t">
            <LevelWord level={event.level} />
            <span class="mono clip">{plainText(event.event_type)}</span>
          </h2>
          <p class="muted fine">
            <time dateTime={event.timestamp}>{timeOf(event)}</time>, {plainText(event.source)}, event{' '}
            {formatCount(event.id)}
          </p>
        </div>
        <div class="pane-do">
          <AlertOnSuch event={event} />
          <CopyButton text={json} what="event as JSON" />
          <button type="button" class="icon-btn" aria-label="Close the detail" title="Close (Esc)" onClick={onClose}>
            <Icon name="x" size={14} />
          </button>
        </div>
      </header>
      {message !== '' && <p class="pane-msg">{message}</p>}
      <Facts event={event} />
      <Data data={event.data} json={json} />
      <RelatedEvents event={event} onChoose={onChoose} />
    </>
  )
}

const timeOf = (event: PageEvent): string => {
  const atMs = atMsOf(event)
  const calendar = pageCalendar()
  const words = timeWords(atMs, Date.now(), calendar)
  // Of another day, too, to the millisecond.
  return /\.\d{3}$/.test(words) ? words : `${words.replace(/ \d\d:\d\d$/, '')} ${preciseClock(atMs, calendar)}`
}

const plainFacts: readonly (readonly [keyof PageEvent, string])[] = [
  ['agent_id', 'Subagent'],
  ['tool_name', 'Tool'],
  ['tool_use_id', 'Tool call'],
  ['hook', 'Hook'],
  ['status', 'Status'],
  ['span_id', 'Span'],
  ['parent_id', 'Parent'],
]

function Facts({ event }: { readonly event: PageEvent }) {
  const project = projectOf(event, useProjects())
  const { session_id: sessionId, trace_id: traceId, duration_ms: durationMs } = event
  return (
    <dl class="facts pane-facts">
      {sessionId !== undefined && (
        <>
          <dt>Session</dt>
          <dd>
            <SessionLink event={event} sessionId={sessionId} />
          </dd>
        </>
      )}
      {project !== undefined && <Fact name="Project" value={project} />}
      {traceId !== undefined && (
        <>
          <dt>Trace</dt>
          <dd class="mono">
            <Link to={queryRoute(termOf('trace', traceId) ?? '')} title={traceId}>
              {plainText(traceId)}
            </Link>
          </dd>
        </>
      )}
      {durationMs !== undefined && (
        <Fact name="Took" value={durationMs < 1000 ? `${durationMs} ms` : formatDurationInWords(durationMs)} />
      )}
      {plainFacts.map(([field, name]) => {
        const value = event[field]
        return typeof value === 'string' ? <Fact key={field} name={name} value={value} /> : null
      })}
      {event.sender_id !== undefined && !isOwnSource(event.source) && <Fact name="Own id" value={event.sender_id} />}
      {event.key !== undefined && <Fact name="Key" value={event.key} />}
      {event.is_background !== undefined && <Fact name="Background" value={event.is_background ? 'yes' : 'no'} />}
      <Fact name="Stored" value={`${timeWords(Date.parse(event.created_at), Date.now(), pageCalendar())}`} />
    </dl>
  )
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd title={plainText(redactText(value))}>{plainText(redactText(value))}</dd>
  </>
)

function SessionLink({ event, sessionId }: { readonly event: PageEvent; readonly sessionId: string }) {
  const agent = liveFleet.value?.processes.find((one) => one.sessionId === sessionId)
  const label = agent && labelOf(agent)
  const kind = agentIdOf(event)
  return (
    <>
      <Link to={{ screen: 'session', sessionId, query: {} }} title={sessionId}>
        {label ? [label.project, label.name].filter(Boolean).join(', ') : plainText(sessionId)}
      </Link>{' '}
      {kind !== undefined && <KindMark agent={kind} />}
    </>
  )
}

function Data({ data, json }: { readonly data: PageEvent['data']; readonly json: readonly string[] }) {
  const [shown, setShown] = useState<'data' | 'raw'>('data')
  const [isAllOpen, setIsAllOpen] = useState(false)
  const hasData = data !== null && Object.keys(data).length > 0
  return (
    <>
      <div class="pane-tabs">
        <Segments
          label="Show"
          value={shown}
          segments={[
            { value: 'data', label: 'Data' },
            { value: 'raw', label: 'Raw' },
          ]}
          onChange={setShown}
        />
        {shown === 'data' && hasData && (
          <button type="button" class="link fine" onClick={() => setIsAllOpen(!isAllOpen)}>
            {isAllOpen ? 'Close all' : 'Expand all'}
          </button>
        )}
      </div>
      {shown === 'raw' ? (
        <pre class="raw">{json.join('\n')}</pre>
      ) : hasData ? (
        <DataTree key={String(isAllOpen)} data={data} isAllOpen={isAllOpen} />
      ) : (
        <p class="muted fine no-data">It was sent without data.</p>
      )}
    </>
  )
}
