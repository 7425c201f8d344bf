/** The review of what this machine's tasks changed. */
import { isoTime } from '../../../core/process/report.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { imageTypeOf } from '../../../core/review/generated.ts'
import type { ChangedFile, ReviewedChanges, ReviewScope } from '../../../core/review/review.ts'
import { bytesOfFile, diffOfFile } from '../../../worktrees/review/file-diff.ts'
import type { LookedFile } from '../../../worktrees/review/looked.ts'
import { keepSeen } from '../../../worktrees/review/viewed.ts'
import type { PromptService } from '../../prompts.ts'
import type { ReviewProblem, TaskReviewService } from '../../task-review.ts'
import { reviewComments } from './review-comments.ts'
import { createReviewDesk } from './review-desk.ts'
import type { TaskDesk } from './task-desk.ts'

type Done<T> = Promise<Result<T, ReviewProblem>>

const usualRows = 5_000
const mostImageBytes = 10 * 1024 * 1024

export interface TaskImages {
  /** One side of an image that changed, for a browser. */
  image(
    id: string,
    asked: { readonly path: string; readonly side: 'before' | 'after'; readonly of: ReviewScope },
  ): Done<{ readonly bytes: Buffer; readonly type: string }>
}

export type LocalReview = TaskReviewService & TaskImages

export function createTaskReview(desk: TaskDesk, prompts: Pick<PromptService, 'send'>): LocalReview {
  const review = createReviewDesk(desk)
  const { beside } = desk

  async function changes(id: string, of: ReviewScope = 'all'): Done<ReviewedChanges> {
    const beganMs = beside.clock()
    const opened = await review.open(id)
    if (!opened.ok) return opened
    const looked = await review.look(opened.value, of)
    if (!looked.ok) return looked
    const { repo } = opened.value
    const { files, unlisted, commits, commitCount, uncommitted, state } = looked.value
    const sum = (key: 'addedLines' | 'removedLines') => files.reduce((all, file) => all + (file[key] ?? 0), 0)
    return ok({
      ...{ taskId: id, of, base: repo.base, branch: repo.branch, files: files.map(toldFile) },
      ...{ addedLines: sum('addedLines'), removedLines: sum('removedLines') },
      unlisted: unlisted === 0 ? undefined : unlisted,
      ...{ commits, commitCount, uncommitted, state },
      viewed: files.filter(({ isViewed }) => isViewed).length,
      lookedAt: isoTime(beganMs),
      tookMs: beside.clock() - beganMs,
    })
  }

  return {
    ...reviewComments(desk, review, prompts),
    changes,
    async state(id, of = 'all') {
      const opened = await review.open(id)
      if (!opened.ok) return opened
      const looked = await review.quickLook(opened.value, of)
      if (!looked.ok) return looked
      const { state, files } = looked.value
      return ok({ state, files: files.map(({ path, version }) => ({ path, version })) })
    },
    async file(id, { path, of = 'all', rows = usualRows }) {
      const opened = await review.open(id)
      if (!opened.ok) return opened
      const found = await review.fileOf(opened.value, of, path)
      return found.ok ? diffOfFile(opened.value.repo, found.value.looked, found.value.file, rows) : found
    },
    async image(id, { path, side, of }) {
      const opened = await review.open(id)
      if (!opened.ok) return opened
      const found = await review.fileOf(opened.value, of, path)
      if (!found.ok) return found
      const { file } = found.value
      const type = imageTypeOf(side === 'before' ? (file.was ?? path) : path)
      const bytes = type === undefined ? undefined : await bytesOfFile(opened.value.repo, file, side, mostImageBytes)
      if (bytes === undefined || type === undefined)
        return err({
          kind: 'no-file',
          message: `There is no image ${path} ${side} this change, or it is larger than 10 MiB.`,
        })
      return ok({ bytes, type })
    },
    async view(id, { path, isViewed, version }) {
      const opened = await review.open(id)
      if (!opened.ok) return opened
      const { repo, store } = opened.value
      if (!isViewed) {
        await store.mark(id, path, undefined, beside.clock())
        return ok({ path, isViewed })
      }
      // What lies there now, not what a list once told.
      const looked = await review.quickLook(opened.value, 'all')
      if (!looked.ok) return looked
      const file = looked.value.files.find((one) => one.path === path)
      if (file === undefined) return err({ kind: 'no-file', message: `Nothing of ${path} has changed.` })
      if (version !== undefined && version !== file.version)
        return err({ kind: 'changed', message: `${path} has changed since you read it. Look at it again.` })
      await store.mark(id, path, await keepSeen(repo, file), beside.clock())
      desk.tell()
      return ok({ path, isViewed })
    },
  }
}

/** Without what only this program needs. */
const toldFile = (file: LookedFile): ChangedFile => ({
  ...{ path: file.path, was: file.was, change: file.change, form: file.form, folded: file.folded },
  ...{ addedLines: file.addedLines, removedLines: file.removedLines },
  ...{ bytesBefore: file.bytesBefore, bytesAfter: file.bytesAfter },
  ...{ modeBefore: file.modeBefore, modeAfter: file.modeAfter },
  ...{ isUncommitted: file.isUncommitted, isConflicted: file.isConflicted },
  ...{ version: file.version, isViewed: file.isViewed },
})
