/** What each session, or each source, did when: its events as blocks and marks on one scale of time. Pure. */
import { formatDurationInWords } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { BlockKind } from '../session/timeline/steps.ts'
import { kindOfTool } from '../session/timeline/steps.ts'
import type { StackLevel } from './bars.ts'
import type { PageEvent } from './event.ts'
import { agentIdOf, atMsOf, projectOf, safeMessage } from './event.ts'

export interface LaneBlock {
  readonly eventId: number
  readonly kind: BlockKind
  readonly startMs: number
  readonly endMs: number
  readonly title: string
}

export interface LaneFlag {
  readonly eventId: number
  readonly level: 'warn' | 'error'
  readonly atMs: number
  readonly title: string
}

export interface EventLane {
  readonly key: string
  readonly name: string
  readonly agent?: string | undefined
  readonly sessionId?: string | undefined
  readonly events: number
  readonly blocks: readonly LaneBlock[]
  readonly flags: readonly LaneFlag[]
  /** Counts by level in equal parts of the window; only of sources. */
  readonly parts: readonly { readonly place: number; readonly counts: Readonly<Partial<Record<StackLevel, number>>> }[]
  /** In the order of time, to be stepped through. */
  readonly eventIds: readonly number[]
  readonly isWaiting: boolean
}

export interface LaneWindowMs {
  readonly fromMs: number
  readonly toMs: number
}

export const mostEventLanes = 20
export const partsOfWindow = 60

/** `events`: newest first. */
export function sessionLanes(
  events: readonly PageEvent[],
  window: LaneWindowMs,
  projects: ReadonlyMap<string, string>,
): readonly EventLane[] {
  const lanes = [...groups(events, window, ({ session_id: id }) => id)].map(([sessionId, list]) => {
    const last = list.at(-1)
    const blocks = blocksOf(list, window)
    return {
      ...laneOf(sessionId, list),
      name: nameOf(sessionId, list, projects),
      sessionId,
      agent: list.map(agentIdOf).find((agent) => agent !== undefined),
      blocks,
      parts: [],
      isWaiting: last !== undefined && isWaiting(last),
    }
  })
  return inOrderOfNeed(lanes)
}

export function sourceLanes(events: readonly PageEvent[], window: LaneWindowMs): readonly EventLane[] {
  const partMs = (window.toMs - window.fromMs) / partsOfWindow
  const lanes = [...groups(events, window, ({ source }) => source)].map(([source, list]) => {
    const parts = Array.from({ length: partsOfWindow }, (_, place) => ({
      place,
      counts: {} as Partial<Record<StackLevel, number>>,
    }))
    for (const event of list) {
      const part = parts[Math.min(partsOfWindow - 1, Math.floor((atMsOf(event) - window.fromMs) / partMs))]
      const level = event.level ?? 'none'
      if (part !== undefined) part.counts[level] = (part.counts[level] ?? 0) + 1
    }
    const [first] = list
    return {
      ...laneOf(source, list),
      // The bars tell the levels already.
      flags: [],
      name: plainText(source),
      agent: first && agentIdOf({ source, agent: undefined }),
      blocks: [],
      parts,
      isWaiting: false,
    }
  })
  return inOrderOfNeed(lanes)
}

const laneOf = (key: string, list: readonly PageEvent[]) => ({
  key,
  events: list.length,
  eventIds: list.map(({ id }) => id),
  flags: list.flatMap((event): readonly LaneFlag[] =>
    event.level === 'warn' || event.level === 'error'
      ? [{ eventId: event.id, level: event.level, atMs: atMsOf(event), title: titleOf(event) }]
      : [],
  ),
})

/** Oldest first within each. */
function groups(
  events: readonly PageEvent[],
  { fromMs, toMs }: LaneWindowMs,
  keyOf: (event: PageEvent) => string | undefined,
): ReadonlyMap<string, readonly PageEvent[]> {
  const found = new Map<string, PageEvent[]>()
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index]
    const key = event && keyOf(event)
    if (event === undefined || key === undefined) continue
    const atMs = atMsOf(event)
    if (atMs < fromMs || atMs > toMs) continue
    const list = found.get(key)
    if (list === undefined) found.set(key, [event])
    else list.push(event)
  }
  return found
}

/** Who waits, who has errors, who does most. */
const inOrderOfNeed = (lanes: readonly EventLane[]): readonly EventLane[] =>
  lanes
    .toSorted(
      (a, b) =>
        Number(b.isWaiting) - Number(a.isWaiting) ||
        errorsOf(b) - errorsOf(a) ||
        b.events - a.events ||
        (a.key < b.key ? -1 : 1),
    )
    .slice(0, mostEventLanes)

const errorsOf = ({ flags }: EventLane): number => flags.filter(({ level }) => level === 'error').length

const nameOf = (sessionId: string, list: readonly PageEvent[], projects: ReadonlyMap<string, string>): string => {
  for (const event of list) {
    const project = projectOf(event, projects)
    if (project !== undefined) return plainText(project)
  }
  return plainText(sessionId.slice(0, 8))
}

const waitingTypes = new Set(['PermissionRequest', 'agent.waiting'])
const isWaiting = ({ event_type: type }: PageEvent): boolean => waitingTypes.has(type)

/** A call from its begin to its end, what tells how long it took, and a wait until the next that happens. */
function blocksOf(list: readonly PageEvent[], { toMs }: LaneWindowMs): readonly LaneBlock[] {
  const ends = new Map<string, PageEvent>()
  for (const event of list) {
    if (isEndOfCall(event) && event.tool_use_id !== undefined) ends.set(event.tool_use_id, event)
  }
  const begun = new Set(list.flatMap((event) => (isBeginOfCall(event) ? [event.tool_use_id] : [])))
  return list.flatMap((event, index): readonly LaneBlock[] => {
    const atMs = atMsOf(event)
    const block = (kind: BlockKind, startMs: number, endMs: number): LaneBlock => ({
      eventId: event.id,
      kind,
      startMs,
      endMs,
      title: titleOf(event, endMs - startMs),
    })
    if (isWaiting(event)) return [block('wait', atMs, nextAfter(list, index) ?? toMs)]
    if (isBeginOfCall(event)) {
      const end = ends.get(event.tool_use_id ?? '')
      return [block(kindOf(event), atMs, end === undefined ? (nextAfter(list, index) ?? toMs) : atMsOf(end))]
    }
    if (isEndOfCall(event) && begun.has(event.tool_use_id)) return []
    return [block(kindOf(event), atMs - (event.duration_ms ?? 0), atMs)]
  })
}

const isBeginOfCall = ({ hook, tool_use_id: call }: PageEvent): boolean => hook === 'PreToolUse' && call !== undefined
const isEndOfCall = ({ hook }: PageEvent): boolean => hook === 'PostToolUse' || hook === 'PostToolUseFailure'

function nextAfter(list: readonly PageEvent[], index: number): number | undefined {
  const next = list.slice(index + 1).find((event) => !isWaiting(event))
  return next && atMsOf(next)
}

function kindOf({ tool_name: tool, event_type: type, hook }: PageEvent): BlockKind {
  if (tool !== undefined) return kindOfTool(tool)
  if (/api_request|thinking/.test(type)) return 'think'
  return hook === 'UserPromptSubmit' || hook === 'Stop' ? 'text' : 'other'
}

function titleOf(event: PageEvent, tookMs = 0): string {
  const took = tookMs > 0 ? `, ${formatDurationInWords(tookMs)}` : ''
  const message = safeMessage(event)
  return plainText(`${event.event_type}${message === '' ? '' : `: ${message.slice(0, 120)}`}${took}`)
}
