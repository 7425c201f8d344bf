/** The tasks as the server has them, asked for anew whenever they changed, joined with their agents as they are now. */
import { activityOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import type { Task, TaskList } from '../../../core/tasks/task.ts'
import { type SeenTask, type TaskCard, taskCards } from '../../../core/tasks/task-board.ts'
import { type ApiProblem, api, ask } from '../api.ts'
import { isLive, liveFleet, tasksVersion } from '../live/live-store.ts'
import { computed, effect, signal } from '../store.ts'

/** All that are not put away; with those that are, once they were asked for. */
export const taskList = signal<TaskList | undefined>(undefined)
export const tasksProblem = signal<ApiProblem | undefined>(undefined)
export const isArchiveShown = signal(false)

const perPage = 1_000
/** One act changes a task several times. */
const togetherWithinMs = 80

/** Until what it returns is called. */
export const followTasks = (): (() => void) =>
  effect(() => {
    if (!isLive.value) return
    const mine = [tasksVersion.value, isArchiveShown.value]
    const isCurrent = () => tasksVersion.peek() === mine[0] && isArchiveShown.peek() === mine[1]
    const timer = setTimeout(() => void readTasks(isCurrent), taskList.peek() === undefined ? 0 : togetherWithinMs)
    return () => clearTimeout(timer)
  })

/** An answer that came after the next change is not taken: another one is on its way. */
export async function readTasks(isCurrent: () => boolean = () => true): Promise<void> {
  const answer = await allTasks(isArchiveShown.peek())
  if (!isCurrent()) return
  if (answer.ok) taskList.value = answer.value
  tasksProblem.value = answer.ok ? undefined : answer.error
}

async function allTasks(withArchived: boolean): Promise<Result<TaskList, ApiProblem>> {
  const tasks: Task[] = []
  let cursor: string | undefined
  for (;;) {
    const query = {
      limit: String(perPage),
      ...(withArchived && { archived: 'all' as const }),
      ...(cursor && { cursor }),
    }
    const answer = await ask(api.tasks.$get({ query }))
    if (!answer.ok) return err(answer.error)
    const page = answer.value as TaskList
    tasks.push(...page.tasks)
    cursor = page.cursor
    if (cursor === undefined) return ok({ ...page, tasks })
  }
}

/** Of a task's agent, what a card shows of it. */
type Seen = Pick<
  SeenTask,
  'agentId' | 'activity' | 'activitySince' | 'waitingFor' | 'asks' | 'costUsd' | 'doing' | 'seenModel'
>

function seenOf(agent: FleetAgentReport): Seen {
  const { id, activity, activitySince, waitingFor, asks, figures } = agent
  const { detail } = activityOf(agent)
  return {
    ...{ agentId: id, activity, activitySince, waitingFor, asks, doing: activity === 'busy' ? detail : undefined },
    // As it is shown: a tenth of a cent draws nothing anew.
    costUsd: figures?.costUsd === undefined ? undefined : Math.round(figures.costUsd * 100) / 100,
    seenModel: figures?.model,
  }
}

/** As one text, so that a look at the machine in which no task's agent changed draws nothing. */
const seenText = computed(() =>
  JSON.stringify(
    (liveFleet.value?.processes ?? []).flatMap((agent) =>
      agent.task === undefined ? [] : [[agent.task.id, seenOf(agent)] as const],
    ),
  ),
)

export const seenTasks = computed((): readonly SeenTask[] => {
  const seen = new Map<string, Seen>(JSON.parse(seenText.value))
  return (taskList.value?.tasks ?? []).map((task) => withSeen(task, seen.get(task.id)))
})

/** What the list knew of an agent that was not in the last look stays until it is asked again. */
function withSeen(task: Task, seen: Seen | undefined): SeenTask {
  if (seen === undefined) return task
  return { ...task, ...seen, costUsd: seen.costUsd ?? task.costUsd }
}

export const allCards = computed((): readonly TaskCard[] => taskCards(seenTasks.value))

/** Those that are not put away. */
export const openTasks = computed(() => seenTasks.value.filter(({ isArchived }) => !isArchived))
