/** A new task: where, what, by whom, and how many try. What will be made stands at its foot; what was written stays when it is closed. */
import { useEffect, useId, useLayoutEffect, useState } from 'preact/hooks'
import { modeChoices } from '../../../core/tasks/permission-modes.ts'
import type { NewTaskMade } from '../../../core/tasks/task.ts'
import { plainText } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { commandsLike, PromptArea, type Suggestion } from '../compose/prompt-area.tsx'
import { liveFleet } from '../live/live-store.ts'
import { Link, navigate } from '../navigation.tsx'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { FieldProblem } from '../parts/field-problem.tsx'
import { Mark } from '../parts/mark.tsx'
import { Select } from '../parts/select.tsx'
import { showToast } from '../parts/toast.tsx'
import { useMachine } from '../processes/machine.ts'
import { Switch } from '../settings/setting-controls.tsx'
import { isSignInAgain } from '../signin/sign-in-again.tsx'
import { backendWords } from './backend-words.ts'
import { type TaskWish, taskWish } from './new-task-open.ts'
import {
  backend,
  backends,
  change,
  choices,
  draft,
  filesLike,
  followForm,
  isMaking,
  make,
  places,
  project,
  projects,
  setup,
  skills,
  takeUp,
  trustSetup,
  usualBackend,
} from './new-task-state.ts'
import { BestOf } from './new-task-tries.tsx'
import { refusalOf, slugOf, whatIsMade } from './task-draft.ts'
import { taskRoute } from './task-links.ts'
import '../styles/compose.css'
import '../styles/new-task.css'

export default function NewTaskDialog() {
  const wish = taskWish.value
  return wish === undefined ? null : <NewTaskForm wish={wish} />
}

const close = (): void => {
  taskWish.value = undefined
}

