/** The buttons under which the tray can be had, put off and refused, as it stands. */
import { useState } from 'preact/hooks'
import type { TrayAnswer, TrayState } from '../../../core/tray/tray-state.ts'
import { trayAnswers } from '../../../core/tray/tray-words.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { askAsAdmin, orSayUnlessClosed } from '../signin/sign-in-again.tsx'

interface TrayAnswersProps {
  readonly state: TrayState
  readonly onAnswered?: () => void
}

export function TrayAnswers({ state, onAnswered }: TrayAnswersProps) {
  const [isAsking, setIsAsking] = useState(false)
  const choose = async (answer: TrayAnswer) => {
    setIsAsking(true)
    await send(answer)
    setIsAsking(false)
    onAnswered?.()
  }
  return (
    <span class="btns">
      {trayAnswers(state).map(({ answer, label }) => (
        <button
          key={answer}
          type="button"
          class={`btn ${answer === 'yes' ? 'is-primary' : ''}`}
          disabled={isAsking}
          onClick={() => choose(answer)}
        >
          {label}
        </button>
      ))}
    </span>
  )
}

/** How it stands then comes by the stream. */
async function send(answer: TrayAnswer): Promise<void> {
  const { show, hide } = api.tray
  const answered =
    answer === 'yes'
      ? await askAsAdmin(() => show.$post({ json: {} }))
      : await ask(hide.$post({ json: { isForGood: answer === 'no' } }))
  const done = orSayUnlessClosed(answered)
  if (done !== undefined) announce(done.message)
}
