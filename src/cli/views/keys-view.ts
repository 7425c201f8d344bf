/** `tce keys list`. Pure: keys → lines. */
import type { ApiKey } from '../../core/keys/api-key.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittingWidth, table } from '../../terminal/table.ts'
import { whenText } from './log-view.ts'

export function keysView(keys: readonly ApiKey[], nowMs: number, { glyphs, columns }: Look): readonly Line[] {
  if (keys.length === 0) {
    return [
      line(span(`${glyphs.none} `, 'dim'), 'No program has a key to send events with.'),
      line('  ', span('Next: ', 'dim'), 'tce keys add my-app'),
    ]
  }
  const rows = keys.map((key) => [
    line(plainText(key.label)),
    line(span(`${glyphs.ellipsis}${key.last4}`, 'dim')),
    line(key.source === undefined ? span('any', 'dim') : span(plainText(key.source))),
    line(key.mayRead ? 'send, read' : 'send'),
    line(span(whenText(key.createdAt, nowMs), 'dim')),
    line(key.lastUsedAt === undefined ? span('never', 'dim') : span(whenText(key.lastUsedAt, nowMs))),
  ])
  const heads = ['LABEL', 'KEY', 'SOURCE', 'MAY', 'MADE', 'LAST USED'] as const
  const widths = heads.map((head, column) =>
    fittingWidth(
      rows.map((cells) => cells[column] ?? emptyLine),
      head,
    ),
  )
  // What people named gives way, the rest is as wide as it is.
  const fixed = widths.reduce((sum, width, column) => sum + (column === 0 ? 0 : width + 2), 0)
  return table(
    heads.map((head, column) => ({
      head,
      width: column === 0 ? Math.min(widths[0] ?? 0, Math.max(8, columns - fixed)) : (widths[column] ?? 0),
      gap: column === 0 ? 0 : 2,
    })),
    rows,
    glyphs.ellipsis,
  )
}
