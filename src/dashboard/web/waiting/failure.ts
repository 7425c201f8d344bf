/** Why an answer was not taken, or came too late. Pure. */
import type { ApiProblem } from '../api.ts'

export interface Failure {
  readonly message: string
  /** Somebody else was first, or it is over: nothing is wrong. */
  readonly isLate: boolean
  /** It was not taken where it was to go. */
  readonly isUndelivered?: boolean | undefined
  /** What would mend it: the same answer, once the pane has left copy mode. */
  readonly isInCopyMode?: boolean | undefined
}

export function failureFrom({ status, code, message }: ApiProblem): Failure {
  if (status === 0) {
    return { message: `${message} Whether the answer arrived is not known: look at what still stands.`, isLate: false }
  }
  const isInCopyMode = code === 'in-copy-mode'
  const isUndelivered = isInCopyMode || code === 'not-delivered'
  return {
    message,
    isLate: code === 'over' || code === 'not-found' || code === 'other-request',
    isUndelivered,
    isInCopyMode,
  }
}
