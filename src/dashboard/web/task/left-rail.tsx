/** At the left of a task's terminal: what it is to do, what happened, and the addresses on its screen. */
import { useEffect, useState } from 'preact/hooks'
import { fenceInWords } from '../../../core/tasks/fence.ts'
import type { SeenTask } from '../../../core/tasks/task-board.ts'
import type { TaskGitStatus } from '../../../core/tasks/task-view.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { useNow } from '../clock.ts'
import { tasksVersion } from '../live/live-store.ts'
import { Link } from '../navigation.tsx'
import { Icon } from '../parts/mark.tsx'
import { SafeLink } from '../parts/safe-link.tsx'
import { formatMoment } from '../parts/time.ts'
import { useMachine } from '../processes/machine.ts'
import { queuedFor } from '../queue/queue-cards.ts'
import { followQueue, queue } from '../queue/queue-state.ts'
import { ArtifactList } from '../task-files/artifact-list.tsx'
import { Fact } from './fact.tsx'
import { useLinks } from './task-state.ts'
import { timelineOf } from './timeline.ts'

interface RailProps {
  readonly task: SeenTask
  readonly status: TaskGitStatus | undefined
}

const linksAtFirst = 6

export function LeftRail({ task, status }: RailProps) {
  const [isWhole, setIsWhole] = useState(false)
  const homeDir = useMachine()?.homeDir
  const nowMs = useNow(30_000)
  const prompts = useQueued(task)
  const { prompt, folder, worktree, fence, result, remarks } = task
  return (
    <aside class="rail tleft" aria-label="About the task">
      <section>
        <h2>Task</h2>
        {prompt !== undefined && <p class={isWhole ? 'tprompt is-whole' : 'tprompt'}>{prompt} </p>}
        {prompt !== undefined && prompt.length > 160 && (
          <button type="button" class="link fine" aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)}>
            {isWhole ? 'Less' : 'All of it'}
          </button>
        )}
        <dl class="facts two">
          {worktree !== undefined && (
            <Fact name="Base">
              <code class="mono">{plainText(worktree.base)}</code>
              {behindWords(status)}
            </Fact>
          )}
          {folder !== undefined && (
            <Fact name="Folder">
              <code class="mono clip" title={folder}>
                {plainText(withTilde(folder, homeDir))}
              </code>
            </Fact>
          )}
          {fence !== undefined && <Fact name="Fence">{plainText(fenceInWords(fence))}</Fact>}
          {prompts > 0 && (
            <Fact name="Queue">
              <Link to={{ screen: 'queue', query: {} }}>{plural(prompts, 'prompt')}</Link>
            </Fact>
          )}
          {folder !== undefined && worktree === undefined && <Fact name="">no worktree of its own</Fact>}
        </dl>
        {result !== undefined && (
          <p class="tprompt is-whole">
            <b>Result</b> {result}
          </p>
        )}
        {remarks.map((remark) => (
          <p key={remark} class="muted fine">
            {remark}
          </p>
        ))}
      </section>
      <section>
        <h2>Timeline</h2>
        <ol class="tline">
          {timelineOf(task, status?.base?.commits ?? []).map(({ at, words, isYou }) => (
            <li key={`${at} ${words}`} class={isYou ? 'is-you' : ''}>
              <time dateTime={at}>{formatMoment(Date.parse(at), nowMs)}</time>
              <span title={words}>{plainText(words)}</span>
            </li>
          ))}
        </ol>
      </section>
      <Links id={task.id} />
      <ArtifactList id={task.id} follows={tasksVersion} />
    </aside>
  )
}

/** So many wait for its agent. */
function useQueued({ agentId, sessionId }: SeenTask): number {
  useEffect(followQueue, [])
  return queuedFor(queue.value?.sessions ?? [], { agentId, sessionId })
}

const behindWords = (status: TaskGitStatus | undefined): string => {
  const { behind } = status?.base ?? {}
  return behind === undefined || behind === 0 ? '' : `, ${behind} behind`
}

/** Those on its screen, as where they lead. */
function Links({ id }: { readonly id: string }) {
  const { value } = useLinks(id)
  const [isWhole, setIsWhole] = useState(false)
  const links = value?.links ?? []
  if (links.length === 0) return null
  return (
    <section>
      <h2>
        Links <span class="count">{links.length}</span>
      </h2>
      <ul class="links">
        {(isWhole ? links : links.slice(0, linksAtFirst)).map(({ url, words }) => (
          <li key={url} title={words === undefined ? url : `“${words}” leads to ${url}`}>
            <Icon name="link" size={14} />
            <SafeLink url={url} />
          </li>
        ))}
      </ul>
      {links.length > linksAtFirst && (
        <button type="button" class="link fine" aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? 'Fewer' : `All ${links.length}`}
        </button>
      )}
    </section>
  )
}
