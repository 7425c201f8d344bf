/** `tce setup`: how it stands, and what would change as a diff. Pure. */
import type { InstructionChange, InstructionReport } from '../../core/instructions/instruction-report.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'

/** `~/.claude/CLAUDE.md` */
type ShortPath = (path: string) => string

const stateWords = {
  in: 'agents are told of tce inbox and tce ping',
  out: 'nothing of TCE',
  changed: 'between TCE’s marks stand other lines',
  unreadable: 'left alone',
} as const

export function instructionStatus({ places }: InstructionReport, look: Look, short: ShortPath): readonly Line[] {
  const { glyphs, columns } = look
  if (places.length === 0)
    return [line(span(`${glyphs.none} `, 'dim'), 'No agent that reads such a file has a folder here.')]
  return places.flatMap(({ file, state, problem }) => {
    const mark =
      state === 'in'
        ? span(`${glyphs.done} `, 'ok')
        : state === 'out'
          ? span(`${glyphs.none} `, 'dim')
          : span(`${glyphs.warning} `, 'warn')
    const words = [stateWords[state], ...(problem === undefined ? [] : [problem])]
    return [
      line(mark, plainText(short(file))),
      ...words.flatMap((text) => wrapLine(line('  ', span(plainText(text), 'dim')), columns)),
    ]
  })
}

/** The lines themselves are not broken: they are what is written. */
export function instructionChanges(
  changes: readonly { readonly file: string; readonly change: InstructionChange }[],
  { columns }: Look,
  short: ShortPath,
): readonly Line[] {
  return changes.flatMap(({ file, change: { added, removed, isWholeFile, linksTo } }) => {
    const whole = added.length === 0 ? 'Nothing else stands in it: the file goes.' : 'The file is new.'
    const notes = [
      isWholeFile ? whole : 'Every other byte stays.',
      ...(linksTo === undefined ? [] : [`It is a link to ${linksTo}, which changes.`]),
    ]
    return [
      line(span(plainText(short(file)), 'bold')),
      ...removed.map((text) => line(span('- ', 'bad'), plainText(text))),
      ...added.map((text) => line(span('+ ', 'ok'), text)),
      ...notes.flatMap((note) => wrapLine(line('  ', span(plainText(note), 'dim')), columns)),
    ]
  })
}
