/**
 * The events of one lane, forwards or backwards from a place, each with the time by which lanes are merged: its own, else that of
 * the event before it in its file. `undefined` comes between events as a chance to let others work.
 */
import { closeSync, fstatSync, openSync } from 'node:fs'
import type { LogDetail, SessionLog } from '../../agents/agent.ts'
import { type LinePlace, readLineCursor } from '../../agents/line-cursor.ts'
import type { SessionEvent } from '../../core/session/session-event.ts'
import { isWholeLine } from '../../storage/line-text.ts'
import { endOfLines, linesBackward } from './backward-lines.ts'
import type { LaneFile } from './lane-finder.ts'
import { LaneTail, readLine } from './lane-tail.ts'

export interface TimedEvent {
  readonly event: SessionEvent
  readonly atMs: number
}

export type LaneEvents = Generator<TimedEvent | undefined, void>

export interface LaneSource {
  readonly file: LaneFile
  readonly log: SessionLog
  readonly detail: LogDetail
}

/** Where a lane is entered: at an event (which is not given itself), behind all events up to a moment, or at its end. */
export type LaneEntry =
  | { readonly kind: 'place'; readonly place: LinePlace }
  | { readonly kind: 'time'; readonly atMs: number }
  | { readonly kind: 'edge' }

/** Newest first. A file that is gone has no events. */
export function* laneBackward(source: LaneSource, entry: LaneEntry): LaneEvents {
  yield* withFile(source.file.path, (fd) => backwardIn(fd, source, entry))
}

function* backwardIn(fd: number, source: LaneSource, entry: LaneEntry): LaneEvents {
  /** Events without a time of their own wait for that of the one before them. */
  let untimed: SessionEvent[] = []
  let nextMs: number | undefined
  for (const events of eventLinesBackward(fd, source, entry)) {
    if (events.length === 0) yield undefined
    for (const event of events.toReversed()) {
      const atMs = timeOf(event)
      if (atMs === undefined) {
        untimed.push(event)
        continue
      }
      for (const one of untimed) yield { event: one, atMs }
      untimed = []
      nextMs = atMs
      yield { event, atMs }
    }
  }
  for (const event of untimed) yield { event, atMs: nextMs ?? Number.NEGATIVE_INFINITY }
}

function* eventLinesBackward(fd: number, source: LaneSource, entry: LaneEntry): Generator<readonly SessionEvent[]> {
  const { size } = fstatSync(fd)
  const lineEnd = endOfLines(fd, size)
  const from =
    entry.kind === 'place'
      ? entry.place.offset
      : entry.kind === 'time'
        ? offsetAfter(fd, lineEnd, source, entry.atMs)
        : lineEnd
  if (entry.kind === 'place') {
    const { index } = entry.place
    const same = eventsAt(fd, entry.place.offset, source)
    if (index > 0) yield same.filter((event) => (readLineCursor(event.cursor)?.index ?? 0) < index)
  } else if (from === lineEnd && lineEnd < size) yield lastUnendedLine(fd, lineEnd, size, source)
  for (const { bytes, start, end, offset } of linesBackward(fd, from)) {
    yield eventsIn(bytes, start, end, offset, source)
  }
}

const eventsIn = (bytes: Buffer, start: number, end: number, offset: number, source: LaneSource) =>
  readLine(bytes, start, end, { ...source, lane: source.file.lane, offset }).flatMap(({ events }) => events)

/** A log may lack its last line end; the line counts when it is whole. */
function lastUnendedLine(fd: number, start: number, size: number, source: LaneSource): readonly SessionEvent[] {
  for (const { bytes, start: from, end, offset } of linesBackward(fd, size)) {
    const isLast = offset === start && isWholeLine(bytes, from, end)
    return isLast ? eventsIn(bytes, from, end, offset, source) : []
  }
  return []
}

