/** Tasks that go on: begun at last, their session taken up again, or given their prompt anew. Never over a hard budget of theirs. */
import type { Actor } from '../../../core/audit/audit.ts'
import { err, type Result } from '../../../core/result.ts'
import { isRunning, type TaskRecord } from '../../../core/tasks/task-record.ts'
import type { TaskProblem } from '../../tasks.ts'
import { stopTask } from './end-task.ts'
import { launch } from './launch.ts'
import { begin } from './make-task.ts'
import { noFolder } from './remake-folder.ts'
import { whyOverBudget } from './task-cost.ts'
import { type TaskDesk, taskOf } from './task-desk.ts'
import type { Workshop } from './workshop.ts'

type Done = Promise<Result<TaskRecord, TaskProblem>>

/** With its prompt, as if it was new; a folder that it has stays. */
export async function beginAgain(record: TaskRecord, actor: Actor, desk: TaskDesk, workshop: Workshop): Done {
  const over = await whyOverBudget(record, undefined, desk.beside)
  return over === undefined ? begin(record.id, actor, desk, workshop) : err(over)
}

export async function resumeTask(
  id: string,
  session: string | undefined,
  actor: Actor,
  desk: TaskDesk,
  workshop: Workshop,
): Done {
  const found = await taskOf(desk, id)
  if (!found.ok) return found
  const record = found.value
  if (isRunning(record)) return err({ kind: 'not-now', message: `The agent of ${record.name} runs already.` })
  const { name, folder, generation } = record
  const wanted = session ?? record.sessionId
  const gone = await noFolder(record, desk)
  if (gone !== undefined) return err(gone)
  if (folder === undefined || generation === 0) return beginAgain(record, actor, desk, workshop)
  if (wanted === undefined)
    return err({
      kind: 'not-now',
      message: `No session of ${name} is known to take up.`,
      next: `tce task restart ${name}, which gives it its prompt anew`,
    })
  const over = await whyOverBudget(record, wanted, desk.beside)
  if (over !== undefined) return err(over)
  const started = await desk.alone(id, () => launch(record, { do: 'resume', session: wanted }, desk, workshop))
  await desk.beside.log.record({
    action: 'task.start',
    actor,
    subject: name,
    outcome: started.ok ? 'done' : 'failed',
    message: started.ok ? `${name}: took up ${wanted}.` : started.error.message,
  })
  return started
}

export async function restartTask(id: string, actor: Actor, desk: TaskDesk, workshop: Workshop): Done {
  const found = await taskOf(desk, id)
  if (!found.ok) return found
  const { sessionId: session, folder, backend, run } = found.value
  const known = await workshop.backendOf(backend)
  // One that never came to run has no session to take up, whatever id it was given.
  const canResume =
    run?.pid !== undefined &&
    known.ok &&
    known.value.resume !== undefined &&
    session !== undefined &&
    folder !== undefined
  // An agent that could not be begun again is not ended either.
  const gone = await noFolder(found.value, desk)
  if (gone !== undefined) return err(gone)
  const over = await whyOverBudget(found.value, canResume ? session : undefined, desk.beside)
  if (over !== undefined) return err(over)
  if (isRunning(found.value)) {
    const stopped = await stopTask(id, actor, desk)
    if (!stopped.ok) return stopped
  }
  return canResume ? resumeTask(id, session, actor, desk, workshop) : beginAgain(found.value, actor, desk, workshop)
}
