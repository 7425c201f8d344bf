/** By which way a prompt reaches a session, and what its user is told of it before anything is sent. Pure. */
import type { ChannelId, PromptWhen } from './prompt.ts'

/** What is known of a session and of the way to it. */
export interface Situation {
  /** Where its keyboard is: a pane that we can type into, another terminal, or none at all. */
  readonly terminal:
    | { readonly kind: 'tmux'; readonly pane: string }
    | { readonly kind: 'elsewhere'; readonly tty: string }
    | { readonly kind: 'none' }
  /** Its screen can be understood: we know whether it takes a prompt. */
  readonly isScreenKnown: boolean
  /** It tells TCE what it does by hooks: no dialog can open unseen, and it asks when a turn ends. */
  readonly hasHooks: boolean
  /** Its hooks take a prompt when a turn ends. */
  readonly takesAtTurnEnd: boolean
  /** Its user allowed to type where no hook keeps dialogs back. */
  readonly mayTypeWithoutHooks: boolean
}

export type ChannelChoice =
  | {
      readonly channel: ChannelId
      /** How its agent takes it: as typed by its user, or as what a hook says. */
      readonly as: 'you' | 'hook-feedback'
      /** "typed into tmux pane %7 as you" */
      readonly how: string
      /** What this way can't promise. */
      readonly caution?: string | undefined
    }
  | { readonly channel?: undefined; readonly why: string; readonly next: string }

/** Said where typing without hooks is allowed, and before. */
export const typingCaution = 'A dialog that opens in the same instant would take the Enter.'

export function chooseChannel(when: PromptWhen['kind'], situation: Situation): ChannelChoice {
  const { terminal, hasHooks, takesAtTurnEnd, isScreenKnown, mayTypeWithoutHooks } = situation
  const canHandOver = hasHooks && takesAtTurnEnd
  const isTyped = terminal.kind === 'tmux' && isScreenKnown && (hasHooks || mayTypeWithoutHooks)
  if (when === 'turn-end' && canHandOver) return handedOver
  if (isTyped) {
    const how = `typed into tmux pane ${terminal.pane} as you`
    return { channel: 'tmux', as: 'you', how, caution: hasHooks ? undefined : typingCaution }
  }
  if (canHandOver && when !== 'now') return handedOver
  return unreachable(situation)
}

const handedOver: ChannelChoice = {
  channel: 'stop-hook',
  as: 'hook-feedback',
  how: 'handed over when a turn of it ends, as feedback from a hook',
}

function unreachable({ terminal, isScreenKnown, hasHooks }: Situation): ChannelChoice {
  if (!isScreenKnown) {
    return { why: 'TCE can’t read the screen of this kind of agent.', next: 'copy the text and go to its terminal' }
  }
  if (terminal.kind === 'tmux' && !hasHooks) {
    const why = `Without hooks typing into tmux pane ${terminal.pane} is off: ${lowerFirst(typingCaution)}`
    return { why, next: 'tce hooks install, or [prompts] type_without_hooks = true in config.toml' }
  }
  if (terminal.kind === 'elsewhere') {
    const why = `TCE can’t type into ${terminal.tty}, which is no pane of tmux.`
    return hasHooks
      ? { why, next: 'send it for the end of a turn: --when turn-end' }
      : { why, next: 'tce hooks install, then it is handed over when a turn ends; or copy the text' }
  }
  return { why: 'It has no terminal, and no hook that takes a prompt.', next: 'tce hooks install, or copy the text' }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
