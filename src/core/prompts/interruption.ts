/** A turn that a person had broken off by Esc, to say something else: how that went. Pure. */
import { formatDurationInWords } from '../words/format.ts'

/**
 * `interrupted`: the session's records say so; `at-rest`: it is idle since, and they do not say why, so that its turn may have ended by
 * itself; `unproved`: nothing tells within some seconds that it stopped.
 */
export const interruptionOutcomes = ['interrupted', 'at-rest', 'unproved'] as const

export interface Interruption {
  readonly outcome: (typeof interruptionOutcomes)[number]
  /** "tmux pane %7" */
  readonly through: string
  /** From the key until that was seen. */
  readonly afterMs: number
}

/** "Esc was pressed once in tmux pane %7, and it stopped after 0.2 s." */
export function interruptionInWords({ outcome, through, afterMs }: Interruption): string {
  const key = `Esc was pressed once in ${through}`
  const after = formatDurationInWords(afterMs)
  switch (outcome) {
    case 'interrupted':
      return `${key}, and its turn was interrupted after ${after}.`
    case 'at-rest':
      return `${key}, and it is idle after ${after}; its records do not say why.`
    case 'unproved':
      return `${key}; that its turn ended is not proved after ${after}.`
    default:
      return outcome satisfies never
  }
}
