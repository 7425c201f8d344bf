/** What goes with a task and what stays, as it is asked before one is destroyed. Pure. */
import type { TaskRemoval } from '../core/tasks/task.ts'
import { formatBytes, plural } from '../core/words/format.ts'
import { plainText } from '../core/words/text.ts'
import type { Line, Look } from './roles.ts'
import { line, span } from './roles.ts'
import { wrapLine } from './wrap.ts'

export function removalView(
  { task, facts, obstacles }: TaskRemoval,
  copy: 'keep' | 'none',
  look: Look,
): readonly Line[] {
  const indented = (mark: Line, words: string): readonly Line[] =>
    wrapLine(line('  ', ...mark, ' ', plainText(words)), look.columns, '    ')
  const fact = (mark: Line, head: string, words: string): readonly Line[] =>
    wrapLine(line('  ', ...mark, ' ', head.padEnd(headWidth), words), look.columns, ' '.repeat(headWidth + 4))
  const bad: Line = [span(look.glyphs.failed, 'bad')]
  const fine: Line = [span(look.glyphs.done, 'ok')]
  const { uncommitted, commits, ignored, isInBase } = facts ?? {}
  const here: readonly Line[] = [
    ...(uncommitted === undefined || uncommitted.count === 0
      ? []
      : fact(
          bad,
          `${plural(uncommitted.count, 'file')} not committed`,
          `${uncommitted.names.map(plainText).join(', ')}  +${uncommitted.addedLines} ${look.glyphs.minus}${uncommitted.removedLines}`,
        )),
    ...(commits === undefined || commits.count === 0 || isInBase === true
      ? []
      : fact(
          bad,
          `${plural(commits.count, 'commit')} not pushed`,
          `${commits.newest
            .map(({ id, title }) => plainText(`${id} ${title}`))
            .slice(0, 5)
            .join(', ')}`,
        )),
    ...(ignored === undefined || ignored.count === 0
      ? []
      : fact(
          [span(look.glyphs.none, 'dim')],
          'ignored files',
          `${ignored.names.map(plainText).join(', ')} ${formatBytes(ignored.sizeBytes)}`,
        )),
  ]
  const none =
    facts === undefined
      ? 'It has no folder of its own: nothing but the task itself goes.'
      : 'Everything of it is in its base or on a remote.'
  const stays: readonly Line[] = [
    ...(task.sessionId === undefined ? [] : fact(fine, 'the conversation', task.sessionId)),
    ...(copy === 'keep' ? fact(fine, 'a safety copy, 14 days', `back with tce task undo ${task.id}`) : []),
  ]
  return [
    ...(here.length === 0 ? [line('  ', none)] : [line(span('  Exists nowhere else', 'dim')), ...here]),
    ...(stays.length === 0 ? [] : [line(span('  Stays', 'dim')), ...stays]),
    ...obstacles.flatMap((obstacle) => indented(bad, `in the way: ${obstacle}`)),
  ]
}

/** Heads stand under one another, and so does what they are about. */
const headWidth = 25
