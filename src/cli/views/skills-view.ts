/** `tce skills`: a row for each, with what it does in the room that is left. Pure. */
import type { PromptCommand } from '../../core/prompts/prompt-library.ts'
import { plainText } from '../../core/words/text.ts'
import { type Line, type Look, line, span } from '../../terminal/roles.ts'
import { table } from '../../terminal/table.ts'
import { textWidth } from '../../terminal/text-width.ts'

const [widestName, widestFrom, leastDoes] = [32, 20, 16]

export function skillsView(
  skills: readonly PromptCommand[],
  shorten: (path: string) => string,
  { columns, glyphs }: Look,
): readonly Line[] {
  if (skills.length === 0) return [line(span(`${glyphs.none} `, 'dim'), 'None that TCE knows of.')]
  const rows = skills.map(({ name, hint, does = '', origin }) => ({
    name: plainText(hint === undefined ? name : `${name} ${hint}`),
    from: plainText(origin.kind === 'plugin' ? `plugin ${origin.name}` : shorten(origin.name)),
    does: plainText(does),
  }))
  const widthOf = (texts: readonly string[], most: number) => Math.min(most, Math.max(...texts.map(textWidth)))
  const name = widthOf(['NAME', ...rows.map((one) => one.name)], widestName)
  const from = widthOf(['FROM', ...rows.map((one) => one.from)], widestFrom)
  return table(
    [
      { head: 'NAME', width: name, gap: 0 },
      { head: 'FROM', width: from, gap: 2 },
      { head: 'WHAT IT DOES', width: Math.max(leastDoes, columns - name - from - 4), gap: 2 },
    ],
    rows.map((one) => [line(span(one.name, 'bold')), line(span(one.from, 'dim')), line(one.does)]),
    glyphs.ellipsis,
  )
}
