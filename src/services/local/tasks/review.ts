/** The review of what this machine's tasks changed. */
import type { Actor } from '../../../core/audit/audit.ts'
import { isoTime } from '../../../core/process/report.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { anchorAt } from '../../../core/review/anchor.ts'
import { imageTypeOf } from '../../../core/review/generated.ts'
import type { ChangedFile, ReviewComment, ReviewedChanges, ReviewScope } from '../../../core/review/review.ts'
import { reviewPrompt } from '../../../core/review/review-prompt.ts'
import { bytesOfFile, diffOfFile, linesOfSide } from '../../../worktrees/review/file-diff.ts'
import type { LookedFile } from '../../../worktrees/review/looked.ts'
import { keepSeen } from '../../../worktrees/review/viewed.ts'
import type { PromptService } from '../../prompts.ts'
import type { ReviewProblem, TaskReviewService } from '../../task-review.ts'
import { createReviewDesk, type OpenedReview } from './review-desk.ts'
import type { TaskDesk } from './task-desk.ts'
import { agentOf } from './task-shape.ts'

type Done<T> = Promise<Result<T, ReviewProblem>>

const usualRows = 5_000
const mostText = 10_000
const mostImageBytes = 10 * 1024 * 1024
const freshMs = 1_500

export interface TaskImages {
  /** One side of an image that changed, for a browser. */
  image(
    id: string,
    asked: { readonly path: string; readonly side: 'before' | 'after'; readonly of: ReviewScope },
  ): Done<{ readonly bytes: Buffer; readonly type: string }>
}

export type LocalReview = TaskReviewService & TaskImages

const badText: ReviewProblem = {
  kind: 'bad-request',
  message: `A comment is a text of at most ${mostText} characters.`,
}

