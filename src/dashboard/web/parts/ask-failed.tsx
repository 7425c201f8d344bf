/** A view whose answer did not come: what, why, next. */
import type { ApiProblem } from '../api.ts'
import { Mark } from './mark.tsx'

interface AskFailedProps {
  /** "The usage report": begins the sentence. */
  readonly what: string
  readonly problem: ApiProblem
  readonly onRetry: () => void
}

export function AskFailed({ what, problem, onRetry }: AskFailedProps) {
  return (
    <div class="ask-failed" role="alert">
      <p>
        <Mark name="fail" /> <b>{what} could not be read.</b> {problem.message}
      </p>
      <button type="button" class="btn" onClick={onRetry}>
        Try again
      </button>
    </div>
  )
}
