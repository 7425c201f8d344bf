/** Cursors of logs that are files of lines: `<lane>@<byte offset of the line>.<index in the line>`, `main@48213.0`. Pure. */
import type { EventCursor } from '../core/session/session-event.ts'

export interface LinePlace {
  readonly lane: string
  /** Of the line's first byte in the lane's file. */
  readonly offset: number
  readonly index: number
}

export const writeLineCursor = ({ lane, offset, index }: LinePlace): EventCursor => `${lane}@${offset}.${index}`

/** Undefined for anything `writeLineCursor` did not write. */
export function readLineCursor(cursor: EventCursor): LinePlace | undefined {
  const match = /^([\w-]{1,128})@(\d{1,15})\.(\d{1,6})$/.exec(cursor)
  return match?.[1] === undefined ? undefined : { lane: match[1], offset: Number(match[2]), index: Number(match[3]) }
}
