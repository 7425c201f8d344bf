/** `tce events <id>`: one event in full, and what it belongs to. Pure. */
import { kindOf } from '../../agents/kinds.ts'
import type { CapturedEvent } from '../../core/captured/captured-event.ts'
import { eventProject } from '../../core/captured/event-project.ts'
import { type TracePlace, traceTree } from '../../core/captured/event-trace.ts'
import type { SessionSummary } from '../../core/session/session.ts'
import { redactText } from '../../core/words/redact.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittingWidth, lineWidth, table } from '../../terminal/table.ts'
import { dataLines } from './event-data-view.ts'
import { levelCell, timeText } from './events-view.ts'

/** What is told beside an event. */
export interface EventAround {
  readonly of: 'trace' | 'span' | 'session'
  readonly events: readonly CapturedEvent[]
}

export interface EventViewOptions {
  readonly around?: EventAround | undefined
  readonly session?: Pick<SessionSummary, 'project' | 'title'> | undefined
  /** All of its data, and all of its trace. */
  readonly isFull?: boolean | undefined
}

export function eventView(
  event: CapturedEvent,
  { around, session, isFull = false }: EventViewOptions,
  nowMs: number,
  look: Look,
): readonly Line[] {
  return [
    headLine(event, nowMs, look),
    ...(event.message === null ? [] : [line(plainText(redactText(event.message)))]),
    emptyLine,
    ...facts(event, session, look),
    ...dataLines(event.data, isFull, look),
    ...(around === undefined ? [] : aroundLines(event, around, isFull, look)),
  ]
}

function headLine(event: CapturedEvent, nowMs: number, look: Look): Line {
  const left = line(...levelCell(event.level, look), ' ', span(plainText(event.event_type), 'bold'))
  const right = span(`${timeText(event.timestamp, nowMs)}  ${event.id}`, 'dim')
  const gap = look.columns - lineWidth(left) - lineWidth([right])
  return line(...left, ' '.repeat(Math.max(2, gap)), right)
}

const labels: readonly (readonly [keyof CapturedEvent, string])[] = [
  ['agent_id', 'Subagent'],
  ['tool_name', 'Tool'],
  ['tool_use_id', 'Tool call'],
  ['hook', 'Hook'],
  ['status', 'Status'],
  ['duration_ms', 'Took'],
  ['trace_id', 'Trace'],
  ['span_id', 'Span'],
  ['parent_id', 'Parent'],
  ['sender_id', 'Own id'],
]

function facts(event: CapturedEvent, session: EventViewOptions['session'], look: Look): readonly Line[] {
  const rows: readonly (readonly [string, Line])[] = [
    ['Source', line(safe(event.source), ...keyPart(event))],
    ...sessionRow(event, session),
    ...labels.flatMap(([field, label]) => {
      const value = event[field]
      if (value === undefined || value === null) return []
      return [[label, line(field === 'duration_ms' ? `${String(value)} ms` : safe(String(value)))] as const]
    }),
  ]
  const cells = rows.map(([name, value]) => [line(span(name, 'dim')), value])
  const width = fittingWidth(cells.map(([name]) => name ?? emptyLine))
  const columns = [
    { width, gap: 0 },
    { width: Math.max(20, look.columns - width - 2), gap: 2 },
  ]
  return table(columns, cells, look.glyphs.ellipsis)
}

/** `, key …k7Qa`; with the label of a key that is not called like the source. */
function keyPart({ source, key }: CapturedEvent): Line {
  if (key === undefined) return emptyLine
  return [span(`, key ${safe(key.startsWith(`${source} …`) ? key.slice(source.length + 1) : key)}`)]
}

const safe = (text: string): string => plainText(redactText(text))

/** `9c1d04…  cl web-frontend, Make checkout usable with a screen reader` */
function sessionRow(event: CapturedEvent, session: EventViewOptions['session']): readonly (readonly [string, Line])[] {
  const { session_id: id, agent } = event
  const kind = agent === undefined ? undefined : kindOf(agent)
  const place = [session?.project ?? eventProject(event), session?.title].filter((part) => part !== undefined)
  const of = (mark: string | undefined) => [mark, safe(place.join(', '))].filter(Boolean).join(' ')
  if (id !== undefined) {
    const about = of(kind?.mark)
    return [['Session', line(safe(id), ...(about === '' ? [] : ['  ', span(about, 'dim')]))]]
  }
  const about = of(kind?.displayName)
  return about === '' ? [] : [[kind === undefined ? 'Project' : 'Agent', line(about)]]
}

/** Of more the nearest. */
const mostAround = 7

function aroundLines(event: CapturedEvent, { of, events }: EventAround, isFull: boolean, look: Look): readonly Line[] {
  const all = traceTree(events.some(({ id }) => id === event.id) ? events : [...events, event])
  if (all.length < 2) return []
  const at = all.findIndex((place) => place.event.id === event.id)
  const from = isFull ? 0 : Math.max(0, Math.min(at - Math.floor(mostAround / 2), all.length - mostAround))
  const shown = isFull ? all : all.slice(from, from + mostAround)
  const left = all.length - shown.length
  const query = `tce events ${of === 'trace' ? `trace:${plainText(event.trace_id ?? '')}` : `${event.id} --full`}`
  return [
    emptyLine,
    line(span(`SAME ${of.toUpperCase()}`, 'dim')),
    ...placeLines(event, shown, look),
    ...(left === 0 ? [] : [line('  ', span(`${left} more: `, 'dim'), query)]),
  ]
}

function placeLines(event: CapturedEvent, places: readonly TracePlace[], look: Look): readonly Line[] {
  const { glyphs, columns } = look
  const originMs = Date.parse(event.timestamp)
  const least = Math.min(...places.map(({ depth }) => depth))
  const rows = places.map(({ event: one, depth }) => {
    const isThis = one.id === event.id
    return [
      line(isThis ? glyphs.chosen : ''),
      line(span(offsetText(Date.parse(one.timestamp) - originMs, glyphs.minus), 'dim')),
      line('  '.repeat(depth - least), span(plainText(one.event_type), isThis ? 'bold' : undefined)),
      line(plainText(redactText(one.message ?? ''))),
    ]
  })
  const type = Math.min(30, fittingWidth(rows.map((cells) => cells[2] ?? emptyLine)))
  const widths = [
    { width: 1, gap: 0 },
    { width: 9, gap: 0, align: 'right' as const },
    { width: type, gap: 2 },
    { width: Math.max(10, columns - 14 - type), gap: 2 },
  ]
  return table(widths, rows, glyphs.ellipsis)
}

function offsetText(ms: number, minus: string): string {
  if (ms === 0) return '0 s'
  const seconds = Math.abs(ms) / 1000
  return `${ms < 0 ? minus : '+'}${seconds < 100 ? seconds.toFixed(1) : Math.round(seconds)} s`
}
