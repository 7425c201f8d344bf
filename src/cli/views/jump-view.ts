/** What came of showing a terminal. Pure. */
import type { JumpReport } from '../../core/process/jump.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'

export function jumpLines({ ok, message, command }: JumpReport, { columns, glyphs }: Look): readonly Line[] {
  const mark = ok ? span(`${glyphs.done} `, 'ok') : span(`${glyphs.failed} `, 'bad')
  const said = wrapLine(line(mark, plainText(message)), columns, '  ')
  // To be copied: it is never broken.
  return command === undefined ? said : [...said, line('  ', span('By hand: ', 'dim'), plainText(command))]
}
