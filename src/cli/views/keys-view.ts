/** `tce keys list`. Pure: keys → lines. */
import type { ApiKey } from '../../core/keys/api-key.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { whenText } from './log-view.ts'

export function keysView(keys: readonly ApiKey[], nowMs: number, look: Look): readonly Line[] {
  const { glyphs } = look
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
  const heads = ['LABEL', 'KEY', 'SOURCE', 'MAY', 'MADE', 'LAST USED'].map((head) => ({ head }))
  return fittedTable(heads, rows, look)
}
