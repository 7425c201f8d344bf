/** What is asked before a task is merged: the steps, as they were tried just now, and programs that nobody has trusted yet. Pure. */
import { mergeSteps, testedInWords } from '../core/tasks/merge-words.ts'
import type { AskedProgram, MergeDone, MergeLook } from '../core/tasks/task-work.ts'
import { plural } from '../core/words/format.ts'
import { plainText } from '../core/words/text.ts'
import type { Line, Look } from './roles.ts'
import { line, span } from './roles.ts'
import { wrapLine } from './wrap.ts'

type Shorten = (path: string) => string

export function mergeView(looked: MergeLook, shorten: Shorten, { columns, glyphs }: Look): readonly Line[] {
  const { task, into, how, ahead = 0, open, conflicts, behind = 0, obstacles } = looked
  const hasWork = ahead + open.count > 0
  const steps = into === undefined || !hasWork ? [] : mergeSteps(looked, false)
  const count = plural(ahead + (open.count > 0 ? 1 : 0), 'commit')
  const way = { squash: ' (squash)', rebase: ' (rebase)', merge: '' }[how]
  const where =
    into === undefined
      ? ''
      : into.path === undefined
        ? ` into ${into.branch}? It is checked out nowhere.`
        : ` into ${into.branch} of ${shorten(into.path)}?${obstacles.length === 0 ? ' It is clean.' : ''}`
  return [
    ...wrapLine(
      line(plainText(into === undefined ? `Merge ${task.project} ${task.name}?` : `Merge ${count}${way}${where}`)),
      columns,
    ),
    ...steps.flatMap((step, at) =>
      wrapLine(line(span(`  ${at + 1}`, 'dim'), `  ${plainText(step)}`), columns, '     '),
    ),
    ...(conflicts ?? []).flatMap(({ path, theirs }) =>
      wrapLine(
        line(
          ...[span(`  ${glyphs.failed} `, 'bad'), plainText(path)],
          span(
            theirs === undefined ? '' : `  changed on both sides (${plainText(theirs.author)}, ${theirs.commit})`,
            'dim',
          ),
        ),
        columns,
        '    ',
      ),
    ),
    ...(behind > 0 && into !== undefined
      ? [line(span(`  ${into.branch} is ${behind} ahead of where the task began`, 'dim'))]
      : []),
  ]
}

export function askedProgramsView(
  programs: readonly AskedProgram[],
  shorten: Shorten,
  { columns }: Look,
): readonly Line[] {
  return [
    line('Nobody has trusted yet what would run, as you:'),
    ...programs.flatMap(({ kind, name, command, files, hasChanged }) => [
      ...wrapLine(
        line(
          ...['  ', span(plainText(name), 'bold')],
          span(
            kind === 'hook'
              ? '  a hook of the repository'
              : kind === 'config'
                ? '  the repository’s own config'
                : '  after the merge',
            'dim',
          ),
          span(hasChanged ? ', changed since you trusted it' : '', 'warn'),
        ),
        columns,
        '    ',
      ),
      ...(command === undefined || command === name ? [] : wrapLine(line('    ', plainText(command)), columns, '    ')),
      ...files
        .slice(0, 5)
        .flatMap((file) => wrapLine(line(span(`    ${plainText(shorten(file))}`, 'dim')), columns, '    ')),
    ]),
  ]
}

/** Those that its user has to say yes to first. */
export const untrustedOf = ({ programs, test }: Pick<MergeLook, 'programs' | 'test'>): readonly AskedProgram[] =>
  [...programs, ...(test === undefined ? [] : [test])].filter(({ isTrusted }) => !isTrusted)

/** "Merged as 8d3c1f2. 41 tests passed." */
export const mergedInWords = (done: MergeDone): string =>
  [`Merged as ${done.commit}.`, testedInWords(done)].filter((words) => words !== undefined).join(' ')
