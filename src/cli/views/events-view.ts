/** `tce events`: a line an event, as in a log. Pure: events → lines. */
import type { CapturedEvent, Level } from '../../core/captured/captured-event.ts'
import { eventProject } from '../../core/captured/event-project.ts'
import { redactText } from '../../core/words/redact.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look, Role } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittingWidth, table } from '../../terminal/table.ts'
import { whenText } from './log-view.ts'

export function eventRows(events: readonly CapturedEvent[], nowMs: number, look: Look): readonly Line[] {
  if (events.length === 0) return [line(span(`${look.glyphs.none} `, 'dim'), 'No event is like that.')]
  const rows = events.map((event) => rowOf(event, nowMs, look))
  const widthOf = (column: number, head: string) =>
    fittingWidth(
      rows.map((cells) => cells[column] ?? emptyLine),
      head,
    )
  const widths = {
    id: widthOf(0, 'ID'),
    time: widthOf(1, 'TIME'),
    source: widthOf(3, 'SOURCE'),
    type: widthOf(4, 'TYPE'),
    project: widthOf(5, 'PROJECT'),
  }
  return rowsTable(rows, widths, look, true)
}

/** As they come: nobody knows how wide the next ones are. */
export function followedRows(
  events: readonly CapturedEvent[],
  nowMs: number,
  look: Look,
  hasHead: boolean,
): readonly Line[] {
  const rows = events.map((event) => rowOf(event, nowMs, look))
  return rowsTable(rows, { id: 9, time: 12, source: 24, type: 28, project: 16 }, look, hasHead)
}

interface Widths {
  readonly id: number
  readonly time: number
  readonly source: number
  readonly type: number
  readonly project: number
}

function rowsTable(rows: readonly (readonly Line[])[], wanted: Widths, look: Look, hasHead: boolean): readonly Line[] {
  const isWide = look.columns >= 120
  const id = Math.min(wanted.id, 12)
  const time = Math.min(wanted.time, 15)
  const source = Math.min(wanted.source, isWide ? 24 : 14)
  const type = Math.min(wanted.type, isWide ? 28 : 18)
  const level = 7
  const project = look.columns >= 100 ? Math.min(wanted.project, 16) : 0
  const left = (isWide ? id + 2 : 0) + time + 2 + level + 1 + source + 2 + type + 2 + (project === 0 ? 0 : project + 2)
  const columns = [
    ...(isWide ? [{ head: 'ID', width: id, gap: 0, align: 'right' as const }] : []),
    { head: 'TIME', width: time, gap: isWide ? 2 : 0 },
    { head: 'LEVEL', width: level, gap: 2 },
    { head: 'SOURCE', width: source, gap: 1 },
    { head: 'TYPE', width: type, gap: 2 },
    ...(project === 0 ? [] : [{ head: 'PROJECT', width: project, gap: 2 }]),
    { head: 'MESSAGE', width: Math.max(10, look.columns - left), gap: 2 },
  ]
  const shown = rows.map(([number, at, mark, from, kind, where, said]) =>
    [isWide && number, at, mark, from, kind, project > 0 && where, said].filter(
      (cell) => cell !== false && cell !== undefined,
    ),
  )
  const headless = columns.map(({ head: _, ...column }) => column)
  return table(hasHead ? columns : headless, shown, look.glyphs.ellipsis)
}

const rowOf = (event: CapturedEvent, nowMs: number, look: Look): readonly Line[] => [
  line(span(String(event.id), 'dim')),
  line(span(timeText(event.timestamp, nowMs), 'dim')),
  levelCell(event.level, look),
  line(plainText(event.source)),
  line(plainText(event.event_type)),
  line(span(plainText(eventProject(event) ?? ''), 'bold')),
  line(plainText(redactText(event.message ?? event.data ?? ''))),
]

/** Milliseconds today: events of one second are told apart by them. */
export function timeText(timestamp: string, nowMs: number): string {
  const text = whenText(timestamp, nowMs)
  if (!/^\d\d:\d\d:\d\d$/.test(text)) return text
  return `${text}.${String(new Date(timestamp).getMilliseconds()).padStart(3, '0')}`
}

const roleOf: Readonly<Record<Level, Role | undefined>> = { debug: 'dim', info: undefined, warn: 'warn', error: 'bad' }

export function levelCell(level: Level | null, { glyphs }: Look): Line {
  if (level === null) return line(span(glyphs.unknown, 'dim'))
  if (level === 'error') return line(span(`${glyphs.failed} ${level}`, roleOf[level]))
  if (level === 'warn') return line(span(`${glyphs.warning} ${level}`, roleOf[level]))
  return line(span(level, roleOf[level]))
}

export interface ListEnd {
  readonly shown: number
  readonly isMore: boolean
  readonly hidesDebug: boolean
  readonly last: CapturedEvent | undefined
}

/** What the list leaves out, and how to go on. */
export function listEnd({ shown, isMore, hidesDebug, last }: ListEnd): readonly Line[] {
  if (last === undefined) return []
  const parts = [
    isMore ? `The newest ${shown}; more: --limit ${Math.min(1000, shown * 5)}.` : '',
    hidesDebug ? 'Events of level debug are hidden: --level debug.' : '',
  ].filter((part) => part !== '')
  return [
    emptyLine,
    ...(parts.length === 0 ? [] : [line(span(parts.join(' '), 'dim'))]),
    line(
      span('One of them in full: ', 'dim'),
      `tce events ${last.id}`,
      span('. Keep looking: ', 'dim'),
      'tce events --follow',
    ),
  ]
}

/** Nothing yet: how something comes. */
export function noEventsView(port: number, { glyphs }: Look): readonly Line[] {
  const address = `localhost:${port}/events`
  return [
    line(span(`${glyphs.none} `, 'dim'), `No events yet. TCE listens on http://${address}.`),
    emptyLine,
    line(`From a shell   tce emit my-app startup --message "it runs"`),
    line(`From anywhere  curl ${address} \\`),
    line(`                 -H "X-API-Key: $(tce keys add my-app)" \\`),
    line(`                 -H "Content-Type: application/json" \\`),
    line(`                 -d '{"source":"my-app","event_type":"startup"}'`),
  ]
}
