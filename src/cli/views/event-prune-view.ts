/** `tce events prune`: what would go, and what went. Pure. */
import type { GivenBack, Prunable, Pruned } from '../../core/captured/event-retention.ts'
import { formatBytes, formatCount, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { whenText } from './log-view.ts'

export function prunableView(prunable: Prunable, nowMs: number, look: Look): readonly Line[] {
  const { events, bytes, oldest, before, sources } = prunable
  const moment = whenText(before, nowMs)
  if (events === 0) return [line(span(`${look.glyphs.none} `, 'dim'), `No event is from before ${moment}.`)]
  const rows = sources.map((source) => [
    line(plainText(source.source)),
    line(formatCount(source.events)),
    line(formatBytes(source.bytes)),
  ])
  const since = oldest === undefined ? '' : `, the oldest from ${whenText(oldest, nowMs)}`
  return [
    ...fittedTable(
      [{ head: 'SOURCE' }, { head: 'EVENTS', align: 'right' }, { head: 'SIZE', align: 'right' }],
      rows,
      look,
    ),
    emptyLine,
    line(`${plural(events, 'event')} from before ${moment}, about ${formatBytes(bytes)}${since}.`),
  ]
}

export const prunedView = ({ events, bytes }: Pruned, { glyphs }: Look): readonly Line[] => [
  line(
    span(`${glyphs.done} `, 'ok'),
    `${plural(events, 'event')} taken away, about ${formatBytes(bytes)}. The space goes back to the disk behind it.`,
  ),
]

export const givenBackView = ({ bytes }: GivenBack, { glyphs }: Look): readonly Line[] => [
  bytes === 0
    ? line(span(`${glyphs.none} `, 'dim'), 'Nothing in the file is free.')
    : line(span(`${glyphs.done} `, 'ok'), `${formatBytes(bytes)} given back to the disk.`),
]
