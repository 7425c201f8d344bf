/** Agents that are ended, and tasks that go: on facts looked up just before, with a copy of all that exists nowhere else. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from '../../../core/audit/audit.ts'
import { isoTime } from '../../../core/process/report.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import type { TaskRemoval, TaskRemoved, TaskStopped } from '../../../core/tasks/task.ts'
import { isRunning, standing, type TaskRecord } from '../../../core/tasks/task-record.ts'
import { afterExit } from '../../../core/tasks/task-rules.ts'
import type { ExitRecord } from '../../../core/terminals/session.ts'
import { sessionId } from '../../../core/terminals/session.ts'
import { isAllElsewhere, obstacleInWords, obstaclesOf } from '../../../core/worktrees/facts.ts'
import type { WorktreeRecord } from '../../../core/worktrees/worktree.ts'
import { digestOf, hashed } from '../../../storage/hashed.ts'
import { lookAtWorktree, type ProcessesIn } from '../../../worktrees/look.ts'
import { removeWorktree } from '../../../worktrees/remove.ts'
import { restoreWorktree } from '../../../worktrees/restore.ts'
import { keepRemovedMs } from '../../../worktrees/trash.ts'
import type { TaskProblem } from '../../tasks.ts'
import { refreshedPr } from './known-pr.ts'
import { setupLog } from './make-task.ts'
import { noTask, type TaskDesk, taskOf, taskWithWorktree } from './task-desk.ts'
import { taskOfRecord } from './task-shape.ts'

type Done<T> = Promise<Result<T, TaskProblem>>

/** Written down once, whoever hears of it first. */
export async function noteExit(
  desk: TaskDesk,
  id: string,
  generation: number,
  exit: ExitRecord,
): Promise<TaskRecord | undefined> {
  let serverPort: number | undefined
  const after = await desk.change(id, (now) => {
    if (now.run?.generation !== generation || now.run.exit !== undefined) return now
    const { state, result, run } = now
    serverPort = run.serverPort
    const then = afterExit(exit, { state, result, isStopped: run.isStopped === true })
    return standing({ ...now, run: { ...run, exit } }, then, desk.beside.clock())
  })
  if (serverPort !== undefined) await desk.parts.agentServers.forget(serverPort)
  return after
}

export async function stopTask(id: string, actor: Actor, desk: TaskDesk): Done<TaskStopped> {
  const found = await taskOf(desk, id)
  if (!found.ok) return found
  const begunMs = desk.beside.clock()
  if (!isRunning(found.value)) {
    if (!desk.breakOff(id)) return err({ kind: 'not-now', message: `No agent of ${found.value.name} runs.` })
    return ok({ task: taskOfRecord(found.value, undefined), endedAfterMs: 0, sent: [], left: [] })
  }
  return desk.alone(id, () => endAgent(found.value, actor, desk, begunMs))
}

async function endAgent(record: TaskRecord, actor: Actor, desk: TaskDesk, begunMs: number): Done<TaskStopped> {
  const { id, name, generation } = record
  const { beside, change } = desk
  await change(id, (now) => ({ ...now, run: now.run && { ...now.run, isStopped: true } }))
  const terminals = await desk.terminals()
  const run = sessionId({ taskId: id, generation })
  const ended = await terminals.end(run)
  const exit = ended.ok ? ended.value.exit : (await terminals.list()).sessions.find((one) => one.id === run)?.exit
  if (!ended.ok && exit === undefined) {
    const { kind, message } = ended.error
    // A supervisor that does not answer may hold it still; one that knows nothing of it holds nothing.
    if (kind !== 'no-session') {
      await change(id, (now) => ({ ...now, run: now.run && { ...now.run, isStopped: undefined } }))
      await beside.log.record({ action: 'task.stop', actor, subject: name, outcome: 'failed', message })
      return err({ kind: 'not-now', message: `${name} was not stopped: ${message}` })
    }
  }
  const after = await noteExit(desk, id, generation, exit ?? { isObserved: false, noticedAtMs: beside.clock() })
  const left = ended.ok ? ended.value.left.map(({ pid }) => pid) : []
  const took = beside.clock() - begunMs
  const message =
    left.length === 0 ? `${name}: its agent ended after ${took} ms.` : `${name}: still there: ${left.join(', ')}.`
  await beside.log.record({
    action: 'task.stop',
    actor,
    subject: name,
    outcome: left.length === 0 ? 'done' : 'failed',
    message,
  })
  beside.looks.lookSoon()
  const kept = await desk.books()
  const worktree = kept.ok ? await kept.value.worktrees.get(id) : undefined
  return ok({
    task: taskOfRecord(after ?? record, worktree),
    endedAfterMs: took,
    sent: ended.ok ? ended.value.sent : [],
    left,
  })
}

