/** The drawing of a session's steps: lanes, context and cost under one scale of time, in pixels. Pure. */

import type { LiveSessionState } from '../../../../core/session/live-session.ts'
import { formatDuration, formatTokens, formatUsd } from '../../../../core/words/format.ts'
import { compactionWords } from '../conversation/row-words.ts'
import { type Line, toLine } from './history-lines.ts'
import { type Block, type Lane, type TalkEvent, toLanes } from './steps.ts'
import { round, type Span, type TimeScale, toTimeScale } from './time-scale.ts'

export interface DrawnBlock {
  readonly block: Block
  readonly x: number
  readonly y: number
  readonly widthPx: number
  readonly heightPx: number
}

export interface DrawnLane {
  readonly lane: Lane
  readonly y: number
  /** The line below it. */
  readonly lineY: number
  readonly blocks: readonly DrawnBlock[]
  readonly span?: { readonly x: number; readonly widthPx: number } | undefined
  readonly prompts: readonly { readonly x: number; readonly cursor: string; readonly title: string }[]
}

export interface DrawnHistory {
  readonly topY: number
  readonly bottomY: number
  readonly line: Line | undefined
  readonly words: string
}

export interface Timeline {
  readonly scale: TimeScale
  readonly lanes: readonly DrawnLane[]
  readonly gaps: readonly { readonly x: number; readonly widthPx: number; readonly words: string }[]
  readonly context: DrawnHistory & {
    readonly thresholds: readonly { readonly y: number; readonly words: string }[]
    readonly compactions: readonly {
      readonly x: number
      readonly y: number
      readonly words: string
      readonly isLeft: boolean
    }[]
  }
  readonly cost: DrawnHistory
  readonly bottomY: number
  readonly heightPx: number
  /** Older steps are not drawn: only so many are kept. */
  readonly isPart: boolean
  readonly label: string
}

export const gutterPx = 84
const rightPx = 8
const firstLaneY = 12
const laneHeightPx = 24
const blockHeightPx = 12
const trackHeightPx = 6
const contextHeightPx = 44
const costHeightPx = 26

interface TimelineOptions {
  readonly nowMs: number
  readonly widthPx: number
  /** Of the zone in which times are shown. */
  readonly zoneOffsetMs: (ms: number) => number
  readonly clock: (ms: number) => string
}

/** Undefined while nothing happened that has a time. */
export function toTimeline(
  state: LiveSessionState,
  talk: readonly TalkEvent[],
  { nowMs, widthPx, zoneOffsetMs, clock }: TimelineOptions,
): Timeline | undefined {
  const isPart = state.toolCalls > state.steps.length
  const firstStepMs = Math.min(...state.steps.map(({ startedAt }) => Date.parse(startedAt ?? '')).filter(isMoment))
  const shownTalk =
    isPart && isMoment(firstStepMs) ? talk.filter(({ at }) => Date.parse(at ?? '') >= firstStepMs) : talk
  const lanes = toLanes(state, shownTalk, nowMs)
  const isGoingOn = state.status === 'busy' || state.status === 'waiting' || state.status === 'shell'
  const scale = toTimeScale(spansOf(lanes, isGoingOn ? nowMs : undefined), {
    x: gutterPx,
    endX: widthPx - rightPx,
    zoneOffsetMs,
  })
  if (scale === undefined) return undefined
  const drawn = drawLanes(lanes, scale)
  const lanesEndY = drawn.at(-1)?.lineY ?? firstLaneY
  const context = drawContext(state, scale, lanesEndY + 10)
  const cost = drawCost(state, scale, context.bottomY + 8)
  const bottomY = cost.line ? cost.bottomY : context.bottomY
  return {
    scale,
    lanes: drawn,
    gaps: scale.gaps.map(({ x, widthPx: width, ms }) => ({ x: round(x), widthPx: width, words: formatDuration(ms) })),
    context,
    cost,
    bottomY,
    heightPx: bottomY + 4,
    isPart,
    label: labelOf(state, drawn, scale, clock),
  }
}

const isMoment = (ms: number): boolean => Number.isFinite(ms)

/** In what it waited for, in what was cut off and in a subagent's life as such nothing need have happened: their ends alone count. */
function spansOf(lanes: readonly Lane[], nowMs: number | undefined): readonly Span[] {
  return lanes.flatMap(({ blocks, prompts, span }) => [
    ...blocks.flatMap((block) => (block.kind === 'wait' || block.status === 'interrupted' ? endsOf(block) : [block])),
    ...prompts.map(({ atMs }) => momentAt(atMs)),
    ...(span ? endsOf(span) : []),
    ...(nowMs === undefined ? [] : [momentAt(nowMs)]),
  ])
}

