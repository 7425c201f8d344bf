/** Whether a session that began elsewhere may be taken up: never while its process runs, or may. */
import { err, ok, type Result } from '../../../core/result.ts'
import { isRunning, sessionsOf, type TaskRecord } from '../../../core/tasks/task-record.ts'
import { plainText } from '../../../core/words/text.ts'
import type { TaskProblem } from '../../tasks.ts'
import type { Launching } from './launch.ts'
import type { KnownSession } from './parts.ts'
import type { TaskDesk } from './task-desk.ts'

/** Looked up now; undefined: it has ended, and no task has it. `own`: the task that is about to. */
export async function whyNotAdopted(
  session: KnownSession,
  desk: TaskDesk,
  own?: string,
): Promise<TaskProblem | undefined> {
  const { id, agent, cwd } = session
  const short = id.slice(0, 8)
  const notNow = (why: string, next?: string): TaskProblem => ({
    kind: 'not-now',
    message: `Session ${short} was not adopted: ${why}`,
    next,
  })
  const kept = await desk.books()
  const tasks = kept.ok ? await kept.value.tasks.all() : []
  const other = tasks.find((task) => task.id !== own && sessionsOf(task).includes(id))
  if (other !== undefined)
    return notNow(
      `it is of the task ${other.name} already.`,
      isRunning(other) ? `tce task attach ${other.name}` : `tce task resume ${other.name}`,
    )
  const { processes, sessionsWithoutProcess = [] } = await desk.beside.looks.read(0)
  const runs = processes.find(({ sessionId }) => sessionId === id)
  if (runs !== undefined) {
    const { pid, name = '', project = '' } = runs
    const who = plainText([project, name].filter((part) => part !== '').join(' '))
    return notNow(`it runs still, as process ${pid}${who === '' ? '' : ` (${who})`}.`, `end it first: tce kill ${pid}`)
  }
  if (sessionsWithoutProcess.some(({ sessionId }) => sessionId === id))
    return notNow('it goes on, and which process it is of is not seen.', 'end it where it runs first')
  // One of that kind in that folder whose session nobody knows may be this one.
  const maybe = processes.find((one) => one.agent === agent && one.sessionId === undefined && one.cwd === cwd)
  if (maybe !== undefined)
    return notNow(
      `process ${maybe.pid} runs in its folder, and may be it: which session that has is not known.`,
      `end that first: tce kill ${maybe.pid}`,
    )
  return undefined
}

/**
 * With a session of its own begin; where it was adopted with the session that it had, looked at once more, as its folder took its time; where
 * it was forked with a copy of the first one's, until it ever ran.
 */
export async function howToLaunch(record: TaskRecord, desk: TaskDesk): Promise<Result<Launching, TaskProblem>> {
  const { id, isAdopted, sessionId, agent = '', projectDir, generation } = record
  const { forkOfSession, run } = record
  if (forkOfSession !== undefined && run?.pid === undefined) return ok({ do: 'fork', source: forkOfSession })
  if (isAdopted !== true || sessionId === undefined) return ok({ do: 'start' })
  const session = (await desk.beside.sessions.find(sessionId)) ?? { id: sessionId, agent, cwd: projectDir }
  const why = generation === 0 ? await whyNotAdopted(session, desk, id) : undefined
  return why === undefined ? ok({ do: 'resume', session: sessionId }) : err(why)
}
