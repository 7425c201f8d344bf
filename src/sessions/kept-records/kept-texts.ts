/** A session whose records change in place, as who searches it goes through it: read whole each time. */
import { readLineCursor } from '../../agents/line-cursor.ts'
import type { LaneSource } from '../lane-source.ts'
import type { FoundSession, SessionTexts } from '../session-store.ts'
import { KeptLane } from './kept-lane.ts'
import type { RecordsSource } from './records-source.ts'

export function keptTexts({ sessionId, changedMs }: FoundSession, open: () => RecordsSource): SessionTexts {
  return {
    ...{ sessionId, changedMs, isRewritten: true },
    mark: String(changedMs),
    cwd() {
      const read = open().read(0)
      return read.ok ? read.value?.lanes.find(({ facts }) => facts.cwd !== undefined)?.facts.cwd : undefined
    },
    files: () => open().files(),
    rows: () => open().rows?.(),
    lanes: () => lanesOf(open()),
    said(cursor) {
      const place = readLineCursor(cursor)
      const events = place === undefined ? [] : open().readWhole({ sessionId, lane: place.lane }, place.offset)
      return events.find((event) => event.cursor === cursor)
    },
  }
}

function lanesOf(source: RecordsSource): readonly LaneSource[] {
  const read = source.read(0)
  if (!read.ok || read.value === undefined) return []
  return read.value.lanes.map((records) => {
    const lane = new KeptLane(records.lane)
    lane.take(records)
    return lane
  })
}
