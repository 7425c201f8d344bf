/** `tce idea`: one line each, its note below. Pure. */
import type { Idea } from '../../core/ideas/idea.ts'
import { plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import { whenText } from './log-view.ts'

export function ideasView(ideas: readonly Idea[], nowMs: number, look: Look): readonly Line[] {
  if (ideas.length === 0) {
    return [
      line(span(`${look.glyphs.none} `, 'dim'), 'No ideas yet.'),
      line('  ', span('Next: ', 'dim'), 'tce idea add "Show which retry will come next"'),
    ]
  }
  return [line(plural(ideas.length, 'idea')), emptyLine, ...ideas.flatMap((idea) => ideaLines(idea, nowMs, look))]
}

const indent = ' '.repeat(5)

function ideaLines(
  { id, title, note, for: agent, at, built }: Idea,
  nowMs: number,
  { columns }: Look,
): readonly Line[] {
  const about = [
    ...(agent === undefined ? [] : [`for ${agent.name}`]),
    whenText(at, nowMs),
    ...(built === undefined ? [] : [`sent as ${built.promptId}, ${whenText(built.at, nowMs)}`]),
  ]
  const rows = [
    line(id.padEnd(indent.length), span(plainText(title), 'bold')),
    ...(note === undefined ? [] : [line(indent, plainText(note))]),
    line(indent, span(about.map(plainText).join(', '), 'dim')),
  ]
  return rows.flatMap((row) => wrapLine(row, columns, indent))
}
