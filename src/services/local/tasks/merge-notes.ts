/** What is said and kept of a merge that was made, or not. */
import type { Actor } from '../../../core/audit/audit.ts'
import { err, type Result } from '../../../core/result.ts'
import { isRunning, type MergingRecord, standing, type TaskRecord } from '../../../core/tasks/task-record.ts'
import { whyNotPut } from '../../../core/tasks/task-rules.ts'
import type { MergeDone, TestSumOf } from '../../../core/tasks/task-work.ts'
import type { TaskProblem } from '../../tasks.ts'
import type { TaskDesk } from './task-desk.ts'
import { taskOfRecord } from './task-shape.ts'
import { changesOf } from './task-watch.ts'

export type Done<T> = Promise<Result<T, TaskProblem>>

export const short = (commit: string) => commit.slice(0, 7)

export async function note(
  desk: TaskDesk,
  actor: Actor,
  subject: string,
  outcome: 'done' | 'failed' | 'refused',
  message: string,
) {
  await desk.beside.log.record({ action: 'task.merge', actor, subject, outcome, message })
}

export async function giveUp(
  { id, name }: TaskRecord,
  problem: TaskProblem,
  actor: Actor,
  desk: TaskDesk,
): Done<never> {
  await desk.change(id, (now) => ({ ...now, merging: undefined }))
  await note(desk, actor, name, 'failed', problem.message)
  return err(problem)
}

export const notMade = (name: string, why: string): TaskProblem => ({
  kind: 'not-made',
  message: `${name} was not merged: ${why}.`,
})

export interface Tested {
  readonly tests?: TestSumOf | undefined
}

export async function finish(
  record: TaskRecord,
  { branch, result = '', how, hasTests }: MergingRecord,
  { tests }: Tested,
  actor: Actor,
  desk: TaskDesk,
): Promise<MergeDone> {
  const { id, name, project } = record
  const atMs = desk.beside.clock()
  const fleet = isRunning(record) ? await desk.beside.looks.read(1_500) : undefined
  const activity = fleet?.processes.find(({ pid }) => pid === record.run?.pid)?.activity
  const changes = await changesOf(record, desk)
  const after = await desk.change(id, (now) => {
    const then: TaskRecord = {
      ...{ ...now, merging: undefined, merged: { atMs, branch, commit: result, how } },
      ...(tests === undefined ? {} : { tests: { ...tests, atMs } }),
      ...(changes === undefined ? {} : { changes }),
    }
    const stays = whyNotPut('complete', { state: now.state, isRunning: isRunning(now), activity })
    const reason = `Merged into ${branch} as ${short(result)}.`
    return stays === undefined ? standing(then, { state: 'complete', reason }, atMs) : then
  })
  desk.beside.bus.append({ type: 'task.merged', data: { taskId: id, name, project, branch, commit: result, how } })
  await note(desk, actor, name, 'done', `${name}: merged into ${branch} as ${short(result)} (${how}).`)
  return {
    task: taskOfRecord(after ?? record, undefined),
    commit: short(result),
    into: branch,
    tests,
    hasTested: hasTests,
  }
}
