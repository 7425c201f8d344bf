/** `tce session <id> --delete-for-good`: what would go, and what went. */
import { keptSentence } from '../../core/data/archive-words.ts'
import type { SessionData } from '../../core/data/kept-data.ts'
import { formatBytes, formatCount } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Look } from '../../terminal/roles.ts'
import { emptyLine, type Line, line, span } from '../../terminal/roles.ts'
import { wrap } from '../../terminal/wrap.ts'

export function toDeleteView(data: SessionData, { columns }: Look): readonly Line[] {
  const { id, title, events, texts, prompts, archivedBytes } = data
  const counts: readonly (readonly [string, string])[] = [
    ['Events', formatCount(events)],
    ['Texts that can be searched', formatCount(texts)],
    ['Prompts, messages, ideas', formatCount(prompts)],
    ['In the archive', archivedBytes === 0 ? '–' : formatBytes(archivedBytes)],
  ]
  return [
    line(span(plainText(title ?? id), 'bold'), span(`  ${id.slice(0, 8)}`, 'dim')),
    ...counts.map(([what, value]) => line(`  ${what.padEnd(28)}${value.padStart(10)}`)),
    emptyLine,
    ...wrap(keptSentence(data), columns).map((text) => line(span(text, 'dim'))),
  ]
}

export const deletedView = (
  { id, events, texts, prompts, archivedBytes }: SessionData,
  { glyphs }: Look,
): readonly Line[] => [
  line(
    span(`${glyphs.done} `, 'ok'),
    `${id.slice(0, 8)} is deleted for good: ${formatCount(events)} events, ${formatCount(texts)} texts, ${formatCount(prompts)} prompts, ${formatBytes(archivedBytes)} of the archive.`,
  ),
]
