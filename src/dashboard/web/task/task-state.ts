/** One task and what stands around its terminal, asked for anew when tasks change, and the folder's state while somebody looks. */
import type { Task } from '../../../core/tasks/task.ts'
import type { TaskConversations, TaskFiles, TaskGitStatus, TaskLinks } from '../../../core/tasks/task-view.ts'
import type { TaskWhy } from '../../../core/tasks/task-why.ts'
import { api, ask } from '../api.ts'
import { isLive, tasksVersion } from '../live/live-store.ts'
import { type Answered, useAnswer } from '../parts/use-answer.ts'
import { computed, signal } from '../store.ts'

const param = (id: string) => ({ param: { id } })

export const useTask = (id: string): Answered<Task> =>
  useAnswer<Task>(`task ${id}`, () => ask(api.tasks[':id'].$get(param(id))), { follows: tasksVersion })

/** Files change without anybody telling: looked at again this often, while the page is seen. */
const everyMs = 10_000
const tick = signal(0)

/** Grows with each change of tasks and each look. */
const looks = computed(() => tasksVersion.value + tick.value)

/** Until what it returns is called. */
export function followFolder(): () => void {
  const timer = setInterval(() => {
    if (!document.hidden && isLive.peek()) tick.value += 1
  }, everyMs)
  return () => clearInterval(timer)
}

export const useGitStatus = (id: string): Answered<TaskGitStatus> =>
  useAnswer<TaskGitStatus>(`git of ${id}`, () => ask(api.tasks[':id'].git.status.$get(param(id))), { follows: looks })

export const useFiles = (id: string, dir: string): Answered<TaskFiles> =>
  useAnswer<TaskFiles>(
    `files of ${id} ${dir}`,
    () => ask(api.tasks[':id'].files.$get({ ...param(id), query: { dir } })),
    { follows: looks },
  )

export const useLinks = (id: string): Answered<TaskLinks> =>
  useAnswer<TaskLinks>(`links of ${id}`, () => ask(api.tasks[':id'].links.$get(param(id))), { follows: tasksVersion })

/** Looked up when it is asked, and again when tasks change. */
export const useWhy = (id: string): Answered<TaskWhy> =>
  useAnswer<TaskWhy>(`why of ${id}`, () => ask(api.tasks[':id'].why.$get(param(id))), { follows: tasksVersion })

export const useConversations = (id: string): Answered<TaskConversations> =>
  useAnswer<TaskConversations>(`conversations of ${id}`, () => ask(api.tasks[':id'].conversations.$get(param(id))), {
    followsUsage: false,
  })
