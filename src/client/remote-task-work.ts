/** What is done with the work of tasks, by a running server. */
import type { Task } from '../core/tasks/task.ts'
import type {
  CommitDone,
  CommitLook,
  MergeDone,
  MergeLook,
  PullRequestDone,
  PullRequestLook,
  TaskOpened,
} from '../core/tasks/task-work.ts'
import type { TaskWorkService } from '../services/task-work.ts'
import { queryText } from './answer.ts'
import { taskResult } from './remote-tasks.ts'
import type { ServerClient } from './server-client.ts'

const lookingMs = 60_000
/** Two steps of three seconds, and a folder that is put back. */
const stoppingMs = 60_000
/** Hooks may take their time, and tests a quarter of an hour, after a set-up of as long. */
const [committingMs, mergingMs, pushingMs] = [6 * 60_000, 32 * 60_000, 6 * 60_000]

export function createRemoteTaskWork(server: ServerClient): TaskWorkService {
  const at = (id: string, rest: string) => `/api/tasks/${encodeURIComponent(id)}${rest}`
  return {
    commitLook: async (id) => taskResult<CommitLook>(await server.get(at(id, '/commit'), lookingMs)),
    commit: async (id, order) => taskResult<CommitDone>(await server.post(at(id, '/commit'), order, committingMs)),
    mergeLook: async (id, how) =>
      taskResult<MergeLook>(await server.get(at(id, `/merge${queryText({ how })}`), lookingMs)),
    merge: async (id, order) => taskResult<MergeDone>(await server.post(at(id, '/merge'), order, mergingMs)),
    stopMerge: async (id) => taskResult<Task>(await server.post(at(id, '/merge/stop'), {}, stoppingMs)),
    pullRequestLook: async (id) => taskResult<PullRequestLook>(await server.get(at(id, '/pr'), lookingMs)),
    openPullRequest: async (id, order) =>
      taskResult<PullRequestDone>(await server.post(at(id, '/pr'), order, pushingMs)),
    open: async (id, asked) => taskResult<TaskOpened>(await server.post(at(id, '/open'), asked)),
  }
}
