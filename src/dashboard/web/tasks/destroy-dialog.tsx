/** Before tasks go: what of them exists nowhere else, looked up at that second, what stays, and the copy that is kept. */
import { useEffect, useId, useState } from 'preact/hooks'
import type { Task, TaskRemoval } from '../../../core/tasks/task.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { type ApiProblem, api, ask } from '../api.ts'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { Mark } from '../parts/mark.tsx'
import { formatClock } from '../parts/time.ts'
import { destroyAll } from './destroy-tasks.tsx'
import { Losses, Stays } from './removal-facts.tsx'

interface DestroyDialogProps {
  readonly tasks: readonly Task[]
  readonly onClose: () => void
}

interface Looked {
  readonly removals: readonly TaskRemoval[]
  readonly atMs: number
}

export function DestroyDialog({ tasks, onClose }: DestroyDialogProps) {
  const id = useId()
  const [looked, setLooked] = useState<Looked>()
  const [problem, setProblem] = useState<ApiProblem>()
  const [keepsCopy, setKeepsCopy] = useState(true)
  const [typed, setTyped] = useState('')
  const [isGoing, setIsGoing] = useState(false)
  const look = async () => {
    const answers = await Promise.all(
      tasks.map((task) => ask(api.tasks[':id'].removal.$get({ param: { id: task.id } }))),
    )
    const failed = answers.find((answer) => !answer.ok)
    if (failed?.ok === false) setProblem(failed.error)
    else setLooked({ removals: answers.flatMap((one) => (one.ok ? [one.value as TaskRemoval] : [])), atMs: Date.now() })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked up when it is asked, and again when the server says that it changed.
  useEffect(() => void look(), [])
  const free = looked?.removals.filter(({ obstacles }) => obstacles.length === 0) ?? []
  const [first] = tasks
  const only = tasks.length === 1 ? first : undefined
  const hasFolder = looked?.removals.some(({ facts }) => facts !== undefined) === true
  // Of several without a copy each name would have to be typed: they keep theirs.
  const needsName = only !== undefined && !keepsCopy && looked?.removals.some((one) => !one.isAllElsewhere) === true
  const canGo = free.length > 0 && !isGoing && (!needsName || typed.trim() === only?.name.trim())
  const go = async () => {
    setIsGoing(true)
    setProblem(undefined)
    const refused = await destroyAll(free, { keepsCopy, typed: needsName ? typed : undefined })
    setIsGoing(false)
    if (refused === undefined) return onClose()
    setProblem(refused)
    // Others than those that were confirmed: what is there now is shown.
    if (refused.code === 'changed') await look()
  }
  const title =
    only === undefined ? plural(tasks.length, 'task') : `${plainText(only.project)} · ${plainText(only.name)}`
  return (
    <Dialog titleId={id} class="destroy" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (canGo) void go()
        }}
      >
        <DialogHead titleId={id} title={`Destroy ${title}?`} onClose={onClose} />
        {looked === undefined ? (
          <p class="muted" role="status">
            {problem === undefined ? 'Looking for what exists nowhere else…' : problem.message}
          </p>
        ) : (
          <>
            <p>
              {whatEnds(looked.removals)} <b>Looked at just now, {formatClock(looked.atMs)}:</b>
            </p>
            {looked.removals.map((removal) => (
              <OneRemoval key={removal.task.id} removal={removal} hasName={only === undefined} />
            ))}
            <Stays tasks={tasks} />
            {hasFolder && (
              <label class="ck">
                <input
                  type="checkbox"
                  checked={keepsCopy}
                  disabled={only === undefined}
                  onChange={({ currentTarget }) => setKeepsCopy(currentTarget.checked)}
                />{' '}
                <span>
                  Keep a safety copy for 14 days{' '}
                  <span class="muted">
                    {only === undefined
                      ? 'of each; without one they go one by one'
                      : 'the folder and every byte that is in no commit; tce task undo brings it back'}
                  </span>
                </span>
              </label>
            )}
            {needsName && (
              <label class="typed-name">
                <span>
                  Without a copy this is gone. Type its name: <b>{plainText(only.name)}</b>
                </span>
                <input class="field" value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
              </label>
            )}
            {problem !== undefined && (
              <p class="del" role="alert">
                {problem.message}
              </p>
            )}
          </>
        )}
        <footer>
          <span class="muted fine">
            <kbd>Esc</kbd> keeps {only === undefined ? 'them' : 'it'}
          </span>
          <button type="button" class="btn" autofocus onClick={onClose}>
            Keep {only === undefined ? 'them' : 'it'}
          </button>
          <button type="submit" class="btn is-danger-fill" disabled={!canGo}>
            {only !== undefined
              ? 'Destroy task'
              : free.length === tasks.length || looked === undefined
                ? `Destroy ${plural(tasks.length, 'task')}`
                : `Destroy ${free.length} of ${tasks.length}`}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

function whatEnds(removals: readonly TaskRemoval[]): string {
  const ours = removals.filter(({ facts }) => facts !== undefined).length
  const [agent, folder] = removals.length === 1 ? ['the agent', 'the folder'] : ['the agents', 'the folders']
  if (ours === removals.length)
    return `Ends ${agent}, removes ${folder} and deletes ${removals.length === 1 ? 'the branch' : 'the branches'}.`
  if (ours === 0)
    return `Ends ${agent}. ${removals.length === 1 ? 'Its folder is not ours, and stays.' : 'Their folders are not ours, and stay.'}`
  return 'Ends the agents; folders and branches that are ours go, others stay.'
}

function OneRemoval({ removal, hasName }: { readonly removal: TaskRemoval; readonly hasName: boolean }) {
  const { task, obstacles, facts, isAllElsewhere } = removal
  return (
    <>
      {hasName && (
        <h3 class="gone-name">
          <b>{plainText(task.project)}</b> {plainText(task.name)}
        </h3>
      )}
      {obstacles.length > 0 && (
        <div class="well loss">
          <p class="well-head">In the way</p>
          <ul>
            {obstacles.map((obstacle) => (
              <li key={obstacle}>
                <Mark name="fail" />
                <span>{plainText(obstacle)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {facts !== undefined && <Losses facts={facts} isAllElsewhere={isAllElsewhere} />}
      {facts === undefined && hasName && (
        <p class="muted fine">It has no folder of its own: nothing but the task itself goes.</p>
      )}
    </>
  )
}
