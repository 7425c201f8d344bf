/** One that a person has to look at: what became of it, and only what its state allows. */
import { useState } from 'preact/hooks'
import type { PromptReport } from '../../../core/prompts/prompt-report.ts'
import { Link } from '../navigation.tsx'
import { Ask } from '../parts/ask.tsx'
import { copyText } from '../parts/copy-button.tsx'
import { jumpTo } from '../parts/jump.tsx'
import { Mark } from '../parts/mark.tsx'
import { momentOf } from '../parts/time.ts'
import { changePrompt, clearBox, takeOut, wholePrompt } from './queue-actions.tsx'
import { sentText, stateText, whyText } from './queue-words.ts'

interface WrongItemProps {
  readonly prompt: PromptReport
  readonly number: number
  /** Undefined: its process is gone. */
  readonly agentId: string | undefined
  readonly canAct: boolean
}

export function WrongItem({ prompt, number, agentId, canAct }: WrongItemProps) {
  const { text, sent, stateSince } = prompt
  const at = momentOf(sent?.at ?? stateSince)
  return (
    <li class="qitem is-fail">
      <span class="grip">
        <Mark name="fail" />
      </span>
      <span class="qn">{number}</span>
      <p class="qt">{text}</p>
      <span class="qw">{sent === undefined ? at : `${sentText(prompt)} ${at}`}</span>
      <span class="qs">
        <b>{stateText(prompt)}</b>
      </span>
      <p class="qwhy">
        {whyText(prompt)}
        {canAct && <WrongDeeds prompt={prompt} agentId={agentId} />}
      </p>
    </li>
  )
}

/** Not a byte of it left: it can go again without being there twice. */
const isClean = ({ state }: PromptReport): boolean => state === 'failed' || state === 'orphaned'

function WrongDeeds({ prompt, agentId }: Pick<WrongItemProps, 'prompt' | 'agentId'>) {
  const { id, state, target } = prompt
  const copy = async () => {
    const whole = await wholePrompt(id)
    if (whole !== undefined) await copyText(whole.text.split('\n'), 'prompt')
  }
  return (
    <span class="qdeeds">
      {isClean(prompt) ? (
        <Deed label={state === 'failed' ? 'Try again' : 'Send to the session there now'} id={id} act={again(id)} />
      ) : (
        <>
          {state === 'in-box' && agentId !== undefined && (
            <>
              <Deed label="Press Enter" id={id} act={() => changePrompt(id, { do: 'press-enter' })} />
              <Deed label="Clear" id={id} act={() => clearBox(id)} />
            </>
          )}
          {agentId !== undefined && <Deed label="Jump" id={id} act={() => jumpTo(agentId)} />}
          <Link to={{ screen: 'session', sessionId: target.sessionId, query: {} }} class="link">
            Open session
          </Link>
          <Deed label="Seen it" id={id} act={() => changePrompt(id, { do: 'settle' })} />
          {state === 'unknown' && <SendAgain prompt={prompt} />}
        </>
      )}
      <Deed label="Copy" id={id} act={copy} />
      {isClean(prompt) && <Deed label="Take out" id={id} act={() => takeOut(id)} />}
    </span>
  )
}

const again = (id: string) => () => changePrompt(id, { do: 'retry' })

interface DeedProps {
  readonly label: string
  readonly id: string
  readonly act: () => unknown
}

const Deed = ({ label, id, act }: DeedProps) => (
  <button type="button" class="link" aria-label={`${label} ${id}`} onClick={() => void act()}>
    {label}
  </button>
)

function SendAgain({ prompt: { id, text } }: { readonly prompt: PromptReport }) {
  const [isAsked, setIsAsked] = useState(false)
  const answer = (isYes: boolean) => {
    setIsAsked(false)
    if (isYes) void changePrompt(id, { do: 'send-again' })
  }
  return (
    <>
      <Deed label="Send again…" id={id} act={() => setIsAsked(true)} />
      {isAsked && (
        <Ask title={`Send ${id} again?`} yes="Send again" no="Leave it" onAnswer={answer}>
          <p>
            Nobody knows whether it arrived. If it did, its agent gets it twice. Look at its terminal first, also for
            what may still stand in its box.
          </p>
          <p class="well mono">{text}</p>
        </Ask>
      )}
    </>
  )
}
