/** The tasks of a running server. */
import type { Result } from '../core/result.ts'
import type {
  FolderLook,
  NewTaskMade,
  Task,
  TaskBatch,
  TaskList,
  TaskRemoval,
  TaskRemoved,
  TaskStopped,
} from '../core/tasks/task.ts'
import type { TaskWhy } from '../core/tasks/task-why.ts'
import type { TaskProblem, TaskService } from '../services/tasks.ts'
import { type Answer, bodyIfThere, bodyOf, queryText, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

/** A folder is made, set up, and only then begun. */
const makingMs = 11 * 60_000

export function createRemoteTasks(server: ServerClient): TaskService {
  const at = (id: string, rest = '') => `/api/tasks/${encodeURIComponent(id)}${rest}`
  const post = async (id: string, act: string, body: object = {}, timeoutMs?: number) =>
    taskResult<Task>(await server.post(at(id, `/${act}`), body, timeoutMs))
  return {
    list: async (query = {}) => bodyOf<TaskList>(await server.get(`/api/tasks${queryText(query)}`, 30_000), 'tasks'),
    find: async (id) => bodyIfThere<Task>(await server.get(at(id), 30_000), 'a task'),
    why: async (id) => taskResult<TaskWhy>(await server.get(at(id, '/why'), 30_000)),
    create: async (task) => taskResult<NewTaskMade>(await server.post('/api/tasks', task, makingMs)),
    adopt: async ({ session: adopt, ...how }) =>
      taskResult<Task>(await server.post('/api/tasks', { adopt, ...how }, makingMs)),
    stop: async (id) => taskResult<TaskStopped>(await server.post(at(id, '/stop'), {})),
    resume: (id, how) => post(id, 'resume', how, makingMs),
    restart: (id) => post(id, 'restart', {}, makingMs),
    fork: (id, how) => post(id, 'fork', how, makingMs),
    rename: (id, name) => post(id, 'rename', { name }),
    pin: async (id, isPinned) => (isPinned ? post(id, 'pin') : taskResult<Task>(await server.delete(at(id, '/pin')))),
    archive: (id, isArchived) => post(id, isArchived ? 'archive' : 'unarchive'),
    put: (id, status) => post(id, 'status', { status }, makingMs),
    setResult: async (id, result) => taskResult<Task>(await server.put(at(id, '/result'), { result })),
    type: (id, bytes) => post(id, 'input', { bytes: bytes.toString('base64') }),
    output: async (id, bytes) =>
      taskResult<{ readonly task: Task; readonly text: string }>(
        await server.get(at(id, `/output${queryText({ bytes })}`), 30_000),
      ),
    removal: async (id) => taskResult<TaskRemoval>(await server.get(at(id, '/removal'), 60_000)),
    remove: async (id, how) => taskResult<TaskRemoved>(await server.delete(at(id, queryText(how)), 120_000)),
    undo: (id) => post(id, 'undo'),
    folder: async (id) => taskResult<FolderLook>(await server.get(at(id, '/folder'), 30_000)),
    remakeFolder: (id, confirm) => post(id, 'folder', { confirm }, makingMs),
    removed: async () =>
      bodyOf<{ readonly tasks: readonly Task[] }>(await server.get('/api/tasks/removed'), 'tasks').tasks,
    prunable: async () =>
      bodyOf<TaskBatch & { readonly confirm: string }>(
        await server.get('/api/maintenance/prune-completed', 120_000),
        'tasks',
      ),
    prune: async (confirm) =>
      taskResult<TaskBatch>(await server.post('/api/maintenance/prune-completed', { confirm }, 120_000)),
    stopAll: async () => taskResult<TaskBatch>(await server.post('/api/sessions/stop-all', { confirm: true })),
  }
}

const kinds: readonly TaskProblem['kind'][] = [
  ...(['no-task', 'no-project', 'no-backend', 'no-session', 'bad-request', 'untrusted', 'budget', 'not-made'] as const),
  ...(['not-now', 'changed', 'obstacles', 'no-copy', 'unwritable'] as const),
  ...(['tests-failed', 'stopped', 'out-of-reach', 'no-folder'] as const),
]

export const taskResult = <T extends object>(answer: Answer): Result<T, TaskProblem> =>
  resultOf<T, TaskProblem['kind']>(answer, 'a task', kinds)
