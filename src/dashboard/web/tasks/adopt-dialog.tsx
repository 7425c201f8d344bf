/** A session that was begun elsewhere goes on as a task: of which project, where, by which agent. While it runs it can't, and that is said. */
import { useId, useState } from 'preact/hooks'
import { kindOf } from '../../../agents/kinds.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { SessionDetail } from '../../../core/session/session.ts'
import type { Task, TaskList } from '../../../core/tasks/task.ts'
import { plainText } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { api, ask } from '../api.ts'
import { tasksVersion } from '../live/live-store.ts'
import { navigate } from '../navigation.tsx'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { FieldProblem } from '../parts/field-problem.tsx'
import { Mark } from '../parts/mark.tsx'
import { Select } from '../parts/select.tsx'
import { showToast } from '../parts/toast.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useActions } from '../processes/actions.tsx'
import { useMachine } from '../processes/machine.ts'
import { agentsBySession } from '../sessions/agents.ts'
import { useBackends, useProjects } from '../settings/workshop-state.ts'
import { askAsAdmin, isSignInAgain } from '../signin/sign-in-again.tsx'
import { type AdoptTexts, adoptionOf, backendsFor, taskOf, usualAdoption } from './adopt-form.ts'
import { type AdoptWish, adoptWish } from './adopt-open.ts'
import { backendChoices } from './backend-words.ts'
import { taskRoute } from './task-links.ts'
import '../styles/new-task.css'

export default function AdoptDialog() {
  const wish = adoptWish.value
  return wish === undefined ? null : <Adopt key={wish.sessionId} wish={wish} />
}

const close = (): void => {
  adoptWish.value = undefined
}

const show = ({ id }: Pick<Task, 'id'>): void => {
  close()
  navigate(taskRoute(id))
}

function Adopt({ wish: { sessionId } }: { readonly wish: AdoptWish }) {
  const id = useId()
  const session = useSession(sessionId)
  const taken = useTaskOf(sessionId)
  const agent = agentsBySession.value.get(sessionId)
  const [texts, setTexts] = useState(usualAdoption)
  const [problem, setProblem] = useState('')
  const [isMoving, setIsMoving] = useState(false)
  const canMove = agent === undefined && taken === undefined && !isMoving
  const move = async () => {
    if (!canMove) return
    setIsMoving(true)
    setProblem('')
    const { session: adopt, ...how } = adoptionOf(sessionId, texts)
    const moved = await askAsAdmin(() => api.tasks.$post({ json: { adopt, ...how } as never }))
    setIsMoving(false)
    if (moved.ok) {
      close()
      say(moved.value as Task)
    } else if (!isSignInAgain(moved.error)) setProblem(moved.error.message)
  }
  return (
    <Dialog titleId={id} class="new-task" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void move()
        }}
      >
        <DialogHead titleId={id} title={`Move ${titleOf(session) ?? sessionId.slice(0, 8)} into TCE`} onClose={close} />
        <p>
          Its conversation goes on as a task, in a terminal that TCE holds, by its id{' '}
          <code class="mono">{plainText(sessionId.slice(0, 8))}</code>. What it cost so far is the task's; what it had
          not committed stays where it was, and is said.
        </p>
        {taken !== undefined ? (
          <p class="nf-warn" role="status">
            <Mark name="warn" /> It is of the task{' '}
            <button type="button" class="link" onClick={() => show(taken)}>
              {plainText(taken.name)}
            </button>{' '}
            already.
          </p>
        ) : agent === undefined ? null : (
          <Running agent={agent} />
        )}
        <Fields session={session} texts={texts} onChange={(some) => setTexts((before) => ({ ...before, ...some }))} />
        <FieldProblem problem={problem} />
        <footer>
          <span class="muted fine" role="status">
            {isMoving ? 'Takes it up; you need not wait here' : 'Looked at once more just before it starts'}
          </span>
          <button type="button" class="btn" onClick={close}>
            Not now
          </button>
          <button type="submit" class="btn is-primary" disabled={!canMove}>
            Move it
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

/** Two of one conversation would each go their own way. */
function Running({ agent }: { readonly agent: FleetAgentReport }) {
  const actions = useActions()
  return (
    <div class="nf-trust">
      <p role="status">
        <Mark name="warn" /> It runs still, as process {agent.pid}: it can be taken up once that has ended. End it where
        it runs, or here.
      </p>
      <button
        type="button"
        class="btn is-danger"
        disabled={actions.deedOf(agent.id) !== undefined}
        onClick={() => actions.askToKill({ kind: 'agent', process: agent })}
      >
        Kill…
      </button>
    </div>
  )
}

