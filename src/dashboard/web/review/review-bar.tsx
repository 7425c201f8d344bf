/** At the bottom: what is not committed, and what becomes of the changes. */
import type { ReviewedChanges } from '../../../core/review/review.ts'
import { filesWords } from '../../../core/review/review-words.ts'
import type { Task } from '../../../core/tasks/task.ts'
import type { MergeLook } from '../../../core/tasks/task-work.ts'
import { plural } from '../../../core/words/format.ts'
import { Icon } from '../parts/mark.tsx'
import { WorkButtons, WorkFacts } from './work-buttons.tsx'

interface ReviewBarProps {
  readonly task: Task
  readonly changes: ReviewedChanges
  readonly unsent: number
  readonly look: MergeLook | undefined
  readonly onSend: () => void
}

export function ReviewBar({ task, changes, unsent, look, onSend }: ReviewBarProps) {
  const { uncommitted, commitCount } = changes
  const commits = commitCount === 0 ? 'no commits' : plural(commitCount, 'commit')
  return (
    <section class="gitbar" aria-label="What becomes of it">
      <p>
        <b>{uncommitted === 0 ? 'All committed' : `${filesWords(uncommitted)} not committed`}</b>{' '}
        <span class="muted">{look === undefined ? commits : <WorkFacts task={task} look={look} />}</span>
      </p>
      <span class="spring" />
      {unsent > 0 && (
        <button type="button" class="btn is-primary" onClick={onSend}>
          <Icon name="send" size={14} />
          Review as prompt, {unsent}…<kbd>Ctrl ⏎</kbd>
        </button>
      )}
      <WorkButtons task={task} look={look} open={uncommitted} />
    </section>
  )
}
