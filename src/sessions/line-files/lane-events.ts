/** The events of one log, forwards or backwards from a place. */
import type { LogDetail, LogLine } from '../../agents/agent.ts'
import { type LinePlace, readLineCursor } from '../../agents/line-cursor.ts'
import type { SessionEvent } from '../../core/session/session-event.ts'
import { diskFiles } from '../../storage/agent-files.ts'
import { isWholeLine } from '../../storage/line-text.ts'
import { type OpenFile, sizeOfOpen } from '../../storage/open-file.ts'
import {
  type LaneEntry,
  type LaneEvents,
  type LaneSource,
  timedBackward,
  timedForward,
  timeOf,
} from '../lane-source.ts'
import { endOfLines, linesBackward } from './backward-lines.ts'
import { type LaneLog, LaneTail, readLine } from './lane-tail.ts'
import { lineAt } from './line-at.ts'
import type { ReadPlaces } from './read-places.ts'

export interface FileLane extends LaneLog {
  readonly detail: LogDetail
  /** Of a log whose lines are told by lines before them. */
  readonly places?: ReadPlaces | undefined
  readonly isMixed?: boolean | undefined
}

/** A file that is gone has no events. */
export const fileLane = (file: FileLane): LaneSource => ({
  lane: file.lane,
  isMixed: file.isMixed,
  backward: (entry) => laneBackward(file, entry),
  forward: (entry) => laneForward(file, entry),
  timeAt: (place) => timeAt(file, place),
})

function* laneBackward(file: FileLane, entry: LaneEntry): LaneEvents {
  const { places } = file
  yield* withFile(file, (opened) =>
    timedBackward(
      places === undefined ? linesFromEnd(opened, file, entry) : stretchesFromEnd(opened, file, entry, places),
    ),
  )
}

/** Each line is read by itself. */
function* linesFromEnd(opened: OpenFile, file: FileLane, entry: LaneEntry): Generator<readonly SessionEvent[]> {
  const size = sizeOfOpen(opened)
  const lineEnd = endOfLines(opened, size)
  const from =
    entry.kind === 'place'
      ? entry.place.offset
      : entry.kind === 'time'
        ? offsetAfter(opened, lineEnd, file, entry.atMs)
        : lineEnd
  if (entry.kind === 'place') {
    const { index } = entry.place
    const same = eventsAt(opened, entry.place.offset, file)
    if (index > 0) yield same.filter((event) => (readLineCursor(event.cursor)?.index ?? 0) < index)
  } else if (from === lineEnd && lineEnd < size) yield lastUnendedLine(opened, lineEnd, size, file)
  for (const { bytes, start, end, offset } of linesBackward(opened, from)) {
    yield eventsIn(bytes, start, end, offset, file)
  }
}

/** From one place at which reading may begin to the next, the last one first. */
function* stretchesFromEnd(
  opened: OpenFile,
  file: FileLane,
  entry: LaneEntry,
  places: ReadPlaces,
): Generator<readonly SessionEvent[]> {
  const size = sizeOfOpen(opened)
  const isWanted =
    entry.kind === 'place'
      ? (event: SessionEvent) => isUpTo(event, entry.place) && !isAt(event, entry.place)
      : entry.kind === 'time'
        ? (event: SessionEvent) => (timeOf(event) ?? Number.NEGATIVE_INFINITY) <= entry.atMs
        : () => true
  let end = entry.kind === 'place' ? Math.min(size, entry.place.offset + 1) : size
  while (end > 0) {
    const place = places.before(end - 1)
    const lines = linesBetween(file, place, end)
    yield lines.flatMap(({ events }) => events.filter(isWanted))
    yield []
    end = place.offset
  }
}

/** Lines that begin before `end`. */
function linesBetween(file: FileLane, place: ReturnType<ReadPlaces['before']>, end: number): readonly LogLine[] {
  const tail = new LaneTail(file, place)
  const lines: LogLine[] = []
  for (let isAtEnd = false; !isAtEnd && tail.offset < end; ) {
    const read = tail.read(file.detail, 1)
    lines.push(...read.lines)
    isAtEnd = read.isAtEnd
  }
  return lines.map((line) => ({ ...line, events: line.events.filter((event) => (offsetOf(event) ?? 0) < end) }))
}

const eventsIn = (bytes: Buffer, start: number, end: number, offset: number, file: FileLane) =>
  readLine(bytes, start, end, { ...file, reader: file.log.open(file), offset }).flatMap(({ events }) => events)

/** A log may lack its last line end; the line counts when it is whole. */
function lastUnendedLine(opened: OpenFile, start: number, size: number, file: FileLane): readonly SessionEvent[] {
  for (const { bytes, start: from, end, offset } of linesBackward(opened, size)) {
    const isLast = offset === start && isWholeLine(bytes, from, end)
    return isLast ? eventsIn(bytes, from, end, offset, file) : []
  }
  return []
}

function* laneForward(file: FileLane, entry: LaneEntry): LaneEvents {
  const start = entry.kind === 'edge' ? 0 : entryOffset(file, entry)
  if (start === undefined) return
  const fromMs = entry.kind === 'place' ? timeAt(file, entry.place) : entry.kind === 'time' ? entry.atMs : undefined
  yield* timedForward(eventsFrom(file, start, entry), fromMs)
}

