/** What is asked before it is done to tasks. */
import type { SeenTask } from '../../../core/tasks/task-board.ts'
import { signal } from '../store.ts'

export type Asked =
  | { readonly do: 'rename'; readonly task: SeenTask }
  | { readonly do: 'stop' | 'destroy'; readonly tasks: readonly SeenTask[] }
  | { readonly do: 'tidy' }

export const asked = signal<Asked | undefined>(undefined)

export function askFor(what: Asked | undefined): void {
  asked.value = what
}
