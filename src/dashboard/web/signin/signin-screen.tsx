/** The page does not know you: how to come in, by a link or by the token. */
import { useRef, useState } from 'preact/hooks'
import { signIn } from '../api.ts'
import { connection, liveStore } from '../live/live-store.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Mark } from '../parts/mark.tsx'

const command = 'tce dashboard --open'

export default function SigninScreen() {
  return (
    <div class="signin">
      <svg class="logo" width="56" height="56" aria-hidden="true">
        <use href="#i-claw" />
      </svg>
      <h1>Sign in to TCE</h1>
      <p>This page can end processes on this computer, so it opens only for you. In a terminal, run</p>
      <p class="copyline big">
        <code>{command}</code>
        <CopyButton text={command} what="command" />
      </p>
      <p class="muted">
        It opens the browser with a one-time link. The tray's <b>Open Dashboard</b> does the same.
      </p>
      <TokenForm />
    </div>
  )
}

function TokenForm() {
  const refusal = connection.value.refusal
  const [problem, setProblem] = useState<string>()
  const [isAsking, setIsAsking] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const token = field.current?.value.trim() ?? ''
    const hint = hintFor(token)
    if (hint !== undefined) return fail(hint)
    setIsAsking(true)
    const answer = await signIn({ token })
    setIsAsking(false)
    if (answer.ok) void liveStore.start()
    else fail(answer.error.message)
  }
  const fail = (message: string) => {
    setProblem(message)
    field.current?.focus()
  }
  const shown = problem ?? refusal
  return (
    <form onSubmit={submit}>
      <label for="token">
        Or paste the token that <code>tce token</code> prints
      </label>
      <div class="signin-row">
        <input
          ref={field}
          id="token"
          class="field mono"
          type="password"
          autocomplete="off"
          aria-describedby={shown === undefined ? undefined : 'token-problem'}
          aria-invalid={problem !== undefined}
        />
        <button type="submit" class="btn is-primary" disabled={isAsking}>
          Sign in
        </button>
      </div>
      <p class="err" id="token-problem" role="alert">
        {shown && (
          <>
            <Mark name="fail" />
            {shown}
          </>
        )}
      </p>
    </form>
  )
}

const tokenLength = 64

/** What a mistake of the hand is not worth asking the server about. */
export function hintFor(token: string): string | undefined {
  if (token === '') return 'Paste the token first.'
  if (token.length === tokenLength) return undefined
  return `That is ${token.length} characters; a token has ${tokenLength}. Copy the whole line.`
}
