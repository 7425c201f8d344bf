/** Sessions or sources side by side on one scale of time. A name leads to the session, a mark to its event. */
import { useMemo, useRef } from 'preact/hooks'
import { levels } from '../../../core/captured/captured-event.ts'
import { formatCount } from '../../../core/words/format.ts'
import { useNow } from '../clock.ts'
import { Link, setQuery } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Mark } from '../parts/mark.tsx'
import { PanelPart } from '../parts/panel.tsx'
import { Segments } from '../parts/segments.tsx'
import { formatTime } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { useBoxWidth } from '../parts/use-box-width.ts'
import { useRoving } from '../parts/use-roving.ts'
import type { EventsAddress, LanesBy } from './address.ts'
import { laneWindows } from './address.ts'
import type { PageEvent } from './event.ts'
import { BesideDetail, showEvent } from './event-detail.tsx'
import type { Asked } from './event-source.ts'
import { askEvents } from './event-source.ts'
import type { HeldEvents } from './held-events.ts'
import { LaneMarks, useLaneScale } from './lane-marks.tsx'
import type { LaneWindowMs } from './lane-slots.ts'
import type { EventLane } from './lanes.ts'
import { useProjects } from './projects.ts'
import { useLanes } from './use-lanes.ts'

interface LanesPanelProps {
  readonly address: EventsAddress
  readonly by: LanesBy
  readonly held: HeldEvents
  readonly filter: string
}

const windowMs: Readonly<Record<EventsAddress['window'], number>> = {
  '10m': 600_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
}
/** How far the window moves at once. */
const stepMs = 2_000
const windowWords: Readonly<Record<EventsAddress['window'], string>> = { '10m': '10 min', '1h': '1 h', '6h': '6 h' }

export function LanesPanel({ address, by, held, filter }: LanesPanelProps) {
  const { window: chosen, eventId } = address
  const nowMs = useNow(stepMs)
  // By steps, so that what is drawn stays where it is from one update to the next.
  const toMs = Math.ceil((held.pausedAtMs ?? nowMs) / stepMs) * stepMs
  const span = useMemo(() => ({ fromMs: toMs - windowMs[chosen], toMs }), [toMs, chosen])
  const { older, isCut } = useOlder(filter, chosen)
  const projects = useProjects()
  const kept = useLanes({ by, filter }, held.shown, older, span)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is kept grows with the events.
  const lanes = useMemo(() => kept.lanes(span, projects), [kept, held.shown, older, projects, span])
  const choose = (id: number | undefined) => showEvent(id, eventId)
  const find = (id: number) => {
    const isIt = (event: PageEvent) => event.id === id
    return held.shown.find(isIt) ?? older.find(isIt)
  }
  return (
    <BesideDetail eventId={eventId} find={find} onChoose={choose}>
      <section class="panel lanes-panel" aria-label="Lanes">
        <PanelPart title="Lanes" aside={<Head by={by} chosen={chosen} />}>
          {lanes.length === 0 ? (
            <p class="quiet">
              No event of the last {windowWords[chosen]} {by === 'session' ? 'names a session.' : 'is like that.'}
            </p>
          ) : (
            <Lanes lanes={lanes} span={span} chosenId={eventId} onChoose={choose} />
          )}
          <p class="muted fine lanes-foot">
            {isCut && 'More events than can be drawn: the newest 5,000 are. '}
            {by === 'session' && 'Click a mark for the event, a name for the session. '}
            <kbd>←</kbd> <kbd>→</kbd> step through the lane, <kbd>[</kbd> <kbd>]</kbd> zoom.
          </p>
        </PanelPart>
      </section>
    </BesideDetail>
  )
}

function Head({ by, chosen }: { readonly by: LanesBy; readonly chosen: EventsAddress['window'] }) {
  return (
    <>
      <Segments
        label="A lane per"
        value={by}
        segments={[
          { value: 'session', label: 'Session' },
          { value: 'source', label: 'Source' },
        ]}
        onChange={(lanes) => setQuery({ lanes })}
      />
      <Segments
        label="Window"
        value={chosen}
        segments={laneWindows.map((value) => ({ value, label: windowWords[value] }))}
        onChange={(window) => setQuery({ window: window === '10m' ? '' : window })}
      />
      <ul class="legend wide-only">
        {(by === 'session' ? blockLegend : levelLegend).map(([hue, word]) => (
          <li key={hue}>
            <i class={`sw ${hue}`} />
            {word}
          </li>
        ))}
        {by === 'session' && (
          <>
            <li>
              <Mark name="fail" /> error
            </li>
            <li>
              <Mark name="warn" /> warn
            </li>
          </>
        )}
      </ul>
    </>
  )
}

