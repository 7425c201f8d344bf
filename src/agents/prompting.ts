/** How an agent is given prompts by somebody who did not start it. Pure: screens, records and hooks are handed in. */
import type { PromptSign } from '../core/prompts/prompt-sign.ts'
import type { PromptScreen, ScreenRow } from '../core/prompts/screen.ts'
import type { JsonRecord } from './json-fields.ts'

export interface Prompting {
  /** What its screen says; of a screen that it does not know, that. */
  readScreen(rows: readonly ScreenRow[]): PromptScreen
  /** What one line of a session's own log says of prompts; none where it says nothing of them. */
  signsIn(line: string): readonly PromptSign[]
  /** Pasted in pieces of at most that it stays one prompt, letter for letter. */
  readonly piece: { readonly characters: number; readonly lines: number }
  /**
   * What it would take this for, if not for words: `blank`, where a blank before it is enough to make it words; `always`, where nothing
   * is. Undefined: for words.
   */
  commandIn(text: string): 'blank' | 'always' | undefined
  /** How what it is at is broken off by Esc. Undefined: nobody knows what Esc would do there. */
  readonly interrupt?: InterruptWords | undefined
  /** How it is put into another mode by a key. Undefined: nobody knows one. */
  readonly modes?: PromptModes | undefined
  readonly hooks?: PromptingHooks | undefined
  readonly inbox?: PromptingInbox | undefined
}

/** While its screen says that Esc breaks off its turn, it does that and nothing else. */
export interface InterruptWords {
  /** Letters, digits and blanks alone. */
  readonly words: string
  /** The only row that says so, from 0. Undefined: none does, or what somebody wrote there says it, too. */
  rowOf(rows: readonly ScreenRow[]): number | undefined
}

/** A key that leads from each of its modes to the next one, and what its screen says of that. */
export interface PromptModes {
  readonly key: 'BTab'
  /** Which mode this command of the queue asks for. Undefined: it is typed. */
  wantedBy(command: string): string | undefined
  /** Undefined: its screen does not say, or says it twice. */
  seenIn(rows: readonly ScreenRow[]): SeenMode | undefined
  /** By presses of which each leads to a mode that is known before, and that is not freer than what was asked for. */
  canReach(from: SeenMode, wanted: string): boolean
}

export interface SeenMode {
  /** Undefined: none that we know. */
  readonly id?: string | undefined
  /** As its screen names it: "accept edits on". */
  readonly words: string
  /** From 0. */
  readonly row: number
  /** The modes to which one press may lead. Empty: nobody knows before. */
  readonly next: readonly string[]
}

/** Its own door for messages of other programs: the socket that `LiveSession.inbox` names. */
export interface PromptingInbox {
  /** Of one line of its log: whether messages are held back by a dialog from there on. Undefined: the line does not tell. */
  isHeldAfter(line: string): boolean | undefined
  /** What is written to it. Undefined: the text can't be sent so. */
  frame(message: InboxMessage): string | undefined
}

export interface InboxMessage {
  readonly id: string
  readonly sessionId: string
  readonly text: string
  /** Whose message it is: the path of a socket, where nobody need listen. */
  readonly from: string
}

/** Of a session whose host takes prompts for it: they are words, and nothing has to be read on a screen. */
export const givenByHost: Prompting = {
  readScreen: () => ({ kind: 'unreadable', why: 'its screen is not read' }),
  signsIn: () => [],
  piece: { characters: Number.POSITIVE_INFINITY, lines: Number.POSITIVE_INFINITY },
  commandIn: () => undefined,
}

/** What its hooks can do for a prompt; by `hook_event_name` as it posts it. */
export interface PromptingHooks {
  nameOf(body: JsonRecord): { readonly hook: string; readonly sessionId: string } | undefined
  /** While these are not answered no dialog opens. */
  readonly beforeDialogs: readonly string[]
  /** These say that one is about to open, answered or not. */
  readonly ofDialogs: readonly string[]
  /** A turn ends, and would take a prompt. */
  isTurnEnd(body: JsonRecord): boolean
  handOver(text: string): object
}
