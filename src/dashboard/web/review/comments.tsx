/** What was said of a line, and where it is written. */
import { useState } from 'preact/hooks'
import type { ReviewComment } from '../../../core/review/review.ts'
import type { ApiProblem } from '../api.ts'
import { momentOf } from '../parts/time.ts'
import { showToast } from '../parts/toast.tsx'
import type { Draft, Review } from './review-state.ts'

const lineWords = ({
  line,
  endLine,
  lineNow,
  side,
}: Pick<ReviewComment, 'line' | 'endLine' | 'side'> & { lineNow?: number | undefined }) => {
  if (line === undefined) return 'the whole file'
  const first = lineNow ?? line
  const last = first + (endLine ?? line) - line
  return `${last > first ? `lines ${first}–${last}` : `line ${first}`}${side === 'before' ? ' as it was' : ''}`
}

export function Comment({ comment, review }: { readonly comment: ReviewComment; readonly review: Review }) {
  const { id, text, sentAt, isStale, path, side, line, endLine, quote } = comment
  if (review.draft.value?.id === id) return <CommentForm review={review} draft={review.draft.value} />
  const state = sentAt === undefined ? 'not sent yet' : `sent ${momentOf(sentAt)}`
  return (
    <div class={`comment ${sentAt === undefined ? 'is-draft' : ''}`}>
      <p class="c-h">
        <b>You</b>
        <span class="muted">
          {lineWords(comment)}, {state}
        </span>
        {isStale && <span class="is-stale">the line has changed since</span>}
      </p>
      {isStale && quote.length > 0 && <pre class="c-q">{quote.slice(0, 5).join('\n')}</pre>}
      <p class="c-t">{text}</p>
      <p class="c-a">
        {sentAt === undefined && (
          <button
            type="button"
            class="link"
            onClick={() => (review.draft.value = { id, path, side, line, endLine, text })}
          >
            Edit
          </button>
        )}
        <button type="button" class="link" onClick={async () => orSay(await review.removeComment(id))}>
          Delete
        </button>
      </p>
    </div>
  )
}

export function CommentForm({ draft, review }: { readonly draft: Draft; readonly review: Review }) {
  const [isSaving, setIsSaving] = useState(false)
  const save = async () => {
    if (draft.text.trim() === '' || isSaving) return
    setIsSaving(true)
    orSay(await review.saveDraft())
    setIsSaving(false)
  }
  const cancel = () => {
    review.draft.value = undefined
  }
  const label = `Comment on ${lineWords(draft)} of ${draft.path}`
  return (
    <form
      class="comment is-draft"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p class="c-h">
        <b>You</b>
        <span class="muted">{lineWords(draft)}, not sent yet</span>
      </p>
      <textarea
        class="area"
        rows={2}
        aria-label={label}
        value={draft.text}
        ref={(element) => {
          if (element !== null && element.dataset['seen'] === undefined) {
            element.dataset['seen'] = 'yes'
            element.focus({ preventScroll: true })
          }
        }}
        onInput={({ currentTarget }) => (review.draft.value = { ...draft, text: currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') cancel()
          else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <div class="btns">
        <button type="submit" class="btn is-primary small" disabled={draft.text.trim() === '' || isSaving}>
          {draft.id === undefined ? 'Add to review' : 'Save'}
          <kbd>Ctrl ⏎</kbd>
        </button>
        <button type="button" class="btn small" onClick={cancel}>
          Cancel<kbd>Esc</kbd>
        </button>
      </div>
    </form>
  )
}

export function orSay(problem: ApiProblem | undefined): void {
  if (problem !== undefined) showToast({ isOk: false, content: problem.message })
}
