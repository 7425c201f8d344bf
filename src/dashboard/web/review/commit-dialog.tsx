/** A commit of what a task's agent left open: which files, and in which words. */
import { useId, useState } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import type { CommitDone, CommitLook } from '../../../core/tasks/task-work.ts'
import { plural } from '../../../core/words/format.ts'
import { type ApiProblem, api, ask } from '../api.ts'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { showToast } from '../parts/toast.tsx'
import { AskedPrograms, untrustedOf } from './asked-programs.tsx'
import { Obstacles, Problem } from './said.tsx'
import { useLooked, type WorkDialogProps } from './use-looked.ts'

const mostShown = 300

const lookAtCommit = async (id: string) =>
  (await ask(api.tasks[':id'].commit.$get({ param: { id } }))) as Result<CommitLook, ApiProblem>

export function CommitDialog({ id, name: called, onClose }: WorkDialogProps) {
  const titleId = useId()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [message, setMessage] = useState<string>()
  const [isTrusted, setTrusted] = useState(false)
  const param = { id }
  const { looked, problem, isActing, act } = useLooked(lookAtCommit, id, '')
  const name = looked?.task.name ?? called
  const files = (looked?.files ?? []).filter(({ path }) => !left.has(path))
  const open = untrustedOf(looked?.programs ?? [])
  const words = message ?? looked?.message ?? ''
  const canCommit =
    looked !== undefined &&
    looked.obstacles.length === 0 &&
    files.length > 0 &&
    words.trim() !== '' &&
    (open.length === 0 || isTrusted)
  const toggle = (path: string) =>
    setLeft((before) => {
      const after = new Set(before)
      if (!after.delete(path)) after.add(path)
      return after
    })
  const commit = async (event: Event) => {
    event.preventDefault()
    if (!canCommit || isActing) return
    const json = {
      ...{ confirm: looked.confirm, message: words },
      ...(left.size === 0 ? {} : { files: files.map(({ path }) => path) }),
      ...(open.length === 0 ? {} : { trust: open.map(({ hash }) => hash) }),
    }
    const done = await act(() => api.tasks[':id'].commit.$post({ param, json }))
    if (done === undefined) return
    onClose()
    const { commit: made, files: count } = done as CommitDone
    showToast({ isOk: true, content: `${name}: ${plural(count, 'file')} committed as ${made}. Nothing is pushed.` })
  }
  return (
    <Dialog titleId={titleId} class="work-dlg" onClose={onClose}>
      <form onSubmit={(event) => void commit(event)}>
        <DialogHead titleId={titleId} title={`Commit ${name}`} onClose={onClose} />
        {looked === undefined && problem === undefined && <p role="status">Looking for what is not committed…</p>}
        {looked !== undefined && looked.files.length > 0 && (
          <div class="well loss">
            <p class="well-head">
              <span>
                {plural(files.length, 'file')} of {looked.files.length}
                {looked.branch === undefined ? '' : `, on ${looked.branch}`}
              </span>
              <span>
                <span class="add">+{looked.addedLines}</span> <span class="del">−{looked.removedLines}</span>
              </span>
            </p>
            <ul class="files">
              {looked.files.slice(0, mostShown).map(({ path, state }) => (
                <li key={path}>
                  <label class="ck">
                    <input type="checkbox" checked={!left.has(path)} onInput={() => toggle(path)} />
                    <span>
                      {path}
                      {state === 'untracked' && <span class="muted"> new</span>}
                    </span>
                  </label>
                </li>
              ))}
              {looked.files.length > mostShown && <li class="muted">and {looked.files.length - mostShown} more</li>}
            </ul>
          </div>
        )}
        <Obstacles obstacles={looked?.obstacles ?? []} />
        {looked !== undefined && (
          <label class="dcol">
            <span class="lab">Message</span>
            <textarea
              class="area"
              rows={3}
              value={words}
              onInput={({ currentTarget }) => setMessage(currentTarget.value)}
            />
          </label>
        )}
        <AskedPrograms programs={looked?.programs ?? []} isTrusted={isTrusted} onTrust={setTrusted} />
        <Problem problem={problem} />
        <footer>
          <span class="muted fine">Nothing is pushed</span>
          <button type="button" class="btn" autofocus onClick={onClose}>
            Not now
          </button>
          <button type="submit" class="btn is-primary" disabled={!canCommit || isActing}>
            {files.length === 0 ? 'Commit' : `Commit ${plural(files.length, 'file')}`}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
