/** A task whose folder is gone: made again from what git has of it, once its user saw from what. */
import { existsSync } from 'node:fs'
import type { Actor } from '../../../core/audit/audit.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { folderSourceInWords } from '../../../core/tasks/folder-words.ts'
import type { FolderLook } from '../../../core/tasks/task.ts'
import { standing, type TaskRecord } from '../../../core/tasks/task-record.ts'
import type { RemakeSource } from '../../../core/worktrees/remake-source.ts'
import type { WorktreeRecord } from '../../../core/worktrees/worktree.ts'
import { lookAtRemake, remakeWorktree } from '../../../worktrees/remake.ts'
import type { TaskProblem } from '../../tasks.ts'
import { setUp } from './make-task.ts'
import { type TaskDesk, taskWithWorktree } from './task-desk.ts'
import { taskOfRecord } from './task-shape.ts'
import type { Workshop } from './workshop.ts'

type Done<T> = Promise<Result<T, TaskProblem>>

/** Undefined: it is there, or there was none. Of one that is gone every face is told. */
export async function noFolder(record: TaskRecord, desk: TaskDesk): Promise<TaskProblem | undefined> {
  const { id, name, folder, isInWorktree } = record
  if (folder === undefined || existsSync(folder)) return undefined
  if (isInWorktree && record.run?.exit !== undefined)
    await desk.change(id, (now) =>
      standing(now, { state: 'broken', reason: 'It does not exist any more.' }, desk.beside.clock()),
    )
  return {
    kind: 'no-folder',
    message: `${folder}, the folder of ${name}, is not there any more.`,
    next: isInWorktree ? `tce task restart ${name}, which asks whether it is to be made again` : undefined,
  }
}

interface Looked {
  readonly record: TaskRecord
  readonly worktree: WorktreeRecord
  readonly source: RemakeSource
}

async function look(id: string, desk: TaskDesk): Done<Looked> {
  const found = await taskWithWorktree(desk, id)
  if (!found.ok) return found
  const { record, worktree } = found.value
  if (worktree === undefined)
    return err({ kind: 'not-now', message: `${record.name} has no worktree that could be made again.` })
  const source = await lookAtRemake(worktree, { places: desk.places() })
  if (source.ok) return ok({ record, worktree, source: source.value })
  const { kind, message } = source.error
  return err({ kind: kind === 'no-source' ? 'no-copy' : kind === 'there' ? 'not-now' : 'obstacles', message })
}

export async function lookAtFolder(id: string, desk: TaskDesk): Done<FolderLook> {
  const looked = await look(id, desk)
  if (!looked.ok) return looked
  const { record, worktree, source } = looked.value
  return ok({ task: taskOfRecord(record, worktree), ...source })
}

export function remakeFolder(
  id: string,
  confirm: string,
  actor: Actor,
  desk: TaskDesk,
  workshop: Workshop,
): Done<TaskRecord> {
  return desk.alone(id, async (signal) => {
    const looked = await look(id, desk)
    const kept = await desk.books()
    if (!looked.ok) return looked
    if (!kept.ok) return kept
    const { record, worktree } = looked.value
    const note = (outcome: 'done' | 'failed', message: string) =>
      desk.beside.log.record({ action: 'task.remake', actor, subject: record.name, outcome, message })
    const project = await workshop.projectOf(record.project)
    const made = await remakeWorktree(worktree, confirm, {
      ...{ book: kept.value.worktrees, places: desk.places() },
      copy: project.ok ? project.value.copy : undefined,
    })
    if (!made.ok) {
      const { kind, message } = made.error
      await note('failed', message)
      return err({ kind: kind === 'changed' ? 'changed' : 'not-made', message })
    }
    const { path } = made.value.record
    const after = await desk.change(id, (now) => {
      const then = { ...now, folder: path, isSetUp: undefined, remarks: [...now.remarks, ...made.value.remarks] }
      const reason = 'Its folder was made again.'
      return now.state === 'broken' ? standing(then, { state: 'in_review', reason }, desk.beside.clock()) : then
    })
    await note('done', `${record.name}: ${path} was made again from ${folderSourceInWords(looked.value.source)}.`)
    if (after === undefined) return err({ kind: 'no-task', message: `There is no task ${id} any more.` })
    // What it had installed is gone as well. It is there whatever comes of that.
    const ready = await setUp(after, signal, desk, workshop)
    if (ready.ok) return ready
    const remarks = [...after.remarks, ready.error.message]
    return ok((await desk.change(id, (now) => ({ ...now, step: undefined, remarks }))) ?? after)
  })
}
