/** What is asked before a task is forked, restarted, or taken up by another of its conversations. */
import { useId, useState } from 'preact/hooks'
import type { Task } from '../../../core/tasks/task.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { api } from '../api.ts'
import { navigate } from '../navigation.tsx'
import { Ask } from '../parts/ask.tsx'
import { CloseFoot, Dialog, DialogHead } from '../parts/dialog.tsx'
import { momentOf } from '../parts/time.ts'
import { askAsAdmin, orSayUnlessClosed } from '../signin/sign-in-again.tsx'
import { restart } from '../tasks/task-actions.tsx'
import { taskRoute } from '../tasks/task-links.ts'
import { useConversations } from './task-state.ts'

interface DialogProps {
  readonly task: Task
  readonly onClose: () => void
}

export function ForkDialog({ task, onClose }: DialogProps) {
  const id = useId()
  const [name, setName] = useState(`${task.name} 2`)
  const [prompt, setPrompt] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const fork = async (event: Event) => {
    event.preventDefault()
    setIsBusy(true)
    const json = { name: name.trim(), ...(prompt.trim() !== '' && { prompt }) }
    const made = orSayUnlessClosed(
      await askAsAdmin(() => api.tasks[':id'].fork.$post({ param: { id: task.id }, json })),
    )
    setIsBusy(false)
    if (made === undefined) return
    onClose()
    navigate(taskRoute(made.id))
  }
  return (
    <Dialog titleId={id} onClose={onClose}>
      <form class="task-form" onSubmit={(event) => void fork(event)}>
        <DialogHead titleId={id} title={`Fork ${plainText(task.name)}`} onClose={onClose} />
        <p>
          A second agent starts in a folder of its own, at the commits that stand there now. It is told the prompt, what
          changed, and the last of the screen. The first goes on untouched.
        </p>
        <label class="nf">
          <span class="lab">Name</span>
          <input
            class="field"
            maxLength={80}
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <label class="nf">
          <span class="lab">
            What it is to do <span class="muted">(empty: the same)</span>
          </span>
          <textarea
            class="field"
            rows={3}
            value={prompt}
            onInput={({ currentTarget }) => setPrompt(currentTarget.value)}
          />
        </label>
        <footer>
          <span class="muted fine">
            {task.worktree?.branch !== undefined && `from ${plainText(task.worktree.branch)}`}
          </span>
          <button type="button" class="btn" autofocus onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="btn is-primary" disabled={name.trim() === '' || isBusy}>
            Fork
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

export const RestartDialog = ({ task, onClose }: DialogProps) => (
  <Ask
    title={`Restart ${plainText(task.name)}?`}
    yes="Restart"
    no="Leave it"
    onAnswer={(isYes) => {
      onClose()
      if (isYes) void restart(task)
    }}
  >
    <p>
      Its agent is ended, and the turn that runs is cut.{' '}
      {task.sessionId === undefined
        ? 'Then it is given its prompt anew, in the same folder.'
        : 'Then its conversation is taken up again, in the same folder.'}
    </p>
  </Ask>
)

/** Which of its agent's sessions it goes on with. */
export function ConversationDialog({ task, onClose }: DialogProps) {
  const id = useId()
  const { value, problem } = useConversations(task.id)
  const isRunning = task.run !== undefined && task.run.exit === undefined
  const take = async (session: string) => {
    const taken = orSayUnlessClosed(
      await askAsAdmin(() => api.tasks[':id'].resume.$post({ param: { id: task.id }, json: { session } })),
    )
    if (taken === undefined) return
    onClose()
    announce(`${plainText(task.name)} goes on with another conversation.`)
  }
  return (
    <Dialog titleId={id} onClose={onClose}>
      <form method="dialog">
        <DialogHead titleId={id} title="Conversations of this task" onClose={onClose} />
        {isRunning && <p class="muted">Its agent runs: stop it first, then take up another one.</p>}
        {problem !== undefined && value === undefined && <p role="alert">{problem.message}</p>}
        {value?.conversations.length === 0 && <p class="muted">No session of its agent in its folder is known.</p>}
        <ul class="talks">
          {value?.conversations.map(({ sessionId, title, lastActiveAt, prompts, isCurrent }) => (
            <li key={sessionId}>
              <span class="clip">
                <b>{plainText(title ?? sessionId.slice(0, 8))}</b>{' '}
                <span class="muted">
                  {[
                    isCurrent ? 'its own' : undefined,
                    lastActiveAt === undefined ? undefined : momentOf(lastActiveAt),
                    prompts === undefined ? undefined : plural(prompts, 'prompt'),
                  ]
                    .filter(Boolean)
                    .join(', ')}
                </span>
              </span>
              <button type="button" class="btn small" disabled={isRunning} onClick={() => void take(sessionId)}>
                Resume
              </button>
            </li>
          ))}
        </ul>
        <CloseFoot onClose={onClose} />
      </form>
    </Dialog>
  )
}
