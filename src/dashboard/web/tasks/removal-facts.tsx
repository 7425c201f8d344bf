/** What of a task goes and is nowhere else, and what stays. */
import type { Task, TaskRemovalFacts } from '../../../core/tasks/task.ts'
import { formatBytes, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Mark } from '../parts/mark.tsx'

export function Losses({
  facts,
  isAllElsewhere,
}: {
  readonly facts: TaskRemovalFacts
  readonly isAllElsewhere: boolean
}) {
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

export function Stays({ tasks }: { readonly tasks: readonly Task[] }) {
  const sessions = tasks.flatMap(({ sessionId }) => sessionId ?? [])
  const [session] = sessions
  return (
    <div class="well loss">
      <p class="well-head">Stays</p>
      <ul>
        {session !== undefined && (
          <li>
            <Mark name="ok" />
            {sessions.length === 1 ? (
              <span>
                The conversation <code class="mono">{plainText(session.slice(0, 8))}</code>, with its cost
              </span>
            ) : (
              <span>{sessions.length} conversations, with their costs</span>
            )}
          </li>
        )}
        <li>
          <Mark name="ok" />
          <span>What the {tasks.length === 1 ? 'agent' : 'agents'} wrote into the terminal, in the log</span>
        </li>
      </ul>
    </div>
  )
}
