/** `tce task`: tasks in a list, and one with all that is known of it. Pure. */
import { fenceInWords } from '../../core/tasks/fence.ts'
import type { Task, TaskList, TaskPr } from '../../core/tasks/task.ts'
import { costOf, createdAtOf, taskCards } from '../../core/tasks/task-board.ts'
import { testsInWords } from '../../core/waiting/turn-facts.ts'
import { formatDuration, formatUsd, plural } from '../../core/words/format.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { changesOfCard, markOf, stateOf, sumsOf, testsOfCard } from '../../terminal/task-words.ts'
import { wrapLine } from '../../terminal/wrap.ts'

export interface TasksContext {
  readonly nowMs: number
  readonly shorten: (path: string) => string
}

/** All tries of a prompt are one row. */
export function tasksView(list: TaskList, context: TasksContext, look: Look): readonly Line[] {
  const { tasks, archived, running, maxRunning } = list
  const archive = archived === 0 ? '' : `  Archived ${archived}: --archived`
  if (tasks.length === 0)
    return [
      line(span(`${look.glyphs.none} `, 'dim'), `No tasks.${archive}`),
      line('  ', span('Next: ', 'dim'), 'tce task new <project> "What is to be done"'),
    ]
  const rows = taskCards(tasks).map((card): readonly Line[] => {
    const { tasks: all, project, name, isPinned } = card
    const first = { ...all[0], isPinned }
    const cost = costOf([card])
    return [
      [markOf(first, look), span(' '), span(plainText(project), 'bold'), span(` ${plainText(name)}`)],
      stateOf(first, context.nowMs, look),
      changesOfCard(card, look),
      testsOfCard(card, look),
      [cost === undefined ? span(look.glyphs.unknown, 'dim') : span(formatUsd(cost))],
      [span(formatDuration(context.nowMs - Date.parse(createdAtOf(card))), 'dim')],
    ]
  })
  const full = running >= maxRunning ? `, ${running} of ${maxRunning} places taken` : ''
  return [
    ...fittedTable(
      [
        { head: '  PROJECT, TASK' },
        { head: 'STATE' },
        { head: 'LINES', align: 'right' },
        { head: 'TESTS' },
        { head: 'COST', align: 'right' },
        { head: 'AGE', align: 'right' },
      ],
      rows,
      look,
    ),
    emptyLine,
    ...wrapLine(line(span(`${sumsOf(list, context.nowMs)}${full}.${archive}`, 'dim')), look.columns),
  ]
}

const prInWords = ({ number, url, state, checks }: TaskPr): string =>
  [number === undefined ? undefined : `#${number}`, state, checks && `checks ${checks}`, url]
    .filter((one) => one !== undefined)
    .join(', ')

export function taskView(task: Task, { nowMs, shorten }: TasksContext, look: Look): readonly Line[] {
  const { worktree, run, changes } = task
  const fact = (name: string, value: string | undefined): readonly Line[] =>
    value === undefined
      ? []
      : wrapLine(line(span(`  ${name.padEnd(9)}`, 'dim'), plainText(value)), look.columns, ' '.repeat(11))
  const base =
    worktree === undefined
      ? undefined
      : `${worktree.branch ?? 'no branch'} from ${worktree.base} (${worktree.baseCommit.slice(0, 7)}${worktree.baseFetchedAt === undefined ? '' : `, fetched ${formatDuration(nowMs - Date.parse(worktree.baseFetchedAt))} ago`})`
  const agent = [task.backend, task.model, task.mode].filter((part) => part !== undefined).join(', ')
  const ended =
    run?.exit === undefined ? undefined : `${run.exit.words}, ${formatDuration(nowMs - Date.parse(run.exit.at))} ago`
  return [
    line(
      markOf(task, look),
      ' ',
      span(plainText(`${task.project} ${task.name}`), 'bold'),
      span(`  ${task.id}`, 'dim'),
      '  ',
      ...stateOf(task, nowMs, look),
    ),
    ...fact('Why', task.reason),
    ...fact(
      'Folder',
      task.folder === undefined
        ? undefined
        : `${shorten(task.folder)}${worktree === undefined ? ', the project itself' : ''}`,
    ),
    ...fact('Branch', base),
    ...fact('Agent', agent),
    ...fact('Fence', task.fence === undefined ? undefined : fenceInWords(task.fence)),
    ...fact('Session', task.sessionId),
    ...fact(
      'Program',
      run === undefined
        ? undefined
        : run.exit === undefined
          ? `runs as ${run.id}${run.pid === undefined ? '' : `, pid ${run.pid}`}`
          : ended,
    ),
    ...fact(
      'Changes',
      changes === undefined
        ? undefined
        : `${plural(changes.files, 'file')} +${changes.addedLines} ${look.glyphs.minus}${changes.removedLines}, ${plural(changes.commits, 'commit')}, ${changes.uncommitted} not committed`,
    ),
    ...fact(
      'Tests',
      task.tests && `${testsInWords(task.tests)}, ${formatDuration(nowMs - Date.parse(task.tests.at))} ago`,
    ),
    ...fact('PR', task.pr && prInWords(task.pr)),
    ...fact(
      'Merged',
      task.merged && `into ${task.merged.into} as ${task.merged.commit.slice(0, 7)}, ${task.merged.how}`,
    ),
    ...fact('Cost', task.costUsd === undefined ? undefined : formatUsd(task.costUsd)),
    ...task.remarks.flatMap((remark) => fact('Note', remark)),
    ...textOf('Prompt', task.prompt, look),
    ...textOf('Result', task.result, look),
  ]
}

function textOf(head: string, text: string | undefined, { columns }: Look): readonly Line[] {
  if (text === undefined) return []
  const rows = plainLines(text)
    .split('\n')
    .flatMap((row) => wrapLine(line('  ', row), columns, '  '))
  return [emptyLine, line(span(head, 'dim')), ...rows]
}
