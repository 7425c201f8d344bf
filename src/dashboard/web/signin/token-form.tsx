/** Signs in with the token. */
import { useRef, useState } from 'preact/hooks'
import { signIn } from '../api.ts'
import { Mark } from '../parts/mark.tsx'

interface TokenFormProps {
  /** Why another way in did not work. */
  readonly refusal?: string | undefined
  readonly onSignedIn: () => void
}

export function TokenForm({ refusal, onSignedIn }: TokenFormProps) {
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
    if (answer.ok) onSignedIn()
    else fail(answer.error.message)
  }
  const fail = (message: string) => {
    setProblem(message)
    field.current?.focus()
  }
  const shown = problem ?? refusal
  return (
    <form class="token-form" onSubmit={submit}>
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