/** Programs in a folder, but for the task's own agent and what it started: that ends first. */
const foreignIn =
  (record: TaskRecord, { parts }: TaskDesk): ProcessesIn =>
  (dir) =>
    parts.processesIn(dir, isRunning(record) ? record.run?.pid : undefined)

/** What an agent had started ends with it or a moment later; what stays after that is in the way, and is named. */
async function startedOnesEnd(dir: string, { parts }: TaskDesk): Promise<void> {
  for (let looks = 0; looks < 20 && (await parts.processesIn(dir))?.length !== 0; looks++) await sleep(100)
}

interface Looked {
  readonly record: TaskRecord
  readonly worktree?: WorktreeRecord | undefined
  readonly removal: TaskRemoval
  /** Up to where its pull request was merged. */
  readonly merged?: string | undefined
}

export async function lookAtRemoval(id: string, desk: TaskDesk): Done<Looked> {
  const found = await taskWithWorktree(desk, id)
  if (!found.ok) return found
  const { record, worktree } = found.value
  const task = taskOfRecord(record, worktree)
  // Nothing of ours lies there: what is forgotten is the task alone.
  if (worktree === undefined || worktree.state === 'removed' || !existsSync(worktree.path)) {
    const confirm = hashed('sha256', `${id} without a folder`, 'hex').slice(0, 16)
    return ok({ record, worktree, removal: { task, confirm, isAllElsewhere: true, obstacles: [] } })
  }
  const { pr } = await refreshedPr(record, worktree, desk)
  const merged = pr?.state === 'merged' ? pr.headCommit : undefined
  const facts = await lookAtWorktree(worktree, foreignIn(record, desk), merged)
  const { uncommitted, commits, isInBase, ignored } = facts
  return ok({
    record,
    worktree,
    merged,
    removal: {
      ...{ task, facts: { uncommitted, commits, isInBase, ignored }, confirm: digestOf(facts) },
      ...{ isAllElsewhere: isAllElsewhere(facts), obstacles: obstaclesOf(facts).map(obstacleInWords) },
    },
  })
}

export interface RemoveHow {
  readonly confirm: string
  readonly copy: 'keep' | 'none'
  readonly typed?: string | undefined
}

