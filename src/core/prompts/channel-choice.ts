/** By which way a prompt reaches a session, and what its user is told of it before anything is sent. Pure. */
import type { ChannelId, PromptWhen, TypedChannelId } from './prompt.ts'

/** What is known of a session and of the way to it. */
export interface Situation {
  /** Where its keyboard is: somewhere that we can type into ("tmux pane %7"), another terminal, or none at all. */
  readonly terminal: /** `needsHooks`: why keys go there only while hooks keep dialogs back, whatever its user allowed. */
    | {
        readonly kind: 'typed'
        readonly channel: TypedChannelId
        readonly place: string
        readonly needsHooks?: string | undefined
      }
    /** `why`: "which is in GNU screen: …". @default it is none that we know */
    | { readonly kind: 'elsewhere'; readonly tty: string; readonly why?: string | undefined }
    /** `why`: it runs without one that we know, and none can be opened for it; `next`: what its user could allow. */
    | { readonly kind: 'none'; readonly why?: string | undefined; readonly next?: string | undefined }
  /** Its screen can be understood: we know whether it takes a prompt. */
  readonly isScreenKnown: boolean
  /** It tells TCE what it does by hooks: no dialog can open unseen, and it asks when a turn ends. */
  readonly hasHooks: boolean
  /** Its hooks take a prompt when a turn ends. */
  readonly takesAtTurnEnd: boolean
  /** Its user allowed to type where no hook keeps dialogs back. */
  readonly mayTypeWithoutHooks: boolean
  /**
   * Its own door for messages from other programs. `off`: its user has not allowed TCE to use it; `held`: it would open a dialog for each.
   * Undefined: it has none that we know.
   */
  readonly inbox?: 'open' | 'off' | 'held' | undefined
  /** A turn is under way, which will end. */
  readonly isAtWork: boolean
  /** What carries its session and takes prompts for it: "its app-server". */
  readonly host?: string | undefined
}

export type ChannelChoice =
  | {
      readonly channel: ChannelId
      /** How its agent takes it: as typed by its user, as what a hook says, or as a message of another program. */
      readonly as: 'you' | 'hook-feedback' | 'message'
      /** "typed into tmux pane %7 as you" */
      readonly how: string
      /** What this way can't promise. */
      readonly caution?: string | undefined
    }
  | { readonly channel?: undefined; readonly why: string; readonly next: string }

/** Said where typing without hooks is allowed, and before. */
export const typingCaution = 'A dialog that opens in the same instant would take the Enter.'

export function chooseChannel(when: PromptWhen['kind'], situation: Situation): ChannelChoice {
  const { terminal, hasHooks, takesAtTurnEnd, isScreenKnown, mayTypeWithoutHooks, inbox, isAtWork } = situation
  if (situation.host !== undefined) return givenTo(situation.host)
  const canHandOver = hasHooks && takesAtTurnEnd
  if (when === 'turn-end' && canHandOver) return handedOver
  const mayType = hasHooks || (mayTypeWithoutHooks && (terminal.kind !== 'typed' || terminal.needsHooks === undefined))
  if (terminal.kind === 'typed' && isScreenKnown && mayType) {
    const how = `typed into ${terminal.place} as you`
    return { channel: terminal.channel, as: 'you', how, caution: hasHooks ? undefined : typingCaution }
  }
  const isMessage = inbox === 'open'
  // A hook has more weight than a message; but only a turn that is under way is going to end by itself.
  if (canHandOver && when !== 'now' && (isAtWork || !isMessage)) return handedOver
  return isMessage ? asMessage : unreachable(situation)
}

/** At the end of a turn it is idle: there is nothing that a hook could do better. */
const givenTo = (host: string): ChannelChoice => ({ channel: 'host', as: 'you', how: `given to ${host} as you` })

const handedOver: ChannelChoice = {
  channel: 'stop-hook',
  as: 'hook-feedback',
  how: 'handed over when a turn of it ends, as feedback from a hook',
}

const asMessage: ChannelChoice = {
  channel: 'inbox',
  as: 'message',
  how: 'as a message from TCE',
  caution: 'Its agent is told that you did not type it yourself.',
}

function unreachable({ terminal, isScreenKnown, hasHooks, inbox }: Situation): ChannelChoice {
  const orMessage = inbox === 'off' ? ', or [prompts] message_sessions = true in config.toml' : ''
  if (!isScreenKnown) {
    return { why: 'TCE can’t read the screen of this kind of agent.', next: 'copy the text and go to its terminal' }
  }
  if (terminal.kind === 'typed' && !hasHooks) {
    const { place, needsHooks } = terminal
    const why = `Without hooks typing into ${place} is off: ${lowerFirst(needsHooks ?? typingCaution)}${heldWords(inbox)}`
    const orWithout = needsHooks === undefined ? ', or [prompts] type_without_hooks = true in config.toml' : ''
    return { why, next: `tce hooks install${orWithout}${orMessage}` }
  }
  const why = `${whyNotTyped(terminal)}${heldWords(inbox)}`
  const orAllow = terminal.kind === 'none' && terminal.next !== undefined ? `, or ${terminal.next}` : ''
  const copy = terminal.kind === 'elsewhere' ? 'copy the text and go to its terminal (tce jump)' : 'copy the text'
  return hasHooks
    ? { why, next: `send it for the end of a turn: --when turn-end${orAllow}${orMessage}` }
    : { why, next: `tce hooks install, then it is handed over when a turn ends; or ${copy}${orAllow}${orMessage}` }
}

function whyNotTyped(terminal: Situation['terminal']): string {
  switch (terminal.kind) {
    case 'none':
      return terminal.why ?? 'It has no terminal.'
    case 'elsewhere':
      return `TCE can’t type into ${terminal.tty}, ${terminal.why ?? 'which is no terminal that it knows a way into'}.`
    default:
      return `TCE can’t type into ${terminal.place}.`
  }
}

const heldWords = (inbox: Situation['inbox']): string =>
  inbox === 'held'
    ? ' A message would open a dialog in it, because it asks for no permissions, or that is not known.'
    : ''

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
