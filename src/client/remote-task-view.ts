/** What stands around a task's terminal, of a running server. */
import type { TaskConversations, TaskFiles, TaskGitStatus, TaskLinks } from '../core/tasks/task-view.ts'
import type { TaskViewService } from '../services/task-view.ts'
import { queryText } from './answer.ts'
import { taskResult } from './remote-tasks.ts'
import type { ServerClient } from './server-client.ts'

const withinMs = 30_000

export function createRemoteTaskView(server: ServerClient): TaskViewService {
  const get = (id: string, rest: string) => server.get(`/api/tasks/${encodeURIComponent(id)}/${rest}`, withinMs)
  return {
    gitStatus: async (id) => taskResult<TaskGitStatus>(await get(id, 'git/status')),
    files: async (id, dir) => taskResult<TaskFiles>(await get(id, `files${queryText({ dir })}`)),
    links: async (id) => taskResult<TaskLinks>(await get(id, 'links')),
    conversations: async (id) => taskResult<TaskConversations>(await get(id, 'conversations')),
  }
}