/** Oldest first. */
export function* laneForward(source: LaneSource, entry: LaneEntry): LaneEvents {
  const { file, log, detail } = source
  const start = entry.kind === 'edge' ? 0 : entryOffset(source, entry)
  if (start === undefined) return
  const tail = new LaneTail(file, log, start)
  let leading: SessionEvent[] = []
  let lastMs = entry.kind === 'place' ? timeAt(source, entry.place) : entry.kind === 'time' ? entry.atMs : undefined
  for (;;) {
    const { lines, isAtEnd } = tail.read(detail, 1)
    for (const event of lines.flatMap(({ events }) => events)) {
      if (entry.kind === 'place' && isUpTo(event, entry.place)) continue
      const atMs = timeOf(event) ?? lastMs
      if (atMs === undefined) {
        leading.push(event)
        continue
      }
      lastMs = atMs
      for (const one of leading) yield { event: one, atMs }
      leading = []
      yield { event, atMs }
    }
    if (isAtEnd) break
    yield undefined
  }
  for (const event of leading) yield { event, atMs: Number.NEGATIVE_INFINITY }
}

function isUpTo({ cursor }: SessionEvent, place: LinePlace): boolean {
  const own = readLineCursor(cursor)
  return own !== undefined && (own.offset < place.offset || (own.offset === place.offset && own.index <= place.index))
}

function entryOffset(source: LaneSource, entry: Exclude<LaneEntry, { kind: 'edge' }>): number | undefined {
  if (entry.kind === 'place') return entry.place.offset
  const { value } = withFile(source.file.path, function* (fd) {
    yield offsetAfter(fd, endOfLines(fd, fstatSync(fd).size), source, entry.atMs)
  }).next()
  return value ?? undefined
}

/** The events of the record at this place; none when there is none. */
export function eventsAt(fd: number, offset: number, source: LaneSource): readonly SessionEvent[] {
  const { size } = fstatSync(fd)
  if (offset >= size) return []
  const tail = new LaneTail(source.file, source.log, lineStartBefore(fd, offset + 1, 0))
  const [line] = tail.read(source.detail, 1).lines.filter(({ events: [event] }) => event && offsetOf(event) === offset)
  return line?.events ?? []
}

const offsetOf = ({ cursor }: SessionEvent): number | undefined => readLineCursor(cursor)?.offset

/** The time of the event at a place: its own, else that of the nearest one before. */
export function timeAt(source: LaneSource, place: LinePlace): number | undefined {
  const entry: LaneEntry = { kind: 'place', place: { ...place, index: place.index + 1 } }
  for (const timed of laneBackward({ ...source, detail: 'brief' }, entry)) {
    if (timed !== undefined) return timed.atMs === Number.NEGATIVE_INFINITY ? undefined : timed.atMs
  }
  return undefined
}

const probeLines = 200

/** Where the first line stands whose time is later; times grow along a file, but for moments. */
function offsetAfter(fd: number, end: number, source: LaneSource, atMs: number): number {
  let low = 0
  let high = end
  while (low < high) {
    const middle = lineStartBefore(fd, Math.floor((low + high) / 2) + 1, low)
    const probed = timeFrom(source, middle, high)
    if (probed === undefined || probed.atMs > atMs) high = middle
    else low = probed.nextOffset
    if (high <= low) break
  }
  return firstTimedOffset(source, low, end)
}

/** Lines without a time belong to what stands before them. */
function firstTimedOffset({ file, log }: LaneSource, from: number, end: number): number {
  const tail = new LaneTail(file, log, from)
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

function lineStartBefore(fd: number, offset: number, lowest: number): number {
  for (const line of linesBackward(fd, offset)) return Math.max(lowest, line.offset)
  return lowest
}

/** The first time at or behind an offset, and where the line after it begins. */
function timeFrom(
  { file, log }: LaneSource,
  offset: number,
  end: number,
): { readonly atMs: number; readonly nextOffset: number } | undefined {
  const tail = new LaneTail(file, log, offset)
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

function timeOf({ at }: SessionEvent): number | undefined {
  return at === undefined ? undefined : Date.parse(at)
}

export function* withFile<T>(path: string, use: (fd: number) => Generator<T, void>): Generator<T, void> {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return
    throw cause
  }
  try {
    yield* use(fd)
  } finally {
    closeSync(fd)
  }
}
