/**
 * What can run a program or send data away needs a sign-in of the last minutes: where the server asks for one, the page does, and goes
 * on with what was wanted.
 */
import { useEffect } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import { type Answer, type ApiProblem, ask, type BodyOf, csrfKey } from '../api.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { orSay } from '../parts/or-say.ts'
import { signal } from '../store.ts'
import { TokenForm } from './token-form.tsx'

/** The refusal as it came where nobody signed in. */
export async function askAsAdmin<R extends Answer>(send: () => Promise<R>): Promise<Result<BodyOf<R>, ApiProblem>> {
  for (;;) {
    const answer = await ask(send())
    if (answer.ok || !isSignInAgain(answer.error)) return answer
    if (!(await isSignedInNow(answer.error.message))) return answer
  }
}

/** Of one who closed the dialog: there is nothing to tell. */
export const isSignInAgain = ({ code }: ApiProblem): boolean => code === 'sign-in-again'

/** As `orSay`, silent where somebody closed the dialog. */
export const orSayUnlessClosed = <T,>(answer: Result<T, ApiProblem>): T | undefined =>
  !answer.ok && isSignInAgain(answer.error) ? undefined : orSay(answer)

interface Wanted {
  readonly why: string
  readonly settle: (isSignedIn: boolean) => void
}
const wanted = signal<Wanted | undefined>(undefined)

function isSignedInNow(why: string): Promise<boolean> {
  wanted.peek()?.settle(false)
  return new Promise((resolve) => {
    const settle = (isSignedIn: boolean) => {
      wanted.value = undefined
      resolve(isSignedIn)
    }
    wanted.value = { why, settle }
  })
}

/** Whether somebody did, where no request of ours was refused: what was wanted goes another way. */
export const askToSignIn = isSignedInNow

const command = 'tce dashboard --open'

export function SignInAgain() {
  const { value } = wanted
  return value === undefined ? null : <SignInAgainDialog {...value} />
}

function SignInAgainDialog({ why, settle }: Wanted) {
  // Another tab signed in, as the command makes one do: perhaps that is enough.
  useEffect(() => {
    const onStorage = ({ key }: StorageEvent) => key === csrfKey && settle(true)
    addEventListener('storage', onStorage)
    return () => removeEventListener('storage', onStorage)
  }, [settle])
  return (
    <Dialog titleId="again-title" class="sign-in-again" onClose={() => settle(false)}>
      <DialogHead titleId="again-title" title="Sign in again" onClose={() => settle(false)} />
      <p>{why}</p>
      <p class="copyline">
        <code>{command}</code>
        <CopyButton text={command} what="command" />
      </p>
      <TokenForm onSignedIn={() => settle(true)} />
    </Dialog>
  )
}
