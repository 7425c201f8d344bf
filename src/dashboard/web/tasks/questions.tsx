/** The questions before something is done to tasks: a name, an end, or what exists nowhere else. */
import { useEffect, useId, useState } from 'preact/hooks'
import type { Task, TaskBatch } from '../../../core/tasks/task.ts'
import type { SeenTask } from '../../../core/tasks/task-board.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { Ask } from '../parts/ask.tsx'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { Mark } from '../parts/mark.tsx'
import { orSay } from '../parts/or-say.ts'
import { showToast } from '../parts/toast.tsx'
import { asked, askFor } from './asked.ts'
import { DestroyDialog } from './destroy-dialog.tsx'
import { rename, stop } from './task-actions.tsx'

const close = () => askFor(undefined)

export function Questions() {
  const what = asked.value
  if (what === undefined) return null
  if (what.do === 'rename') return <Rename task={what.task} />
  if (what.do === 'stop') return <Stop tasks={what.tasks} />
  return what.do === 'tidy' ? <Tidy /> : <DestroyDialog tasks={what.tasks} onClose={close} />
}

function Rename({ task }: { readonly task: Task }) {
  const id = useId()
  const [name, setName] = useState(task.name)
  const save = async (event: Event) => {
    event.preventDefault()
    if (name.trim() === task.name || (await rename(task, name))) close()
  }
  return (
    <Dialog titleId={id} onClose={close}>
      <form onSubmit={(event) => void save(event)}>
        <DialogHead titleId={id} title="Rename the task" onClose={close} />
        <input
          class="field"
          aria-label="Its name"
          maxLength={80}
          value={name}
          autofocus
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        <footer>
          <span class="muted fine">Folder and branch keep theirs</span>
          <button type="button" class="btn" onClick={close}>
            Leave it
          </button>
          <button type="submit" class="btn is-primary" disabled={name.trim() === ''}>
            Rename
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

const named = (tasks: readonly Task[]): string =>
  tasks.length === 1 && tasks[0] !== undefined ? plainText(tasks[0].name) : plural(tasks.length, 'task')

function Stop({ tasks }: { readonly tasks: readonly SeenTask[] }) {
  const waiting = tasks.filter(({ activity }) => activity === 'waiting')
  return (
    <Ask
      title={`Stop ${named(tasks)}?`}
      yes="Stop"
      no={tasks.length === 1 ? 'Let it run' : 'Let them run'}
      onAnswer={(isYes) => {
        close()
        if (isYes) void stop(tasks)
      }}
    >
      <p>
        {tasks.length === 1 ? 'Its agent is' : 'Their agents are'} asked to end, then ended, with all that{' '}
        {tasks.length === 1 ? 'it' : 'they'} started. Folder, branch and conversation stay: it can be resumed.
      </p>
      {waiting.length > 0 && (
        <ul class="gone">
          {waiting.map(({ id, name, asks, waitingFor }) => (
            <li key={id}>
              <Mark name="waiting" /> <b>{name}</b> <span class="muted">asks: {asks ?? waitingFor ?? 'something'}</span>
            </li>
          ))}
        </ul>
      )}
    </Ask>
  )
}

/** Done ones of which nothing exists here alone; each is checked, and what stays says why. */
function Tidy() {
  const [found, setFound] = useState<TaskBatch & { readonly confirm: string }>()
  useEffect(() => {
    void ask(api.maintenance['prune-completed'].$get()).then((answer) => {
      const batch = orSay(answer) as typeof found
      if (batch === undefined) close()
      else setFound(batch)
    })
  }, [])
  const count = found?.done.length ?? 0
  return (
    <Ask
      title="Tidy up what is done"
      yes={`Remove ${count}`}
      canSayYes={count > 0}
      no="Keep them"
      onAnswer={(isYes) => {
        close()
        if (isYes && found !== undefined) void tidy(found.confirm)
      }}
    >
      {found === undefined ? (
        <p class="muted" role="status">
          Looking for what exists nowhere else…
        </p>
      ) : (
        <>
          <p>
            {count === 0
              ? 'There is nothing to tidy up.'
              : 'Everything of these is in their base or on a remote. Folder and branch go; conversations stay.'}
          </p>
          <ul class="gone">
            {found.done.map(({ id, name, project }) => (
              <li key={id}>
                <Mark name="ok" /> <b>{project}</b> {name}
              </li>
            ))}
            {found.left.map(({ task, why }) => (
              <li key={task.id} class="muted">
                <Mark name="none" /> {task.project} {task.name} stays: {why}
              </li>
            ))}
          </ul>
        </>
      )}
    </Ask>
  )
}

async function tidy(confirm: string): Promise<void> {
  const done = orSay(await ask(api.maintenance['prune-completed'].$post({ json: { confirm } }))) as
    | TaskBatch
    | undefined
  if (done === undefined) return
  showToast({ isOk: done.left.length === 0, content: `${plural(done.done.length, 'task')} removed.` })
}
