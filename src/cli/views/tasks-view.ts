/** `tce task`: tasks in a list, and one with all that is known of it. Pure. */
import type { Task, TaskList, TaskRemoval } from '../../core/tasks/task.ts'
import { stateWords } from '../../core/tasks/task-rules.ts'
import { formatBytes, formatDuration, formatUsd, plural } from '../../core/words/format.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import type { Line, Look, Span } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { wrapLine } from '../../terminal/wrap.ts'

export interface TasksContext {
  readonly nowMs: number
  readonly shorten: (path: string) => string
}

export function tasksView(
  { tasks, counts, archived, running, maxRunning }: TaskList,
  context: TasksContext,
  look: Look,
): readonly Line[] {
  const rest = [
    ...(counts.failed + counts.broken > 0 ? [`${counts.failed + counts.broken} failed`] : []),
    `${counts.complete} done`,
  ]
  const sums = [
    `${counts.in_progress} in progress`,
    `${counts.in_review} in review`,
    `${counts.pending} pending`,
    ...rest,
  ]
  const archive = archived === 0 ? '' : `  Archived ${archived}: --archived`
  if (tasks.length === 0)
    return [
      line(span(`${look.glyphs.none} `, 'dim'), `No tasks.${archive}`),
      line('  ', span('Next: ', 'dim'), 'tce task new <project> "What is to be done"'),
    ]
  const rows = tasks.map((task): readonly Line[] => [
    [markOf(task, look), span(' '), span(plainText(task.project), 'bold'), span(` ${plainText(task.name)}`)],
    stateOf(task, context.nowMs),
    changesOf(task, look),
    [
      span(
        task.costUsd === undefined ? look.glyphs.unknown : formatUsd(task.costUsd),
        task.costUsd === undefined ? 'dim' : undefined,
      ),
    ],
    [span(formatDuration(context.nowMs - Date.parse(task.createdAt)), 'dim')],
  ])
  const full = running >= maxRunning ? `, ${running} of ${maxRunning} places taken` : ''
  return [
    ...fittedTable(
      [
        { head: '  PROJECT, TASK' },
        { head: 'STATE' },
        { head: 'LINES', align: 'right' },
        { head: 'COST', align: 'right' },
        { head: 'AGE', align: 'right' },
      ],
      rows,
      look,
    ),
    emptyLine,
    ...wrapLine(line(span(`${sums.join(', ')}${full}.${archive}`, 'dim')), look.columns),
  ]
}

function markOf({ state, isPinned, activity }: Task, { glyphs }: Look): Span {
  if (isPinned) return span(glyphs.pinned, activity === 'waiting' ? 'you' : undefined)
  if (state === 'failed' || state === 'broken') return span(glyphs.failed, 'bad')
  if (state === 'complete' || state === 'in_review') return span(glyphs.done, 'ok')
  if (activity === 'waiting') return span(glyphs.waiting, 'you')
  return state === 'pending' ? span(glyphs.none, 'dim') : span(glyphs.healthy)
}

const mostState = 26

/** What it is at, in a word or two, and for how long. */
function stateOf(task: Task, nowMs: number): Line {
  const since = (iso: string | undefined) => (iso === undefined ? '' : ` ${formatDuration(nowMs - Date.parse(iso))}`)
  const { state, activity, best } = task
  if (state === 'in_progress') {
    if (activity === 'waiting')
      return line(
        span('waiting', 'you'),
        ` ${cut(task.asks ?? task.waitingFor ?? '')}`.trimEnd(),
        since(task.activitySince),
      )
    const at =
      activity === 'busy'
        ? 'busy'
        : activity === 'idle' || activity === 'shell'
          ? 'idle'
          : task.run === undefined
            ? 'being made'
            : 'runs'
    return line(
      at,
      best === undefined ? '' : `, try ${best.number} of ${best.of}`,
      at === 'idle' ? since(task.activitySince) : '',
    )
  }
  if (state === 'pending') return line(span(cut((task.reason ?? 'pending').split(':')[0] ?? ''), 'dim'))
  if (state === 'failed' || state === 'broken') return line(span(stateWords[state], 'bad'), since(task.since))
  return line(stateWords[state], since(task.since))
}

function cut(text: string): string {
  const plain = plainText(text)
  return plain.length <= mostState ? plain : `${plain.slice(0, mostState - 1)}…`
}

function changesOf({ changes }: Task, { glyphs }: Look): Line {
  if (changes === undefined || changes.files === 0) return line(span(glyphs.unknown, 'dim'))
  return line(`+${changes.addedLines} ${glyphs.minus}${changes.removedLines}`)
}

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
      ...stateOf(task, nowMs),
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

/** As it is asked before one is destroyed. */
export function removalView(
  { task, facts, obstacles }: TaskRemoval,
  copy: 'keep' | 'none',
  look: Look,
): readonly Line[] {
  const indented = (mark: Line, words: string): readonly Line[] =>
    wrapLine(line('  ', ...mark, ' ', plainText(words)), look.columns, '    ')
  const bad: Line = [span(look.glyphs.failed, 'bad')]
  const fine: Line = [span(look.glyphs.done, 'ok')]
  const { uncommitted, commits, ignored, isInBase } = facts ?? {}
  const here: readonly Line[] = [
    ...(uncommitted === undefined || uncommitted.count === 0
      ? []
      : indented(
          bad,
          `${plural(uncommitted.count, 'file')} not committed  ${uncommitted.names.join(', ')}  +${uncommitted.addedLines} ${look.glyphs.minus}${uncommitted.removedLines}`,
        )),
    ...(commits === undefined || commits.count === 0 || isInBase === true
      ? []
      : indented(
          bad,
          `${plural(commits.count, 'commit')} not pushed  ${commits.newest
            .map(({ id, title }) => `${id} ${title}`)
            .slice(0, 5)
            .join(', ')}`,
        )),
    ...(ignored === undefined || ignored.count === 0
      ? []
      : indented(
          [span(look.glyphs.none, 'dim')],
          `ignored files  ${ignored.names.join(', ')} ${formatBytes(ignored.sizeBytes)}`,
        )),
  ]
  const none =
    facts === undefined
      ? 'It has no folder of its own: nothing but the task itself goes.'
      : 'Everything of it is in its base or on a remote.'
  const stays: readonly Line[] = [
    ...(task.sessionId === undefined ? [] : indented(fine, `the conversation  ${task.sessionId}`)),
    ...(copy === 'keep' ? indented(fine, `a safety copy, 14 days  back with tce task undo ${task.id}`) : []),
  ]
  return [
    ...(here.length === 0 ? [line('  ', none)] : [line(span('  Exists nowhere else', 'dim')), ...here]),
    ...(stays.length === 0 ? [] : [line(span('  Stays', 'dim')), ...stays]),
    ...obstacles.flatMap((obstacle) => indented(bad, `in the way: ${obstacle}`)),
  ]
}
