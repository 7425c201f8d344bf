/** Comments as one prompt, to be changed before it goes; what will happen with it is said first. */
import { useEffect, useId, useState } from 'preact/hooks'
import type { Task } from '../../../core/tasks/task.ts'
import { plural } from '../../../core/words/format.ts'
import { api, ask } from '../api.ts'
import { followFatesOf } from '../compose/asked-fates.ts'
import { besidesOf, type Fate, isReachable, promiseOf, refusalOf, verbFor } from '../compose/compose-words.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { showToast } from '../parts/toast.tsx'
import { signal } from '../store.ts'
import type { Review } from './review-state.ts'

interface SendDialogProps {
  readonly review: Review
  readonly task: Task
  readonly onClose: () => void
}

export function SendDialog({ review, task, onClose }: SendDialogProps) {
  const id = useId()
  const unsent = review.comments.value.filter(({ sentAt }) => sentAt === undefined)
  const [text, setText] = useState(review.prompt.peek() ?? '')
  const [fate] = useState(() => signal<Fate | undefined>(undefined))
  const [written] = useState(() => signal(text))
  const [isSending, setIsSending] = useState(false)
  useEffect(() => {
    const [pid = '', start = ''] = task.agentId?.split(':') ?? []
    if (pid === '') return
    return followFatesOf({
      watch: () => void written.value,
      requests: () => [[task.id, { target: { pid: Number(pid), start }, text: written.peek(), when: 'idle' }]],
      take: (fates) => {
        fate.value = fates.get(task.id)
      },
    })
  }, [task.agentId, task.id, fate, written])
  const send = async () => {
    if (isSending) return
    setIsSending(true)
    const json = { comments: unsent.map((one) => one.id), text }
    const sent = await ask(api.tasks[':id'].comments.send.$post({ param: { id: task.id }, json }))
    setIsSending(false)
    if (!sent.ok) return showToast({ isOk: false, content: sent.error.message })
    await review.readComments()
    showToast({
      isOk: true,
      content: `${plural(unsent.length, 'comment')} as ${sent.value.sent.prompt.id}: ${promiseOf(sent.value.sent.foreseen)}`,
    })
    onClose()
  }
  const now = fate.value
  const canSend = isReachable(now) && unsent.length > 0 && text.trim() !== '' && !isSending
  return (
    <Dialog titleId={id} class="wide-dlg" onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault()
          if (canSend) void send()
        }}
      >
        <header>
          <h2 id={id}>
            Send {plural(unsent.length, 'comment')} to {task.name}
          </h2>
          <button type="button" class="icon-btn" aria-label="Close" onClick={onClose}>
            <Icon name="x" />
          </button>
        </header>
        <label class="sr" for={`${id}-text`}>
          Prompt
        </label>
        <textarea
          id={`${id}-text`}
          class="area mono"
          autofocus
          rows={13}
          value={text}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value)
            written.value = currentTarget.value
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            if (canSend) void send()
          }}
        />
        <div class="fate" role="status">
          <Mark name={now === undefined ? 'none' : 'foreseen' in now ? 'healthy' : 'fail'} />
          {task.agentId === undefined ? (
            <p>
              <b>No agent of it runs.</b> The comments stay. Take up its session first:{' '}
              <code>tce task resume {task.name}</code>
            </p>
          ) : now === undefined ? (
            <p>Looking by which way it would go…</p>
          ) : 'foreseen' in now ? (
            <p>
              <b>{promiseOf(now.foreseen)}</b> {besidesOf(now.foreseen)}
            </p>
          ) : (
            <p>
              <b>It can’t be sent.</b> {refusalOf(now.problem)}
            </p>
          )}
        </div>
        <footer>
          <span class="muted fine">The comments stay on the lines, marked as sent</span>
          <button type="button" class="btn" onClick={onClose}>
            Go on reading
          </button>
          <button type="submit" class="btn is-primary" disabled={!canSend}>
            {now !== undefined && 'foreseen' in now ? verbFor(now.foreseen, '') : 'Send'}
            <kbd>Ctrl ⏎</kbd>
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
