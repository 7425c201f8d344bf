/** An agent in a terminal of its own: in which folder, of which kind, with which model and first words. */
import { useEffect, useId, useState } from 'preact/hooks'
import { shellCommand } from '../../../core/words/command.ts'
import type { Deployable, DeployChoices } from '../../../services/deploy.ts'
import { api, ask } from '../api.ts'
import { openComposer } from '../compose/compose-open.ts'
import { changeIdea } from '../ideas/ideas-state.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { orSay } from '../parts/or-say.ts'
import { Select } from '../parts/select.tsx'
import { showToast } from '../parts/toast.tsx'
import { askAsAdmin, isSignInAgain } from '../signin/sign-in-again.tsx'
import { askForTask } from '../tasks/new-task-open.ts'
import '../styles/deploy.css'
import { type DeployWish, deployWish } from './deploy-open.ts'

export default function DeployDialog() {
  const { value } = deployWish
  return value === undefined ? null : <Deploy wish={value} />
}

interface Order {
  readonly folder: string
  readonly agent: string
  readonly model: string
  readonly prompt: string
}

function Deploy({ wish }: { readonly wish: DeployWish }) {
  const id = useId()
  const [choices, setChoices] = useState<DeployChoices>()
  const [order, setOrder] = useState<Order>({
    ...{ folder: wish.folder ?? '', agent: wish.agent ?? '', model: wish.model ?? '', prompt: wish.prompt ?? '' },
  })
  const change = (some: Partial<Order>) => setOrder((before) => ({ ...before, ...some }))
  useEffect(() => {
    void ask(api.deploy.$get()).then((answer) => {
      const found = orSay(answer) as DeployChoices | undefined
      if (found === undefined) return
      setChoices(found)
      setOrder((before) => ({ ...before, ...standard(before, found) }))
    })
  }, [])
  const [problem, setProblem] = useState<string>()
  const [isStarting, setIsStarting] = useState(false)
  const agent = choices?.agents.find((one) => one.agent === order.agent)
  const refusal = refusalOf(order, agent, choices)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (refusal !== undefined || isStarting) return
    setIsStarting(true)
    const why = await start(order, wish)
    setIsStarting(false)
    if (why === undefined) close()
    else setProblem(why)
  }
  return (
    <Dialog titleId={id} class="deploy" onClose={close}>
      <form onSubmit={(event) => void submit(event)}>
        <DialogHead titleId={id} title="Deploy an agent" onClose={close} />
        <Folder value={order.folder} known={choices?.folders ?? []} onInput={(folder) => change({ folder })} />
        <div class="drow">
          <div class="dcol">
            <span class="lab">Agent</span>
            <Select
              label="Which agent"
              value={order.agent}
              choices={(choices?.agents ?? []).map((one) => ({
                value: one.agent,
                label: one.isInstalled ? one.name : `${one.name} (not installed)`,
              }))}
              onChange={(next) => change({ agent: next, model: '' })}
            />
          </div>
          <Model value={order.model} models={agent?.models ?? []} onInput={(model) => change({ model })} />
        </div>
        <label class="dcol">
          <span class="lab">First prompt, may be empty</span>
          <textarea
            class="area mono"
            rows={4}
            value={order.prompt}
            disabled={agent?.takesPrompt === false}
            placeholder={
              agent?.takesPrompt === false ? `${agent.name} takes none when it starts: send it one then` : ''
            }
            onInput={({ currentTarget }) => change({ prompt: currentTarget.value })}
          />
        </label>
        <p class="fine muted" role="status">
          {refusal ?? `It opens ${choices?.where ?? ''}, on the computer that TCE runs on, and goes on when TCE ends.`}
        </p>
        {problem !== undefined && (
          <p class="is-bad" role="alert">
            {problem}
          </p>
        )}
        {choices !== undefined && choices.where === undefined && <ByHand order={order} />}
        <footer>
          {wish.ideaId !== undefined && (
            <button type="button" class="link note" onClick={() => giveToRunning(wish)}>
              Give it to one that runs…
            </button>
          )}
          <button type="button" class="link note" onClick={() => makeTask(wish, order.prompt)}>
            As a task…
          </button>
          <button type="button" class="btn" onClick={close}>
            Not now
          </button>
          <button type="submit" class="btn is-primary" disabled={refusal !== undefined || isStarting}>
            Deploy
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

/** What nobody chose yet: where somebody worked last, with the first that is there. */
function standard({ folder, agent }: Order, { folders, agents }: DeployChoices): Partial<Order> {
  const first = agents.find(({ isInstalled }) => isInstalled) ?? agents[0]
  return { folder: folder === '' ? (folders[0] ?? '') : folder, agent: agent === '' ? (first?.agent ?? '') : agent }
}

function refusalOf(
  { folder, model, prompt }: Order,
  agent: Deployable | undefined,
  choices: DeployChoices | undefined,
): string | undefined {
  if (choices === undefined) return 'Looking for what can be started…'
  if (choices.where === undefined) return 'TCE runs where it can open no terminal: without a display, and no tmux runs.'
  if (agent === undefined) return 'Choose an agent.'
  if (!agent.isInstalled) return `${agent.name} is not on the PATH that TCE was started with.`
  if (!/^[/~]/.test(folder.trim())) return 'Name its folder by the whole path.'
  if (prompt.startsWith('-') || model.startsWith('-')) return 'It would be taken for an option: begin with a word.'
  return undefined
}

const close = (): void => {
  deployWish.value = undefined
}

/** Undefined: it was begun. Empty: who should sign in did not, and knows. */
async function start({ folder, agent, model, prompt }: Order, { ideaId }: DeployWish): Promise<string | undefined> {
  const json = {
    ...{ folder: folder.trim(), agent },
    ...(model.trim() === '' ? {} : { model: model.trim() }),
    ...(prompt.trim() === '' ? {} : { prompt: prompt.trim() }),
  }
  const started = await askAsAdmin(() => api.deploy.$post({ json }))
  if (!started.ok) return isSignInAgain(started.error) ? '' : started.error.message
  showToast({ isOk: true, content: started.value.message })
  if (ideaId !== undefined) await changeIdea(ideaId, { do: 'built' })
  return undefined
}

/** In a worktree of its own, in a terminal that TCE keeps. */
function makeTask({ ideaId }: DeployWish, prompt: string): void {
  close()
  askForTask({ ideaId, ...(prompt.trim() !== '' && { prompt }) })
}

function giveToRunning({ prompt, ideaId }: DeployWish): void {
  close()
  openComposer([], { text: prompt ?? '', ideaId })
}

interface FieldProps {
  readonly value: string
  readonly onInput: (value: string) => void
}

function Folder({ value, known, onInput }: FieldProps & { readonly known: readonly string[] }) {
  const id = useId()
  const [like, setLike] = useState<readonly string[]>([])
  useEffect(() => {
    if (value === '') return setLike([])
    let isLeft = false
    const timer = setTimeout(async () => {
      const answer = await ask(api.deploy.folders.$get({ query: { path: value } }))
      if (!isLeft && answer.ok) setLike(answer.value.folders)
    }, 150)
    return () => {
      isLeft = true
      clearTimeout(timer)
    }
  }, [value])
  return (
    <label class="dcol">
      <span class="lab">Folder</span>
      <input
        class="field mono"
        list={id}
        value={value}
        autofocus
        spellcheck={false}
        autocomplete="off"
        placeholder="/home/you/project"
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      <datalist id={id}>
        {[...new Set([...like, ...known])].map((folder) => (
          <option key={folder} value={folder} />
        ))}
      </datalist>
    </label>
  )
}

function Model({ value, models, onInput }: FieldProps & { readonly models: readonly string[] }) {
  const id = useId()
  return (
    <label class="dcol">
      <span class="lab">Model</span>
      <input
        class="field mono"
        list={id}
        value={value}
        spellcheck={false}
        autocomplete="off"
        placeholder="as it is set"
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      <datalist id={id}>
        {models.map((model) => (
          <option key={model} value={model} />
        ))}
      </datalist>
    </label>
  )
}

/** Without the prompt: it is copied, and a command is one line. */
function ByHand({ order: { agent, folder } }: { readonly order: Order }) {
  const command = shellCommand(['tce', 'open', '--agent', agent], [folder.trim()])
  if (command === undefined) return null
  return (
    <p class="copyline">
      <span class="muted">In a terminal of your own:</span>
      <code>{command}</code>
      <CopyButton text={command} what="command" />
    </p>
  )
}
