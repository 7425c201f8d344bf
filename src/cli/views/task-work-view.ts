/** What is asked before a task's work is committed, or given out as a pull request. Pure. */
import type { TaskLinks } from '../../core/tasks/task-view.ts'
import type { CommitLook, PullRequestLook } from '../../core/tasks/task-work.ts'
import { plural } from '../../core/words/format.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'

const mostFiles = 20

export function commitView(
  { task, branch, files: all, message, addedLines, removedLines }: CommitLook,
  files: readonly string[],
  look: Look,
): readonly Line[] {
  const { columns, glyphs } = look
  const states = new Map(all.map((one) => [one.path, one.state]))
  const question = `Commit ${plural(files.length, 'file')}${files.length < all.length ? ` of ${all.length}` : ''} of ${task.project} ${task.name}${branch === undefined ? '' : ` on ${branch}`}?`
  return [
    ...wrapLine(line(span(plainText(question), 'bold'), `  +${addedLines} ${glyphs.minus}${removedLines}`), columns),
    ...files
      .slice(0, mostFiles)
      .map((path) => line('  ', span(states.get(path) === 'untracked' ? 'A ' : 'M ', 'dim'), plainText(path))),
    ...(files.length > mostFiles ? [line(span(`  and ${files.length - mostFiles} more`, 'dim'))] : []),
    ...plainLines(message)
      .split('\n')
      .flatMap((row) => wrapLine(line(span('  ', 'dim'), span(row, 'bold')), columns, '  ')),
  ]
}

export function pullRequestView(
  { task, existing, repository, branch, base, title, body, push, uncommitted, commits, obstacles }: PullRequestLook,
  { columns, glyphs }: Look,
): readonly Line[] {
  const fact = (head: string, text: string | undefined): readonly Line[] =>
    text === undefined
      ? []
      : wrapLine(line(span(`  ${head.padEnd(8)}`, 'dim'), plainText(text)), columns, ' '.repeat(10))
  const head = line(span(plainText(`${task.project} ${task.name}`), 'bold'))
  if (existing !== undefined) {
    const words = [
      existing.number === undefined ? undefined : `#${existing.number}`,
      ...[existing.state, existing.checks && `checks ${existing.checks}`],
    ]
    return [head, ...fact('PR', words.filter((one) => one !== undefined).join(', ')), ...fact('', existing.url)]
  }
  return [
    head,
    ...fact('PR', 'none yet'),
    ...fact('Into', repository === undefined ? undefined : `${base ?? ''} of ${repository}, from ${branch ?? ''}`),
    ...fact('Title', title),
    ...plainLines(body)
      .split('\n')
      .slice(0, 12)
      .flatMap((row, at) => fact(at === 0 ? 'Text' : '', row === '' ? undefined : row)),
    ...fact(
      'Pushes',
      push === undefined
        ? undefined
        : `${branch ?? ''} at ${push.commit} to ${push.remote}, ${plural(push.count, 'commit')}`,
    ),
    ...(commits.length > 0 && uncommitted > 0
      ? fact('Note', `${plural(uncommitted, 'file')} not committed: not in it`)
      : []),
    ...obstacles.flatMap((one) => wrapLine(line(span(`  ${glyphs.failed} `, 'bad'), plainText(one)), columns, '    ')),
  ]
}

/** Each by where it really leads, so that it can be opened as it stands. */
export function linksView({ links }: TaskLinks, { columns, glyphs }: Look): readonly Line[] {
  if (links.length === 0)
    return [line(span(`${glyphs.none} `, 'dim'), 'No links on its screen, in its prompt or its result.')]
  return links.flatMap(({ url, words, from }) =>
    wrapLine(
      line(plainText(url), span(`  ${words === undefined ? '' : `${plainText(words)}, `}${from}`, 'dim')),
      columns,
      '  ',
    ),
  )
}
