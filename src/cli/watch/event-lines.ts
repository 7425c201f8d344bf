/** Events as lines of text: `14:29:12 TOOL▶ Bash npm test`. One event, one line; those that only keep books have none. Pure. */
import type { LiveSessionState } from '../../core/session/live-session.ts'
import { mainLane, type SessionEvent } from '../../core/session/session-event.ts'
import { type FeedContext, feedRow } from '../../terminal/feed-row.ts'
import { marksFor } from '../../terminal/marks.ts'
import type { Glyphs, Line } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'

const mostRememberedCalls = 500

/** Remembers which tool a result is of. */
export function createEventLines(glyphs: Glyphs, clockOf: (iso: string) => string) {
  const tools = new Map<string, string>()
  const marks = marksFor(glyphs)
  return (event: SessionEvent, state: LiveSessionState, label?: Line): Line | undefined => {
    if (event.kind === 'tool-call') remember(tools, event.toolId, event.tool)
    const context: FeedContext = {
      state,
      toolOf: (toolId) => tools.get(toolId),
      idleMsAfter: () => undefined,
      glyphs,
      marks,
    }
    const row = feedRow(event, context)
    if (row === undefined) return undefined
    const time = event.at === undefined ? '        ' : clockOf(event.at)
    const lane = event.lane === mainLane ? '' : `[${event.lane.slice(0, 7)}] `
    return line(
      span(time, 'dim'),
      ...(label === undefined ? [] : [' ', ...label]),
      ' ',
      span(row.label.padEnd(5), row.role),
      ' ',
      span(lane, 'dim'),
      row.isWholeLine ? span(row.text, row.role) : row.text,
    )
  }
}

function remember(tools: Map<string, string>, id: string, tool: string): void {
  tools.set(id, tool)
  if (tools.size <= mostRememberedCalls) return
  const [oldest] = tools.keys()
  if (oldest !== undefined) tools.delete(oldest)
}

/** The time of day on this machine, as `14:29:12`. */
export function clockTime(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime())
    ? '        '
    : [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}
