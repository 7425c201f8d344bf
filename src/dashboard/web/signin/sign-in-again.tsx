/**
 * What can run a program or send data away needs a sign-in of the last minutes: where the server asks for one, the page does, and goes
 * on with what was wanted.
 */
import type { Result } from '../../../core/result.ts'
import { type Answer, type ApiProblem, ask, type BodyOf } from '../api.ts'
import { comesSoon } from '../parts/comes-soon.tsx'
import { orSay } from '../parts/or-say.ts'
import { signal } from '../store.ts'
import type { WantedSignIn } from './sign-in-again-dialog.tsx'

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

const wanted = signal<WantedSignIn | undefined>(undefined)

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

const SignInAgainDialog = comesSoon(async () => (await import('./sign-in-again-dialog.tsx')).SignInAgainDialog)

export function SignInAgain() {
  const { value } = wanted
  return value === undefined ? null : <SignInAgainDialog {...value} />
}
