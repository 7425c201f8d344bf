/** A merge, looked at: where it goes, what happens in which order, and why it can't where it can't. */
import { useId, useState } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import { testedInWords } from '../../../core/tasks/merge-words.ts'
import type { TaskRemoval } from '../../../core/tasks/task.ts'
import type { MergeDone, MergeLook, MergeWay } from '../../../core/tasks/task-work.ts'
import { plural } from '../../../core/words/format.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { type ApiProblem, api, ask } from '../api.ts'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { Mark } from '../parts/mark.tsx'
import { Segments } from '../parts/segments.tsx'
import { showToast } from '../parts/toast.tsx'
import { useMachine } from '../processes/machine.ts'
import { AskedPrograms, untrustedOf } from './asked-programs.tsx'
import { Problem } from './said.tsx'
import { useLooked, type WorkDialogProps } from './use-looked.ts'

const ways = [
  { value: 'merge', label: 'Merge commit' },
  { value: 'squash', label: 'Squash' },
  { value: 'rebase', label: 'Rebase' },
] as const

const lookAtMerge = async (id: string, how: MergeWay) =>
  (await ask(api.tasks[':id'].merge.$get({ param: { id }, query: { how } }))) as Result<MergeLook, ApiProblem>

export function MergeDialog({ id, name: called, onClose }: WorkDialogProps) {
  const titleId = useId()
  const [how, setHow] = useState<MergeWay>('squash')
  const [message, setMessage] = useState<string>()
  const [isTidied, setTidied] = useState(false)
  const [isTrusted, setTrusted] = useState(false)
  const param = { id }
  const { looked, problem, isActing: isMerging, act } = useLooked(lookAtMerge, id, how)
  const name = looked?.task.name ?? called
  const programs = looked === undefined ? [] : [...looked.programs, ...(looked.test ? [looked.test] : [])]
  const open = untrustedOf(programs)
  const canMerge = looked !== undefined && looked.obstacles.length === 0 && (open.length === 0 || isTrusted)
  const merge = async (event: Event) => {
    event.preventDefault()
    if (!canMerge || isMerging) return
    const json = {
      ...{ confirm: looked.confirm, how },
      ...(message === undefined ? {} : { message }),
      ...(open.length === 0 ? {} : { trust: open.map(({ hash }) => hash) }),
    }
    const done = await act(() => api.tasks[':id'].merge.$post({ param, json }))
    if (done === undefined) return
    onClose()
    tell(done as MergeDone, name)
    if (isTidied) await tidyUp(id, name)
  }
  const count = looked === undefined ? 0 : (looked.ahead ?? 0) + (looked.open.count > 0 ? 1 : 0)
  return (
    <Dialog titleId={titleId} class="work-dlg" onClose={onClose}>
      <form onSubmit={(event) => void merge(event)}>
        <DialogHead
          titleId={titleId}
          title={`Merge ${name} into ${looked?.into?.branch ?? 'its base'}?`}
          onClose={onClose}
        />
        {looked === undefined && problem === undefined && <p role="status">Trying it in memory…</p>}
        {looked !== undefined && <Where look={looked} />}
        {looked !== undefined && looked.steps.length > 0 && count > 0 && (
          <div class="well loss">
            <p class="well-head">
              <span>What happens</span>
            </p>
            <ol>
              {looked.steps.map((step, at) => (
                <li key={step}>
                  <b>{at + 1}</b>
                  <span>{step}</span>
                </li>
              ))}
            </ol>
          </div>
        )}
        {looked !== undefined && <InTheWay look={looked} />}
        <div class="nf-line">
          <span class="lab">How</span>
          <Segments label="How" segments={ways} value={how} onChange={setHow} />
        </div>
        {how !== 'rebase' && looked !== undefined && (
          <label class="dcol">
            <span class="lab">What it is called</span>
            <textarea
              class="area"
              rows={2}
              value={message ?? looked.message}
              onInput={({ currentTarget }) => setMessage(currentTarget.value)}
            />
          </label>
        )}
        <AskedPrograms programs={programs} isTrusted={isTrusted} onTrust={setTrusted} />
        <label class="ck">
          <input type="checkbox" checked={isTidied} onInput={({ currentTarget }) => setTidied(currentTarget.checked)} />
          <span>
            Then tidy up: remove folder and branch <span class="muted">not if anything would be lost</span>
          </span>
        </label>
        <Problem problem={problem} />
        <footer>
          <span class="muted fine" role="status">
            {isMerging ? (looked?.test === undefined ? 'Merging…' : 'Merging; its tests run…') : 'Nothing is pushed'}
          </span>
          {isMerging && looked?.test !== undefined && (
            <button type="button" class="btn" onClick={() => void stopMerge(id)}>
              Stop and take it back
            </button>
          )}
          <button type="button" class="btn" autofocus onClick={onClose}>
            {isMerging ? 'Close' : 'Not now'}
          </button>
          <button type="submit" class="btn is-primary" disabled={!canMerge || isMerging}>
            {count === 0 ? 'Merge' : `Merge ${plural(count, 'commit')}`}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

/** The tests end, and the merge answers that it was taken back. */
async function stopMerge(id: string): Promise<void> {
  const stopped = await ask(api.tasks[':id'].merge.stop.$post({ param: { id }, json: {} }))
  if (!stopped.ok) showToast({ isOk: false, content: stopped.error.message })
}

function Where({ look: { into, obstacles, behind = 0 } }: { readonly look: MergeLook }) {
  const homeDir = useMachine()?.homeDir
  if (into === undefined) return null
  return (
    <p>
      {into.path === undefined ? (
        <>
          <code>{into.branch}</code> is checked out nowhere: it is made in a folder of its own.
        </>
      ) : (
        <>
          In your working copy <code>{withTilde(into.path, homeDir)}</code>, which is on <code>{into.branch}</code>
          {obstacles.length === 0 ? ' and clean' : ''}.
        </>
      )}
      {behind > 0 && ` ${into.branch} is ${behind} ahead.`}
    </p>
  )
}

function InTheWay({ look: { obstacles, conflicts = [] } }: { readonly look: MergeLook }) {
  if (obstacles.length === 0) return null
  return (
    <div class="well loss" role="alert">
      <p class="well-head">
        <span>In the way</span>
      </p>
      <ul>
        {obstacles.map((one) => (
          <li key={one}>
            <Mark name="fail" />
            <span>{one}</span>
          </li>
        ))}
        {conflicts.map(({ path, theirs }) => (
          <li key={path}>
            <Mark name="fail" />
            <code>{path}</code>
            {theirs !== undefined && (
              <span class="muted">
                changed on both sides ({theirs.author}, {theirs.commit})
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function tell(done: MergeDone, name: string): void {
  const tested = testedInWords(done)
  showToast({
    isOk: true,
    content: (
      <>
        <b>{name}</b> is merged into {done.into} as <code>{done.commit}</code>.
        {tested === undefined ? '' : ` ${tested}`}
      </>
    ),
  })
}

/** What was merged may still hold something that exists nowhere else: then it stays, and that is said. */
async function tidyUp(id: string, name: string): Promise<void> {
  const param = { id }
  const looked = await ask(api.tasks[':id'].removal.$get({ param }))
  const removal = looked.ok ? (looked.value as TaskRemoval) : undefined
  const why =
    removal === undefined
      ? 'it could not be looked at'
      : (removal.obstacles[0] ?? (removal.isAllElsewhere ? undefined : 'something of it exists nowhere else'))
  if (why !== undefined || removal === undefined) {
    showToast({ isOk: false, content: `${name} is merged, and its folder stays: ${why}.` })
    return
  }
  const gone = await ask(api.tasks[':id'].$delete({ param, query: { confirm: removal.confirm, copy: 'keep' } }))
  showToast(
    gone.ok
      ? { isOk: true, content: `${name} is merged; folder and branch are gone, a copy is kept for 14 days.` }
      : { isOk: false, content: `${name} is merged, and its folder stays: ${gone.error.message}` },
  )
}
