/** `k`: the same tree, question and outcome as `tce kill`. Pure. */
import { killPrompt, killQuestion } from '../../terminal/kill-view.ts'
import type { Line } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import type { Overlay } from '../model.ts'
import { windowOf } from './cells.ts'
import type { Frame } from './layout.ts'

export function killScreen(
  { phase, target, askedAtMs }: Extract<Overlay, { kind: 'kill' }>,
  frame: Frame,
): readonly Line[] {
  const { columns, rows, glyphs } = frame
  const question = killQuestion([target], askedAtMs, { columns: columns - 2, glyphs }).map(indented)
  // The question is always seen, however long the tree is.
  const shown =
    question.length > rows - 3 ? [...question.slice(0, rows - 4), line(' ', span(glyphs.ellipsis, 'dim'))] : question
  const last = phase === 'asking' ? indented(killPrompt(1)) : line(' ', span('Ending it and looking', 'dim'))
  return windowOf([[], ...shown, last], 0, rows)
}

export function messageScreen(lines: readonly Line[], frame: Frame): readonly Line[] {
  const shown = lines.slice(0, frame.rows - 3).map(indented)
  return windowOf([[], ...shown, [], line(' ', span('any key', 'dim'), ' back')], 0, frame.rows)
}

const indented = (spans: Line): Line => (spans.length === 0 ? spans : [span(' '), ...spans])
