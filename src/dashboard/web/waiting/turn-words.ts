/** How the card of a turn speaks, and what its first button would do. Pure. */
import type { TurnItem } from '../../../core/waiting/waiting-report.ts'
import type { Fate } from '../compose/compose-words.ts'
import type { SentOne } from '../compose/send-one.ts'

export const headOfTurn: Readonly<Record<TurnItem['kind'], string>> = {
  done: 'Finished',
  failed: 'Failed',
  stuck: 'May be stuck',
}

/** What is told as a phrase, as a sentence. */
export function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`
}

export interface GoOnButton {
  readonly words: string
  /** It is sent by this press; else it is looked at in the composer first. */
  readonly isDirect: boolean
  readonly isOff: boolean
}

/** Of "continue" after an error. Undefined: it was given already. */
export function goOnButton(fate: Fate | undefined, sent: SentOne | 'sending' | undefined): GoOnButton | undefined {
  const isSending = sent === 'sending'
  if (sent !== undefined && !isSending && sent.prompt !== undefined) return undefined
  // What was refused once is looked at before it is tried again.
  const isDirect = goesAtOnce(fate) && (sent === undefined || isSending)
  const words = isDirect || fate === undefined ? 'Send “continue”' : 'Send “continue”…'
  return { words, isDirect, isOff: fate === undefined || isSending }
}

/** Nothing goes before it, nothing is waited for, and somebody sends it. */
const goesAtOnce = (fate: Fate | undefined): boolean =>
  fate !== undefined &&
  'foreseen' in fate &&
  fate.foreseen.starts === 'now' &&
  fate.foreseen.ahead === 0 &&
  fate.foreseen.isDraining
