/** Remarks on what a task changed: kept, found again at their lines, and sent as one prompt, each once. */
import type { Actor } from '../../../core/audit/audit.ts'
import { isoTime } from '../../../core/process/report.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { anchorAt } from '../../../core/review/anchor.ts'
import type { ReviewComment } from '../../../core/review/review.ts'
import { reviewPrompt } from '../../../core/review/review-prompt.ts'
import { linesOfSide } from '../../../worktrees/review/file-diff.ts'
import type { PromptService } from '../../prompts.ts'
import type { ReviewProblem, TaskReviewService } from '../../task-review.ts'
import type { OpenedReview, ReviewDesk } from './review-desk.ts'
import type { TaskDesk } from './task-desk.ts'
import { agentOf } from './task-shape.ts'

type Done<T> = Promise<Result<T, ReviewProblem>>

const mostText = 10_000
const freshMs = 1_500

const badText: ReviewProblem = {
  kind: 'bad-request',
  message: `A comment is a text of at most ${mostText} characters.`,
}

export function reviewComments(
  desk: TaskDesk,
  review: ReviewDesk,
  prompts: Pick<PromptService, 'send'>,
): Pick<TaskReviewService, 'comments' | 'comment' | 'edit' | 'remove' | 'send'> {
  const { beside } = desk

  const record = (actor: Actor, subject: string, outcome: 'done' | 'failed', message: string) =>
    beside.log.record({ action: 'task.review', actor, subject, outcome, message })

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