interface FieldsProps {
  readonly session: SessionDetail | undefined
  readonly texts: AdoptTexts
  readonly onChange: (some: Partial<AdoptTexts>) => void
}

const placeChoices = [
  { value: 'as-it-can', label: 'A worktree of its own if its agent can, else its folder' },
  { value: 'worktree', label: 'A worktree of its own' },
  { value: 'folder', label: 'Its own folder' },
]
const startChoices = [
  { value: 'when-free', label: 'When free' },
  { value: 'now', label: 'Now' },
]

function Fields({ session, texts, onChange }: FieldsProps) {
  const homeDir = useMachine()?.homeDir
  const projects = useProjects().value?.projects ?? []
  const backends = useBackends().value
  const fitting = backendsFor(session?.agent, backends?.backends ?? [])
  const { cwd, branch } = session ?? {}
  return (
    <>
      <div class="nf-top">
        <label class="nf grow">
          <span class="lab">Name</span>
          <input
            class="field"
            maxLength={80}
            value={texts.name}
            placeholder={titleOf(session) ?? ''}
            onInput={({ currentTarget }) => onChange({ name: currentTarget.value })}
          />
        </label>
        <div class="nf">
          <span class="lab">Project</span>
          <Select
            label="Project"
            value={texts.project}
            choices={[
              { value: '', label: 'That of its folder' },
              ...projects.map(({ name }) => ({ value: name, label: name })),
            ]}
            onChange={(project) => onChange({ project })}
          />
        </div>
      </div>
      <div class="nf">
        <span class="lab">Where it goes on</span>
        <Select
          label="Where it goes on"
          value={texts.place}
          choices={placeChoices}
          onChange={(place) => onChange({ place: placeOf(place) })}
        />
        {cwd !== undefined && (
          <small>
            It was in <code>{plainText(withTilde(cwd, homeDir))}</code>
            {branch !== undefined && (
              <>
                {' '}
                on <code>{plainText(branch)}</code>
              </>
            )}
          </small>
        )}
      </div>
      <div class="nf-grid two">
        <div class="nf">
          <span class="lab">Agent</span>
          <Select
            label="Agent"
            value={texts.backend}
            choices={backendChoices('As its project has it', fitting)}
            onChange={(backend) => onChange({ backend })}
          />
          {session !== undefined && backends !== undefined && fitting.length === 0 && (
            <small class="is-bad">No backend takes up a session of {kindOf(session.agent).displayName}.</small>
          )}
        </div>
        <div class="nf">
          <span class="lab">Start</span>
          <Select
            label="Start"
            value={texts.start}
            choices={startChoices}
            onChange={(start) => onChange({ start: start === 'now' ? 'now' : 'when-free' })}
          />
        </div>
      </div>
    </>
  )
}

const placeOf = (value: string): AdoptTexts['place'] =>
  value === 'worktree' || value === 'folder' ? value : 'as-it-can'

const titleOf = (session: SessionDetail | undefined): string | undefined => {
  const title = session?.name ?? session?.title
  return title === undefined ? undefined : plainText(title).slice(0, 60)
}

const useSession = (id: string): SessionDetail | undefined =>
  useAnswer(`session ${id}`, () => ask(api.sessions[':id'].$get({ param: { id } }))).value

/** The server says it of sessions that a task had before, too, when it is asked to. */
function useTaskOf(sessionId: string): Task | undefined {
  const query = { archived: 'all', limit: '1000' } as const
  const { value } = useAnswer<TaskList>('tasks of sessions', () => ask(api.tasks.$get({ query })) as never, {
    follows: tasksVersion,
  })
  return taskOf(sessionId, value?.tasks ?? [])
}

function say(task: Task): void {
  const { name, state, reason = '', remarks } = task
  const isBegun = state === 'in_progress'
  if (isBegun) show(task)
  const button = (
    <button type="button" class="btn small" onClick={() => show(task)}>
      Show
    </button>
  )
  showToast({
    isOk: state !== 'failed',
    content: [`${plainText(name)} is a task now.`, reason, ...remarks].filter(Boolean).join(' '),
    actions: isBegun ? undefined : button,
  })
}
