/** `tce events <id>`: one event in full, and what else belongs to its trace. Pure. */
import type { CapturedEvent } from '../../core/captured/captured-event.ts'
import { redactNamed, redactText } from '../../core/words/redact.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittingWidth, lineWidth, table } from '../../terminal/table.ts'
import { levelCell, timeText } from './events-view.ts'

export function eventView(
  event: CapturedEvent,
  trace: readonly CapturedEvent[],
  nowMs: number,
  look: Look,
): readonly Line[] {
  const others = trace.length > 1 ? traceLines(event, trace, look) : []
  return [
    headLine(event, nowMs, look),
    ...(event.message === null ? [] : [line(plainText(redactText(event.message)))]),
    emptyLine,
    ...facts(event, look),
    ...dataLines(event.data, look),
    ...others,
  ]
}

function headLine(event: CapturedEvent, nowMs: number, look: Look): Line {
  const left = line(...levelCell(event.level, look), ' ', span(plainText(event.event_type), 'bold'))
  const right = span(`${timeText(event.timestamp, nowMs)}  ${event.id}`, 'dim')
  const gap = look.columns - lineWidth(left) - lineWidth([right])
  return line(...left, ' '.repeat(Math.max(2, gap)), right)
}

const labels: readonly (readonly [keyof CapturedEvent, string])[] = [
  ['source', 'Source'],
  ['session_id', 'Session'],
  ['agent', 'Agent'],
  ['agent_id', 'Subagent'],
  ['tool_name', 'Tool'],
  ['tool_use_id', 'Tool call'],
  ['hook', 'Hook'],
  ['status', 'Status'],
  ['duration_ms', 'Took'],
  ['trace_id', 'Trace'],
  ['span_id', 'Span'],
  ['parent_id', 'Parent'],
]

const facts = (event: CapturedEvent, look: Look): readonly Line[] =>
  pairs(
    labels.flatMap(([field, label]) => {
      const value = event[field]
      if (value === undefined || value === null) return []
      return [[label, field === 'duration_ms' ? `${String(value)} ms` : String(value)] as const]
    }),
    look,
  )

/** Every value at its path. */
function dataLines(data: string | null, look: Look): readonly Line[] {
  if (data === null) return []
  const rows = leavesOf(JSON.parse(data), '')
  return rows.length === 0 ? [] : [emptyLine, ...pairs(rows, look)]
}

function leavesOf(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return path === '' ? [] : [[path, leafText(value, path)]]
  }
  return Object.entries(value).flatMap(([key, child]) => leavesOf(child, path === '' ? key : `${path}.${key}`))
}

/** Texts in quotes, so that "7" and 7 differ. */
function leafText(value: unknown, path: string): string {
  const name = path.slice(path.lastIndexOf('.') + 1)
  return JSON.stringify(typeof value === 'string' ? redactNamed(name, value) : value)
}

function pairs(rows: readonly (readonly [string, string])[], { columns, glyphs }: Look): readonly Line[] {
  const cells = rows.map(([name, value]) => [line(span(plainText(name), 'dim')), line(plainText(redactText(value)))])
  const width = Math.min(28, fittingWidth(cells.map(([name]) => name ?? emptyLine)))
  return table(
    [
      { width, gap: 0 },
      { width: Math.max(20, columns - width - 2), gap: 2 },
    ],
    cells,
    glyphs.ellipsis,
  )
}

function traceLines(event: CapturedEvent, trace: readonly CapturedEvent[], look: Look): readonly Line[] {
  const { glyphs, columns } = look
  const originMs = Date.parse(event.timestamp)
  const rows = trace.map((one) => {
    const isThis = one.id === event.id
    return [
      line(isThis ? glyphs.chosen : ''),
      line(span(offsetText(Date.parse(one.timestamp) - originMs, glyphs.minus), 'dim')),
      line(span(plainText(one.event_type), isThis ? 'bold' : undefined)),
      line(plainText(redactText(one.message ?? ''))),
    ]
  })
  const type = Math.min(24, fittingWidth(rows.map((cells) => cells[2] ?? emptyLine)))
  const widths = [
    { width: 1, gap: 0 },
    { width: 9, gap: 0, align: 'right' as const },
    { width: type, gap: 2 },
    { width: Math.max(10, columns - 14 - type), gap: 2 },
  ]
  return [emptyLine, line(span('SAME TRACE', 'dim')), ...table(widths, rows, glyphs.ellipsis)]
}

function offsetText(ms: number, minus: string): string {
  if (ms === 0) return '0 s'
  const seconds = Math.abs(ms) / 1000
  return `${ms < 0 ? minus : '+'}${seconds < 100 ? seconds.toFixed(1) : Math.round(seconds)} s`
}
