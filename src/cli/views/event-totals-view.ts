/** `tce events stats`: what is kept, of whom, and what it takes. Pure. */
import type { EventTotals } from '../../core/captured/event-totals.ts'
import { exportWords } from '../../core/captured/export-state.ts'
import { formatBytes, formatCount, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { whenText } from './log-view.ts'

export function eventTotalsView(totals: EventTotals, nowMs: number, look: Look): readonly Line[] {
  const { glyphs } = look
  const metrics =
    totals.metrics === undefined ? [] : [line(`${plural(totals.metrics.series, 'series', 'series')} of metrics.`)]
  if (totals.events === 0 && metrics.length === 0) return [line(span(`${glyphs.none} `, 'dim'), 'No events are kept.')]
  const rows = totals.sources.map(({ source, events, bytes, lastAt }) => [
    line(plainText(source)),
    line(formatCount(events)),
    line(formatBytes(bytes)),
    line(span(lastAt === undefined ? glyphs.unknown : whenText(lastAt, nowMs), 'dim')),
  ])
  const list = fittedTable(
    [{ head: 'SOURCE' }, { head: 'EVENTS', align: 'right' }, { head: 'SIZE', align: 'right' }, { head: 'LAST' }],
    rows,
    look,
  )
  const since = totals.oldest === undefined ? '' : `, since ${whenText(totals.oldest, nowMs)}`
  const lag =
    totals.notIndexed === 0 ? [] : [line(span(`${totals.notIndexed} are not searchable by their words yet.`, 'dim'))]
  return [
    ...list,
    emptyLine,
    line(`${plural(totals.events, 'event')}, ${formatBytes(totals.fileBytes)} on disk${since}.`),
    ...metrics,
    ...(totals.exported === undefined ? [] : [line(plainText(exportWords(totals.exported)))]),
    ...lag,
  ]
}