function NewTaskForm({ wish }: { readonly wish: TaskWish }) {
  const id = useId()
  const [problem, setProblem] = useState('')
  // Before anybody can type: else the draft would take the place of the first letters.
  useLayoutEffect(() => takeUp(wish), [wish])
  useEffect(followForm, [])
  const now = { project: project.value, backend: backend.value, places: places.value }
  const refusal = refusalOf(draft.value, now)
  const isUntrusted = draft.value.isInWorktree && setup.value?.isTrusted === false
  const canMake = refusal === undefined && !isUntrusted && !isMaking.value
  const submit = async () => {
    if (!canMake) return
    setProblem('')
    const made = await make(wish)
    const isOpen = taskWish.peek() === wish
    if (made.ok) {
      if (isOpen) close()
      say(made.value, isOpen)
    } else if (!isSignInAgain(made.error)) {
      if (isOpen) setProblem(made.error.message)
      else showToast({ isOk: false, content: made.error.message })
    }
  }
  const count = Math.max(1, draft.value.tries.length)
  return (
    <Dialog titleId={id} class="new-task" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <DialogHead titleId={id} title="New task" onClose={close} />
        {projects.value?.projects.length === 0 ? <NoProjects /> : <Fields onSubmit={() => void submit()} />}
        {isUntrusted && <Untrusted />}
        <Neighbours />
        <FieldProblem problem={problem} />
        <footer>
          <span class="muted fine" role="status">
            {isMaking.value
              ? 'Makes it; you need not wait here'
              : isUntrusted
                ? 'Its set-up command has to be trusted first'
                : (refusal ?? whatIsMade(draft.value, now))}
          </span>
          <button type="button" class="btn" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="btn is-primary" disabled={!canMake}>
            {count === 1 ? 'Create task' : `Create ${count} tries`}
            <kbd>Ctrl ⏎</kbd>
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

/** Who stayed for it is led to it. */
function say(made: NewTaskMade, isHere: boolean): void {
  const { id, name, state, reason = '', tries = [] } = made
  if (isHere && state === 'in_progress' && tries.length === 0) {
    navigate(taskRoute(id))
    return
  }
  const show = (
    <button
      type="button"
      class="btn small"
      onClick={() => navigate(tries.length > 0 ? { screen: 'tasks', query: {} } : taskRoute(id))}
    >
      Show
    </button>
  )
  const content = tries.length > 0 ? `${tries.length} tries are made.` : `${plainText(name)} is made. ${reason}`
  showToast({ isOk: state !== 'failed', content, actions: show })
}

const NoProjects = () => (
  <p>
    A task runs in a project, and none is known yet.{' '}
    <Link to={{ screen: 'settings', query: { section: 'projects' } }}>Add one, or scan a folder for them</Link>.
  </p>
)

const startChoices = [
  { value: 'when-free', label: 'When free' },
  { value: 'now', label: 'Now' },
]

function Fields({ onSubmit }: { readonly onSubmit: () => void }) {
  const id = useId()
  const { name, prompt, base, start, tries, model, mode, isInWorktree } = draft.value
  const [here, known] = [project.value, backend.value]
  const modes = known === undefined ? [] : modeChoices(known, choices.value?.modes ?? [])
  const usualMode = modes.find((one) => one.mode === known?.mode)
  const homeDir = useMachine()?.homeDir
  const folder =
    choices.value === undefined ? undefined : `${withTilde(choices.value.worktrees, homeDir)}/${slugOf(draft.value)}`
  const isWorktreePossible = here?.isRepository === true
  const suggest = async (kind: 'file' | 'command', query: string): Promise<readonly Suggestion[]> =>
    kind === 'file' ? (await filesLike(query)).map((path) => ({ text: path })) : commandsLike(skills.peek(), query)
  return (
    <>
      <div class="nf-top">
        <div class="nf">
          <span class="lab">Project</span>
          <Select
            label="Project"
            value={draft.value.project}
            choices={(projects.value?.projects ?? []).map((one) => ({
              value: one.name,
              label: one.problem === undefined ? one.name : `${one.name} (folder missing)`,
            }))}
            onChange={(next) => change({ project: next, base: '' })}
          />
        </div>
        <div class="nf grow">
          <label class="lab" for={`${id}-name`}>
            Name
          </label>
          <input
            id={`${id}-name`}
            class="field"
            aria-describedby={`${id}-name-note`}
            maxLength={80}
            value={name}
            placeholder={prompt.trim() === '' ? '' : slugOf(draft.value)}
            onInput={({ currentTarget }) => change({ name: currentTarget.value })}
          />
          <small id={`${id}-name-note`}>from the prompt; folder and branch keep it</small>
        </div>
      </div>
      <div class="nf">
        <span class="lab">Prompt</span>
        <PromptArea
          rows={5}
          value={prompt}
          placeholder="What is to be done · @ files · / commands"
          onInput={(text) => change({ prompt: text })}
          suggest={suggest}
          onKey={({ key, ctrlKey, metaKey }) => {
            if (key !== 'Enter' || !(ctrlKey || metaKey)) return false
            onSubmit()
            return true
          }}
        />
      </div>
      <div class="nf-grid">
        <div class="nf">
          <span class="lab">Agent</span>
          <Select
            label="Agent"
            value={draft.value.backend || usualBackend.value}
            choices={(backends.value?.backends ?? []).map((one) => ({
              value: one.name,
              label: one.isInstalled ? backendWords(one) : `${backendWords(one)} (not installed)`,
            }))}
            onChange={(next) => change({ backend: next, model: '', mode: '', tries: [] })}
          />
        </div>
        <label class="nf">
          <span class="lab">Model</span>
          <input
            class="field"
            list={`${id}-models`}
            value={model}
            disabled={tries.length > 1}
            spellcheck={false}
            autocomplete="off"
            placeholder={known?.model ?? 'as it is set'}
            onInput={({ currentTarget }) => change({ model: currentTarget.value })}
          />
          <datalist id={`${id}-models`}>
            {(choices.value?.models ?? []).map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </label>
        {modes.length > 0 && (
          <div class="nf">
            <span class="lab">Permissions</span>
            <Select
              label="Permissions"
              value={mode}
              choices={[
                { value: '', label: `${usualMode?.words ?? 'As usual'}` },
                ...modes.filter((one) => one !== usualMode).map((one) => ({ value: one.mode, label: one.words })),
              ]}
              onChange={(next) => change({ mode: next })}
            />
          </div>
        )}
        {isWorktreePossible && (
          <div class="nf">
            <label class="lab" for={`${id}-base`}>
              Base branch
            </label>
            <input
              id={`${id}-base`}
              aria-describedby={`${id}-base-note`}
              class="field"
              list={`${id}-branches`}
              value={base}
              disabled={!isInWorktree}
              spellcheck={false}
              autocomplete="off"
              placeholder={here?.branch ?? 'the main branch'}
              onInput={({ currentTarget }) => change({ base: currentTarget.value })}
            />
            <datalist id={`${id}-branches`}>
              {(choices.value?.branches ?? []).map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
            <small id={`${id}-base-note`}>fetched first</small>
          </div>
        )}
        <div class="nf">
          <span class="lab">Start</span>
          <Select
            label="Start"
            value={start}
            choices={startChoices}
            onChange={(next) => change({ start: next === 'now' ? 'now' : 'when-free' })}
          />
          {places.value && (
            <small>
              {places.value.running} of {places.value.most} places taken
            </small>
          )}
        </div>
      </div>
      {isWorktreePossible && (
        <>
          <div class="nf-line">
            <span id={`${id}-worktree`}>
              <b>Own worktree and branch</b> <span class="muted">{isInWorktree && folder}</span>
            </span>
            <Switch
              labelledBy={`${id}-worktree`}
              isOn={isInWorktree || tries.length > 1}
              onToggle={() => change({ isInWorktree: !isInWorktree, tries: [] })}
            />
          </div>
          <BestOf />
        </>
      )}
    </>
  )
}

/** In the project's own folder they meet. */
function Neighbours() {
  const here = project.value
  if (here === undefined || (here.isRepository && (draft.value.isInWorktree || draft.value.tries.length > 1)))
    return null
  const others = (liveFleet.value?.processes ?? []).filter(
    ({ cwd }) => cwd === here.path || cwd?.startsWith(`${here.path}/`),
  )
  if (others.length === 0) return null
  return (
    <p class="nf-warn" role="status">
      <Mark name="warn" /> {others.length === 1 ? 'Another agent works' : `${others.length} other agents work`} in this
      folder: they would change the same files.
    </p>
  )
}

function Untrusted() {
  const [problem, setProblem] = useState('')
  const asked = setup.value
  if (asked === undefined) return null
  const trust = async () => {
    const why = await trustSetup()
    setProblem(why === undefined || isSignInAgain(why) ? '' : why.message)
  }
  return (
    <div class="nf-trust">
      <p>
        {asked.hasChanged ? 'The set-up command, or a file that it names, has changed' : 'The set-up command is new'}:{' '}
        <code>{asked.command}</code>
        {asked.files.length > 0 && <span class="muted"> with {asked.files.join(', ')}</span>}
      </p>
      <button type="button" class="btn" onClick={() => void trust()}>
        It may run
      </button>
      <FieldProblem problem={problem} />
    </div>
  )
}
