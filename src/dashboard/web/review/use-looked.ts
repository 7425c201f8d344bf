/** What is shown before something is done, looked up when it opens and again when it has changed since. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import type { Answer, ApiProblem, BodyOf } from '../api.ts'
import { askAsAdmin, isSignInAgain } from '../signin/sign-in-again.tsx'

export interface WorkDialogProps {
  /** Of the task. */
  readonly id: string
  /** Until it is looked up. */
  readonly name: string
  readonly onClose: () => void
}

/** @param look one and the same function at each drawing */
export function useLooked<L, How extends string>(
  look: (id: string, how: How) => Promise<Result<L, ApiProblem>>,
  id: string,
  how: How,
) {
  const [looked, setLooked] = useState<L>()
  const [problem, setProblem] = useState<string>()
  const newest = useRef(0)
  const lookAgain = useCallback(async () => {
    newest.current += 1
    const own = newest.current
    setLooked(undefined)
    const answer = await look(id, how)
    // Somebody chose another way meanwhile.
    if (own !== newest.current) return
    if (answer.ok) setLooked(answer.value)
    else setProblem(answer.error.message)
  }, [look, id, how])
  useEffect(() => void lookAgain(), [lookAgain])
  const [isActing, setActing] = useState(false)
  /** What was looked at is carried out, once. Undefined: it was not, and that is said; where the facts are others by now they are shown. */
  const act = async <R extends Answer>(post: () => Promise<R>): Promise<BodyOf<R> | undefined> => {
    setActing(true)
    setProblem(undefined)
    const done = await askAsAdmin(post)
    setActing(false)
    if (done.ok) return done.value
    if (!isSignInAgain(done.error)) setProblem(done.error.message)
    if (done.error.code === 'changed') void lookAgain()
    return undefined
  }
  return { looked, problem, isActing, act }
}
