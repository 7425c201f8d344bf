/** Before a task goes: what of it exists nowhere else, looked up at that second, what stays, and the copy that is kept. */
import { useEffect, useId, useState } from 'preact/hooks'
import type { Task, TaskRemoval, TaskRemovalFacts } from '../../../core/tasks/task.ts'
import { formatBytes, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { type ApiProblem, api, ask } from '../api.ts'
import { navigate } from '../navigation.tsx'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { Mark } from '../parts/mark.tsx'
import { orSay } from '../parts/or-say.ts'
import { formatClock } from '../parts/time.ts'
import { showToast } from '../parts/toast.tsx'

interface DestroyDialogProps {
  readonly task: Task
  readonly onClose: () => void
}

interface Looked {
  readonly removal: TaskRemoval
  readonly atMs: number
}

export function DestroyDialog({ task, onClose }: DestroyDialogProps) {
  const id = useId()
  const [looked, setLooked] = useState<Looked>()
  const [problem, setProblem] = useState<ApiProblem>()
  const [keepsCopy, setKeepsCopy] = useState(true)
  const [typed, setTyped] = useState('')
  const [isGoing, setIsGoing] = useState(false)
  const look = async () => {
    const answer = await ask(api.tasks[':id'].removal.$get({ param: { id: task.id } }))
    if (answer.ok) setLooked({ removal: answer.value as TaskRemoval, atMs: Date.now() })
    else setProblem(answer.error)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked up when it is asked, and again when the server says that it changed.
  useEffect(() => void look(), [])
  const { obstacles = [], facts, isAllElsewhere = true } = looked?.removal ?? {}
  const needsName = looked !== undefined && !keepsCopy && !isAllElsewhere
  const canGo =
    looked !== undefined && obstacles.length === 0 && !isGoing && (!needsName || typed.trim() === task.name.trim())
  const go = async () => {
    if (looked === undefined) return
    setIsGoing(true)
    const query = {
      ...{ confirm: looked.removal.confirm, copy: keepsCopy ? ('keep' as const) : ('none' as const) },
      ...(needsName && { typed }),
    }
    const gone = await ask(api.tasks[':id'].$delete({ param: { id: task.id }, query }))
    setIsGoing(false)
    if (!gone.ok) {
      setProblem(gone.error)
      // Others than those that were confirmed: what is there now is shown.
      if (gone.error.code === 'changed') await look()
      return
    }
    onClose()
    navigate({ screen: 'tasks', query: {} })
    sayGone(task, keepsCopy)
  }
  return (
    <Dialog titleId={id} class="destroy" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (canGo) void go()
        }}
      >
        <DialogHead
          titleId={id}
          title={`Destroy ${plainText(task.project)} · ${plainText(task.name)}?`}
          onClose={onClose}
        />
        {looked === undefined ? (
          <p class="muted" role="status">
            {problem === undefined ? 'Looking for what exists nowhere else…' : problem.message}
          </p>
        ) : (
          <>
            <p>
              {facts === undefined
                ? 'Ends the agent. Its folder is not ours, and stays. '
                : 'Ends the agent, removes the folder and deletes the branch. '}
              <b>Looked at just now, {formatClock(looked.atMs)}:</b>
            </p>
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
            <div class="well loss">
              <p class="well-head">Stays</p>
              <ul>
                {task.sessionId !== undefined && (
                  <li>
                    <Mark name="ok" />
                    <span>
                      The conversation <code class="mono">{plainText(task.sessionId.slice(0, 8))}</code>, with its cost
                    </span>
                  </li>
                )}
                <li>
                  <Mark name="ok" />
                  <span>What the agent wrote into its terminal, in the log</span>
                </li>
              </ul>
            </div>
            {facts !== undefined && (
              <label class="ck">
                <input
                  type="checkbox"
                  checked={keepsCopy}
                  onChange={({ currentTarget }) => setKeepsCopy(currentTarget.checked)}
                />{' '}
                <span>
                  Keep a safety copy for 14 days{' '}
                  <span class="muted">
                    the folder and every byte that is in no commit; tce task undo brings it back
                  </span>
                </span>
              </label>
            )}
            {needsName && (
              <label class="typed-name">
                <span>
                  Without a copy this is gone. Type its name: <b>{plainText(task.name)}</b>
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
            <kbd>Esc</kbd> keeps it
          </span>
          <button type="button" class="btn" autofocus onClick={onClose}>
            Keep it
          </button>
          <button type="submit" class="btn is-danger-fill" disabled={!canGo}>
            Destroy task
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

function Losses({ facts, isAllElsewhere }: { readonly facts: TaskRemovalFacts; readonly isAllElsewhere: boolean }) {
  const { uncommitted, commits, ignored, isInBase } = facts
  const isNoneOpen = (uncommitted?.count ?? 0) === 0 && ((commits?.count ?? 0) === 0 || isInBase === true)
  return (
    <div class="well loss">
      <p class="well-head">Exists nowhere else</p>
      <ul>
        {isAllElsewhere && isNoneOpen && (
          <li>
            <Mark name="ok" />
            <span>Nothing: all of it is in its base or on a remote</span>
          </li>
        )}
        {uncommitted !== undefined && uncommitted.count > 0 && (
          <li>
            <Mark name="fail" />
            <b>{plural(uncommitted.count, 'file')} not committed</b>
            <span class="muted clip">{uncommitted.names.map((name) => plainText(name)).join(', ')}</span>
            {uncommitted.addedLines + uncommitted.removedLines > 0 && (
              <span class="num">
                <span class="add">+{uncommitted.addedLines}</span> <span class="del">−{uncommitted.removedLines}</span>
              </span>
            )}
          </li>
        )}
        {commits !== undefined && commits.count > 0 && isInBase !== true && (
          <li>
            <Mark name="fail" />
            <b>{plural(commits.count, 'commit')} not pushed</b>
            <span class="muted clip">
              {commits.newest.map(({ id, title }) => `${id.slice(0, 7)} ${plainText(title)}`).join(', ')}
            </span>
          </li>
        )}
        {ignored !== undefined && ignored.count > 0 && (
          <li>
            <Mark name="none" />
            <b>Ignored files</b>
            <span class="muted clip">
              {ignored.names.map((name) => plainText(name)).join(', ')} {formatBytes(ignored.sizeBytes)}
            </span>
          </li>
        )}
      </ul>
    </div>
  )
}

function sayGone({ id, name }: Task, isKept: boolean): void {
  const bringBack = async () => {
    showToast(undefined)
    if (orSay(await ask(api.tasks[':id'].undo.$post({ param: { id }, json: {} }))) !== undefined)
      navigate({ screen: 'task', taskId: id, query: {} })
  }
  showToast({
    isOk: true,
    content: `${plainText(name)} destroyed.${isKept ? ' A copy is kept for 14 days.' : ''}`,
    actions: isKept ? (
      <button type="button" class="btn small" onClick={() => void bringBack()}>
        Bring back
      </button>
    ) : undefined,
  })
}
