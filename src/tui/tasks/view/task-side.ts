/** What a task has changed, where its branch stands, and what it costs: beside its terminal, or folded into a line. Pure. */
import { fencesInShort } from '../../../core/tasks/fence.ts'
import { isMergedAt } from '../../../core/tasks/pr-query.ts'
import type { Task } from '../../../core/tasks/task.ts'
import type { TaskBase, TaskGitStatus } from '../../../core/tasks/task-view.ts'
import { pullRequestInWords } from '../../../core/waiting/turn-facts.ts'
import { formatDuration, formatUsd, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Line } from '../../../terminal/roles.ts'
import { emptyLine, line, span } from '../../../terminal/roles.ts'
import { changesOf, whenOf } from '../../../terminal/task-words.ts'
import { joinSpans, spreadLine, wrapText } from '../../view/cells.ts'
import type { Frame } from '../../view/layout.ts'

/** Of one that is not there yet nothing is known. */
export function sideLines(
  task: Task | undefined,
  git: TaskGitStatus | undefined,
  width: number,
  nowMs: number,
  frame: Frame,
): readonly Line[] {
  if (task === undefined) return []
  const { glyphs } = frame
  const { worktree, changes, run } = task
  const head = (name: string, right: Line = []): Line =>
    spreadLine(line(span(` ${name}`, 'dim')), right, width - 2, glyphs.ellipsis)
  const words = (text: string, role?: 'dim' | 'warn'): readonly Line[] =>
    wrapText(plainText(text), width - 2).map((one) => line(' ', span(one, role)))
  const base = git?.base
  const branch =
    worktree === undefined
      ? words(task.folder === undefined ? 'no folder yet' : 'in the project itself', 'dim')
      : [
          ...words(git?.branch ?? worktree.branch ?? 'no branch'),
          ...words(`from ${worktree.base} (${worktree.baseCommit.slice(0, 7)})`, 'dim'),
          ...(base === undefined || base.ahead === 0 ? commitWords(task) : [aheadWords(base)]).flatMap((one) =>
            words(one),
          ),
          ...(base?.behind === undefined || base.behind === 0 ? [] : words(behindWords(base))),
          ...testsLine(task, nowMs, frame),
          ...prWords(task, base).flatMap((one) => words(one)),
        ]
  const ended = run?.exit === undefined ? [] : words(`${run.exit.words}, ${whenOf(run.exit.at, nowMs)}`)
  const agent = [task.backend, task.model, task.mode].filter((part) => part !== undefined).join(', ')
  const fenced = fencesInShort([task.fence])
  const cost = task.costUsd === undefined ? '' : `${formatUsd(task.costUsd)}, `
  return [
    head('CHANGES', changesOf(task, frame)),
    ...(changes === undefined || changes.files === 0
      ? words(changes === undefined ? 'not looked up yet' : 'none', 'dim')
      : [
          ...(git === undefined ? words(plural(changes.files, 'file')) : fileLines(git, width, frame)),
          ...(changes.uncommitted === 0 ? [] : words(`• ${changes.uncommitted} not committed`)),
        ]),
    emptyLine,
    head('BRANCH'),
    ...branch,
    emptyLine,
    head('TASK'),
    ...words(agent),
    ...words(`${cost}${formatDuration(nowMs - Date.parse(task.createdAt))}`),
    ...(fenced === undefined ? [] : words(fenced)),
    ...ended,
    ...(task.reason === undefined ? [] : words(task.reason, 'dim')),
    ...(task.remarks.length === 0
      ? []
      : [emptyLine, head('NOTES'), ...task.remarks.flatMap((one) => words(one, 'warn'))]),
    ...(task.result === undefined ? [] : [emptyLine, head('RESULT'), ...words(task.result)]),
    ...(task.prompt === undefined ? [] : [emptyLine, head('PROMPT'), ...words(task.prompt)]),
  ]
}

