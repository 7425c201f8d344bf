/** Changes that follow one another faster than the server's answers: each is made of what was asked for last, not of what is shown. */
import { useRef } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import type { ApiProblem } from '../api.ts'

export function useMerged<T extends object>(
  shown: T,
  save: (whole: T) => Promise<Result<unknown, ApiProblem>>,
): { readonly latest: () => T; readonly change: (change: Partial<T>) => Promise<Result<unknown, ApiProblem>> } {
  const asked = useRef(shown)
  const known = useRef(shown)
  if (known.current !== shown) {
    known.current = shown
    asked.current = shown
  }
  return {
    latest: () => asked.current,
    async change(change) {
      asked.current = { ...asked.current, ...change }
      const saved = await save(asked.current)
      if (!saved.ok) asked.current = known.current
      return saved
    },
  }
}
