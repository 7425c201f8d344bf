/** What an agent says of the task that it works at, with the secret in its environment: to the server that runs, as itself. */
import type { Result } from '../core/result.ts'
import { err } from '../core/result.ts'
import type { Task } from '../core/tasks/task.ts'
import type { Artifact, StagedText } from '../core/tasks/task-files.ts'
import { serverPortVariable, taskSecretVariable } from '../core/tasks/task-record.ts'
import { taskMark } from '../core/terminals/environment.ts'
import type { TaskProblem } from '../services/tasks.ts'
import type { Answer } from './answer.ts'
import { findServer } from './find-server.ts'
import { taskResult } from './remote-tasks.ts'
import { createServerClient, type ServerClient } from './server-client.ts'

export interface OwnTask {
  readonly id: string
  readonly secret: string
  /** Told to whoever can’t look it up: behind a fence. */
  readonly port?: number | undefined
}

/** Undefined: this program was not started by a task's agent. */
export function ownTask(env: Readonly<Record<string, string | undefined>>): OwnTask | undefined {
  const [id, secret] = [env[taskMark], env[taskSecretVariable]]
  const port = Number(env[serverPortVariable])
  return id === undefined || secret === undefined ? undefined : { id, secret, port: port > 0 ? port : undefined }
}

export const tellOwnResult = (own: OwnTask, result: string, dataDir: string): Promise<Result<Task, TaskProblem>> =>
  tell<Task>(own, dataDir, (server, at) => server.put(`${at}/result`, { result }))

export const showOwnFile = (
  own: OwnTask,
  file: { readonly path: string; readonly name?: string | undefined },
  dataDir: string,
): Promise<Result<Artifact, TaskProblem>> =>
  tell<Artifact>(own, dataDir, (server, at) => server.post(`${at}/artifacts`, file))

export const offerOwnText = (
  own: OwnTask,
  text: string,
  dataDir: string,
): Promise<Result<{ readonly staged: StagedText }, TaskProblem>> =>
  tell<{ readonly staged: StagedText }>(own, dataDir, (server, at) => server.put(`${at}/clipboard`, { text }))

async function tell<T extends object>(
  { id, secret, port: told }: OwnTask,
  dataDir: string,
  ask: (server: ServerClient, at: string) => Promise<Answer>,
): Promise<Result<T, TaskProblem>> {
  const server = await findServer(dataDir)
  if (server === undefined && told === undefined)
    return err({ kind: 'not-now', message: 'No server of TCE runs that could be told.', next: 'tce dashboard' })
  // Found, it has proved to be ours. Behind a fence nothing proves that, and what is sent is good for this task alone.
  const client = createServerClient({
    ...(server === undefined ? { port: told ?? 0 } : { port: server.port, identity: server.identity }),
    token: secret,
  })
  return taskResult<T>(await ask(client, `/api/tasks/${encodeURIComponent(id)}`))
}
