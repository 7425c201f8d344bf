/** What is said above the files, or in their place. */
import { manyFiles } from '../../../core/review/reading-order.ts'
import type { ChangedFile } from '../../../core/review/review.ts'
import { againstWords } from '../../../core/review/review-words.ts'
import type { Task } from '../../../core/tasks/task.ts'
import { plural } from '../../../core/words/format.ts'
import { setQuery } from '../navigation.tsx'
import { Mark } from '../parts/mark.tsx'
import { formatTime } from '../parts/time.ts'
import type { Review } from './review-state.ts'

interface WrittenProps {
  readonly review: Review
  readonly task: Task | undefined
  readonly onShow: () => void
}

/** The page does not move by itself. */
export function Written({ review, task, onShow }: WrittenProps) {
  const count = review.stale.value.length
  const changes = review.changes.value
  if (count === 0 || changes === undefined) return null
  return (
    <div class="notice is-news" role="status">
      <Mark name={task?.activity === 'busy' ? 'busy' : 'none'} />
      <p>
        <b>{task?.activity === 'busy' ? 'The agent is writing.' : 'It has changed.'}</b> {plural(count, 'file')} changed
        since you opened this page at {formatTime(Date.parse(changes.lookedAt))}. Your place and comments stay.
      </p>
      <span class="btns">
        <button type="button" class="btn small" onClick={onShow}>
          Show the new state<kbd>r</kbd>
        </button>
      </span>
    </div>
  )
}

export function ManyFiles({
  files,
  unlisted,
}: {
  readonly files: readonly ChangedFile[]
  readonly unlisted: number | undefined
}) {
  if (files.length <= manyFiles && unlisted === undefined) return null
  const byHand = files.filter(({ folded, form }) => folded === undefined && form !== 'binary').length
  return (
    <div class="notice" role="status">
      <Mark name="none" />
      <p>
        <b>
          {byHand.toLocaleString('en')} files written by hand, {(files.length - byHand).toLocaleString('en')} generated.
        </b>{' '}
        Generated, lock and binary files are folded: they match <code>.gitattributes</code> or are longer than 5,000
        lines. Panels load when they come into view.
        {unlisted !== undefined &&
          ` ${plural(unlisted, 'file')} more that git does not know are not listed: is something missing in .gitignore?`}
      </p>
    </div>
  )
}

export function NoChanges({ review }: { readonly review: Review }) {
  const changes = review.changes.value
  if (changes === undefined) return null
  return (
    <div class="empty">
      <svg class="mark is-ok big" width="10" height="10" aria-hidden="true">
        <use href="#m-ok" />
      </svg>
      <p class="empty-title">No changes</p>
      <p>
        {review.of === 'all'
          ? `Branch and folder are as ${changes.base.name} was when it began.`
          : review.of === 'unviewed'
            ? 'You have viewed all of it.'
            : `Nothing ${againstWords(changes)}.`}
      </p>
      {review.of !== 'all' && (
        <p>
          <button type="button" class="btn" onClick={() => setQuery({ of: '' })}>
            All changes
          </button>
        </p>
      )}
    </div>
  )
}
