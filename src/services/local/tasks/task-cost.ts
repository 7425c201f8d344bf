/** What a task cost so far, and whether a hard budget lets it begin. */
import { sessionsOf, type TaskRecord } from '../../../core/tasks/task-record.ts'
import type { TaskProblem } from '../../tasks.ts'
import type { TasksBeside } from './parts.ts'

/** Of all sessions that it worked in, in dollars. Undefined: nothing is known of any; a part that has no price is not in it. */
export function costOfTask(
  record: Pick<TaskRecord, 'sessionId' | 'earlierSessions'>,
  { costOf }: Pick<TasksBeside, 'costOf'>,
): number | undefined {
  const known = sessionsOf(record).flatMap((id) => costOf(id) ?? [])
  return known.length === 0 ? undefined : known.reduce((sum, usd) => sum + usd, 0)
}

/** `session`: that it would take up; absent: a new one. */
export async function whyOverBudget(
  record: Pick<TaskRecord, 'id' | 'name' | 'agent' | 'backend' | 'project' | 'projectDir' | 'folder'>,
  session: string | undefined,
  { whyNoStart }: Pick<TasksBeside, 'whyNoStart'>,
): Promise<TaskProblem | undefined> {
  const { id, name, agent, backend, project, projectDir, folder } = record
  const over = await whyNoStart({
    ...{ agent: agent ?? backend, cwd: folder ?? projectDir, project, sessionId: session, task: { id, name } },
  })
  return over && { kind: 'budget', ...over }
}
