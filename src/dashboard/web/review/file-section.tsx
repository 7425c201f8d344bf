/** One changed file: its head, which stays while its rows are read, and what is in it. */
import { useEffect } from 'preact/hooks'
import type { ChangedFile, ReviewComment } from '../../../core/review/review.ts'
import { changeLetters, fileWords, foldSentence, sizeWords } from '../../../core/review/review-words.ts'
import { plural } from '../../../core/words/format.ts'
import { Icon } from '../parts/mark.tsx'
import { orSay } from './comments.tsx'
import { FileLines } from './file-lines.tsx'
import { ImageDiff } from './image-diff.tsx'
import { LockSummary } from './lock-summary.tsx'
import { isDiff, type Review, type Rows } from './review-state.ts'

/** Of a file that nobody wrote by hand. */
const firstRows = 500
const usualRows = 5_000

interface FileSectionProps {
  readonly review: Review
  readonly file: ChangedFile
  readonly isSplit: boolean
  /** The line in it that the keys are at. */
  readonly chosen: number | undefined
  readonly canComment: boolean
}

export function FileSection({ review, file, isSplit, chosen, canComment }: FileSectionProps) {
  const { path, change, isViewed, addedLines, removedLines, version } = file
  const isOpen = review.open.value.has(path)
  // Their lines are those of the files as they are, not of one commit.
  const comments = canComment ? review.comments.value.filter((one) => one.path === path) : []
  const open = comments.filter(({ sentAt }) => sentAt === undefined).length
  const name = path.slice(path.lastIndexOf('/') + 1)
  return (
    <section class={`dfile ${isViewed ? 'is-viewed' : ''}`} aria-label={path} data-path={path} data-version={version}>
      <header class="df-h">
        <button
          type="button"
          class="disclose"
          aria-expanded={isOpen}
          aria-label={`${isOpen ? 'Fold' : 'Unfold'} ${path}`}
          onClick={() => review.setOpen(path, !isOpen)}
        >
          <Icon name="chev" size={12} />
        </button>
        <b class={`g-${changeLetters[change]}`} title={change}>
          {changeLetters[change]}
        </b>
        <code class="clip" title={path}>
          {path}
        </code>
        <span class="muted fine df-w">{fileWords(file).join(', ')}</span>
        <span class="spring" />
        {comments.length > 0 && (
          <span class={`fine ${open > 0 ? 'is-you' : 'muted'}`}>{plural(comments.length, 'comment')}</span>
        )}
        {addedLines !== undefined && (
          <span class="num">
            <span class="add">+{addedLines}</span> <span class="del">−{removedLines ?? 0}</span>
          </span>
        )}
        <label class="ck fine">
          <input
            type="checkbox"
            checked={isViewed}
            aria-label={`${name} viewed`}
            onChange={async ({ currentTarget }) => {
              const problem = await review.view(file, currentTarget.checked)
              if (problem !== undefined) currentTarget.checked = isViewed
              orSay(problem)
            }}
          />{' '}
          viewed
        </label>
      </header>
      {isOpen && <FileBody {...{ review, file, isSplit, chosen, canComment, comments }} />}
    </section>
  )
}

type FileBodyProps = FileSectionProps & { readonly comments: readonly ReviewComment[] }

function FileBody(props: FileBodyProps) {
  const { review, file } = props
  const { path, form, addedLines = 0, removedLines = 0, modeBefore, modeAfter } = file
  const rows = review.rowsOf(path).value
  const folded = foldSentence(file)
  const hasRows = form === 'text' || form === 'link' || form === 'submodule'
  const waits = hasRows && folded !== undefined && rows === undefined
  useEffect(() => {
    if (hasRows && !waits) review.loadRows(path)
  }, [review, path, hasRows, waits])
  const mode = modeBefore !== undefined && (
    <p class="foldp muted">
      Mode <code>{modeBefore}</code> → <code>{modeAfter}</code>
    </p>
  )
  if (form === 'image') return <ImageDiff taskId={review.taskId} of={review.of} file={file} />
  if (form === 'binary') return <p class="foldp muted">Binary, {sizeWords(file)}. Nothing to show.</p>
  if (waits) {
    const lines = addedLines + removedLines
    const all = lines === 0 ? 'Show it' : `Show ${lines.toLocaleString('en')} lines`
    return (
      <div class="foldp muted">
        {folded} {file.folded === 'lock' && <LockSummary {...{ review, file }} />}
        <button
          type="button"
          class="link"
          onClick={() => review.loadRows(path, lines > usualRows ? firstRows : undefined)}
        >
          {lines > usualRows ? `Show the first ${firstRows}` : all}
        </button>
      </div>
    )
  }
  if (!isDiff(rows))
    return (
      <>
        {mode}
        <Waiting rows={rows} lines={addedLines + removedLines} onRetry={() => review.loadRows(path, usualRows)} />
      </>
    )
  return (
    <>
      {mode}
      {rows.isTooLarge && <p class="foldp muted">It is too large to be shown here.</p>}
      {rows.isOtherText && <p class="foldp muted">Some of it is no UTF-8, and shown as �.</p>}
      {rows.hunks.length === 0 && mode === false && !rows.isTooLarge && (
        <p class="foldp muted">{form === 'submodule' ? 'A repository of its own.' : noRowsWords(file)}</p>
      )}
      <FileLines {...props} diff={rows} />
      {rows.rowsLeft !== undefined && (
        <p class="foldp muted">
          {rows.rowsLeft.toLocaleString('en')} lines more.{' '}
          <button type="button" class="link" onClick={() => review.loadRows(path, 1_000_000)}>
            Show all of them
          </button>
        </p>
      )}
    </>
  )
}

const noRowsWords = ({ change, was }: ChangedFile): string =>
  was !== undefined
    ? 'Moved, with nothing else changed.'
    : change === 'added'
      ? 'An empty file.'
      : 'No line of it changed.'

function Waiting({
  rows,
  lines,
  onRetry,
}: {
  readonly rows: Exclude<Rows, { hunks: unknown }> | undefined
  readonly lines: number
  readonly onRetry: () => void
}) {
  if (typeof rows === 'object')
    return (
      <p class="foldp" role="alert">
        {rows.message}{' '}
        <button type="button" class="link" onClick={onRetry}>
          Try again
        </button>
      </p>
    )
  // As high as it will be, so that what is below does not jump.
  return <div class="dl-wait" aria-hidden="true" style={{ height: `${Math.min(lines + 7, usualRows) * 19}px` }} />
}
