/** A message of the user's for an inbox: it is fetched when the agent looks there, and begins no turn. */
import { useState } from 'preact/hooks'
import { isLive, liveFleet } from '../live/live-store.ts'
import { write } from './messages-state.ts'

interface MessageBoxProps {
  readonly to: { readonly sessionId: string; readonly name: string }
  readonly onSent?: () => void
}

export function MessageBox({ to: { sessionId, name }, onSent }: MessageBoxProps) {
  const [text, setText] = useState('')
  const isThere = (liveFleet.value?.processes ?? []).some((agent) => agent.sessionId === sessionId)
  const canSend = isLive.value && isThere && text.trim() !== ''
  const send = async () => {
    if (!canSend || !(await write({ sessionId }, text))) return
    setText('')
    onSent?.()
  }
  return (
    <form
      class="chatbox"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <textarea
        class="area"
        rows={2}
        aria-label={`Message for ${name}`}
        placeholder={`Write to ${name}`}
        value={text}
        disabled={!isThere}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          void send()
        }}
      />
      <div class="btns">
        <button type="submit" class="btn is-primary small" disabled={!canSend}>
          Leave a note
          <kbd>Ctrl ⏎</kbd>
        </button>
      </div>
      <p class="fine muted">
        {isThere
          ? `It lies in the inbox of ${name} until it looks there, a day at most. For what is to be done now, write a prompt.`
          : `${name} does not run any more: nobody would fetch it.`}
      </p>
    </form>
  )
}
