/** One event in full: its facts, then all of its text, scrolled by line. Pure. */

import type { LiveSessionState } from '../../core/session/live-session.ts'
import type { SessionEvent } from '../../core/session/session-event.ts'
import { plainText } from '../../core/words/text.ts'
import type { FeedRow } from '../../terminal/feed-row.ts'
import type { Line } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { lineWidth } from '../../terminal/table.ts'
import { spreadLine, windowOf } from './cells.ts'
import { wrapDetail } from './detail-text.ts'
import { clock } from './feed.ts'
import type { Frame } from './layout.ts'

export interface Detail {
  readonly event: SessionEvent
  readonly row: FeedRow | undefined
  readonly state: LiveSessionState | undefined
  /** The first line that is shown. */
  readonly top: number
}

export function detailScreen(detail: Detail, frame: Frame): readonly Line[] {
  const { columns, glyphs, bodyRows } = frame
  const lines = detailLines(detail, frame)
  const top = Math.max(0, Math.min(detail.top, lines.length - bodyRows))
  const rule: Line = [span(glyphs.rule.repeat(columns), 'dim')]
  const place = lines.length <= bodyRows ? '' : `${Math.min(lines.length, top + bodyRows)} of ${lines.length} lines`
  const keys = line(' ', span(frame.marks.vertical, 'dim'), ' scroll  ', span('esc', 'dim'), ' back')
  return [
    head(detail, frame),
    rule,
    ...windowOf(lines, top, bodyRows),
    rule,
    spreadLine(keys, [span(place, 'dim')], columns - 1, glyphs.ellipsis),
  ]
}

/** How many lines can be scrolled past. */
export const detailHeight = (detail: Detail, frame: Frame): number => detailLines(detail, frame).length

function head({ event, row }: Detail, { columns, glyphs }: Frame): Line {
  const label = row?.label ?? event.kind
  const left = [
    span(' '),
    span(clock(event.at, true), 'dim'),
    span(' '),
    span(label, row?.role ?? 'bold'),
    span(` ${row?.text ?? ''}`),
  ]
  const id = span(plainText(event.cursor), 'dim')
  return lineWidth(left) + lineWidth([id]) + 3 > columns
    ? spreadLine(left, [], columns - 1, glyphs.ellipsis)
    : spreadLine(left, [id], columns - 1, glyphs.ellipsis)
}

let kept: { readonly event: SessionEvent; readonly columns: number; readonly lines: readonly Line[] } | undefined

function detailLines({ event }: Detail, { columns }: Frame): readonly Line[] {
  if (kept?.event === event && kept.columns === columns) return kept.lines
  const lines = wrapDetail(event, columns - 2)
  kept = { event, columns, lines }
  return lines
}
