/**
 * A way by which prompts reach sessions: a folder here each, all of them passed by tests/prompts/channel.contract.ts. Whatever leaves our
 * hands is told first (`steps`), and is on disk before it goes.
 */
import type { Prompting } from '../../agents/prompting.ts'
import type { OwnCommand } from '../../core/process/own-command.ts'
import type { ChannelId, PromptTarget } from '../../core/prompts/prompt.ts'

export interface Channel {
  readonly id: ChannelId
  /** Whether one could go out at this moment; nothing leaves our hands. */
  look(errand: Errand): Promise<Readiness>
  /** After a look that was ready. Never throws for what the other side does. */
  deliver(errand: Errand, steps: DeliverySteps): Promise<Delivery>
  /** For what was typed and not sent; a key goes only while the box shows that text and nothing else. Never throws for the other side. */
  readonly box?: BoxDeeds | undefined
  /**
   * Breaks off what the session is at, by one key or one word to its host at most, and only while it is known that this does that and nothing
   * else. `press` is told before it. Never throws for the other side. Undefined: there is none by this way.
   */
  readonly interrupt?: ((errand: Errand, press: (through: string) => Promise<void>) => Promise<Pressed>) | undefined
  /**
   * Puts the session into a mode by its key, after a look that was ready: each press while its screen says in which mode it is and where
   * that leads. `press` is told once, before the first key. Never throws for the other side. Undefined: there is none by this way.
   */
  readonly setMode?: ((errand: Errand, mode: string, press: () => Promise<void>) => Promise<ModeSet>) | undefined
}

/** `set`: its screen says so; `refused`: no key was pressed; `unproved`: one was, and its screen does not say that mode. */
export type ModeSet =
  | { readonly kind: 'set'; readonly words: string }
  | { readonly kind: 'refused' | 'unproved'; readonly why: string }

/** `doubtful`: nobody knows whether the key, or the word, arrived. */
export type Pressed =
  | { readonly kind: 'pressed' | 'doubtful'; readonly through: string }
  | { readonly kind: 'refused'; readonly why: string }

export interface BoxDeeds {
  pressEnter(errand: Errand, steps: Pick<DeliverySteps, 'enter'>): Promise<Delivery>
  /** Takes the text out again. Undefined: it is out; else why it is not. */
  clear(errand: Errand): Promise<string | undefined>
}

/** By what a session is found at this moment. */
export interface Whereabouts {
  readonly pid?: number | undefined
  /** With the pid, what the system names it by. */
  readonly start?: string | undefined
  /** Of its keyboard: `pts/6`. */
  readonly tty?: string | undefined
  /** Where it takes messages of other programs: the path of a socket. */
  readonly inbox?: string | undefined
  /** Shows it, where it has no terminal of its own. */
  readonly attach?: AttachCommand | undefined
}

export interface AttachCommand extends OwnCommand {
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Errand {
  readonly promptId: string
  readonly target: PromptTarget
  readonly text: string
  readonly prompting: Prompting
  readonly where: Whereabouts
  /** At this moment: its process is not suspended, and at this session. */
  readonly isAwake: () => Promise<boolean>
  /** Keeps dialogs of the session back; undefined where nothing does. */
  readonly holdDialogs?: (() => DialogHold) | undefined
}

/** `wait`: it may go later by itself; `cannot`: not without a person. */
export type Readiness =
  | { readonly kind: 'ready'; readonly through: string }
  | { readonly kind: 'wait'; readonly why: string }
  | { readonly kind: 'cannot'; readonly why: string }

export interface DeliverySteps {
  /** Before the first byte. `messageId`: what its records will name it by. */
  begin(messageId?: string): Promise<void>
  /** Before what makes the other side act: Enter. */
  enter(): Promise<void>
}

/** `nothing`: not a byte left; `in-box`: it left, and nothing that makes the other side act. */
export type Delivery =
  /** `isQueuedThere`: the turn that goes on takes it when it can. */
  | { readonly kind: 'sent'; readonly isQueuedThere?: boolean | undefined }
  | { readonly kind: 'nothing'; readonly why: string; readonly mayGoLater: boolean }
  | { readonly kind: 'in-box'; readonly why: string }

export interface DialogHold {
  /** A dialog is about to open all the same, or the hold was too long: no key may go any more. */
  readonly isBroken: boolean
  /** Hooks that were answered before this one began have had their time to show a dialog. */
  settled(): Promise<void>
  release(): void
}
