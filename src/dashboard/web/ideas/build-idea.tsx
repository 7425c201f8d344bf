/** An idea as a prompt: to whom, the whole text, and what will happen. Nothing goes before its button is pressed. */
import { useEffect, useId, useState } from 'preact/hooks'
import { type Idea, promptOf } from '../../../core/ideas/idea.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { Foreseen } from '../../../services/prompts.ts'
import { api, ask } from '../api.ts'
import { liveFleet } from '../live/live-store.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/mark.tsx'
import { orSay } from '../parts/or-say.ts'
import { Select } from '../parts/select.tsx'
import { showToast } from '../parts/toast.tsx'
import { agentChoices } from './agent-choices.ts'
import { changeIdea } from './ideas-state.tsx'

interface BuildIdeaProps {
  readonly idea: Idea
  readonly onClose: () => void
}

export function BuildIdea({ idea, onClose }: BuildIdeaProps) {
  const id = useId()
  const agents = liveFleet.value?.processes ?? []
  const isRunning = agents.some(({ sessionId }) => sessionId !== undefined && sessionId === idea.for?.sessionId)
  const [sessionId, setSessionId] = useState(isRunning ? (idea.for?.sessionId ?? '') : '')
  const [text, setText] = useState(promptOf(idea))
  const agent = agents.find((one) => one.sessionId === sessionId && sessionId !== '')
  const promise = useForeseen(agent, text)
  const send = async () => {
    if (agent === undefined) return
    const json = { target: { pid: agent.pid, start: agent.start }, text, when: 'idle' as const }
    const sent = orSay(await ask(api.prompts.$post({ json })))
    if (sent === undefined) return
    const { prompt, foreseen } = sent
    await changeIdea(idea.id, { do: 'built', promptId: prompt.id })
    showToast({ isOk: true, content: `${prompt.id} goes ${foreseen.goes}: ${foreseen.how}.` })
  }
  const close = (answer: string) => {
    onClose()
    if (answer === 'send') void send()
  }
  return (
    <Dialog titleId={id} onClose={close}>
      <form method="dialog">
        <header>
          <h2 id={id}>Build it</h2>
          <button type="submit" class="icon-btn" value="no" aria-label="Close">
            <Icon name="x" />
          </button>
        </header>
        <div class="build">
          <Select
            label="Who builds it"
            value={sessionId}
            choices={agentChoices(agents, 'Choose an agent')}
            onChange={setSessionId}
          />
          <textarea
            class="area mono"
            aria-label="What it is sent"
            rows={6}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          <p class="fine muted" role="status">
            {promise.words}
          </p>
        </div>
        <footer>
          <button type="submit" class="btn" value="no" autofocus={agent === undefined}>
            Not now
          </button>
          <button type="submit" class="btn is-primary" value="send" disabled={!promise.canSend}>
            {promise.verb}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

interface Promised {
  readonly words: string
  readonly verb: string
  readonly canSend: boolean
}

const askAfterMs = 200

/** What sending would mean, asked for anew when it changes. */
function useForeseen(agent: FleetAgentReport | undefined, text: string): Promised {
  const [promise, setPromise] = useState<Promised>(nobody)
  const [pid, start] = [agent?.pid, agent?.start]
  useEffect(() => {
    setPromise(nobody)
    if (pid === undefined || start === undefined) return
    let isLeft = false
    const timer = setTimeout(async () => {
      const answer = await ask(api.prompts.foresee.$post({ json: { target: { pid, start }, text, when: 'idle' } }))
      if (!isLeft) setPromise(answer.ok ? promised(answer.value) : { ...nobody, words: answer.error.message })
    }, askAfterMs)
    return () => {
      isLeft = true
      clearTimeout(timer)
    }
  }, [pid, start, text])
  return promise
}

const nobody: Promised = {
  words: 'It goes when you say so, to the agent that you choose.',
  verb: 'Send',
  canSend: false,
}

function promised({ goes, how, ahead, caution, isDraining }: Foreseen): Promised {
  const behind = ahead === 0 ? '' : `, behind ${ahead} that wait`
  const words = `It goes ${goes}${behind}: ${how}.${caution === undefined ? '' : ` ${caution}`}`
  const isNow = goes.startsWith('now') && ahead === 0 && isDraining
  return { words, verb: isNow ? 'Send' : 'Queue it', canSend: true }
}
