/** What can be done to tasks from the page. What could not be done is said as the server says it; what needs no question can be taken back. */
import type { Task, TaskState, TaskStopped } from '../../../core/tasks/task.ts'
import { type BoardColumn, placeToPut, type TaskCard } from '../../../core/tasks/task-board.ts'
import { stateWords } from '../../../core/tasks/task-rules.ts'
import { formatDurationInWords, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { type ApiProblem, api, ask } from '../api.ts'
import { orSay } from '../parts/or-say.ts'
import { showToast } from '../parts/toast.tsx'
import { askAsAdmin, isSignInAgain, orSayUnlessClosed } from '../signin/sign-in-again.tsx'

type One = Pick<Task, 'id' | 'name'>

const param = ({ id }: One) => ({ param: { id } })
const nothing = (task: One) => ({ ...param(task), json: {} })

/** In the corner, with a way back for as long as it stands there. */
function sayWithUndo(content: string, undo: () => Promise<unknown>): void {
  const back = async () => {
    showToast(undefined)
    await undo()
  }
  const button = (
    <button type="button" class="btn small" onClick={() => void back()}>
      Undo
    </button>
  )
  showToast({ isOk: true, content, actions: button })
}

const called = (tasks: readonly One[]): string =>
  tasks.length === 1 && tasks[0] !== undefined ? plainText(tasks[0].name) : plural(tasks.length, 'task')

/** Those that it could be done to; the first refusal of the others is said. */
async function each<T>(
  tasks: readonly One[],
  act: (
    task: One,
  ) => Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ApiProblem }>,
): Promise<readonly One[]> {
  const done: One[] = []
  for (const task of tasks) {
    const answer = await act(task)
    if (answer.ok) done.push(task)
    else if (isSignInAgain(answer.error)) break
    else showToast({ isOk: false, content: answer.error.message })
  }
  return done
}

const setArchived = (isArchived: boolean) => (task: One) =>
  ask(isArchived ? api.tasks[':id'].archive.$post(nothing(task)) : api.tasks[':id'].unarchive.$post(nothing(task)))

export async function archive(tasks: readonly One[], isArchived = true): Promise<void> {
  const done = await each(tasks, setArchived(isArchived))
  if (done.length === 0) return
  if (done.length < tasks.length) return announce(`${called(done)} ${isArchived ? 'archived' : 'taken out'}.`)
  sayWithUndo(`${called(done)} ${isArchived ? 'archived' : 'out of the archive'}.`, () =>
    each(done, setArchived(!isArchived)),
  )
}

const setPinned = (isPinned: boolean) => (task: One) =>
  ask(isPinned ? api.tasks[':id'].pin.$post(nothing(task)) : api.tasks[':id'].pin.$delete(param(task)))

export async function pin(tasks: readonly One[], isPinned: boolean): Promise<void> {
  const done = await each(tasks, setPinned(isPinned))
  if (done.length > 0)
    sayWithUndo(`${called(done)} ${isPinned ? 'pinned' : 'not pinned any more'}.`, () =>
      each(done, setPinned(!isPinned)),
    )
}

const setName = (task: One, name: string) => ask(api.tasks[':id'].rename.$post({ ...param(task), json: { name } }))

export async function rename(task: One, name: string): Promise<boolean> {
  const renamed = orSay(await setName(task, name))
  if (renamed === undefined) return false
  sayWithUndo(`Called ${plainText(renamed.name)}; folder and branch keep their names.`, () => setName(task, task.name))
  return true
}

const setState = (status: TaskState) => (task: One) =>
  askAsAdmin(() => api.tasks[':id'].status.$post({ ...param(task), json: { status } }))

/** By its user's word; into progress, it is begun. */
export async function putInto(column: BoardColumn, tasks: readonly Task[]): Promise<void> {
  const moved = tasks.filter(({ state }) => state !== column)
  const done = await each(moved, setState(column))
  if (done.length === 0) return
  if (column === 'in_progress') return announce(`${called(done)} started.`)
  const before = column === 'complete' ? 'in_review' : 'complete'
  sayWithUndo(`${called(done)}: ${stateWords[column]}.`, () => each(done, setState(before)))
}

/** To the one place where its user can put it; false: there is none. */
export function moveOn(card: TaskCard): boolean {
  const place = placeToPut(card)
  if (place !== undefined) void putInto(place, card.tasks)
  return place !== undefined
}

/** How it ended, as it was observed. */
export async function stop(tasks: readonly One[]): Promise<void> {
  const stopped: TaskStopped[] = []
  await Promise.all(
    tasks.map(async (task) => {
      const answer = orSay(await ask(api.tasks[':id'].stop.$post(nothing(task))))
      if (answer !== undefined) stopped.push(answer as TaskStopped)
    }),
  )
  if (stopped.length < tasks.length) return
  const left = stopped.flatMap((one) => one.left)
  const longestMs = Math.max(...stopped.map(({ endedAfterMs }) => endedAfterMs))
  showToast({
    isOk: left.length === 0,
    content:
      left.length === 0
        ? `${called(tasks)} ended after ${formatDurationInWords(longestMs)}. Folder, branch and conversation stay.`
        : `Still running: ${left.join(', ')}.`,
  })
}

export async function resume(task: One): Promise<void> {
  const taken = orSayUnlessClosed(await askAsAdmin(() => api.tasks[':id'].resume.$post(nothing(task))))
  if (taken !== undefined) announce(`${plainText(task.name)}: its agent runs.`)
}

/** On the computer that TCE runs on. */
export async function openInEditor(task: One): Promise<void> {
  const json = { what: 'editor' as const }
  const opened = orSayUnlessClosed(await askAsAdmin(() => api.tasks[':id'].open.$post({ ...param(task), json })))
  if (opened !== undefined) announce(`${plainText(task.name)} was given to ${plainText(opened.by)}.`)
}

export async function restart(task: One): Promise<void> {
  const begun = orSayUnlessClosed(await askAsAdmin(() => api.tasks[':id'].restart.$post(nothing(task))))
  if (begun !== undefined) announce(`${plainText(task.name)}: its agent runs.`)
}
