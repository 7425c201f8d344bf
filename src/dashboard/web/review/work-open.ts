/** Whether somebody commits, merges or gives out a task's work: the frame asks before anything else of it is loaded. */
import { signal } from '../store.ts'

export const workKinds = ['commit', 'merge', 'pr'] as const

export interface WorkWish {
  readonly what: (typeof workKinds)[number]
  /** Of the task. */
  readonly id: string
  /** Until it is looked up. */
  readonly name?: string | undefined
}

export const workWish = signal<WorkWish | undefined>(undefined)

/** `askForWork({what: 'merge', id: task.id, name: task.name})` opens its dialog, from wherever. */
export function askForWork(wish: WorkWish | undefined): void {
  workWish.value = wish
}
