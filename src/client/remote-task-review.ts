/** The review of tasks' changes at a running server. */

import type { Result } from '../core/result.ts'
import type { FileDiff, ReviewComment, ReviewComments, ReviewedChanges, ReviewState } from '../core/review/review.ts'
import type { ReviewProblem, SentReview, TaskReviewService, ViewedFile } from '../services/task-review.ts'
import { type Answer, queryText, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

/** Git looks at each file. */
const lookMs = 120_000

export function createRemoteTaskReview(server: ServerClient): TaskReviewService {
  const at = (id: string, rest: string) => `/api/tasks/${encodeURIComponent(id)}${rest}`
  const comment = (id: string, commentId: string) => at(id, `/comments/${encodeURIComponent(commentId)}`)
  return {
    changes: async (id, of) =>
      reviewResult<ReviewedChanges>(await server.get(at(id, `/git/diff${queryText({ of })}`), lookMs)),
    state: async (id, of) =>
      reviewResult<ReviewState>(await server.get(at(id, `/git/diff/state${queryText({ of })}`), lookMs)),
    file: async (id, asked) => reviewResult<FileDiff>(await server.get(at(id, `/git/diff${queryText(asked)}`), lookMs)),
    view: async (id, asked) => reviewResult<ViewedFile>(await server.put(at(id, '/viewed'), asked)),
    comments: async (id) => reviewResult<ReviewComments>(await server.get(at(id, '/comments'), lookMs)),
    comment: async (id, asked) => reviewResult<ReviewComment>(await server.post(at(id, '/comments'), asked, lookMs)),
    edit: async (id, commentId, text) =>
      reviewResult<ReviewComment>(await server.put(comment(id, commentId), { text })),
    remove: async (id, commentId) => reviewResult<ReviewComment>(await server.delete(comment(id, commentId))),
    send: async (id, asked) => reviewResult<SentReview>(await server.post(at(id, '/comments/send'), asked)),
  }
}

const kinds: readonly ReviewProblem['kind'][] = [
  ...(['no-task', 'no-folder', 'no-repository', 'no-commit', 'no-file', 'no-comment', 'git'] as const),
  ...(['bad-request', 'changed', 'not-now', 'unreachable', 'unwritable'] as const),
]

const reviewResult = <T extends object>(answer: Answer): Result<T, ReviewProblem> =>
  resultOf<T, ReviewProblem['kind']>(answer, 'a review', kinds)