export function createTaskReview(desk: TaskDesk, prompts: Pick<PromptService, 'send'>): LocalReview {
  const review = createReviewDesk(desk)
  const { beside } = desk

  const record = (actor: Actor, subject: string, outcome: 'done' | 'failed', message: string) =>
    beside.log.record({ action: 'task.review', actor, subject, outcome, message })

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

  async function all(opened: OpenedReview): Promise<readonly ReviewComment[]> {
    return review.placed(opened, await opened.store.comments(opened.record.id))
  }
  /** Where its folder is gone they are told all the same. */
  async function allOf(id: string): Done<readonly ReviewComment[]> {
    const opened = await review.open(id)
    if (opened.ok) return ok(await all(opened.value))
    const found = await review.taskAndStore(id)
    if (!found.ok) return found
    return ok(
      (await found.value.store.comments(id)).map(({ createdAtMs, sentAtMs, above: _, below: __, ...comment }) => ({
        ...{ ...comment, createdAt: isoTime(createdAtMs), isStale: comment.line !== undefined },
        sentAt: sentAtMs === undefined ? undefined : isoTime(sentAtMs),
      })),
    )
  }
  const unsent = (comments: readonly ReviewComment[]) => comments.filter(({ sentAt }) => sentAt === undefined)

  async function onComment(
    id: string,
    commentId: string,
    act: (comment: ReviewComment, store: OpenedReview['store']) => Promise<unknown>,
  ): Done<ReviewComment> {
    const found = await review.taskAndStore(id)
    const comments = await allOf(id)
    if (!found.ok) return found
    if (!comments.ok) return comments
    const comment = comments.value.find((one) => one.id === commentId)
    if (comment === undefined)
      return err({
        kind: 'no-comment',
        message: `There is no comment ${commentId} on ${found.value.record.name}.`,
        next: `tce task review ${found.value.record.name}`,
      })
    await act(comment, found.value.store)
    desk.tell()
    return ok(comment)
  }

  return {
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
    async comments(id) {
      const comments = await allOf(id)
      return comments.ok ? ok({ comments: comments.value, prompt: reviewPrompt(unsent(comments.value)) }) : comments
    },
    async comment(id, { path, side = 'after', line, endLine = line, text }, actor) {
      const clean = cleanText(text)
      if (clean === undefined) return err(badText)
      const opened = await review.open(id)
      if (!opened.ok) return opened
      const { store, record: task } = opened.value
      const found = await review.fileOf(opened.value, 'all', path)
      if (!found.ok) return found
      const lines = line === undefined ? undefined : await linesOfSide(opened.value.repo, found.value.file, side)
      const anchor = lines && line !== undefined && endLine !== undefined ? anchorAt(lines, line, endLine) : undefined
      if (line !== undefined && anchor === undefined)
        return err({
          kind: 'bad-request',
          message: `${path} has no line ${endLine ?? line}${side === 'after' ? '' : ' as it was before'}.`,
        })
      const kept = await store.add(id, {
        ...{ path, side, line, endLine: endLine === line ? undefined : endLine, text: clean },
        ...{ quote: anchor?.quote ?? [], above: anchor?.above, below: anchor?.below, createdAtMs: beside.clock() },
      })
      await record(
        actor,
        task.name,
        'done',
        `${task.name}: a comment on ${path}${line === undefined ? '' : `:${line}`}.`,
      )
      desk.tell()
      const [told] = await review.placed(opened.value, [kept])
      if (told === undefined) throw new Error('a comment that was kept is not there')
      return ok(told)
    },
    async edit(id, commentId, text, actor) {
      const clean = cleanText(text)
      if (clean === undefined) return err(badText)
      let isSent = false
      const done = await onComment(id, commentId, async (comment, store) => {
        const after = await store.change(id, commentId, (now) =>
          now.sentAtMs === undefined ? { ...now, text: clean } : now,
        )
        isSent = after?.sentAtMs !== undefined
        if (!isSent) await record(actor, comment.path, 'done', `The comment ${commentId} was changed.`)
      })
      if (isSent)
        return err({ kind: 'not-now', message: `${commentId} was sent: it stays as it is. Write another one.` })
      return done.ok ? ok({ ...done.value, text: clean }) : done
    },
    remove: (id, commentId, actor) =>
      onComment(id, commentId, async (comment, store) => {
        if (await store.remove(id, commentId))
          await record(actor, comment.path, 'done', `The comment ${commentId} was deleted.`)
      }),
    async send(id, { comments: asked, text, when = 'idle' }, actor) {
      const found = await review.taskAndStore(id)
      const comments = await allOf(id)
      if (!found.ok) return found
      if (!comments.ok) return comments
      const { record: task, store } = found.value
      const wanted = unsent(comments.value).filter((one) => asked === undefined || asked.includes(one.id))
      const prompt = text ?? reviewPrompt(wanted)
      if (wanted.length === 0 || prompt === undefined)
        return err({ kind: 'not-now', message: `No comment on ${task.name} waits to be sent.` })
      const agent = agentOf(task, await beside.looks.read(freshMs))
      if (agent === undefined)
        return err({
          kind: 'not-now',
          message: `No agent of ${task.name} runs: the comments stay, and nothing was sent.`,
          next: `tce task resume ${task.name}`,
        })
      const ids = wanted.map((one) => one.id)
      // First on disk that they go, so that nobody sends them twice; where they could not, that is taken back.
      const claimed = await store.claim(id, ids, beside.clock())
      if (claimed.length < ids.length) {
        await store.settle(
          id,
          claimed.map((one) => one.id),
          undefined,
        )
        return err({ kind: 'not-now', message: 'Somebody else sends these comments just now. Nothing was sent.' })
      }
      const sent = await prompts.send({ target: { pid: agent.pid, start: agent.start }, text: prompt, when }, actor)
      await store.settle(id, ids, sent.ok ? sent.value.prompt.id : undefined)
      desk.tell()
      if (!sent.ok) {
        const { kind, message, next } = sent.error
        await record(actor, task.name, 'failed', `${task.name}: ${message}`)
        return err({
          kind: kind === 'bad-text' ? 'bad-request' : kind === 'unwritable' ? kind : 'unreachable',
          message,
          next,
        })
      }
      await record(actor, task.name, 'done', `${task.name}: ${ids.length} comments as ${sent.value.prompt.id}.`)
      const after = await allOf(id)
      return ok({ sent: sent.value, comments: after.ok ? after.value.filter((one) => ids.includes(one.id)) : [] })
    },
  }
}

function cleanText(text: string): string | undefined {
  const clean = text.trim()
  return clean === '' || clean.length > mostText || clean.includes('\0') ? undefined : clean
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
