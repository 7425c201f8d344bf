/** Name, state and facts of the task, and what can be done with it. */
import { kindOf } from '../../../agents/kinds.ts'
import type { SeenTask } from '../../../core/tasks/task-board.ts'
import { formatDurationInWords, formatUsd } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { useNow } from '../clock.ts'
import { openComposer } from '../compose/compose-open.ts'
import { Link } from '../navigation.tsx'
import { copyText } from '../parts/copy-button.tsx'
import { Icon } from '../parts/mark.tsx'
import { Menu, type MenuItem } from '../parts/menu.tsx'
import { askFor } from '../tasks/asked.ts'
import { modelWords } from '../tasks/card-words.ts'
import { Standing } from '../tasks/standing.tsx'
import { archive, openInEditor, pin, putInto, resume } from '../tasks/task-actions.tsx'
import { changesRoute } from '../tasks/task-links.ts'
import { isReadOut, setReadOut } from './terminal/use-terminal.ts'

export type Wish = 'fork' | 'restart' | 'conversations' | 'links' | 'why'

interface TaskHeadProps {
  readonly task: SeenTask
  readonly onWish: (wish: Wish) => void
}

export function TaskHead({ task, onWish }: TaskHeadProps) {
  const nowMs = useNow(10_000)
  const { id, name, project, worktree, changes, costUsd, createdAt, agentId } = task
  const isRunning = runs(task)
  return (
    <header class="page-head">
      <div>
        <p class="crumb">
          <Link to={{ screen: 'tasks', query: {} }}>Tasks</Link>
          {project !== '' && ` / ${plainText(project)}`}
        </p>
        <h1>{plainText(name)}</h1>
        <p class="meta">
          <Standing task={task} nowMs={nowMs} />
          {isRunning && (
            <button type="button" class="link why" aria-haspopup="dialog" onClick={() => onWish('why')}>
              why?
            </button>
          )}
          <span>{agentWords(task)}</span>
          {worktree?.branch !== undefined && <code class="mono">{plainText(worktree.branch)}</code>}
          {changes !== undefined && changes.addedLines + changes.removedLines > 0 && (
            <span>
              <span class="add">+{changes.addedLines}</span> <span class="del">−{changes.removedLines}</span>
            </span>
          )}
          {costUsd !== undefined && <span>{formatUsd(costUsd)}</span>}
          <span title="since it was made">{formatDurationInWords(Math.max(0, nowMs - Date.parse(createdAt)))}</span>
        </p>
      </div>
      <div class="btns">
        {worktree !== undefined && (
          <Link to={changesRoute(id)} class="btn">
            Review changes<kbd>d</kbd>
          </Link>
        )}
        {agentId !== undefined && (
          <button type="button" class="btn" onClick={() => openComposer([agentId])}>
            <Icon name="send" size={14} />
            Prompt<kbd>p</kbd>
          </button>
        )}
        {isRunning && (
          <button type="button" class="btn" onClick={() => askFor({ do: 'stop', tasks: [task] })}>
            <Icon name="stop" size={14} />
            Stop…
          </button>
        )}
        {!isRunning && task.state === 'in_review' && (
          <button type="button" class="btn" onClick={() => void putInto('complete', [task])}>
            Done
          </button>
        )}
        <Menu label="More: fork, restart, rename, archive, destroy" items={menuOf(task, isRunning, onWish)} />
      </div>
    </header>
  )
}

export function copyResume({ id, sessionId }: SeenTask): void {
  void copyText(`tce task resume ${id} --session ${sessionId}`, 'resume command')
}

const runs = ({ run }: SeenTask): boolean => run !== undefined && run.exit === undefined

const agentWords = (task: SeenTask): string => {
  const who = task.agent === undefined ? plainText(task.backend) : kindOf(task.agent).displayName
  const model = modelWords({ tasks: [task] })
  return model === '' || model === who ? who : model.startsWith(who) ? model : `${who}, ${model}`
}

function menuOf(task: SeenTask, isRunning: boolean, onWish: (wish: Wish) => void): readonly MenuItem[] {
  const { sessionId, isPinned, isArchived, state } = task
  const item = (isThere: boolean, one: MenuItem): readonly MenuItem[] => (isThere ? [one] : [])
  const hasBegun = task.run !== undefined
  return [
    ...item(hasBegun, { label: 'Fork…', icon: 'branch', act: () => onWish('fork') }),
    ...item(hasBegun && state !== 'broken', {
      ...{ label: sessionId === undefined ? 'Restart…' : 'Restart, same conversation…', icon: 'reuse' },
      act: () => onWish('restart'),
    }),
    ...item(!isRunning && sessionId !== undefined, { label: 'Resume', icon: 'play', act: () => void resume(task) }),
    ...item(hasBegun, { label: 'Other conversation of this task…', icon: 'term', act: () => onWish('conversations') }),
    ...item(hasBegun, { label: 'Links on its screen…', icon: 'link', act: () => onWish('links') }),
    ...item(true, { label: 'Rename…', icon: 'pencil', act: () => askFor({ do: 'rename', task }) }),
    ...item(task.folder !== undefined, {
      ...{ label: 'Open in editor', icon: 'file' },
      act: () => void openInEditor(task),
    }),
    ...item(sessionId !== undefined, {
      ...{ label: 'Copy resume command', icon: 'copy' },
      act: () => copyResume(task),
    }),
    ...item(hasBegun, {
      ...{ label: isReadOut.value ? 'Terminal without a screen reader' : 'Terminal for a screen reader', icon: 'rows' },
      act: () => setReadOut(!isReadOut.peek()),
    }),
    ...item(true, { label: isPinned ? 'Unpin' : 'Pin', icon: 'pin', act: () => void pin([task], !isPinned) }),
    ...item(state === 'in_review', { label: 'Done', icon: 'save', act: () => void putInto('complete', [task]) }),
    ...item(state === 'complete', {
      label: 'Back to review',
      icon: 'up',
      act: () => void putInto('in_review', [task]),
    }),
    ...item(!isRunning, {
      ...{ label: isArchived ? 'Out of the archive' : 'Archive', icon: 'archive' },
      act: () => void archive([task], !isArchived),
    }),
    ...item(true, {
      label: 'Destroy…',
      icon: 'trash',
      act: () => askFor({ do: 'destroy', tasks: [task] }),
      isDanger: true,
    }),
  ]
}
