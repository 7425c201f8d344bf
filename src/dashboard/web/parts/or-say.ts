import type { Result } from '../../../core/result.ts'
import type { ApiProblem } from '../api.ts'
import { showToast } from './toast.tsx'

/** Undefined: it was not done, and the reason is on the page, as the server says it. */
export function orSay<T>(answer: Result<T, ApiProblem>): T | undefined {
  if (answer.ok) return answer.value
  showToast({ isOk: false, content: answer.error.message })
  return undefined
}
