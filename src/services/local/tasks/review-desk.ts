/** What the review of a task's changes looks up: its repository, the last look at each side, and what stands on each of its lines. */

import { isoTime } from '../../../core/process/report.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { placeOf } from '../../../core/review/anchor.ts'
import type { ReviewComment, ReviewScope } from '../../../core/review/review.ts'
import type { TaskRecord } from '../../../core/tasks/task-record.ts'
import type { WorktreeBase } from '../../../core/worktrees/worktree.ts'
import type { KeptComment, ReviewStore } from '../../../tasks/review-store.ts'
import { linesOfSide } from '../../../worktrees/review/file-diff.ts'
import { lookAtChanges } from '../../../worktrees/review/look.ts'
import type { Looked, LookedFile } from '../../../worktrees/review/looked.ts'
import { openReview, type ReviewRepository } from '../../../worktrees/review/repository.ts'
import type { ReviewProblem } from '../../task-review.ts'
import { type TaskDesk, taskOf } from './task-desk.ts'

export interface OpenedReview {
  readonly record: TaskRecord
  readonly repo: ReviewRepository
  readonly store: ReviewStore
}

type Done<T> = Promise<Result<T, ReviewProblem>>

/** Looks that are kept: a face asks for one file after another of the same list. */
const mostKept = 12
/** So long it is taken for granted which commit a folder stands at. */
const freshMs = 1_500

export interface ReviewDesk {
  taskAndStore(id: string): Done<Omit<OpenedReview, 'repo'>>
  open(id: string): Done<OpenedReview>
  look(opened: OpenedReview, of: ReviewScope): Done<Looked>
  /** Whether something has changed since. */
  quickLook(opened: OpenedReview, of: ReviewScope): Done<Looked>
  /** In the last look, or in a new one. */
  fileOf(
    opened: OpenedReview,
    of: ReviewScope,
    path: string,
  ): Done<{ readonly looked: Looked; readonly file: LookedFile }>
  /** With where they stand now. */
  placed(opened: OpenedReview, comments: readonly KeptComment[]): Promise<readonly ReviewComment[]>
}

export function createReviewDesk(desk: TaskDesk): ReviewDesk {
  const kept = new Map<string, Looked>()
  const asked = new Map<string, Done<Looked>>()
  const repositories = new Map<string, { readonly atMs: number; readonly repo: ReturnType<typeof openReview> }>()

  /** A face asks for the list, and then for one file after the other. */
  function repositoryOf(folder: string, base: WorktreeBase | undefined): ReturnType<typeof openReview> {
    const key = `${folder} ${base?.commit}`
    const nowMs = performance.now()
    const last = repositories.get(key)
    if (last !== undefined && nowMs - last.atMs < freshMs) return last.repo
    for (const [old, { atMs }] of repositories) if (nowMs - atMs >= freshMs) repositories.delete(old)
    const repo = openReview(folder, base)
    const put = () => repositories.set(key, { atMs: performance.now(), repo })
    put()
    // On a busy machine it takes longer to be told than it is taken for granted.
    void repo.then(put, () => repositories.delete(key))
    return repo
  }

  async function taskAndStore(id: string): Done<Omit<OpenedReview, 'repo'>> {
    const found = await taskOf(desk, id)
    const books = await desk.books()
    if (!found.ok) {
      const { kind, message, next } = found.error
      return err({ kind: kind === 'no-task' ? 'no-task' : 'unwritable', message, next })
    }
    if (!books.ok) return err({ kind: 'unwritable', message: books.error.message })
    return ok({ record: found.value, store: books.value.reviews })
  }

  async function open(id: string): Done<OpenedReview> {
    const found = await taskAndStore(id)
    if (!found.ok) return found
    const { record } = found.value
    const { name, folder, isInWorktree } = record
    const books = await desk.books()
    const worktree = isInWorktree && books.ok ? await books.value.worktrees.get(id) : undefined
    if (folder === undefined || (isInWorktree && worktree?.state !== 'ready')) {
      const why =
        worktree?.problem ?? (folder === undefined ? 'its folder is not made yet.' : 'its folder is not there.')
      return err({
        kind: 'no-folder',
        message: `There are no changes of ${name}: ${why}`,
        next: `tce task show ${name}`,
      })
    }
    const repo = await repositoryOf(folder, worktree?.base)
    return repo.ok ? ok({ ...found.value, repo: repo.value }) : repo
  }

  async function lookNow({ repo, record, store }: OpenedReview, of: ReviewScope, isQuick: boolean): Done<Looked> {
    return lookAtChanges(repo, of, { marks: await store.marks(record.id), isQuick })
  }

  /** Several who ask at once are answered by one look. */
  async function look(opened: OpenedReview, of: ReviewScope): Done<Looked> {
    const key = `${opened.record.id} ${of}`
    const running = asked.get(key)
    if (running !== undefined) return running
    const mine = lookNow(opened, of, false).finally(() => asked.delete(key))
    asked.set(key, mine)
    const looked = await mine
    if (looked.ok) {
      kept.delete(key)
      kept.set(key, looked.value)
      for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - mostKept))) kept.delete(old)
    }
    return looked
  }

  async function fileOf(opened: OpenedReview, of: ReviewScope, path: string) {
    const last = kept.get(`${opened.record.id} ${of}`)
    const known = last?.files.find((one) => one.path === path)
    if (last !== undefined && known !== undefined) return ok({ looked: last, file: known })
    const looked = await look(opened, of)
    if (!looked.ok) return looked
    const file = looked.value.files.find((one) => one.path === path)
    if (file === undefined) return err({ kind: 'no-file', message: `Nothing of ${path} has changed.` } as const)
    return ok({ looked: looked.value, file })
  }

  async function placed(opened: OpenedReview, comments: readonly KeptComment[]): Promise<readonly ReviewComment[]> {
    const isOnLines = comments.some(({ line }) => line !== undefined)
    const looked = isOnLines ? await lookNow(opened, 'all', true) : undefined
    const files = new Map(looked?.ok === true ? looked.value.files.map((file) => [file.path, file]) : [])
    const lines = new Map<string, Promise<readonly string[] | undefined>>()
    const linesAt = (path: string, side: 'before' | 'after') => {
      const file = files.get(path)
      const key = `${side} ${path}`
      const found =
        lines.get(key) ?? (file === undefined ? Promise.resolve(undefined) : linesOfSide(opened.repo, file, side))
      lines.set(key, found)
      return found
    }
    return Promise.all(
      comments.map(async (comment) => {
        const { line, side, path, quote, above, below } = comment
        if (line === undefined) return told(comment, { isStale: false })
        const now = await linesAt(path, side)
        const lineNow = now && placeOf({ line, quote, above, below }, now)
        return told(comment, { isStale: lineNow === undefined, lineNow })
      }),
    )
  }

  return {
    ...{ taskAndStore, open, look, fileOf, placed },
    quickLook: (opened, of) => lookNow(opened, of, true),
  }
}

const told = (
  { id, path, side, line, endLine, quote, text, createdAtMs, sentAtMs, promptId }: KeptComment,
  place: Pick<ReviewComment, 'isStale' | 'lineNow'>,
): ReviewComment => ({
  ...{ id, path, side, line, endLine, quote, text, createdAt: isoTime(createdAtMs) },
  ...{ sentAt: sentAtMs === undefined ? undefined : isoTime(sentAtMs), promptId, ...place },
})
