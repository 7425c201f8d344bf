/** A commit of what a task's agent left open. */
import type { Actor } from '../../../core/audit/audit.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { titleOf } from '../../../core/tasks/merge-words.ts'
import type { TaskRecord } from '../../../core/tasks/task-record.ts'
import type { CommitDone, CommitLook, CommitOrder } from '../../../core/tasks/task-work.ts'
import { safeGit } from '../../../storage/git.ts'
import { digestOf } from '../../../storage/hashed.ts'
import { commitFiles } from '../../../worktrees/commit-files.ts'
import { operationIn } from '../../../worktrees/look.ts'
import { namedPrograms } from '../../../worktrees/named-programs.ts'
import { openFiles } from '../../../worktrees/open-files.ts'
import { repositoryAt } from '../../../worktrees/repository.ts'
import { whileAlone } from '../../../worktrees/repository-lock.ts'
import type { TaskProblem } from '../../tasks.ts'
import { askedOf, trustAsked } from './asked-programs.ts'
import { type TaskDesk, taskOf } from './task-desk.ts'
import { taskOfRecord } from './task-shape.ts'
import { changesOf } from './task-watch.ts'

type Done<T> = Promise<Result<T, TaskProblem>>

export const hasChanged = (name: string, again: string): TaskProblem => ({
  kind: 'changed',
  message: `${name} has changed since you looked. Look again, then decide.`,
  next: again,
})

/** Its folder; or that there is none. */
export function folderOf({ name, folder }: TaskRecord): Result<string, TaskProblem> {
  return folder === undefined
    ? err({ kind: 'not-now', message: `${name} has no folder yet.`, next: `tce task resume ${name}` })
    : ok(folder)
}

export async function lookAtCommit(id: string, desk: TaskDesk): Done<CommitLook> {
  const found = await taskOf(desk, id)
  if (!found.ok) return found
  const record = found.value
  const folder = folderOf(record)
  if (!folder.ok) return folder
  const repository = await repositoryAt(folder.value)
  if (!repository.ok) return err({ kind: 'not-now', message: repository.error.message })
  const git = safeGit(folder.value)
  const [open, operation, named, head] = await Promise.all([
    openFiles(git),
    operationIn(git),
    namedPrograms(git, { hooks: true }),
    git(['rev-parse', 'HEAD']),
  ])
  if (open === undefined || operation === undefined || named === undefined || !head.ok)
    return err({ kind: 'not-made', message: `git does not tell what is not committed in ${folder.value}.` })
  const obstacles = [
    ...(open.files.length === 0 ? ['everything is committed'] : []),
    ...(operation === 'none' ? [] : [`a ${operation} is under way in it: finish it or break it off`]),
    ...(open.files.some(({ state }) => state === 'conflicted') ? ['there are conflicts in it'] : []),
  ]
  const programs = await askedOf(record.project, named, desk)
  const { files, addedLines, removedLines } = open
  return ok({
    task: taskOfRecord(record, undefined),
    branch: repository.value.branch,
    ...{ files, addedLines, removedLines, message: titleOf(record), programs, obstacles },
    confirm: digestOf([head.value, files, addedLines, removedLines, programs.map((one) => [one.name, one.hash])]),
  })
}

const mostMessage = 16_384

/** Undefined: it can be the message of a commit. */
export const faultOfMessage = (text: string): TaskProblem | undefined =>
  text.trim() === '' || text.length > mostMessage || text.includes('\0')
    ? { kind: 'bad-request', message: `A commit has a message, of at most ${mostMessage} characters.` }
    : undefined

export async function commitTask(id: string, order: CommitOrder, actor: Actor, desk: TaskDesk): Done<CommitDone> {
  return desk.alone(id, async () => {
    const looked = await lookAtCommit(id, desk)
    const found = await taskOf(desk, id)
    if (!looked.ok) return looked
    if (!found.ok) return found
    const { name, project, folder = '' } = found.value
    const { files, message: usual, programs, obstacles, confirm } = looked.value
    const message = order.message ?? usual
    const fault = faultOfMessage(message)
    if (fault !== undefined) return err(fault)
    if (obstacles.length > 0)
      return err({ kind: 'obstacles', message: `Nothing was committed: ${obstacles.join('; ')}.` })
    if (confirm !== order.confirm) return err(hasChanged(name, `tce task commit ${name}`))
    const chosen = order.files ?? files.map(({ path }) => path)
    const known = new Set(files.map(({ path }) => path))
    const unknown = chosen.find((path) => !known.has(path))
    if (chosen.length === 0 || unknown !== undefined)
      return err({
        kind: 'bad-request',
        message: unknown === undefined ? 'No file was chosen.' : `${unknown} is not among what is not committed.`,
      })
    const trusted = await trustAsked(project, programs, order, actor, desk)
    if (!trusted.ok) return trusted
    const repository = await repositoryAt(folder)
    if (!repository.ok) return err({ kind: 'not-now', message: repository.error.message })
    const made = await whileAlone(repository.value.commonDir, () =>
      commitFiles(safeGit(folder), chosen, { message, isTrusted: trusted.value }),
    )
    await desk.beside.log.record({
      action: 'task.commit',
      actor,
      subject: name,
      outcome: made.ok ? 'done' : 'failed',
      message: made.ok ? `${name}: ${chosen.length} files as ${made.value.slice(0, 7)}.` : made.error,
    })
    if (!made.ok) return err({ kind: 'not-made', message: `Nothing was committed: ${made.error}` })
    const changes = await changesOf(found.value, desk)
    const after = await desk.change(id, (now) => (changes === undefined ? now : { ...now, changes }))
    return ok({
      task: taskOfRecord(after ?? found.value, undefined),
      commit: made.value.slice(0, 7),
      files: chosen.length,
      left: files.length - chosen.length,
    })
  })
}
