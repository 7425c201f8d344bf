/** What can be done with a card, in the order in which it is looked for. Pure, but for what the entries do. */
import { placeToPut, runs, type TaskCard } from '../../../core/tasks/task-board.ts'
import { navigate } from '../navigation.tsx'
import type { MenuItem } from '../parts/menu.tsx'
import { askForWork } from '../review/work-open.ts'
import type { Route } from '../route.ts'
import { askFor } from './asked.ts'
import { archive, pin, putInto, restart, resume } from './task-actions.tsx'
import { changesRoute, taskRoute } from './task-links.ts'

const putWords = {
  in_progress: 'Start now',
  complete: 'Done',
  in_review: 'Back to review',
  pending: 'Pending',
} as const

export function menuOf(card: TaskCard): readonly MenuItem[] {
  const { tasks, isPinned, isArchived } = card
  const [first] = tasks
  const isAlone = tasks.length === 1
  const place = placeToPut(card)
  const running = tasks.filter(runs)
  const item = (
    isThere: boolean,
    ...entry: readonly [MenuItem['label'], MenuItem['icon'], MenuItem['act'], boolean?]
  ) => (isThere ? [{ label: entry[0], icon: entry[1], act: entry[2], isDanger: entry[3] === true }] : [])
  const canRestart = isAlone && running.length === 0 && first.state !== 'pending' && first.state !== 'broken'
  const hasWork = isAlone && first.worktree?.state === 'ready'
  return [
    ...item(isAlone, 'Open', 'open', () => navigate(taskRoute(first.id))),
    ...item(isAlone && first.worktree !== undefined, 'Review changes', 'branch', () =>
      navigate(changesRoute(first.id)),
    ),
    ...item(hasWork, 'Commit…', 'file', () => askForWork({ what: 'commit', id: first.id, name: first.name })),
    ...item(hasWork, 'Open PR…', 'branch', () => askForWork({ what: 'pr', id: first.id, name: first.name })),
    ...item(hasWork, 'Merge…', 'branch', () => askForWork({ what: 'merge', id: first.id, name: first.name })),
    ...item(!isAlone, 'Compare', 'branch', () => navigate(compareRoute(card))),
    ...item(place !== undefined && !isArchived, place === undefined ? '' : putWords[place], 'play', () =>
      place === undefined ? undefined : putInto(place, tasks),
    ),
    ...item(canRestart && first.sessionId !== undefined, 'Resume', 'play', () => resume(first)),
    ...item(canRestart, 'Restart', 'reuse', () => restart(first)),
    ...item(true, isPinned ? 'Unpin' : 'Pin', 'pin', () => pin(tasks, !isPinned)),
    ...item(isAlone, 'Rename…', 'pencil', () => askFor({ do: 'rename', task: first })),
    ...item(running.length > 0, 'Stop…', 'stop', () => askFor({ do: 'stop', tasks: running })),
    ...item(running.length === 0, isArchived ? 'Out of the archive' : 'Archive', 'archive', () =>
      archive(tasks, !isArchived),
    ),
    ...item(true, 'Destroy…', 'trash', () => askFor({ do: 'destroy', tasks }), true),
  ]
}

/** Where it is looked at: one task, or all tries of it. */
export const routeOf = (card: TaskCard): Route =>
  card.tasks.length > 1 ? compareRoute(card) : taskRoute(card.tasks[0].id)

/** All tries beside each other. */
export const compareRoute = ({ tasks }: Pick<TaskCard, 'tasks'>): Route => ({
  screen: 'tasks',
  query: { compare: tasks[0].best?.group ?? '' },
})
