/** `tce events`: a line an event, as in a log. Pure: events → lines. */
import type { CapturedEvent, Level } from '../../core/captured/captured-event.ts'
import { eventProject } from '../../core/captured/event-project.ts'
import { formatCount, plural } from '../../core/words/format.ts'
import { redactText } from '../../core/words/redact.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look, Role } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittingWidth, table } from '../../terminal/table.ts'
import { wrapLine } from '../../terminal/wrap.ts'
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

function rowOf(event: CapturedEvent, nowMs: number, look: Look): readonly Line[] {
  const isDebug = event.level === 'debug'
  const said = (text: string, role?: Role) => line(span(plainText(text), isDebug ? 'dim' : role))
  return [
    line(span(String(event.id), 'dim')),
    line(span(timeText(event.timestamp, nowMs), 'dim')),
    levelCell(event.level, look),
    said(event.source),
    said(event.event_type),
    said(eventProject(event) ?? '', 'bold'),
    said(redactText(event.message ?? event.data ?? '')),
  ]
}

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

/** All there are in a stretch of time that ends now. */
export interface CountedEvents {
  readonly fromMs: number
  readonly count: number
  readonly hidden: number
  /** "the last 30 min" */
  readonly words: string
}

export interface ListEnd {
  readonly list: readonly CapturedEvent[]
  readonly isMore: boolean
  readonly hidesDebug: boolean
  readonly lookedAt?: { readonly events: number; readonly ofEvents: number } | undefined
  readonly counted?: CountedEvents | undefined
}

/** What the list leaves out, and how to go on. */
export function listEnd(end: ListEnd, { columns }: Look): readonly Line[] {
  const last = end.list.at(-1)
  const lines = [
    ...sentences(end).map((text) => line(span(text, 'dim'))),
    ...(last === undefined ? [] : [nextSteps(last)]),
  ]
  return lines.length === 0 ? [] : [emptyLine, ...lines.flatMap((one) => wrapLine(one, columns))]
}

const nextSteps = ({ id }: CapturedEvent): Line =>
  line(span('One of them in full: ', 'dim'), `tce events ${id}`, span('. Keep looking: ', 'dim'), 'tce events --follow')

function sentences({ list, isMore, hidesDebug, lookedAt, counted }: ListEnd): readonly string[] {
  if (lookedAt !== undefined) {
    const [looked, all] = [lookedAt.events, lookedAt.ofEvents].map(formatCount)
    return [`${looked} of ${all} events were looked through, the newest. Fewer: --since 24h`]
  }
  const isWithin = counted !== undefined && list.every(({ timestamp }) => Date.parse(timestamp) >= counted.fromMs)
  if (isWithin && list.length > 0) {
    const { count, hidden, words } = counted
    const all = formatCount(Math.max(count, list.length))
    const debug =
      hidden === 0 ? '' : `; ${plural(hidden, 'debug event')} ${hidden === 1 ? 'is' : 'are'} hidden: --level debug`
    return [`${list.length} of ${all} in ${words}${debug}`]
  }
  if (list.length === 0) return []
  const parts = [
    isMore ? `The newest ${list.length}; more: --limit ${Math.min(1000, list.length * 5)}.` : '',
    hidesDebug ? 'Events of level debug are hidden: --level debug.' : '',
  ]
  return [parts.filter((part) => part !== '').join(' ')].filter((text) => text !== '')
}

/** Nothing yet: how something comes. */
export function noEventsView(port: number, { glyphs }: Look): readonly Line[] {
  const address = `localhost:${port}/events`
  return [
    line(span(`${glyphs.none} `, 'dim'), `No events yet. TCE listens on http://${address}.`),
    emptyLine,
    line(`An agent      tce hooks install       says what it changes, and asks`),
    line(`A shell       tce emit my-app startup --message "it runs"`),
    line(`Anything      curl ${address} \\`),
    line(`                -H "X-API-Key: $(tce keys add my-app)" \\`),
    line(`                -H "Content-Type: application/json" \\`),
    line(`                -d '{"source":"my-app","event_type":"startup"}'`),
    line(`OTLP          eval "$(tce integrations otel)"`),
  ]
}
