/** Why nothing runs in a task's terminal. Pure. */
import type { Task } from '../../../core/tasks/task.ts'
import { exitInWords } from '../../../core/terminals/session.ts'

export type Death =
  | { readonly kind: 'folder'; readonly at: string }
  /** Its supervisor was killed, and its agent with it. */
  | { readonly kind: 'cut-off'; readonly at: string }
  | { readonly kind: 'ended'; readonly at: string; readonly words: string }
  | { readonly kind: 'not-begun'; readonly at?: undefined }

const cutOff = exitInWords({ isObserved: false, noticedAtMs: 0 })

/** Undefined: its agent runs, or is being begun. */
export function deathOf({ state, since, run }: Pick<Task, 'state' | 'since' | 'run'>): Death | undefined {
  if (state === 'broken') return { kind: 'folder', at: since }
  if (run === undefined) return state === 'pending' || state === 'failed' ? { kind: 'not-begun' } : undefined
  if (run.exit === undefined) return undefined
  const { at, words } = run.exit
  return words === cutOff ? { kind: 'cut-off', at } : { kind: 'ended', at, words }
}
