/** A machine without tasks, of which nothing can be reviewed. */
import { err } from '../../src/core/result.ts'
import type { LocalReview } from '../../src/services/local/tasks/review.ts'
import type { ReviewProblem } from '../../src/services/task-review.ts'

const noTask = async (id: string) =>
  err<ReviewProblem>({ kind: 'no-task', message: `There is no task ${id}.`, next: 'tce task ls' })

export const noTaskReview: LocalReview = {
  ...{ changes: noTask, state: noTask, file: noTask, image: noTask, view: noTask },
  ...{ comments: noTask, comment: noTask, edit: noTask, remove: noTask, send: noTask },
}
