/** A turn that a person had broken off, by Esc or by what carries its session, to say something else: how that went. Pure. */
import { formatDurationInWords } from '../words/format.ts'

/**
 * `interrupted`: the session's records say so; `at-rest`: it is idle since, and they do not say why, so that its turn may have ended by
 * itself; `unproved`: nothing tells within some seconds that it stopped.
 */
export const interruptionOutcomes = ['interrupted', 'at-rest', 'unproved'] as const

/** `esc`: a key in its terminal; `host`: what carries its session was told to. */
export const interruptionWays = ['esc', 'host'] as const
export type InterruptionWay = (typeof interruptionWays)[number]

export interface Interruption {
  readonly outcome: (typeof interruptionOutcomes)[number]
  readonly by: InterruptionWay
  /** "tmux pane %7", "its app-server" */
  readonly through: string
  /** From the key, or the word, until that was seen. */
  readonly afterMs: number
}

/** "Esc was pressed once in tmux pane %7, and its turn was interrupted after 0.2 s." */
export function interruptionInWords({ outcome, by, through, afterMs }: Interruption): string {
  const key =
    by === 'esc' ? `Esc was pressed once in ${through}` : `${upperFirst(through)} was told once to interrupt it`
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

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