/** ` ✓ 41 tests, 14:27` */
function testsLine({ tests }: Task, nowMs: number, { glyphs }: Frame): readonly Line[] {
  if (tests === undefined) return []
  const { passed, failed, isBeforeEdits } = tests
  const mark = failed > 0 ? span(glyphs.failed, 'bad') : span(glyphs.done, isBeforeEdits === true ? 'dim' : 'ok')
  const count = failed > 0 ? `${failed} of ${passed + failed} failed` : plural(passed, 'test')
  return [line(' ', mark, ` ${count}, ${whenOf(tests.at, nowMs)}`)]
}

function prWords({ pr }: Task, base: TaskBase | undefined): readonly string[] {
  if (pr === undefined) return base === undefined ? [] : ['no PR']
  const name = pullRequestInWords(pr)
  return [isMergedAt(pr, base?.commits[0]?.id) ? `in base by ${name}` : [name, pr.state].filter(Boolean).join(', ')]
}

const commitWords = ({ changes }: Task): readonly string[] =>
  changes === undefined || changes.commits === 0 ? [] : [plural(changes.commits, 'commit')]

function aheadWords({ ahead, notPushed }: TaskBase): string {
  const pushed =
    notPushed === undefined
      ? ''
      : notPushed === 0
        ? ', pushed'
        : notPushed === ahead
          ? ', not pushed'
          : `, ${notPushed} not pushed`
  return `${plural(ahead, 'commit')}${pushed}`
}

const behindWords = ({ name, behind, mergesCleanly }: TaskBase): string =>
  `${name} is ${behind} ahead${mergesCleanly === undefined ? '' : mergesCleanly ? ', clean' : ', conflicts'}`

const mostFiles = 14
const letters = { added: 'A', modified: 'M', deleted: 'D', conflicted: '!' } as const

/** ` M • store.ts      +64 −31`: the file without its folders, as there is little room. */
function fileLines({ files, moreFiles }: TaskGitStatus, width: number, { glyphs }: Frame): readonly Line[] {
  const shown = files.slice(0, mostFiles).map(({ path, kind, addedLines, removedLines, isCommitted }): Line => {
    const isBad = kind === 'deleted' || kind === 'conflicted'
    const name = plainText(width > 40 ? path : (path.split('/').at(-1) ?? path))
    const counts =
      addedLines === undefined
        ? []
        : line(span(`+${addedLines}`, 'ok'), ' ', span(`${glyphs.minus}${removedLines ?? 0}`, 'bad'))
    const head = line(
      ' ',
      span(letters[kind], kind === 'added' ? 'ok' : isBad ? 'bad' : undefined),
      isCommitted ? '   ' : ' • ',
    )
    return [...head, ...spreadLine(line(name), counts, width - 7, glyphs.ellipsis)]
  })
  const more = moreFiles + files.length - shown.length
  return more === 0 ? shown : [...shown, line(' ', span(`and ${more} more`, 'dim'))]
}

/** The same in a line, where there is no room beside. */
export function sideLine(task: Task | undefined, git: TaskGitStatus | undefined, width: number, frame: Frame): Line {
  if (task === undefined) return []
  const { worktree, changes } = task
  const parts: readonly Line[] = [
    ...(changes === undefined || changes.files === 0
      ? []
      : [changesOf(task, frame), line(plural(changes.files, 'file'))]),
    ...(changes === undefined || changes.uncommitted === 0 ? [] : [line(`${changes.uncommitted} not committed`)]),
    ...(worktree?.branch === undefined ? [] : [line(span(plainText(git?.branch ?? worktree.branch), 'dim'))]),
    ...(git?.base?.behind === undefined || git.base.behind === 0 ? [] : [line(plainText(behindWords(git.base)))]),
  ]
  const text = parts.length === 0 ? line(span('nothing changed', 'dim')) : joinSpans(parts, '  ')
  return spreadLine([span(' '), ...text], [], width - 1, frame.glyphs.ellipsis)
}
