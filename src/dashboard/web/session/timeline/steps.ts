/** What each lane did when: steps, thinking and text as blocks, side by side where they overlap. Pure. */

import type { LiveSessionState, LiveStep } from '../../../../core/session/live-session.ts'
import type { EventCursor, PromptEvent, TextEvent, ThinkingEvent } from '../../../../core/session/session-event.ts'
import { mainLane } from '../../../../core/session/session-event.ts'
import { formatDurationInWords } from '../../../../core/words/format.ts'
import { plainText } from '../../../../core/words/text.ts'
import type { Span } from './time-scale.ts'

export type BlockKind = 'think' | 'text' | 'read' | 'edit' | 'bash' | 'other' | 'wait'

export interface Block extends Span {
  readonly kind: BlockKind
  readonly cursor: EventCursor | undefined
  /** Above one another where they ran at the same time. */
  readonly track: number
  /** Of how many. */
  readonly tracks: number
  readonly status: LiveStep['status']
  readonly title: string
}

export interface Lane {
  readonly id: string
  readonly name: string
  readonly blocks: readonly Block[]
  readonly tracks: number
  readonly prompts: readonly { readonly atMs: number; readonly cursor: EventCursor; readonly title: string }[]
  /** The life of a subagent. */
  readonly span?: Span | undefined
}

export type TalkEvent = PromptEvent | ThinkingEvent | TextEvent

export const talkKinds = ['prompt', 'thinking', 'text'] as const

/** More lanes are not drawn; the newest subagents are. */
export const mostLanes = 8
export const mostTracks = 4
/** Of what is written only the end is known: it is taken to have begun at what came before, but not longer ago than this. */
const longestWritingMs = 30_000

const readTools = new Set(['Read', 'Grep', 'Glob', 'LS', 'NotebookRead', 'WebFetch', 'WebSearch', 'ToolSearch', 'LSP'])
const editTools = new Set(['Edit', 'MultiEdit', 'Write', 'NotebookEdit'])
const shellTools = new Set(['Bash', 'BashOutput', 'KillShell', 'PowerShell', 'Services'])
/** What they start has a lane of its own. */
const agentTools = new Set(['Task', 'Agent'])

export const kindOfTool = (tool: string): BlockKind =>
  readTools.has(tool) ? 'read' : editTools.has(tool) ? 'edit' : shellTools.has(tool) ? 'bash' : 'other'

type StateOfLanes = Pick<
  LiveSessionState,
  'steps' | 'subagents' | 'status' | 'statusSince' | 'waitingFor' | 'waitingStepId'
>

export function toLanes(state: StateOfLanes, talk: readonly TalkEvent[], nowMs: number): readonly Lane[] {
  const subagents = state.subagents.slice(-(mostLanes - 1))
  const names = [
    { id: mainLane, name: 'main', span: undefined },
    ...subagents.map(({ id, type, startedAt, endedAt }) => ({
      id,
      name: plainText(type ?? '') || 'subagent',
      span: spanOf(startedAt, endedAt, nowMs),
    })),
  ]
  return names.map(({ id, name, span }) => {
    const steps = state.steps.filter(({ lane, tool }) => lane === id && !agentTools.has(tool))
    const said = talk.filter(({ lane }) => lane === id)
    const waiting = id === mainLane ? waitingBlock(state, nowMs) : []
    const done = steps
      .filter((step) => waiting.length === 0 || step.id !== state.waitingStepId)
      .flatMap((step) => stepBlock(step, nowMs))
    const blocks = [...writtenBlocks(said, steps), ...inTracks(done), ...waiting]
    return {
      id,
      name,
      span,
      blocks,
      tracks: Math.max(1, ...blocks.map(({ tracks }) => tracks)),
      prompts: id === mainLane ? said.flatMap(promptFlag) : [],
    }
  })
}

function spanOf(startedAt: string | undefined, endedAt: string | undefined, nowMs: number): Span | undefined {
  const startMs = Date.parse(startedAt ?? '')
  if (Number.isNaN(startMs)) return undefined
  const endMs = endedAt === undefined ? nowMs : Date.parse(endedAt)
  return { startMs, endMs: Number.isNaN(endMs) ? startMs : Math.max(startMs, endMs) }
}

