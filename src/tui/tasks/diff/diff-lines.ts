/** The diff as lines: the files, and the rows of one of them, side by side where there is room. Pure. */
import type { ChangedFile, DiffRow, ReviewComment } from '../../../core/review/review.ts'
import { changeLetters } from '../../../core/review/review-words.ts'
import { plural } from '../../../core/words/format.ts'
import { plainLines, plainText } from '../../../core/words/text.ts'
import type { Line, Role } from '../../../terminal/roles.ts'
import { line, span } from '../../../terminal/roles.ts'
import { lineWidth } from '../../../terminal/table.ts'
import { truncateText } from '../../../terminal/text-width.ts'
import { cutText, fitLine, inRole, padStart, spreadLine, windowOf } from '../../view/cells.ts'
import type { Frame } from '../../view/layout.ts'
import { keyHints } from '../../view/tab-bar.ts'
import { type DiffModel, diffRows, type ShownRow } from './diff-model.ts'

const filesWidth = 34
const twoFrom = 90

export function diffLines(diff: DiffModel, name: string, frame: Frame): readonly Line[] {
  const { columns, rows, glyphs, marks } = frame
  const height = rows - 4
  const hasTwo = columns >= twoFrom
  const rule = (tee: string) =>
    line(
      span(
        hasTwo
          ? `${glyphs.rule.repeat(filesWidth)}${tee}${glyphs.rule.repeat(columns - filesWidth - 1)}`
          : glyphs.rule.repeat(columns),
        'dim',
      ),
    )
  const body = hasTwo
    ? sideBySide(
        fileList(diff, filesWidth, height, frame),
        rowLines(diff, columns - filesWidth - 1, height, frame),
        frame,
      )
    : diff.isInRows
      ? rowLines(diff, columns, height, frame)
      : fileList(diff, columns, height, frame)
  return [head(diff, name, frame), rule(marks.teeDown), ...body, rule(marks.teeUp), last(diff, frame)]
}

function sideBySide(left: readonly Line[], right: readonly Line[], { glyphs, marks }: Frame): readonly Line[] {
  return left.map((one, index) => [
    ...fitLine(one, filesWidth, glyphs.ellipsis),
    span(marks.column, 'dim'),
    ...(right[index] ?? []),
  ])
}

function head({ changes, at }: DiffModel, name: string, { columns, glyphs }: Frame): Line {
  const title = line(' ', span(plainText(name), 'bold'))
  if (changes === undefined) return title
  const { files, addedLines, removedLines, base, uncommitted, viewed } = changes
  const open = uncommitted === 0 ? '' : `, ${uncommitted} not committed`
  const words = `  ${plural(files.length, 'file')} +${addedLines} ${glyphs.minus}${removedLines} against ${plainText(base.name)}${open}`
  const place = files.length === 0 ? '' : `${at + 1}/${files.length}, ${viewed} viewed`
  return spreadLine([...title, span(words)], line(span(place, 'dim')), columns - 1, glyphs.ellipsis)
}

function fileList(diff: DiffModel, width: number, height: number, frame: Frame): readonly Line[] {
  const { glyphs } = frame
  const files = diff.changes?.files ?? []
  if (files.length === 0) {
    const words = diff.said ?? (diff.changes === undefined ? 'Looking' : 'No changes.')
    return windowOf([line(' ', span(truncateText(plainText(words), width - 2, glyphs.ellipsis), 'dim'))], 0, height)
  }
  const lines = files.map((file, index): Line => {
    const isChosen = index === diff.at
    const end = counts(file, frame)
    const path = shortened(plainText(file.path), width - 7 - lineWidth(end), glyphs.ellipsis)
    const one = [
      span(isChosen ? glyphs.chosen : ' '),
      span(changeLetters[file.change], file.change === 'added' ? 'ok' : file.change === 'deleted' ? 'bad' : undefined),
      span(file.isUncommitted ? ' • ' : '   '),
      ...spreadLine(line(span(path, file.isViewed ? 'dim' : undefined)), end, width - 6, glyphs.ellipsis),
    ]
    return isChosen && !diff.isInRows ? inRole(one, 'sel') : one
  })
  const top = Math.max(0, Math.min(diff.at - Math.floor(height / 2), files.length - height))
  return windowOf(lines, top, height)
}

/** The end of a path says more than its beginning. */
const shortened = (path: string, width: number, ellipsis: string): string =>
  path.length <= width ? path : `${ellipsis}${path.slice(path.length - Math.max(4, width - 1))}`

function counts({ addedLines, removedLines, form, isConflicted, isViewed }: ChangedFile, { glyphs }: Frame): Line {
  if (isConflicted) return line(span('conflicts', 'bad'))
  const mark = isViewed ? ` ${glyphs.done}` : ''
  if (addedLines === undefined) return line(span(`${form}${mark}`, 'dim'))
  return line(span(`+${addedLines}`, 'ok'), ' ', span(`${glyphs.minus}${removedLines ?? 0}`, 'bad'), span(mark, 'ok'))
}

