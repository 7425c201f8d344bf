/** A prompt of before, sent again: its text to change, to whom, and what will become of it there. */
import { useId, useState } from 'preact/hooks'
import { joinLabel, labelOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { SentPrompt } from '../../../core/search/prompt-question.ts'
import { plainText } from '../../../core/words/text.ts'
import type { PromptRequest } from '../../../services/prompts.ts'
import { api, ask } from '../api.ts'
import { openComposer } from '../compose/compose-open.ts'
import { promiseOf, refusalOf, stateLine } from '../compose/compose-words.ts'
import { sendOne } from '../compose/send-one.ts'
import { askToDeploy } from '../deploy/deploy-open.ts'
import { isLive, liveFleet } from '../live/live-store.ts'
import { copyText } from '../parts/copy-button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/mark.tsx'
import { Select } from '../parts/select.tsx'
import { showToast } from '../parts/toast.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { signal } from '../store.ts'

interface Reused {
  readonly prompt: SentPrompt
  /** All of it, not its beginning. */
  readonly text: string
}

const reused = signal<Reused | undefined>(undefined)

export const askToReuse = (prompt: SentPrompt, text: string): void => {
  reused.value = { prompt, text }
}

const close = () => {
  reused.value = undefined
}

export const ReuseDialog = () =>
  reused.value === undefined ? null : <Reuse key={reused.value.prompt.id} {...reused.value} />

/** Stands for an agent that is yet to be started. */
const newAgent = 'new'

function Reuse({ prompt, text: before }: Reused) {
  const id = useId()
  const agents = (liveFleet.value?.processes ?? []).filter(({ sessionId }) => sessionId !== undefined)
  const [text, setText] = useState(before)
  const [to, setTo] = useState(() => firstChoice(agents, prompt))
  const [problem, setProblem] = useState('')
  const [isSending, setIsSending] = useState(false)
  const agent = agents.find((one) => one.id === to)
  const fate = useFate(agent)
  const isEmpty = text.trim() === ''
  const canGo = !isEmpty && !isSending && isLive.value && (agent === undefined || fate.foreseen !== undefined)

  const go = async () => {
    if (!canGo) return
    if (agent === undefined) {
      close()
      return askToDeploy({ prompt: text })
    }
    setIsSending(true)
    const sent = await sendOne(agent, requestFor(agent, text))
    setIsSending(false)
    if (sent.prompt === undefined) return setProblem(sent.problem ?? '')
    close()
    showToast({ isOk: true, content: `${sent.prompt.id} for ${joinLabel(labelOf(agent))}: ${stateLine(sent.prompt)}` })
  }
  return (
    <Dialog titleId={id} onClose={close}>
      <form
        method="dialog"
        class="reuse-form"
        onSubmit={(event) => {
          const answer = event.submitter?.getAttribute('value')
          if (answer === 'no') return
          event.preventDefault()
          void go()
        }}
      >
        <header>
          <h2 id={id}>Send this prompt again</h2>
          <button type="submit" class="icon-btn" value="no" aria-label="Close">
            <Icon name="x" />
          </button>
        </header>
        <textarea
          class="field reuse-text"
          aria-label="The prompt"
          rows={5}
          value={text}
          autofocus
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            void go()
          }}
        />
        <div class="reuse-to">
          <span>To</span>
          <Select
            label="To"
            class="is-bounded"
            value={agent === undefined ? newAgent : to}
            choices={[
              ...agents.map((one) => ({ value: one.id, label: joinLabel(labelOf(one), ', ') })),
              { value: newAgent, label: 'A new agent…' },
            ]}
            onChange={setTo}
          />
          <span class="muted fine" role="status">
            {agent === undefined ? 'Where it begins is asked next' : fate.words}
          </span>
        </div>
        {problem !== '' && (
          <p class="ferror" role="alert">
            {plainText(problem)}
          </p>
        )}
        <footer>
          <span class="muted keys-hint">
            <kbd>Ctrl</kbd>
            <kbd>↵</kbd>
          </span>
          <button
            type="button"
            class="btn is-quiet"
            onClick={() => {
              close()
              openComposer(agent && [agent.id], { text })
            }}
          >
            In the Prompt Lab
          </button>
          <button
            type="button"
            class="btn"
            disabled={isEmpty}
            onClick={() => {
              close()
              void copyText(text.split('\n'), 'prompt')
            }}
          >
            Only copy
          </button>
          <button type="submit" class="btn is-primary" disabled={!canGo}>
            {agent === undefined ? 'Start…' : fate.foreseen?.starts === 'now' ? 'Send' : 'Queue it'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

/** Whoever it went to, as long as that runs; else somebody in the same project; else nobody yet. */
function firstChoice(agents: readonly FleetAgentReport[], { sessionId, project }: SentPrompt): string {
  const same = agents.find((agent) => agent.sessionId === sessionId)
  return (same ?? agents.find((agent) => project !== undefined && agent.project === project))?.id ?? newAgent
}

const requestFor = ({ pid, start }: FleetAgentReport, text: string): PromptRequest => ({
  target: { pid, start },
  text,
  when: 'idle',
})

/** What would become of it, whatever it says; asked anew when the agent comes to rest or begins. */
function useFate(agent: FleetAgentReport | undefined) {
  const answer = useAnswer(
    agent && `${agent.id} ${agent.activity} ${agent.activitySince}`,
    () => ask(api.prompts.foresee.$post({ json: requestFor(agent as FleetAgentReport, 'x') as never })),
    { followsUsage: false },
  )
  if (answer.isLoading) return { foreseen: undefined, words: '' }
  if (answer.problem !== undefined) return { foreseen: undefined, words: refusalOf(answer.problem) }
  return { foreseen: answer.value, words: answer.value === undefined ? '' : promiseOf(answer.value) }
}