const blockLegend = [
  ['k-think', 'thinking'],
  ['k-text', 'text'],
  ['k-read', 'read'],
  ['k-edit', 'edit'],
  ['k-bash', 'Bash'],
  ['k-wait', 'waiting for you'],
] as const
const levelLegend = levels.toReversed().map((level) => [`l-${level}`, level] as const)

interface LanesProps {
  readonly lanes: readonly EventLane[]
  readonly span: LaneWindowMs
  readonly chosenId: number | undefined
  readonly onChoose: (id: number) => void
}

function Lanes({ lanes, span, chosenId, onChoose }: LanesProps) {
  const { box, widthPx } = useBoxWidth<HTMLDivElement>(900)
  const list = useRef<HTMLUListElement>(null)
  const roving = useRoving({
    root: list,
    keys: lanes.map(({ key }) => key),
    onKey(key, row) {
      const lane = lanes.find((one) => one.key === row)
      if (lane === undefined || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return false
      const ids = lane.eventIds()
      const from = chosenId === undefined ? -1 : ids.indexOf(chosenId)
      const last = ids.length - 1
      const to = from < 0 ? last : Math.max(0, Math.min(last, from + (key === 'ArrowRight' ? 1 : -1)))
      const id = ids[to]
      if (id !== undefined) onChoose(id)
      return true
    },
  })
  const scale = useLaneScale(span, widthPx, lanes)
  const chooseMark = ({ target }: Event) => {
    const mark = target instanceof Element ? target.closest<SVGElement>('[data-event]') : null
    if (mark !== null) onChoose(Number(mark.dataset['event']))
  }
  return (
    <div class="lanes">
      <div class="lane-row is-head">
        <span />
        <div ref={box}>
          <Ticks span={span} widthPx={widthPx} />
        </div>
        <span class="muted fine">events</span>
      </div>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of a lane step to its marks. */}
      <ul ref={list} {...roving.listeners} onClick={chooseMark}>
        {lanes.map((lane) => (
          <li
            key={lane.key}
            data-key={lane.key}
            tabIndex={lane.key === roving.stop ? 0 : -1}
            class={`lane-row${chosenId !== undefined && lane.has(chosenId) ? ' is-on' : ''}`}
            aria-label={`${lane.name}, ${formatCount(lane.events)} events${lane.isWaiting ? ', waiting for you' : ''}`}
          >
            <Name lane={lane} />
            <LaneMarks lane={lane} span={span} scale={scale} widthPx={widthPx} />
            <span class="lane-n num">{formatCount(lane.events)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Name({ lane: { name, agent, sessionId } }: { readonly lane: EventLane }) {
  return (
    <span class="lane-name">
      {agent === undefined ? <span class="kind-none" /> : <KindMark agent={agent} />}
      {sessionId === undefined ? (
        <span class="clip">{name}</span>
      ) : (
        <Link class="plain clip" to={{ screen: 'session', sessionId, query: {} }} tabIndex={-1} title={sessionId}>
          {name}
        </Link>
      )}
    </span>
  )
}

const tickCount = 5

function Ticks({ span: { fromMs, toMs }, widthPx }: { readonly span: LaneWindowMs; readonly widthPx: number }) {
  const count = widthPx < 420 ? 2 : tickCount
  return (
    <svg class="chart" width={widthPx} height="18" aria-hidden="true">
      {Array.from({ length: count + 1 }, (_, index) => index / count).map((share) => (
        <text
          key={share}
          x={share * widthPx}
          y="12"
          text-anchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}
        >
          {formatTime(fromMs + share * (toMs - fromMs))}
        </text>
      ))}
    </svg>
  )
}

const pageSize = 1_000
const mostPages = 5

const nothing: readonly PageEvent[] = []

/** The newest of the window as they were when it was chosen. */
function useOlder(
  filter: string,
  chosen: EventsAddress['window'],
): { readonly older: readonly PageEvent[]; readonly isCut: boolean } {
  const { value } = useAnswer(`${chosen} ${filter}`, () => askWindow(filter, Date.now() - windowMs[chosen]), {
    followsUsage: false,
  })
  return { older: value?.events ?? nothing, isCut: value?.isCut ?? false }
}

async function askWindow(
  filter: string,
  fromMs: number,
): Asked<{ readonly events: readonly PageEvent[]; readonly isCut: boolean }> {
  const since = new Date(fromMs).toISOString()
  const events: PageEvent[] = []
  let cursor: number | undefined
  for (let page = 0; page < mostPages; page++) {
    const answer = await askEvents({ query: filter, since, limit: pageSize, cursor })
    if (!answer.ok) return answer
    events.push(...answer.value.events)
    cursor = answer.value.nextCursor
    if (cursor === undefined) break
  }
  return { ok: true, value: { events, isCut: cursor !== undefined } }
}