function rowLines(diff: DiffModel, width: number, height: number, frame: Frame): readonly Line[] {
  const { file, changes, at } = diff
  const path = changes?.files[at]?.path
  if (path === undefined) return windowOf([], 0, height)
  const rows = diffRows(diff)
  const said =
    file === undefined
      ? 'Looking'
      : file.isTooLarge === true
        ? 'It is larger than what is shown here.'
        : rows.length === 0
          ? 'It has no lines that could be shown.'
          : undefined
  if (said !== undefined) return windowOf([line(' ', span(said, 'dim'))], 0, height)
  const lines = rows.flatMap((row, index): readonly (readonly [Line, boolean])[] => {
    const isChosen = diff.isInRows && index === diff.row
    const one = shownLine(row, diff, width, frame)
    const remarks = diff.comments
      .filter((comment) => comment.path === path && isOn(comment, row))
      .map((comment): readonly [Line, boolean] => [remarkLine(comment, width, frame), false])
    return [[isChosen ? inRole(one, 'sel') : one, isChosen], ...remarks]
  })
  const above = diff.comments
    .filter((comment) => comment.path === path && (comment.line === undefined || comment.isStale))
    .map((comment) => remarkLine(comment, width, frame))
  const more = file?.rowsLeft === undefined ? [] : [line(' ', span(`and ${file.rowsLeft} more rows`, 'dim'))]
  const chosen = lines.findIndex(([, isChosen]) => isChosen)
  const top = Math.max(
    0,
    Math.min(chosen - Math.floor(height / 2), lines.length + more.length - (height - above.length)),
  )
  return [
    ...above,
    ...windowOf([...lines.map(([one]) => one), ...more], top, Math.max(0, height - above.length)),
  ].slice(0, height)
}

/** Those on lines that are others by now stand above, with those on the whole file. */
const isOn = ({ side, line: at, lineNow, isStale }: ReviewComment, row: ShownRow): boolean => {
  if (row.kind !== 'row' || isStale) return false
  const number = side === 'after' ? row.after?.after : row.before?.before
  return number !== undefined && number === (lineNow ?? at)
}

const remarkLine = ({ text, sentAt, isStale }: ReviewComment, width: number, { glyphs }: Frame): Line =>
  fitLine(
    line(
      '      ',
      span(`${glyphs.chosen} `, 'you'),
      span(plainText(text), 'you'),
      span(`${sentAt === undefined ? '  not sent' : '  sent'}${isStale ? ', its lines have changed' : ''}`, 'dim'),
    ),
    width,
    glyphs.ellipsis,
  )

const roles: Readonly<Record<DiffRow['kind'], Role | undefined>> = { add: 'ok', del: 'bad', same: undefined }
const signs: Readonly<Record<DiffRow['kind'], string>> = { add: '+', del: '-', same: ' ' }

function shownLine(row: ShownRow, { isSplit }: DiffModel, width: number, frame: Frame): Line {
  const { glyphs, marks } = frame
  if (row.kind === 'hunk') return line(' ', span(truncateText(plainText(row.text), width - 2, glyphs.ellipsis), 'tool'))
  const number = (value: number | undefined) => padStart(value === undefined ? '' : String(value), 5)
  const text = (one: DiffRow | undefined) => plainLines(one?.text ?? '').replaceAll('\t', '    ')
  if (!isSplit) {
    const one = row.after ?? row.before
    if (one === undefined) return []
    const room = Math.max(1, width - 14)
    return line(
      span(`${number(row.before?.before)} ${number(row.after?.after)} `, 'dim'),
      span(`${signs[one.kind]}${cutText(text(one), room, glyphs.ellipsis)}`, roles[one.kind]),
    )
  }
  const half = Math.floor((width - 1) / 2)
  const side = (one: DiffRow | undefined, value: number | undefined): Line =>
    fitLine(
      line(
        span(`${number(value)} `, 'dim'),
        span(
          one === undefined ? '' : `${signs[one.kind]}${cutText(text(one), half - 8, glyphs.ellipsis)}`,
          one && roles[one.kind],
        ),
      ),
      half,
      glyphs.ellipsis,
    )
  return [...side(row.before, row.before?.before), span(marks.column, 'dim'), ...side(row.after, row.after?.after)]
}

function last({ typed, said, isInRows, comments }: DiffModel, { columns, glyphs, marks }: Frame): Line {
  if (typed !== undefined) {
    const help = 'enter keeps it, esc leaves it'
    const room = columns - help.length - 16
    const shown = [...typed].slice(-Math.max(8, room)).join('')
    return spreadLine(
      line(' ', span('Remark:', 'bold'), ` ${shown}${marks.cursor}`),
      line(span(help, 'dim')),
      columns - 1,
      glyphs.ellipsis,
    )
  }
  if (said !== undefined) return line(' ', truncateText(plainText(said), columns - 2, glyphs.ellipsis))
  const open = comments.filter(({ sentAt }) => sentAt === undefined).length
  const send: readonly (readonly [string, string])[] = open === 0 ? [] : [['S', `send ${plural(open, 'remark')}`]]
  const move: readonly (readonly [string, string])[] = isInRows
    ? [
        ['n p', 'change'],
        ['c', 'remark'],
      ]
    : [['⏎', 'rows']]
  return [
    span(' '),
    ...keyHints(
      [[marks.vertical, isInRows ? 'row' : 'file'], ...move, ...send, ['v', 'viewed'], ['s', 'split'], ['q', 'back']],
      columns - 2,
    ),
  ]
}
