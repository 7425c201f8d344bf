/** Nothing runs in the terminal any more: what happened, what is whole, and first the button that mends it. */
import type { ComponentChildren } from 'preact'
import type { SeenTask } from '../../../core/tasks/task-board.ts'
import type { TaskGitStatus } from '../../../core/tasks/task-view.ts'
import { listInWords, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { useNow } from '../clock.ts'
import { Link } from '../navigation.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { formatAtMoment } from '../parts/time.ts'
import { useMachine } from '../processes/machine.ts'
import { archive, restart, resume } from '../tasks/task-actions.tsx'
import { changesRoute } from '../tasks/task-links.ts'
import { type Death, deathOf } from './death.ts'
import { FolderAgain } from './folder-again.tsx'

interface DeadBoxProps {
  readonly task: SeenTask
  readonly status: TaskGitStatus | undefined
  readonly onDestroy: () => void
  readonly onConversations: () => void
  /** Cut off at the same moment as this one. */
  readonly alike: readonly SeenTask[]
}

export function DeadBox(props: DeadBoxProps) {
  const death = deathOf(props.task)
  return death === undefined ? null : <Box {...props} death={death} />
}

function Box({ task, status, onDestroy, onConversations, alike, death }: DeadBoxProps & { readonly death: Death }) {
  const nowMs = useNow(30_000)
  const homeDir = useMachine()?.homeDir
  const when = death.at === undefined ? '' : ` ${formatAtMoment(Date.parse(death.at), nowMs)}`
  const canResume = task.sessionId !== undefined
  const takeUp = (
    <button type="button" class="btn is-primary" onClick={() => void resume(task)}>
      <Icon name="play" size={14} />
      Resume the conversation
    </button>
  )
  const afresh = (look = '') => (
    <button type="button" class={`btn ${look}`} onClick={() => void restart(task)}>
      {canResume ? 'Restart' : 'Start afresh in this folder'}
    </button>
  )
  switch (death.kind) {
    case 'folder':
      return (
        <Frame isBad title="The folder is missing.">
          <p>
            {task.folder !== undefined && <code class="mono">{plainText(withTilde(task.folder, homeDir))}</code>}{' '}
            {plainText(task.reason ?? 'is not what it was.')}{' '}
            {task.worktree?.branch !== undefined && (
              <>
                Branch <code class="mono">{plainText(task.worktree.branch)}</code> is kept.{' '}
              </>
            )}
            {task.changes === undefined
              ? 'What was not committed is not known.'
              : `What was not committed is not known; at the last look ${plural(task.changes.uncommitted, 'file')} ${task.changes.uncommitted === 1 ? 'was' : 'were'} not.`}
          </p>
          <FolderAgain task={task}>
            <button type="button" class="btn" onClick={onDestroy}>
              Forget the task…
            </button>
          </FolderAgain>
        </Frame>
      )
    case 'cut-off':
      return (
        <Frame isBad title={`The supervisor is gone since${when.replace(/^ at/, '')}.`}>
          <p>
            It held this terminal; its agent ended with it. Nothing on disk is lost:{' '}
            {canResume ? 'the conversation can be resumed where its transcript ends.' : 'folder and branch are whole.'}{' '}
            The turn that ran is cut off.
          </p>
          <div class="btns">
            {canResume ? takeUp : afresh('is-primary')}
            {alike.length > 0 && canResume && (
              <button
                type="button"
                class="btn"
                onClick={() => {
                  for (const one of [task, ...alike]) void resume(one)
                }}
              >
                Resume all {alike.length + 1}
              </button>
            )}
            <ReviewButton id={task.id} />
          </div>
        </Frame>
      )
    case 'not-begun':
      return (
        <Frame
          isBad={task.state === 'failed'}
          title={task.state === 'failed' ? 'It could not be begun.' : 'It is not begun.'}
        >
          {task.reason !== undefined && <p>{plainText(task.reason)}</p>}
          <div class="btns">
            <button type="button" class="btn is-primary" onClick={() => void restart(task)}>
              <Icon name="play" size={14} />
              {task.state === 'failed' ? 'Try again' : 'Start now'}
            </button>
            {task.state === 'failed' && (
              <button type="button" class="btn" onClick={onDestroy}>
                Destroy…
              </button>
            )}
          </div>
        </Frame>
      )
    case 'ended':
      return (
        <Frame title={`The session ended${when}.`}>
          <p>
            {capital(death.words)}. {wholeWords(status, canResume)}
          </p>
          <div class="btns">
            {canResume ? takeUp : afresh('is-primary')}
            {canResume && (
              <button type="button" class="btn" onClick={onConversations}>
                Another conversation…
              </button>
            )}
            <ReviewButton id={task.id} />
            <button type="button" class="btn" onClick={() => void archive([task])}>
              Archive
            </button>
          </div>
        </Frame>
      )
  }
}

const ReviewButton = ({ id }: { readonly id: string }) => (
  <Link to={changesRoute(id)} class="btn">
    Review changes
  </Link>
)

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

function wholeWords(status: TaskGitStatus | undefined, hasTalk: boolean): string {
  if (status === undefined) return hasTalk ? 'Its conversation is whole.' : ''
  const open = status.files.filter(({ isCommitted }) => !isCommitted).length
  const rest = open === 0 ? '' : `; ${plural(open, 'file')} ${open === 1 ? 'is' : 'are'} not committed`
  const whole = ['folder', ...(status.base === undefined ? [] : ['branch']), ...(hasTalk ? ['conversation'] : [])]
  return `${capital(listInWords(whole))} ${whole.length === 1 ? 'is' : 'are'} whole${rest}.`
}

const Frame = ({
  title,
  isBad = false,
  children,
}: {
  readonly title: string
  readonly isBad?: boolean
  readonly children: ComponentChildren
}) => (
  <div class={`deadbox ${isBad ? 'is-bad' : ''}`} role="status">
    <h2>
      <Mark name={isBad ? 'fail' : 'none'} />
      {title}
    </h2>
    {children}
  </div>
)
