/** What an agent says of the task that it works at, with the secret in its environment: to the server that runs, as itself. */
import type { Result } from '../core/result.ts'
import { err } from '../core/result.ts'
import type { Task } from '../core/tasks/task.ts'
import { taskSecretVariable } from '../core/tasks/task-record.ts'
import { taskMark } from '../core/terminals/environment.ts'
import type { TaskProblem } from '../services/tasks.ts'
import { findServer } from './find-server.ts'
import { taskResult } from './remote-tasks.ts'
import { createServerClient } from './server-client.ts'

/** Undefined: this program was not started by a task's agent. */
export function ownTask(env: Readonly<Record<string, string | undefined>>) {
  const [id, secret] = [env[taskMark], env[taskSecretVariable]]
  return id === undefined || secret === undefined ? undefined : { id, secret }
}

export async function tellOwnResult(
  { id, secret }: { readonly id: string; readonly secret: string },
  result: string,
  dataDir: string,
): Promise<Result<Task, TaskProblem>> {
  const server = await findServer(dataDir)
  if (server === undefined)
    return err({ kind: 'not-now', message: 'No server of TCE runs that could be told.', next: 'tce dashboard' })
  const { port, identity } = server
  // It has proved to be ours; it is told by the task's own secret and nothing else.
  const client = createServerClient({ port, identity, token: secret })
  return taskResult<Task>(await client.put(`/api/tasks/${encodeURIComponent(id)}/result`, { result }))
}
