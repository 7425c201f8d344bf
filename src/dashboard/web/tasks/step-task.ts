/** To the next task and to the one before, in the order of the list. Its code comes when the first is gone to. */
import { taskGroups } from '../../../core/tasks/task-board.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { navigate } from '../navigation.tsx'
import { taskBeside } from './task-beside.ts'
import { changesRoute, taskRoute } from './task-links.ts'
import { allCards, readTasks, taskList } from './tasks-state.ts'

export async function stepFrom(id: string | undefined, step: 1 | -1, isAtChanges: boolean): Promise<void> {
  if (taskList.peek() === undefined) await readTasks()
  const next = taskBeside(idsInOrder(), id, step)
  if (next !== undefined) navigate(isAtChanges ? changesRoute(next) : taskRoute(next))
}

function idsInOrder(): readonly string[] {
  const calendar = pageCalendar()
  const dayStart = new Date(calendar.startOfDay(calendar.dayOf(Date.now()))).toISOString()
  const open = allCards.peek().filter(({ isArchived }) => !isArchived)
  return taskGroups(open, dayStart)
    .flatMap(({ cards }) =>
      cards.flatMap(({ tasks }) => tasks.toSorted((a, b) => (a.best?.number ?? 0) - (b.best?.number ?? 0))),
    )
    .map(({ id }) => id)
}