function stepBlock(step: LiveStep, nowMs: number): readonly Block[] {
  const span = spanOf(step.startedAt, step.status === 'pending' ? undefined : (step.endedAt ?? step.startedAt), nowMs)
  if (span === undefined) return []
  const words = [plainText(step.tool), plainText(step.summary ?? '').slice(0, 120)].filter(Boolean).join(' ')
  const took = step.durationMs === undefined ? '' : `, ${formatDurationInWords(step.durationMs)}`
  const status = step.status === 'done' ? '' : `, ${step.status === 'pending' ? 'running' : step.status}`
  return [
    {
      ...span,
      kind: kindOfTool(step.tool),
      cursor: step.cursor,
      track: 0,
      tracks: 1,
      status: step.status,
      title: `${words}${took}${status}`,
    },
  ]
}

/** Blocks that overlap share the height of their lane; one that is alone has all of it. */
function inTracks(blocks: readonly Block[]): readonly Block[] {
  const placed: Block[] = []
  let cluster: Block[] = []
  let clusterEndMs = Number.NEGATIVE_INFINITY
  const endCluster = () => {
    const tracks = Math.max(1, ...cluster.map(({ track }) => track + 1))
    placed.push(...cluster.map((block) => ({ ...block, tracks })))
    cluster = []
  }
  for (const block of blocks.toSorted((a, b) => a.startMs - b.startMs)) {
    if (block.startMs >= clusterEndMs) endCluster()
    cluster.push({ ...block, track: freeTrack(cluster, block) })
    clusterEndMs = cluster.length === 1 ? block.endMs : Math.max(clusterEndMs, block.endMs)
  }
  endCluster()
  return placed
}

/** The first one that is free; the lowest takes what finds none. */
function freeTrack(cluster: readonly Block[], { startMs }: Block): number {
  for (let track = 0; track < mostTracks; track++) {
    if (!cluster.some((other) => other.track === track && other.endMs > startMs)) return track
  }
  return mostTracks - 1
}

/** Thinking and text, from what was before them in their lane until they stood there. */
function writtenBlocks(said: readonly TalkEvent[], steps: readonly LiveStep[]): readonly Block[] {
  const moments = [...said.map(({ at }) => at), ...steps.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt])]
    .map((at) => Date.parse(at ?? ''))
    .filter((ms) => !Number.isNaN(ms))
    .toSorted((a, b) => a - b)
  return said.flatMap((event) => {
    if (event.kind === 'prompt' || event.at === undefined) return []
    const endMs = Date.parse(event.at)
    if (Number.isNaN(endMs)) return []
    const beforeMs = lastBefore(moments, endMs) ?? endMs
    const known = event.kind === 'thinking' ? event.durationMs : undefined
    const startMs = known === undefined ? Math.max(beforeMs, endMs - longestWritingMs) : endMs - known
    const title = event.kind === 'thinking' ? 'thinking' : plainText(event.text.slice(0, 400)).slice(0, 120)
    return [
      {
        startMs,
        endMs,
        kind: event.kind === 'thinking' ? 'think' : 'text',
        cursor: event.cursor,
        track: 0,
        tracks: 1,
        status: 'done',
        title,
      },
    ]
  })
}

function lastBefore(sorted: readonly number[], ms: number): number | undefined {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < ms) low = middle + 1
    else high = middle
  }
  return sorted[low - 1]
}

const promptFlag = (event: TalkEvent): Lane['prompts'] => {
  const atMs = Date.parse(event.at ?? '')
  return event.kind !== 'prompt' || Number.isNaN(atMs)
    ? []
    : [{ atMs, cursor: event.cursor, title: plainText(event.text.slice(0, 400)).slice(0, 120) }]
}

function waitingBlock(state: StateOfLanes, nowMs: number): readonly Block[] {
  const span = state.status === 'waiting' ? spanOf(state.statusSince, undefined, nowMs) : undefined
  if (span === undefined) return []
  const cursor = state.steps.find(({ id }) => id === state.waitingStepId)?.cursor
  return [
    {
      ...span,
      kind: 'wait',
      cursor,
      track: 0,
      tracks: 1,
      status: 'pending',
      title: `waiting for you, ${plainText(state.waitingFor ?? '')}`,
    },
  ]
}
