/** The review of what tasks changed: read, remarked on, ticked off; remarks become one prompt for the agent that wrote it. */
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'
import type {
  FileDiff,
  NewComment,
  ReviewComment,
  ReviewComments,
  ReviewedChanges,
  ReviewScope,
  ReviewState,
} from '../core/review/review.ts'
import type { SentPrompt } from './prompts.ts'

/**
 * `no-folder`: its folder is not made yet, or gone. `no-repository`: it is in none. `no-file`: nothing of that name changed. `git`: git did not
 * tell. `changed`: the file is another one than was seen. `not-now`, `unreachable`: nobody to send to, or nothing to send. The others as of
 * tasks.
 */
export interface ReviewProblem {
  readonly kind:
    | ('no-task' | 'no-folder' | 'no-repository' | 'no-commit' | 'no-file' | 'no-comment' | 'git')
    | ('bad-request' | 'changed' | 'not-now' | 'unreachable' | 'unwritable')
  readonly message: string
  readonly next?: string | undefined
}

export type ReviewOutcome<T> = Promise<Result<T, ReviewProblem>>

export interface FileQuestion {
  readonly path: string
  /** @default all */
  readonly of?: ReviewScope | undefined
  /** 0: none, only what else is told of it. @default 5000 */
  readonly rows?: number | undefined
}

export interface SendReview {
  /** @default all that were not sent */
  readonly comments?: readonly string[] | undefined
  /** @default made of the comments */
  readonly text?: string | undefined
  /** @default idle */
  readonly when?: 'now' | 'idle' | 'turn-end' | undefined
}

export interface SentReview {
  readonly sent: SentPrompt
  readonly comments: readonly ReviewComment[]
}

export interface ViewedFile {
  readonly path: string
  readonly isViewed: boolean
}

export interface TaskReviewService {
  /** Which files changed, looked up now. */
  changes(id: string, of?: ReviewScope): ReviewOutcome<ReviewedChanges>
  /** The same, only to know whether something has changed. */
  state(id: string, of?: ReviewScope): ReviewOutcome<ReviewState>
  file(id: string, asked: FileQuestion): ReviewOutcome<FileDiff>
  /** @param version of the list or the rows in which it was seen: of another one it is not said */
  view(id: string, asked: ViewedFile & { readonly version?: string | undefined }): ReviewOutcome<ViewedFile>
  comments(id: string): ReviewOutcome<ReviewComments>
  comment(id: string, asked: NewComment, actor: Actor): ReviewOutcome<ReviewComment>
  /** One that was not sent yet. */
  edit(id: string, commentId: string, text: string, actor: Actor): ReviewOutcome<ReviewComment>
  remove(id: string, commentId: string, actor: Actor): ReviewOutcome<ReviewComment>
  /** One prompt of them, kept when this is answered; each goes once. */
  send(id: string, asked: SendReview, actor: Actor): ReviewOutcome<SentReview>
}
