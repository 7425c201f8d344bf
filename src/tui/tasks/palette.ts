/** The palette: every task by its name, those that wait first, and what can be done besides. Pure. */
import { type KeyAction, keyActions } from '../../core/keys/keymap.ts'
import type { Task } from '../../core/tasks/task.ts'
import { hasInOrder } from './form.ts'
import type { TasksModel } from './tasks-model.ts'

export type PaletteEntry =
  | { readonly kind: 'task'; readonly task: Task }
  | { readonly kind: 'action'; readonly action: KeyAction; readonly words: string }

const offered: readonly KeyAction[] = [
  ...([
    'new',
    'next-waiting',
    'allow',
    'deny',
    'prompt',
    'git',
    'merge',
    'links',
    'copy',
    'stop',
    'resume',
    'restart',
    'fork',
  ] as const),
  ...(['rename', 'pin', 'archive', 'done', 'destroy', 'prune', 'agents', 'tasks', 'settings', 'keys', 'quit'] as const),
]

export function paletteEntries({ list }: Pick<TasksModel, 'list'>, text: string): readonly PaletteEntry[] {
  const wanted = text.trim().toLowerCase()
  const fits = (words: string) => wanted === '' || hasInOrder(words.toLowerCase(), wanted)
  const isNear = (words: string) => words.toLowerCase().includes(wanted)
  const tasks = (list?.tasks ?? [])
    .filter((task) => fits(`${task.project} ${task.name}`))
    .toSorted(
      (a, b) =>
        Number(b.activity === 'waiting') - Number(a.activity === 'waiting') ||
        Number(isNear(`${b.project} ${b.name}`)) - Number(isNear(`${a.project} ${a.name}`)),
    )
    .map((task): PaletteEntry => ({ kind: 'task', task }))
  const actions = offered
    .filter((action) => fits(keyActions[action]))
    .map((action): PaletteEntry => ({ kind: 'action', action, words: keyActions[action] }))
  return [...tasks, ...actions]
}
