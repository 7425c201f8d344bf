/** Whether somebody commits, merges or gives out a task's work: the frame asks before anything else of it is loaded. */
import { signal } from '../store.ts'

export interface WorkWish {
  readonly what: 'commit' | 'merge' | 'pr'
  readonly id: string
  readonly name: string
}

export const workWish = signal<WorkWish | undefined>(undefined)

/** `askForWork({what: 'merge', id: task.id, name: task.name})` opens its dialog, from wherever. */
export function askForWork(wish: WorkWish | undefined): void {
  workWish.value = wish
}
