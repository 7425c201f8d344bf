/** Asks the server for a view and keeps the last answer while the next one comes, so that nothing on the page jumps. */
import { useEffect, useState } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import type { ApiProblem } from '../api.ts'
import type { Connection } from '../live/connection.ts'
import { useLive } from '../live/live-store.ts'

export interface Answered<T> {
  /** The latest answer, of this question or of the one before. */
  readonly value?: T | undefined
  /** Why there is no newer one. */
  readonly problem?: ApiProblem | undefined
  /** Another question's answer is shown until this one's comes. */
  readonly isLoading: boolean
  readonly retry: () => void
}

/** How often a view is asked for anew while sessions go on. */
const atMostEveryMs = 3000

const selectIsLive = ({ phase }: Connection): boolean => phase === 'live'
const selectUsageVersion = ({ usageVersion }: Connection): number => usageVersion
const never = (): number => 0

/**
 * `key` names the question: another key is asked at once. With `followsUsage` the same is asked anew when usage changed, at most every
 * three seconds. Nothing is asked before the page is signed in.
 */
export function useAnswer<T>(
  key: string,
  question: () => Promise<Result<T, ApiProblem>>,
  { followsUsage = true }: { readonly followsUsage?: boolean } = {},
): Answered<T> {
  const isLive = useLive(selectIsLive)
  const version = useLive(followsUsage ? selectUsageVersion : never)
  const [tries, setTries] = useState(0)
  const [answered, setAnswered] = useState<{
    readonly key?: string
    readonly value?: T
    readonly problem?: ApiProblem | undefined
    readonly atMs: number
  }>({ atMs: 0 })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question; an answer alone is no reason to ask again.
  useEffect(() => {
    if (!isLive) return
    let isCurrent = true
    const waitMs = answered.key === key ? Math.max(0, answered.atMs + atMostEveryMs - Date.now()) : 0
    const timer = setTimeout(async () => {
      const answer = await question()
      if (!isCurrent) return
      setAnswered((last) =>
        answer.ok
          ? { key, value: answer.value, atMs: Date.now() }
          : { ...last, key, problem: answer.error, atMs: Date.now() },
      )
    }, waitMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [key, isLive, version, tries])
  const retry = () => {
    setAnswered(({ problem: _problem, ...last }) => ({ ...last, key: '', atMs: 0 }))
    setTries((count) => count + 1)
  }
  return { value: answered.value, problem: answered.problem, isLoading: answered.key !== key, retry }
}
