/** The last words of a session's logs: enough to tell what it is at. */
import type { LogLine, SessionLog } from '../../agents/agent.ts'
import type { LineSessions } from '../../agents/session-source.ts'
import { mainLane } from '../../core/session/session-event.ts'
import type { FirstLines } from '../../storage/first-lines.ts'
import { isWholeLine } from '../../storage/line-text.ts'
import { statOf } from '../../storage/look.ts'
import { sizeOfOpen } from '../../storage/open-file.ts'
import { type BackwardLine, linesBackward } from './backward-lines.ts'
import { withFile } from './lane-events.ts'
import { LaneFinder } from './lane-finder.ts'
import { type LaneLog, readLine } from './lane-tail.ts'
import type { ChangedLog } from './log-changes.ts'

const glimpseBytes = 64 << 10

export interface GlimpsedLane {
  readonly lane: string
  /** Oldest first. */
  readonly lines: readonly LogLine[]
}

export interface GlimpsedForm {
  readonly sessions: LineSessions
  readonly log: SessionLog
  readonly firstLines: FirstLines
}

/** Of the session itself, and of its subagents that wrote since. */
export function glimpseLog(
  { sessionId, path }: Pick<ChangedLog, 'sessionId' | 'path'>,
  sinceMs: number,
  { sessions, log, firstLines }: GlimpsedForm,
): readonly GlimpsedLane[] {
  return new LaneFinder({ sessionId, path, sessions, firstLines })
    .find()
    .filter((file) => file.lane === mainLane || (statOf(file.path)?.mtimeMs ?? 0) >= sinceMs)
    .map(({ lane, path: own }) => ({ lane, lines: lastLines({ sessionId, lane, path: own, log }) }))
}

/** Read forward, as they were written: some are told by those before them. */
function lastLines(of: LaneLog): readonly LogLine[] {
  const found = withFile(of, function* (opened) {
    const size = sizeOfOpen(opened)
    const last: BackwardLine[] = []
    for (const one of linesBackward(opened, size)) {
      // What is being written at this moment is no line yet.
      const isEnded = one.offset + one.end - one.start < size
      if (isEnded || isWholeLine(one.bytes, one.start, one.end)) last.push(one)
      if (size - one.offset > glimpseBytes) break
    }
    const { log, lane } = of
    const reader = log.open(of)
    yield last
      .reverse()
      .flatMap(({ bytes, start, end, offset }) =>
        readLine(bytes, start, end, { log, reader, lane, offset, detail: 'brief' }),
      )
  })
  return found.next().value ?? []
}
