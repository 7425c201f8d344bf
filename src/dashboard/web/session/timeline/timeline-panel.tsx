/** The steps of a session over time, lane by lane, with context and cost. A click on a step goes to its place in the conversation. */
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { LiveSessionState } from '../../../../core/session/live-session.ts'
import { useNow } from '../../clock.ts'
import { pageCalendar } from '../../live/time-zone.ts'
import { navigate } from '../../navigation.tsx'
import { Panel } from '../../parts/panel.tsx'
import { formatTime } from '../../parts/time.ts'
import { useBoxWidth } from '../../parts/use-box-width.ts'
import type { Route } from '../../route.ts'
import type { LiveSession } from '../live/live-session.ts'
import type { BlockKind, TalkEvent } from './steps.ts'
import { type DrawnBlock, type DrawnHistory, type DrawnLane, gutterPx, type Timeline, toTimeline } from './timeline.ts'
import { useTalk } from './use-talk.ts'

interface TimelinePanelProps {
  readonly session: LiveSession
  readonly route: Route
}

const legend: readonly { readonly kind: BlockKind; readonly word: string }[] = [
  { kind: 'think', word: 'thinking' },
  { kind: 'text', word: 'text' },
  { kind: 'read', word: 'read' },
  { kind: 'edit', word: 'edit' },
  { kind: 'bash', word: 'Bash' },
  { kind: 'other', word: 'other' },
  { kind: 'wait', word: 'waiting for you' },
]

/** While it goes on, the right edge is now. */
const redrawnEveryMs = 5000
/** However much comes: hundreds of blocks are not drawn anew ten times a second. */
const atMostEveryMs = 1000

function useTimeline(
  state: LiveSessionState | undefined,
  talk: readonly TalkEvent[],
  widthPx: number,
): Timeline | undefined {
  const nowMs = useNow(atMostEveryMs)
  const calendar = pageCalendar()
  const isGoingOn = state !== undefined && state.status !== 'ended' && state.status !== 'idle'
  const latest = useRef({ state, talk })
  latest.current = { state, talk }
  const drawnFor = useRef({ revision: -1, talk, atMs: 0 })
  const isNew = state?.revision !== drawnFor.current.revision || talk !== drawnFor.current.talk
  const isLate = isGoingOn && nowMs - drawnFor.current.atMs >= redrawnEveryMs
  if (isLate || (isNew && nowMs - drawnFor.current.atMs >= atMostEveryMs)) {
    drawnFor.current = { revision: state?.revision ?? -1, talk, atMs: nowMs }
  }
  const { atMs } = drawnFor.current
  // biome-ignore lint/correctness/useExhaustiveDependencies: the moment stands for the state and the talk.
  return useMemo(() => {
    const { state: shown, talk: said } = latest.current
    if (shown === undefined) return undefined
    return toTimeline(shown, said, {
      nowMs: Math.max(atMs, Date.now()),
      widthPx,
      zoneOffsetMs: calendar.offsetMs,
      clock: (ms) => formatTime(ms, calendar),
    })
  }, [atMs, widthPx, calendar, state === undefined, talk.length === 0])
}

export function TimelinePanel({ session, route }: TimelinePanelProps) {
  const { state } = session.view
  const talk = useTalk(session)
  const { box, widthPx } = useBoxWidth<SVGSVGElement>(1200)
  const panel = useRef<HTMLElement>(null)
  const timeline = useTimeline(state, talk, widthPx)
  const drawing = useMemo(() => timeline && <Drawing timeline={timeline} widthPx={widthPx} />, [timeline, widthPx])
  const isThere = timeline !== undefined
  // On a phone it is wider than the screen: the newest end is what one wants to see.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the width is known only after it was drawn once.
  useEffect(() => {
    if (isThere && panel.current) panel.current.scrollLeft = panel.current.scrollWidth
  }, [isThere, widthPx])
  if (state === undefined || (timeline === undefined && state.steps.length === 0 && talk.length === 0)) return null
  const go = (event: MouseEvent) => {
    const cursor =
      event.target instanceof Element ? event.target.closest<SVGElement>('[data-cursor]')?.dataset['cursor'] : ''
    if (cursor) navigate({ ...route, query: { event: cursor } })
  }
  return (
    <Panel
      root={panel}
      class="tl"
      title="Steps"
      label="Steps"
      isScroller
      aside={
        <>
          {timeline?.isPart && <span class="muted">the last {state.steps.length}</span>}
          <Legend />
        </>
      }
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same places are reached with the keyboard in the conversation. */}
      <svg
        ref={box}
        class="chart timeline"
        width="100%"
        height={timeline?.heightPx ?? 40}
        role="img"
        aria-label={timeline?.label ?? 'Steps'}
        onClick={go}
      >
        {drawing}
      </svg>
    </Panel>
  )
}

const Legend = () => (
  <ul class="legend">
    {legend.map(({ kind, word }) => (
      <li key={kind}>
        <i class={`sw k-${kind}`} />
        {word}
      </li>
    ))}
    <li>
      <span class="del">✗</span> failed
    </li>
  </ul>
)

