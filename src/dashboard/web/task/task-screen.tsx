/** One task: what it is to do, its terminal as it lives, and what it changed. */
import { useEffect, useState } from 'preact/hooks'
import { runs, type SeenTask } from '../../../core/tasks/task-board.ts'
import { useKeys } from '../keys.ts'
import { Link, navigate, setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import type { ScreenProps } from '../screens.ts'
import { askFor } from '../tasks/asked.ts'
import { Questions } from '../tasks/questions.tsx'
import { archive, openInEditor } from '../tasks/task-actions.tsx'
import { changesRoute } from '../tasks/task-links.ts'
import { followTasks, seenTasks } from '../tasks/tasks-state.ts'
import '../styles/tasks.css'
import '../styles/task.css'
import { DropFiles } from '../task-files/drop-files.tsx'
import { DeadBox } from './dead-box.tsx'
import { deathOf } from './death.ts'
import { LeftRail } from './left-rail.tsx'
import { LinksDialog } from './links-dialog.tsx'
import { RightRail } from './right-rail.tsx'
import { ConversationDialog, ForkDialog, RestartDialog } from './task-dialogs.tsx'
import { copyResume, TaskHead, type Wish } from './task-head.tsx'
import { followFolder, useGitStatus, useTask } from './task-state.ts'
import { TerminalPanel } from './terminal-panel.tsx'
import { WhyDialog } from './why-dialog.tsx'

export default function TaskScreen({ place }: ScreenProps) {
  const id = place.taskId ?? ''
  useEffect(followTasks, [])
  useEffect(followFolder, [])
  return (
    <section data-screen="task" class="screen task-view" tabIndex={-1}>
      <OneTask key={id} id={id} isZoomed={place.query['view'] === 'zoom'} />
      <Questions />
    </section>
  )
}

function OneTask({ id, isZoomed }: { readonly id: string; readonly isZoomed: boolean }) {
  const { value, problem, retry } = useTask(id)
  if (value !== undefined && problem?.status !== 404) return <Loaded task={value} isZoomed={isZoomed} />
  if (problem?.status === 404) return <NoSuchTask id={id} />
  if (problem !== undefined) return <AskFailed what="The task" problem={problem} onRetry={retry} />
  return <SkeletonRows rows={12} label="The task is being read" />
}

function Loaded({ task: read, isZoomed }: { readonly task: SeenTask; readonly isZoomed: boolean }) {
  const all = seenTasks.value
  // What its agent is at comes with every look at the machine, the rest when it changed.
  const seen = all.find(({ id }) => id === read.id)
  const task: SeenTask = seen === undefined ? read : { ...seen, changes: read.changes ?? seen.changes }
  const [wish, setWish] = useState<Wish>()
  const { value: status, problem } = useGitStatus(task.id)
  const others = all.filter(({ id, state, isArchived }) => id !== task.id && !isArchived && isOpen(state))
  const alike = others.filter((one) => deathOf(one)?.kind === 'cut-off' && one.sessionId !== undefined)
  const zoom = () => setQuery({ view: isZoomed ? '' : 'zoom' }, { replace: true })
  useEffect(() => {
    const before = document.title
    document.title = `${task.name} · TCE`
    return () => {
      document.title = before
    }
  }, [task.name])
  useKeys({
    d: () => (task.worktree === undefined ? false : navigate(changesRoute(task.id))),
    r: () => askFor({ do: 'rename', task }),
    f: () => (task.run === undefined ? false : setWish('fork')),
    l: () => setWish('links'),
    e: () => (task.folder === undefined ? false : void openInEditor(task)),
    c: () => (task.sessionId === undefined ? false : copyResume(task)),
    a: () => (runs(task) ? false : void archive([task], !task.isArchived)),
  })
  const close = () => setWish(undefined)
  const isDead = deathOf(task) !== undefined
  return (
    <>
      <TaskHead task={task} onWish={setWish} />
      <div class={isZoomed ? 'taskz' : 'task3'}>
        {!isZoomed && <LeftRail task={task} status={status} />}
        <DropFiles id={task.id}>
          <TerminalPanel task={task} isZoomed={isZoomed} onZoom={zoom}>
            {isDead ? (
              <DeadBox
                task={task}
                status={status}
                alike={alike}
                onDestroy={() => askFor({ do: 'destroy', tasks: [task] })}
                onConversations={() => setWish('conversations')}
              />
            ) : null}
          </TerminalPanel>
        </DropFiles>
        {!isZoomed && (
          <RightRail
            task={task}
            status={status}
            problem={status === undefined ? problem?.message : undefined}
            others={others}
          />
        )}
      </div>
      {wish === 'fork' && <ForkDialog task={task} onClose={close} />}
      {wish === 'restart' && <RestartDialog task={task} onClose={close} />}
      {wish === 'conversations' && <ConversationDialog task={task} onClose={close} />}
      {wish === 'why' && <WhyDialog task={task} onClose={close} />}
      {wish === 'links' && <LinksDialog task={task} onClose={close} />}
    </>
  )
}

const isOpen = (state: SeenTask['state']): boolean => state === 'in_progress' || state === 'in_review'

const NoSuchTask = ({ id }: { readonly id: string }) => (
  <div class="empty">
    <svg class="mark is-none big" width="40" height="40" aria-hidden="true">
      <use href="#m-none" />
    </svg>
    <h1>No such task</h1>
    <p>
      No task is called <code>{id.slice(0, 60)}</code>, or it was destroyed. For 14 days <code>tce task undo</code>{' '}
      brings it back.
    </p>
    <p>
      <Link to={{ screen: 'tasks', query: {} }} class="btn">
        All tasks
      </Link>
    </p>
  </div>
)
