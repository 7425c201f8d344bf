/** Tasks are destroyed as they were looked at, and brought back while there is a copy. */
import type { Task, TaskRemoval } from '../../../core/tasks/task.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { type ApiProblem, api, ask } from '../api.ts'
import { navigate, route } from '../navigation.tsx'
import { orSay } from '../parts/or-say.ts'
import { showToast } from '../parts/toast.tsx'
import { picked } from './picked.ts'
import { taskRoute } from './task-links.ts'

interface DestroyHow {
  readonly keepsCopy: boolean
  /** The name, where it was typed. */
  readonly typed: string | undefined
}

/** Why one was not; those before it are gone, and that is said. Undefined: all are. */
export async function destroyAll(
  removals: readonly TaskRemoval[],
  { keepsCopy, typed }: DestroyHow,
): Promise<ApiProblem | undefined> {
  const gone: Task[] = []
  let refused: ApiProblem | undefined
  for (const { task, confirm } of removals) {
    const copy = keepsCopy ? ('keep' as const) : ('none' as const)
    const query = { confirm, copy, ...(typed !== undefined && { typed }) }
    const answer = await ask(api.tasks[':id'].$delete({ param: { id: task.id }, query }))
    if (answer.ok) gone.push(task)
    else {
      refused = answer.error
      break
    }
  }
  if (gone.length > 0) {
    picked.value = new Set()
    sayGone(gone, keepsCopy)
  }
  return refused
}

/** Who looks at one that is gone is led to the others; what is brought back, to where he was. */
function sayGone(gone: readonly Task[], isKept: boolean): void {
  const here = gone.find(({ id }) => route.peek().taskId === id)
  if (here !== undefined) navigate({ screen: 'tasks', query: {} })
  const bringBack = async () => {
    showToast(undefined)
    for (const { id } of gone)
      if (orSay(await ask(api.tasks[':id'].undo.$post({ param: { id }, json: {} }))) === undefined) return
    if (here !== undefined) navigate(taskRoute(here.id))
  }
  const [first] = gone
  const what = gone.length === 1 && first !== undefined ? plainText(first.name) : plural(gone.length, 'task')
  showToast({
    isOk: true,
    content: `${what} destroyed.${isKept ? ' A copy is kept for 14 days.' : ''}`,
    actions: isKept ? (
      <button type="button" class="btn small" onClick={() => void bringBack()}>
        Bring back
      </button>
    ) : undefined,
  })
}