function* eventsFrom(file: FileLane, start: number, entry: LaneEntry): Generator<readonly SessionEvent[]> {
  const tail = new LaneTail(file, placeFor(file, start))
  for (;;) {
    const { lines, isAtEnd } = tail.read(file.detail, 1)
    const events = lines.flatMap((line) => line.events)
    const isTold = (event: SessionEvent): boolean =>
      entry.kind === 'place' ? isUpTo(event, entry.place) : (offsetOf(event) ?? 0) < start
    yield events.filter((event) => !isTold(event))
    if (isAtEnd) return
    yield []
  }
}

const placeFor = ({ places }: FileLane, offset: number) => places?.before(offset) ?? { offset }

function isUpTo({ cursor }: SessionEvent, place: LinePlace): boolean {
  const own = readLineCursor(cursor)
  return own !== undefined && (own.offset < place.offset || (own.offset === place.offset && own.index <= place.index))
}

function isAt({ cursor }: SessionEvent, place: LinePlace): boolean {
  const own = readLineCursor(cursor)
  return own?.offset === place.offset && own.index === place.index
}

function entryOffset(file: FileLane, entry: Exclude<LaneEntry, { kind: 'edge' }>): number | undefined {
  if (entry.kind === 'place') return entry.place.offset
  const { value } = withFile(file, function* (opened) {
    yield offsetAfter(opened, endOfLines(opened, sizeOfOpen(opened)), file, entry.atMs)
  }).next()
  return value ?? undefined
}

/** The events of the record at this place; none when there is none. */
export function eventsAt(opened: OpenFile, offset: number, file: FileLane): readonly SessionEvent[] {
  if (offset >= sizeOfOpen(opened)) return []
  const own = file.places === undefined ? lineAt(opened, offset) : undefined
  if (own !== undefined) return eventsIn(own, 0, own.length, offset, file).filter((event) => offsetOf(event) === offset)
  const start = file.places === undefined ? { offset: lineStartBefore(opened, offset + 1, 0) } : placeFor(file, offset)
  const tail = new LaneTail(file, start)
  for (let isAtEnd = false; !isAtEnd && tail.offset <= offset; ) {
    const read = tail.read(file.detail, 1)
    const line = read.lines.find(({ events: [event] }) => event && offsetOf(event) === offset)
    if (line !== undefined) return line.events
    isAtEnd = read.isAtEnd
  }
  return []
}

const offsetOf = ({ cursor }: SessionEvent): number | undefined => readLineCursor(cursor)?.offset

function timeAt(file: FileLane, place: LinePlace): number | undefined {
  const entry: LaneEntry = { kind: 'place', place: { ...place, index: place.index + 1 } }
  for (const timed of laneBackward({ ...file, detail: 'brief' }, entry)) {
    if (timed !== undefined) return timed.atMs === Number.NEGATIVE_INFINITY ? undefined : timed.atMs
  }
  return undefined
}

const probeLines = 200

/** Where the first line stands whose time is later; times grow along a file, but for moments. What lines carry tells no time. */
function offsetAfter(opened: OpenFile, end: number, file: FileLane, atMs: number): number {
  let low = 0
  let high = end
  while (low < high) {
    const middle = lineStartBefore(opened, Math.floor((low + high) / 2) + 1, low)
    const probed = timeFrom(file, middle, high)
    if (probed === undefined || probed.atMs > atMs) high = middle
    else low = probed.nextOffset
    if (high <= low) break
  }
  return firstTimedOffset(file, low, end)
}

/** Lines without a time belong to what stands before them. */
function firstTimedOffset(file: FileLane, from: number, end: number): number {
  const tail = new LaneTail(file, { offset: from })
  for (;;) {
    const { lines, isAtEnd } = tail.read('brief', 1)
    for (const { events } of lines) {
      const timed = events.find(({ at }) => at !== undefined)
      const offset = timed && readLineCursor(timed.cursor)?.offset
      if (offset !== undefined) return Math.min(offset, end)
    }
    if (isAtEnd) return end
  }
}

function lineStartBefore(opened: OpenFile, offset: number, lowest: number): number {
  for (const line of linesBackward(opened, offset)) return Math.max(lowest, line.offset)
  return lowest
}

/** The first time at or behind an offset, and where the line after it begins. */
function timeFrom(
  file: FileLane,
  offset: number,
  end: number,
): { readonly atMs: number; readonly nextOffset: number } | undefined {
  const tail = new LaneTail(file, { offset })
  let found: number | undefined
  let seen = 0
  for (;;) {
    const { lines, isAtEnd } = tail.read('brief', 1)
    for (const { events } of lines) {
      const [event] = events
      const own = event && readLineCursor(event.cursor)?.offset
      if (own === undefined) continue
      if (own >= end) return found === undefined ? undefined : { atMs: found, nextOffset: own }
      if (found !== undefined) return { atMs: found, nextOffset: own }
      found = event && timeOf(event)
      seen++
    }
    if (isAtEnd || seen > probeLines) return found === undefined ? undefined : { atMs: found, nextOffset: end }
  }
}

export function* withFile<T>(
  { path, files = diskFiles }: Pick<LaneLog, 'path' | 'files'>,
  use: (opened: OpenFile) => Generator<T, void>,
): Generator<T, void> {
  let opened: OpenFile
  try {
    opened = files.open(path)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return
    throw cause
  }
  try {
    yield* use(opened)
  } finally {
    files.close(opened)
  }
}
