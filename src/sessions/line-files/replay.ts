/** Reads a session's files from their beginning, all lanes merged by time, in slices, while others go on working. */
import { setImmediate as letOthersWork } from 'node:timers/promises'
import type { SubagentFacts } from '../../agents/session-source.ts'
import { mainLane } from '../../core/session/session-event.ts'
import type { ReplaySink } from '../session-reader.ts'
import type { LaneFile } from './lane-finder.ts'
import type { LaneTail } from './lane-tail.ts'

/** One slice keeps the event loop busy about this long. */
const sliceMs = 8
const sliceBytes = 1 << 18

interface BuildingLane {
  readonly tail: LaneTail
  queue: { readonly events: LaneLine[]; next: number }
  lastMs: number
  /** Nothing more can be read of it: the file is gone, or its last line is not whole. */
  isExhausted: boolean
}

type LaneLine = ReturnType<LaneTail['read']>['lines'][number]

export interface ReplayOrder {
  readonly sink: ReplaySink
  readonly lanes: () => readonly LaneFile[]
  readonly open: (file: LaneFile) => LaneTail
  readonly factsOf: (file: LaneFile) => SubagentFacts | undefined
  readonly goalOf: (lane: string) => number | undefined
  readonly isWanted: () => boolean
}

/**
 * Until each lane has got as far as `goalOf` says: the place where following began or is by now. How far it got, which may be
 * farther; undefined when a file was cut or replaced on the way, or `isWanted` says no.
 */
export async function replayLanes(order: ReplayOrder): Promise<ReadonlyMap<string, number> | undefined> {
  const { sink, open: openTail, goalOf, isWanted } = order
  const lanes = new Map<string, BuildingLane>()
  const addLanes = () => {
    for (const file of order.lanes()) {
      if (lanes.has(file.lane)) continue
      const facts = order.factsOf(file)
      if (facts !== undefined) sink.noteSubagent(file.lane, facts)
      lanes.set(file.lane, {
        tail: openTail(file),
        queue: { events: [], next: 0 },
        lastMs: 0,
        isExhausted: false,
      })
    }
  }
  addLanes()
  let sliceStart = performance.now()
  for (;;) {
    const open = [...lanes.values()]
    for (const lane of open) if (!fill(lane, goalOf(lane.tail.lane))) return undefined
    const next = earliest(open)
    if (next === undefined) {
      addLanes()
      // Everything is read up to where the follower stands, in this very turn: they may change places.
      if (lanes.size === open.length && open.every((lane) => isThere(lane, goalOf(lane.tail.lane)))) {
        return new Map(open.map(({ tail }) => [tail.lane, tail.offset]))
      }
    } else takeFrom(next, sink)
    if (performance.now() - sliceStart > sliceMs) {
      await letOthersWork()
      if (!isWanted()) return undefined
      sliceStart = performance.now()
    }
  }
}

/** False when the file is another one than before. */
function fill(lane: BuildingLane, goal: number | undefined): boolean {
  while (lane.queue.next >= lane.queue.events.length && !isThere(lane, goal)) {
    const room = goal === undefined ? sliceBytes : Math.min(sliceBytes, Math.max(1, goal - lane.tail.offset))
    const before = lane.tail.offset
    const { lines, isReset } = lane.tail.read('brief', room)
    if (isReset) return false
    lane.queue = { events: [...lines], next: 0 }
    lane.isExhausted = lane.tail.offset === before
  }
  return true
}

const isThere = ({ tail, isExhausted }: BuildingLane, goal: number | undefined): boolean =>
  isExhausted || goal === undefined || tail.offset >= goal

function earliest(lanes: readonly BuildingLane[]): BuildingLane | undefined {
  let found: { lane: BuildingLane; atMs: number } | undefined
  for (const lane of lanes) {
    const line = lane.queue.events[lane.queue.next]
    if (line === undefined) continue
    const at = line.events.find((event) => event.at !== undefined)?.at
    const atMs = at === undefined ? lane.lastMs : Date.parse(at)
    if (found === undefined || atMs < found.atMs) found = { lane, atMs }
  }
  if (found !== undefined) found.lane.lastMs = found.atMs
  return found?.lane
}

function takeFrom(lane: BuildingLane, sink: ReplaySink): void {
  const line = lane.queue.events[lane.queue.next]
  if (line === undefined) return
  lane.queue.next++
  if (lane.tail.lane === mainLane) sink.noteFacts(line.facts)
  for (const event of line.events) sink.add(event)
}
