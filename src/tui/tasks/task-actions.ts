/** What an action means for the task that is chosen, from whichever key it came. Pure. */
import type { KeyAction } from '../../core/keys/keymap.ts'
import { isTaskState, type Task, type TaskState } from '../../core/tasks/task.ts'
import type { WatchModel } from '../model.ts'
import { openOverview } from '../overview-keys.ts'
import type { Update } from '../step.ts'
import { only } from '../step.ts'
import type { TaskOverlay, TasksModel, TypedFor } from './tasks-model.ts'
import { askedOf, chosenOf, isRunning, nextWaiting, rowsOf } from './tasks-model.ts'

export const withTasks = (model: WatchModel, change: Partial<TasksModel>): WatchModel => ({
  ...model,
  tasks: { ...model.tasks, ...change },
})
export const say = (model: WatchModel, notice: string): Update => only({ ...model, notice })
const show = (model: WatchModel, overlay: TaskOverlay): Update => only(withTasks(model, { overlay, isLed: false }))

/** Another one is looked at: what was scrolled or found is of the one before. */
export const choose = (model: WatchModel, taskId: string | undefined, change: Partial<TasksModel> = {}): WatchModel =>
  withTasks(model, { chosenId: taskId, scrolled: 0, isScrolling: false, found: undefined, ...change })

const states: readonly TaskState[] = ['pending', 'in_progress', 'in_review', 'complete']

export function onTaskAction(model: WatchModel, action: KeyAction): Update {
  const { tasks } = model
  switch (action) {
    case 'down':
      return move(model, 1)
    case 'up':
      return move(model, -1)
    case 'back':
      return leave(model)
    case 'detach':
    case 'quit':
      return tasks.onlyId === undefined && action === 'detach'
        ? leave(model)
        : only(model, { type: 'quit', exitCode: 0 })
    case 'next-waiting': {
      const next = nextWaiting(tasks)
      if (next === undefined) return say(model, 'Nobody waits for you.')
      const isSame = tasks.onlyId !== undefined && next.id !== tasks.onlyId
      return only(choose(model, next.id, isSame ? { onlyId: next.id } : {}))
    }
    case 'new':
      return only(model, { type: 'task', effect: { do: 'open-form' } })
    case 'filter':
      return show(model, { kind: 'typing', for: 'filter', text: tasks.filter })
    case 'palette':
      return show(model, { kind: 'palette', text: '', at: 0 })
    case 'keys':
      return show(model, { kind: 'keys' })
    case 'settings':
      return show(model, { kind: 'settings', at: 0 })
    case 'zoom':
      return only(withTasks(model, { isZoomed: !tasks.isZoomed }))
    case 'scroll':
      return tasks.terminal.kind === 'none'
        ? say(model, 'There is no terminal to scroll.')
        : only(withTasks(model, { isScrolling: true, scrolled: Math.max(1, tasks.scrolled) }))
    case 'agents':
      return only({ ...openOverview(model), screen: 'overview' })
    case 'tasks':
      return only({ ...withTasks(model, { onlyId: undefined, isOpen: false, overlay: undefined }), screen: 'tasks' })
    case 'prune':
      return only(model, { type: 'task', effect: { do: 'ask-prune' } })
    case 'redraw':
      return only(model, { type: 'task', effect: { do: 'redraw' } })
    default: {
      const task = chosenOf(tasks)
      return task === undefined ? say(model, 'There is no task here.') : onChosen(model, action, task)
    }
  }
}

type ChosenAction = Exclude<
  KeyAction,
  | ('down' | 'up' | 'back' | 'detach' | 'quit' | 'next-waiting' | 'new' | 'filter' | 'palette' | 'keys' | 'settings')
  | ('zoom' | 'scroll' | 'agents' | 'tasks' | 'prune' | 'redraw')
>