export async function removeTask(
  id: string,
  { confirm, copy, typed }: RemoveHow,
  actor: Actor,
  desk: TaskDesk,
): Done<TaskRemoved> {
  const looked = await lookAtRemoval(id, desk)
  if (!looked.ok) return looked
  const { record, worktree, removal, merged } = looked.value
  const { name } = record
  const refuse = async (problem: TaskProblem): Done<never> => {
    await desk.beside.log.record({
      action: 'task.remove',
      actor,
      subject: name,
      outcome: 'refused',
      message: problem.message,
    })
    return err(problem)
  }
  if (removal.obstacles.length > 0)
    return refuse({ kind: 'obstacles', message: `${name} stays: ${removal.obstacles.join('; ')}.` })
  if (removal.confirm !== confirm)
    return refuse({
      kind: 'changed',
      message: `${name} has changed since you looked. Look again, then decide.`,
      next: `tce task rm ${name}`,
    })
  if (copy === 'none' && !removal.isAllElsewhere && typed !== name)
    return refuse({
      kind: 'bad-request',
      message: `Without a copy, what exists nowhere else of ${name} is gone for good: that needs its name typed.`,
    })
  return desk.alone(id, async () => {
    const begunMs = desk.beside.clock()
    const stopped = isRunning(record) ? await endAgent(record, actor, desk, begunMs) : undefined
    if (stopped?.ok === false) return stopped
    const hasFolder = removal.facts !== undefined && worktree !== undefined
    if (hasFolder) {
      if (stopped !== undefined) await startedOnesEnd(worktree.path, desk)
      const kept = await desk.books()
      if (!kept.ok) return kept
      const how = copy === 'keep' ? 'keep' : removal.isAllElsewhere ? 'none-needed' : 'none-wanted'
      const removed = await removeWorktree(
        worktree,
        { digest: confirm, copy: how, merged },
        {
          book: kept.value.worktrees,
          places: desk.places(),
          processesIn: desk.parts.processesIn,
          nowMs: desk.beside.clock,
        },
      )
      if (!removed.ok) {
        const { kind, message } = removed.error
        return refuse({ kind: kind === 'changed' ? 'changed' : 'obstacles', message })
      }
    }
    const removedAtMs = desk.beside.clock()
    const after = await desk.change(id, (now) => ({ ...now, removedAtMs, waitsForPlace: undefined }))
    await desk.beside.log.record({
      action: 'task.remove',
      actor,
      subject: name,
      outcome: 'done',
      message: `${name} (${id}): ${hasFolder ? `folder and branch are gone${copy === 'keep' ? ', a copy is kept' : ''}` : 'forgotten'}.`,
    })
    return ok({
      task: taskOfRecord(after ?? record, undefined),
      endedAfterMs: stopped?.value.endedAfterMs,
      keptUntil: copy === 'keep' || !hasFolder ? isoTime(removedAtMs + keepRemovedMs) : undefined,
    })
  })
}

export async function undoRemoval(id: string, actor: Actor, desk: TaskDesk): Done<TaskRecord> {
  const kept = await desk.books()
  if (!kept.ok) return kept
  const record = await kept.value.tasks.get(id)
  if (record?.removedAtMs === undefined)
    return err(record === undefined ? noTask(id) : { kind: 'not-now', message: `${record.name} was not deleted.` })
  const worktree = await kept.value.worktrees.get(id)
  if (worktree?.state === 'removed') {
    const restored = await restoreWorktree(worktree, { book: kept.value.worktrees, places: desk.places() })
    if (!restored.ok)
      return err({ kind: restored.error.kind === 'no-copy' ? 'no-copy' : 'not-now', message: restored.error.message })
  }
  const after = await desk.change(id, (now) =>
    standing(
      { ...now, removedAtMs: undefined },
      { state: now.state === 'complete' ? 'complete' : 'in_review', reason: 'You brought it back.' },
      desk.beside.clock(),
    ),
  )
  await desk.beside.log.record({
    action: 'task.undo',
    actor,
    subject: record.name,
    outcome: 'done',
    message: `${record.name} (${id}) is back.`,
  })
  return after === undefined ? err(noTask(id)) : ok(after)
}

/** What cannot be brought back any more goes for good. */
export async function forgetRemoved(record: TaskRecord, desk: TaskDesk): Promise<void> {
  const kept = await desk.books()
  if (!kept.ok) return
  const terminals = await desk.terminals()
  for (let generation = 1; generation <= record.generation; generation += 1)
    await terminals.forget(sessionId({ taskId: record.id, generation }))
  await rm(dirname(setupLog(desk.parts.dataDir, record.id)), { recursive: true, force: true })
  await kept.value.tasks.forget(record.id)
}