function Drawing({ timeline, widthPx }: { readonly timeline: Timeline; readonly widthPx: number }) {
  const { scale, lanes, gaps, context, cost, bottomY } = timeline
  const endX = widthPx - 8
  return (
    <>
      {scale.ticks.map(({ x, words }) => (
        <g key={x}>
          <line class="grid" x1={x} x2={x} y1="12" y2={bottomY} />
          <text x={x} y="8" text-anchor={x < gutterPx + 14 ? 'start' : x > endX - 14 ? 'end' : 'middle'}>
            {words}
          </text>
        </g>
      ))}
      {gaps.map(({ x, widthPx: width, words }) => (
        <g key={x} class="pause">
          <rect x={x} y="12" width={width} height={bottomY - 12} />
          <title>Nothing happened for {words}</title>
          {words.split(' ').map((word, line) => (
            <text key={word} x={x + width / 2} y={22 + line * 10} text-anchor="middle">
              {word}
            </text>
          ))}
        </g>
      ))}
      {lanes.map((lane) => (
        <LaneOf key={lane.lane.id} drawn={lane} endX={endX} />
      ))}
      <ContextOf context={context} endX={endX} />
      {cost.line && <CostOf cost={cost} line={cost.line} endX={endX} />}
    </>
  )
}

function LaneOf({ drawn, endX }: { readonly drawn: DrawnLane; readonly endX: number }) {
  const { lane, y, lineY, blocks, span, prompts } = drawn
  return (
    <g>
      <text class="lane" x="0" y={y + 19}>
        {lane.name.length > 13 ? `${lane.name.slice(0, 12)}…` : lane.name}
        <title>{lane.name}</title>
      </text>
      <line class="laneline" x1={gutterPx} x2={endX} y1={lineY} y2={lineY} />
      {span && <rect class="agent" x={span.x} y={y + 7} width={span.widthPx} height={lineY - y - 8} rx="3" />}
      {blocks.map((block) => (
        <BlockOf key={`${block.block.cursor}${block.block.kind}`} drawn={block} />
      ))}
      {prompts.map(({ x, cursor, title }) => (
        <g key={cursor} data-cursor={cursor}>
          <title>{title}</title>
          <path class="prompt" d={`M${x} ${y + 6}v${lineY - y - 6}`} />
          <path class="prompt-flag" d={`M${x} ${y + 6}h6l-2 3 2 3h-6z`} />
        </g>
      ))}
    </g>
  )
}

function BlockOf({ drawn: { block, x, y, widthPx, heightPx } }: { readonly drawn: DrawnBlock }) {
  const isFailed = block.status === 'failed'
  const classes = [`k-${block.kind}`, isFailed ? 'is-fail' : '', block.status === 'pending' ? 'is-running' : ''].filter(
    Boolean,
  )
  const middle = x + widthPx / 2
  return (
    <g data-cursor={block.cursor}>
      <title>{block.title}</title>
      <rect class={classes.join(' ')} x={x} y={y} width={widthPx} height={heightPx} rx="1" />
      {isFailed && <path class="failx" d={`M${middle - 2.5} ${y - 7}l5 5m0-5l-5 5`} />}
    </g>
  )
}

function ContextOf({ context, endX }: { readonly context: Timeline['context']; readonly endX: number }) {
  const { line, topY, bottomY, words, thresholds, compactions } = context
  return (
    <g>
      <text class="lane" x="0" y={topY + 10}>
        context
      </text>
      <text x="0" y={topY + 24}>
        {words}
      </text>
      {thresholds.map(({ y, words: share }) => (
        <g key={y}>
          <line class="thr" x1={gutterPx} x2={endX} y1={y} y2={y} />
          {share !== '' && (
            <text class="thr-t" x={endX - 2} y={y - 3} text-anchor="end">
              {share}
            </text>
          )}
        </g>
      ))}
      {line && (
        <>
          <path class="area" d={line.area} />
          <polyline class="line" points={line.points} />
          <circle cx={line.endX} cy={line.endY} r="2.5" />
        </>
      )}
      {compactions.map(({ x, y, words: said, isLeft }) => (
        <text key={x} class="compaction" x={isLeft ? x - 6 : x + 6} y={y} text-anchor={isLeft ? 'end' : 'start'}>
          {said}
        </text>
      ))}
      <line class="axis" x1={gutterPx} x2={endX} y1={bottomY} y2={bottomY} />
    </g>
  )
}

interface CostOfProps {
  readonly cost: DrawnHistory
  readonly line: NonNullable<DrawnHistory['line']>
  readonly endX: number
}

const CostOf = ({ cost: { topY, bottomY, words }, line, endX }: CostOfProps) => (
  <g class="cost">
    <text class="lane" x="0" y={topY + 12}>
      cost
    </text>
    <text x="0" y={topY + 25}>
      {words}
    </text>
    <path class="area" d={line.area} />
    <polyline class="line" points={line.points} />
    <circle cx={line.endX} cy={line.endY} r="2.5" />
    <line class="axis" x1={gutterPx} x2={endX} y1={bottomY} y2={bottomY} />
  </g>
)
