/** `tce events stats`: what is kept, of whom, and what it takes. Pure. */
import type { EventTotals } from '../../core/captured/event-totals.ts'
import { formatBytes } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittingWidth, table } from '../../terminal/table.ts'
import { whenText } from './log-view.ts'

export function eventTotalsView(totals: EventTotals, nowMs: number, { glyphs, columns }: Look): readonly Line[] {
  if (totals.events === 0) return [line(span(`${glyphs.none} `, 'dim'), 'No events are kept.')]
  const rows = totals.sources.map(({ source, events, bytes, lastAt }) => [
    line(plainText(source)),
    line(events.toLocaleString('en')),
    line(formatBytes(bytes)),
    line(span(lastAt === undefined ? glyphs.unknown : whenText(lastAt, nowMs), 'dim')),
  ])
  const heads = ['SOURCE', 'EVENTS', 'SIZE', 'LAST'] as const
  const widths = heads.map((head, column) =>
    fittingWidth(
      rows.map((cells) => cells[column] ?? emptyLine),
      head,
    ),
  )
  const fixed = widths.slice(1).reduce((sum, width) => sum + width + 2, 0)
  const list = table(
    heads.map((head, column) => ({
      head,
      width: column === 0 ? Math.min(widths[0] ?? 0, Math.max(8, columns - fixed)) : (widths[column] ?? 0),
      gap: column === 0 ? 0 : 2,
      align: column === 1 || column === 2 ? ('right' as const) : ('left' as const),
    })),
    rows,
    glyphs.ellipsis,
  )
  const since = totals.oldest === undefined ? '' : `, since ${whenText(totals.oldest, nowMs)}`
  const lag =
    totals.notIndexed === 0 ? [] : [line(span(`${totals.notIndexed} are not searchable by their words yet.`, 'dim'))]
  return [
    ...list,
    emptyLine,
    line(
      `${totals.events.toLocaleString('en')} ${totals.events === 1 ? 'event' : 'events'}, ${formatBytes(totals.fileBytes)} on disk${since}.`,
    ),
    ...lag,
  ]
}
