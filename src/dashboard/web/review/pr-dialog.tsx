/** A pull request, looked at: what is pushed for it, and in which words it is opened. */
import { useId, useState } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import type { PullRequestDone, PullRequestLook } from '../../../core/tasks/task-work.ts'
import { plural } from '../../../core/words/format.ts'
import { type ApiProblem, api, ask } from '../api.ts'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { SafeLink } from '../parts/safe-link.tsx'
import { showToast } from '../parts/toast.tsx'
import { Obstacles, Problem } from './said.tsx'
import { useLooked, type WorkDialogProps } from './use-looked.ts'

const lookAtPullRequest = async (id: string) =>
  (await ask(api.tasks[':id'].pr.$get({ param: { id } }))) as Result<PullRequestLook, ApiProblem>

export function PullRequestDialog({ id, name: called, onClose }: WorkDialogProps) {
  const titleId = useId()
  const [title, setTitle] = useState<string>()
  const [body, setBody] = useState<string>()
  const [isDraft, setDraft] = useState(false)
  const param = { id }
  const { looked, problem, isActing, act } = useLooked(lookAtPullRequest, id, '')
  const name = looked?.task.name ?? called
  const words = { title: title ?? looked?.title ?? '', body: body ?? looked?.body ?? '' }
  const canOpen = looked !== undefined && looked.obstacles.length === 0 && words.title.trim() !== ''
  const open = async (event: Event) => {
    event.preventDefault()
    if (!canOpen || isActing) return
    const json = { confirm: looked.confirm, ...words, ...(isDraft ? { isDraft } : {}) }
    const done = await act(() => api.tasks[':id'].pr.$post({ param, json }))
    if (done === undefined) return
    onClose()
    const { pr, hasPushed } = done as PullRequestDone
    showToast({
      isOk: true,
      content: (
        <>
          {hasPushed ? 'Pushed, and opened ' : 'Opened '}
          <SafeLink url={pr.url} />
        </>
      ),
    })
  }
  return (
    <Dialog titleId={titleId} class="work-dlg" onClose={onClose}>
      <form onSubmit={(event) => void open(event)}>
        <DialogHead titleId={titleId} title={`Open a pull request for ${name}`} onClose={onClose} />
        {looked === undefined && problem === undefined && <p role="status">Asking GitHub…</p>}
        {looked !== undefined && <What look={looked} />}
        <Obstacles obstacles={looked?.obstacles ?? []} />
        {looked !== undefined && (
          <>
            <label class="dcol">
              <span class="lab">Title</span>
              <input
                class="field"
                maxLength={256}
                value={words.title}
                onInput={({ currentTarget }) => setTitle(currentTarget.value)}
              />
            </label>
            <label class="dcol">
              <span class="lab">Text</span>
              <textarea
                class="area"
                rows={6}
                value={words.body}
                onInput={({ currentTarget }) => setBody(currentTarget.value)}
              />
            </label>
          </>
        )}
        <label class="ck">
          <input type="checkbox" checked={isDraft} onInput={({ currentTarget }) => setDraft(currentTarget.checked)} />
          <span>As a draft</span>
        </label>
        <Problem problem={problem} />
        <footer>
          <span class="muted fine" role="status">
            {isActing ? 'Pushing…' : looked?.push === undefined ? '' : 'This pushes'}
          </span>
          <button type="button" class="btn" autofocus onClick={onClose}>
            Not now
          </button>
          <button type="submit" class="btn is-primary" disabled={!canOpen || isActing}>
            {looked?.push === undefined ? 'Open' : 'Push and open'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

function What({ look: { repository, branch, base, push, uncommitted, existing } }: { readonly look: PullRequestLook }) {
  return (
    <div class="well loss">
      <ul>
        {existing !== undefined && (
          <li>
            <b>There is one</b>
            <span>
              <SafeLink url={existing.url} /> {existing.state}
            </span>
          </li>
        )}
        {repository !== undefined && (
          <li>
            <b>Into</b>
            <span>
              <code>{base}</code> of {repository}, from <code>{branch}</code>
            </span>
          </li>
        )}
        {push !== undefined && (
          <li>
            <b>Pushes</b>
            <span>
              {plural(push.count, 'commit')} to {push.remote}, up to <code>{push.commit}</code>
            </span>
          </li>
        )}
        {uncommitted > 0 && (
          <li>
            <b>Not in it</b>
            <span>{plural(uncommitted, 'file')} not committed</span>
          </li>
        )}
      </ul>
    </div>
  )
}
