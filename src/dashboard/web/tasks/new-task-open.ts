/** Whether somebody makes a task, and with what it began: the frame asks before anything else of it is loaded. */
import type { NewTask } from '../../../core/tasks/task.ts'
import { signal } from '../store.ts'

export interface TaskWish extends Partial<NewTask> {
  /** Of an idea: it counts as built when the task was made. */
  readonly ideaId?: string | undefined
}

export const taskWish = signal<TaskWish | undefined>(undefined)

export function askForTask(wish: TaskWish = {}): void {
  taskWish.value = wish
}
