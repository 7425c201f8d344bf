/** Why it would not merge: which files changed on both sides, by whom, and where they differ. */
import { useState } from 'preact/hooks'
import type { Task } from '../../../core/tasks/task.ts'
import type { MergeConflict, MergeLook } from '../../../core/tasks/task-work.ts'
import { plural } from '../../../core/words/format.ts'
import { openComposer } from '../compose/compose-open.ts'
import { Mark } from '../parts/mark.tsx'
import { momentOf } from '../parts/time.ts'
import '../styles/task-work.css'

export function ConflictNotice({ task, look }: { readonly task: Task; readonly look: MergeLook | undefined }) {
  const [isShown, setShown] = useState(false)
  const { conflicts = [], into, behind = 0 } = look ?? {}
  if (into === undefined || conflicts.length === 0) return null
  const { agentId } = task
  return (
    <section class="conflicts" aria-label="What would conflict">
      <div class="notice is-conflict" role="status">
        <Mark name="fail" />
        <p>
          <b>Would not merge: {plural(conflicts.length, 'conflict')}.</b> {into.branch} moved by{' '}
          {plural(behind, 'commit')} since; {conflicts.slice(0, 3).map(inWords)}
          {conflicts.length > 3 && ` and ${conflicts.length - 3} more`}.
        </p>
        <span class="btns">
          {agentId !== undefined && (
            <button
              type="button"
              class="btn is-primary small"
              onClick={() => openComposer([agentId], { text: promptFor(look), when: 'idle' })}
            >
              Ask the agent to rebase
            </button>
          )}
          <button type="button" class="btn small" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
            {isShown ? 'Hide the conflict' : 'Show the conflict'}
          </button>
        </span>
      </div>
      {isShown && conflicts.map((one) => <Places key={one.path} conflict={one} branch={into.branch} />)}
    </section>
  )
}

const inWords = ({ path, theirs }: MergeConflict, at: number) => (
  <span key={path}>
    {at > 0 && ', '}
    <code>{path}</code>
    {theirs === undefined ? '' : ` changed on both sides (${theirs.author}, ${momentOf(theirs.at)})`}
  </span>
)

/** It is asked what a person would be: to look, and not to throw either side away. */
const promptFor = (look: MergeLook | undefined): string =>
  `Rebase onto ${look?.into?.branch ?? 'the base'}: it conflicts in ${(look?.conflicts ?? []).map(({ path }) => path).join(', ')}. Keep what both sides meant, run the tests, and tell me what you decided.`

function Places({
  conflict: { path, places, theirs },
  branch,
}: {
  readonly conflict: MergeConflict
  readonly branch: string
}) {
  return (
    <div class="panel conflict">
      <p class="conflict-head">
        <code>{path}</code> <span class="muted">conflict with {branch}</span>
      </p>
      {places === undefined ? (
        <p class="muted fine">It is no text, or it was deleted on one side.</p>
      ) : (
        places.map((place, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else, and never change their order
          <pre key={at}>
            {place.task.map((line) => `+ ${line}`).join('\n')}
            {'\n'}
            <span class="muted">
              {' '}
              here; {branch}
              {theirs === undefined ? '' : `, ${theirs.commit} by ${theirs.author}`}:
            </span>
            {'\n'}
            {place.theirs.map((line) => `+ ${line}`).join('\n')}
          </pre>
        ))
      )}
    </div>
  )
}