const momentAt = (ms: number): Span => ({ startMs: ms, endMs: ms })
const endsOf = ({ startMs, endMs }: Span): readonly Span[] => [momentAt(startMs), momentAt(endMs)]

function drawLanes(lanes: readonly Lane[], scale: TimeScale): readonly DrawnLane[] {
  let y = firstLaneY
  return lanes
    .filter((lane, index) => index === 0 || (lane.span && lane.span.endMs >= scale.fromMs))
    .map((lane) => {
      const blocksPx = Math.max(blockHeightPx, lane.tracks * trackHeightPx)
      const topY = y
      y += laneHeightPx - blockHeightPx + blocksPx
      return {
        lane,
        y: topY,
        lineY: y,
        blocks: lane.blocks.map((block) => drawBlock(block, blocksPx, topY + 9, scale)),
        span: lane.span && {
          x: scale.xOf(lane.span.startMs),
          widthPx: Math.max(2, round(scale.xOf(lane.span.endMs) - scale.xOf(lane.span.startMs))),
        },
        prompts: lane.prompts.map(({ atMs, cursor, title }) => ({ x: scale.xOf(atMs), cursor, title })),
      }
    })
}

const leastBlockPx = 1.6

function drawBlock(block: Block, blocksPx: number, y: number, scale: TimeScale): DrawnBlock {
  const x = scale.xOf(block.startMs)
  const heightPx = round((blocksPx - (block.tracks - 1)) / block.tracks)
  return {
    block,
    x,
    y: round(y + block.track * (heightPx + 1)),
    widthPx: Math.max(leastBlockPx, round(scale.xOf(block.endMs) - x)),
    heightPx,
  }
}

function drawContext(
  { context, history, status }: LiveSessionState,
  scale: TimeScale,
  topY: number,
): Timeline['context'] {
  const bottomY = topY + contextHeightPx
  const highest = Math.max(0, ...history.map(({ contextTokens = 0 }) => contextTokens))
  const most = context.windowTokens ?? highest * 1.2
  const yOf = (share: number) => round(bottomY - share * contextHeightPx)
  const used = context.tokens === undefined ? '–' : formatTokens(context.tokens)
  return {
    topY,
    bottomY,
    words: context.windowTokens === undefined ? used : `${used} / ${formatTokens(context.windowTokens)}`,
    line: toLine(history, {
      scale,
      valueOf: ({ contextTokens }) => contextTokens,
      most,
      topY,
      bottomY,
      isGoingOn: status !== 'ended',
    }),
    thresholds:
      context.windowTokens === undefined
        ? []
        : [
            { y: yOf(0.8), words: '80 %' },
            { y: yOf(0.5), words: '' },
          ],
    compactions: context.compactions.flatMap((compaction) => {
      const ms = Date.parse(compaction.at ?? '')
      if (!isMoment(ms) || ms < scale.fromMs) return []
      const x = scale.xOf(ms)
      const isLeft = x > gutterPx + (scale.xOf(scale.toMs) - gutterPx) * 0.85
      const share = most > 0 ? Math.min(1, (compaction.tokensBefore ?? 0) / most) : 0
      return [
        { x, y: Math.max(topY + 8, yOf(share) + 5), words: compactionWords(compaction, context.windowTokens), isLeft },
      ]
    }),
  }
}

function drawCost({ history, costUsd, status }: LiveSessionState, scale: TimeScale, topY: number): DrawnHistory {
  const bottomY = topY + costHeightPx
  return {
    topY,
    bottomY,
    words: costUsd === undefined ? '' : formatUsd(costUsd),
    line: toLine(history, {
      scale,
      valueOf: (point) => point.costUsd,
      most: Math.max(0, ...history.map((point) => point.costUsd ?? 0)),
      topY,
      bottomY,
      isGoingOn: status !== 'ended',
    }),
  }
}

function labelOf(
  state: LiveSessionState,
  lanes: readonly DrawnLane[],
  { fromMs, toMs }: TimeScale,
  clock: (ms: number) => string,
): string {
  const waiting =
    state.status === 'waiting' && state.statusSince ? ` Now waiting since ${clock(Date.parse(state.statusSince))}.` : ''
  const count = lanes.length === 1 ? 'one lane' : `${lanes.length} lanes`
  return `Timeline of steps ${clock(fromMs)} to ${clock(toMs)} in ${count}, with context and cost below.${waiting}`
}
