/** `tce task diff`, `tce task review`: changed files, their patches, and what was remarked on them. Pure. */
import { packagesSentence } from '../../core/review/lock-packages.ts'
import { type PatchLine, patchLines } from '../../core/review/patch-text.ts'
import type { ChangedFile, FileDiff, ReviewComment, ReviewComments, ReviewedChanges } from '../../core/review/review.ts'
import { placeWords } from '../../core/review/review-prompt.ts'
import { againstWords, changeLetters, filesWords, fileWords, foldSentence } from '../../core/review/review-words.ts'
import type { Task } from '../../core/tasks/task.ts'
import { stateWords } from '../../core/tasks/task-rules.ts'
import { formatUsd, plural } from '../../core/words/format.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import { bar } from '../../terminal/bars.ts'
import type { Line, Look, Role, Span } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { wrapLine } from '../../terminal/wrap.ts'

const barCells = 12
const dot = '•'

export function statView(changes: ReviewedChanges, look: Look): readonly Line[] {
  const { files, addedLines, removedLines, commitCount, uncommitted, unlisted } = changes
  const { minus } = look.glyphs
  if (files.length === 0) return [line(span(`${look.glyphs.done} `, 'ok'), `No changes ${againstWords(changes)}.`)]
  const note = files.some((file) => file.isUncommitted) ? `; ${dot} not committed` : ''
  const head = line(
    span(filesWords(files.length), 'bold'),
    ' ',
    span(`+${addedLines}`, 'ok'),
    ' ',
    span(`${minus}${removedLines}`, 'bad'),
    plainText(` ${againstWords(changes)}${note}`).replace(/^/, ' '),
  )
  const most = Math.max(1, ...files.map((file) => (file.addedLines ?? 0) + (file.removedLines ?? 0)))
  const rows = files
    .toSorted((a, b) => sumOf(b) - sumOf(a))
    .map((file): readonly Line[] => [fileCell(file), countsCell(file, look), barCell(file, most, look)])
  const commits = commitCount === 0 ? [] : [plural(commitCount, 'commit')]
  const open = uncommitted === 0 ? [] : [`${filesWords(uncommitted)} not committed`]
  return [
    ...wrapLine(head, look.columns),
    emptyLine,
    ...fittedTable([{}, { align: 'right' }, {}], rows, look),
    ...(unlisted === undefined ? [] : [line(span(` and ${unlisted} more that git does not know`, 'dim'))]),
    ...(commits.length + open.length === 0 ? [] : [emptyLine, line(`${[...commits, ...open].join(', ')}.`)]),
  ]
}

const sumOf = ({ addedLines = 0, removedLines = 0 }: ChangedFile): number => addedLines + removedLines

const letterRoles: Partial<Record<ChangedFile['change'], Role>> = { added: 'ok', deleted: 'bad' }

const fileCell = (file: ChangedFile): Line =>
  line(
    ' ',
    span(changeLetters[file.change], letterRoles[file.change]),
    file.isUncommitted ? ` ${dot} ` : '   ',
    plainText(file.path),
    file.isConflicted ? span(' conflicts', 'bad') : span(file.isViewed ? ' viewed' : '', 'dim'),
  )

function countsCell({ addedLines, removedLines, form }: ChangedFile, { glyphs }: Look): Line {
  if (addedLines === undefined) return line(span(form === 'text' ? 'not counted' : form, 'dim'))
  return line(`+${addedLines} ${glyphs.minus}${removedLines ?? 0}`)
}

function barCell(file: ChangedFile, most: number, { glyphs }: Look): Line {
  const cells = (lines: number) => bar(lines / most, barCells, glyphs)
  const gone = Math.round(((file.removedLines ?? 0) / most) * barCells)
  return line(span(cells(file.addedLines ?? 0), 'ok'), span(glyphs.rule.repeat(gone), 'bad'))
}

const roles: Readonly<Record<PatchLine['kind'], Role | undefined>> = {
  ...{ file: 'bold', hunk: 'tool', note: 'dim', add: 'ok', del: 'bad', same: undefined },
}

export const patchView = (file: ChangedFile, diff: FileDiff): readonly Line[] =>
  patchLines(file, diff).map(({ kind, text }) => line(span(text.replaceAll('\t', '    '), roles[kind])))

/** Of one that is folded: of a lock file what it locks otherwise, and where its rows are. */
export const foldedView = (file: ChangedFile, diff: FileDiff | undefined, task: string): readonly Line[] => {
  const packages = diff?.packages
  const words = [
    foldSentence(file) ?? '',
    ...(packages === undefined ? [] : [packagesSentence(packages)]),
    fileWords({ ...file, folded: undefined }).join(', '),
  ]
  return [
    line(span(`${changeLetters[file.change]} ${plainText(file.path)}`, 'bold')),
    line(span(words.filter((word) => word !== '').join(' '), 'dim'), `  tce task diff ${task} ${plainText(file.path)}`),
  ]
}

export function commentsView({ comments }: ReviewComments, task: string, look: Look): readonly Line[] {
  if (comments.length === 0)
    return [
      line(span(`${look.glyphs.none} `, 'dim'), 'No comments.'),
      line('  ', span('Next: ', 'dim'), `tce task review ${task} add src/keys/store.ts:88 "What is to be mended"`),
    ]
  const open = comments.filter(({ sentAt }) => sentAt === undefined).length
  return [
    line(span(plural(comments.length, 'comment'), 'bold'), open === 0 ? ', all sent' : `, ${open} not sent`),
    ...comments.flatMap((comment) => [emptyLine, ...commentLines(comment, look)]),
    ...(open === 0 ? [] : [emptyLine, line(span('Send: ', 'dim'), `tce task review ${task} send`)]),
  ]
}

function commentLines(comment: ReviewComment, { columns }: Look): readonly Line[] {
  const { id, quote, text, sentAt, isStale } = comment
  const indent = ' '.repeat(6)
  const words: readonly Span[] = [
    sentAt === undefined ? span('not sent') : span('sent', 'dim'),
    ...(isStale ? [span(', the line has changed since', 'warn')] : []),
  ]
  return [
    ...wrapLine(
      line(`  ${id.padEnd(4)}`, span(plainText(placeWords({ ...comment, isStale: false })), 'bold'), '  ', ...words),
      columns,
      indent,
    ),
    ...quote.slice(0, 3).map((one) => line(`${indent}> `, span(plainText(one), 'dim'))),
    ...plainLines(text)
      .split('\n')
      .flatMap((one) => wrapLine(line(`${indent}${one}`), columns, indent)),
  ]
}

export function triesView(
  tries: readonly { readonly task: Task; readonly changes?: ReviewedChanges | undefined }[],
  look: Look,
): readonly Line[] {
  const { unknown, minus } = look.glyphs
  return fittedTable(
    [
      { head: 'TRY' },
      { head: 'STATE' },
      { head: 'FILES', align: 'right' },
      { head: 'LINES', align: 'right' },
      { head: 'COST', align: 'right' },
    ],
    tries.map(({ task, changes }): readonly Line[] => [
      line(span(plainText(task.name), 'bold')),
      line(stateWords[task.state]),
      line(changes === undefined ? unknown : String(changes.files.length)),
      line(changes === undefined ? unknown : `+${changes.addedLines} ${minus}${changes.removedLines}`),
      line(task.costUsd === undefined ? unknown : formatUsd(task.costUsd)),
    ]),
    look,
  )
}