function onChosen(model: WatchModel, action: ChosenAction, task: Task): Update {
  const { tasks } = model
  const taskId = task.id
  const type = (what: TypedFor, text = ''): Update => show(model, { kind: 'typing', for: what, text })
  const isBusy = tasks.doing !== undefined
  if (isBusy && !['open', 'git', 'diff', 'copy', 'copy-prompt'].includes(action))
    return say(model, `${tasks.doing}: wait for it.`)
  switch (action) {
    case 'open':
      return only(choose(model, taskId, { isOpen: true }))
    case 'allow':
      return task.activity === 'waiting'
        ? only(model, { type: 'task', effect: { do: 'allow', taskId, asked: askedOf(tasks, task) } })
        : say(model, `${task.name} does not wait for you.`)
    case 'deny':
      return task.activity === 'waiting'
        ? show(model, { kind: 'typing', for: 'deny', text: '', asked: askedOf(tasks, task) })
        : say(model, `${task.name} does not wait for you.`)
    case 'prompt':
      return isRunning(task)
        ? only(model, { type: 'task', effect: { do: 'edit-prompt', taskId, text: '' } })
        : say(model, `No agent of ${task.name} runs: r takes it up again.`)
    case 'git':
      return show(model, { kind: 'git' })
    case 'diff':
      return only(model, { type: 'task', effect: { do: 'open-diff', taskId } })
    case 'merge':
      return task.worktree === undefined
        ? say(model, `${task.name} has no branch of its own to merge.`)
        : only(model, { type: 'task', effect: { do: 'ask-merge', taskId } })
    case 'links':
      return only(model, { type: 'task', effect: { do: 'ask-links', taskId } })
    case 'stop':
      return isRunning(task) ? show(model, { kind: 'stop', task }) : say(model, `No agent of ${task.name} runs.`)
    case 'resume':
      return isRunning(task)
        ? say(model, `The agent of ${task.name} runs.`)
        : only(model, { type: 'task', effect: { do: 'resume', taskId } })
    case 'restart':
      return only(model, { type: 'task', effect: { do: 'restart', taskId } })
    case 'fork':
      return type('fork')
    case 'rename':
      return type('rename', task.name)
    case 'archive':
      return only(model, { type: 'task', effect: { do: 'archive', taskId, isOn: !task.isArchived } })
    case 'pin':
      return only(model, { type: 'task', effect: { do: 'pin', taskId, isOn: !task.isPinned } })
    case 'destroy':
      return only(model, { type: 'task', effect: { do: 'ask-destroy', taskId } })
    case 'done':
      return only(model, { type: 'task', effect: { do: 'put', taskId, state: 'complete' } })
    case 'advance':
    case 'revert': {
      const state = states[states.indexOf(task.state) + (action === 'advance' ? 1 : -1)]
      return state === undefined || !isTaskState(state)
        ? say(model, `${task.name} has no such state.`)
        : only(model, { type: 'task', effect: { do: 'put', taskId, state } })
    }
    case 'copy-prompt':
      return task.prompt === undefined
        ? say(model, `${task.name} has no prompt.`)
        : only(model, { type: 'copy', text: task.prompt })
    case 'copy':
      return only(model, { type: 'task', effect: { do: 'copy', taskId } })
    case 'take-size':
      return only(model, { type: 'task', effect: { do: 'take-size', taskId } })
    default:
      return action satisfies never
  }
}

function move(model: WatchModel, by: number): Update {
  const rows = rowsOf(model.tasks)
  const at = rows.findIndex(({ id }) => id === chosenOf(model.tasks)?.id)
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))]
  return next === undefined ? only(model) : only(choose(model, next.id))
}

/** Out of the terminal; out of the program, where it was opened for this one alone. */
function leave(model: WatchModel): Update {
  const { tasks } = model
  if (tasks.onlyId !== undefined) return only(model, { type: 'quit', exitCode: 0 })
  if (!tasks.isOpen && tasks.isZoomed) return only(withTasks(model, { isZoomed: false }))
  return only(withTasks(model, { isOpen: false, isScrolling: false, scrolled: 0, isLed: false }))
}
