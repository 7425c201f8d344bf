/** A program that shows terminals to their user and takes keys for them: tmux, a terminal that can be asked. */
import type { TypedChannelId } from '../../../core/prompts/prompt.ts'
import type { Whereabouts } from '../channel.ts'

export interface TypedHost {
  readonly id: TypedChannelId
  /** The last look and a key are two commands there: what happens between them is not seen. @default they are one */
  readonly isLookApart?: boolean | undefined
  /**
   * Why no key goes there but while hooks keep dialogs back: what it shows may be older than what is there, with no sign of it. Esc and
   * Shift+Tab never go there. @default it shows what is there
   */
  readonly needsHooks?: string | undefined
  /** Why this text can't be told on its screen, whatever else holds. */
  cannotShow?(text: string): string | undefined
  /** Where this session's keyboard is. Undefined: not here. */
  find(session: Whereabouts): Promise<TypedPlace | undefined>
}

/** As tmux names them. */
export type Key = 'Enter' | 'C-u' | 'Escape' | 'BTab'

/** The keyboard and screen of one session. */
export interface TypedPlace {
  /** "tmux pane %7" */
  readonly name: string
  /** Undefined: it is gone, another session's by now, or nobody answers. */
  look(): Promise<PlaceLook | undefined>
  /** These very bytes. */
  type(bytes: Buffer): Promise<void>
  /** A key, if everything still is as it was seen: whether it was pressed. `times`: @default 1 */
  pressIf(key: Key, seen: SeenPlace, times?: number): Promise<boolean>
  /** Nothing more goes there for now. */
  leave?(): Promise<void>
}

export interface PlaceLook {
  /** Why no key can go there at this moment: "is in copy mode, which would take the keys". */
  readonly obstacle?: string | undefined
  readonly columns: number
  readonly cursor: { readonly x: number; readonly y: number }
  /** Row by row, with styles where its host tells them. */
  readonly screen: string
}

export interface SeenPlace extends Pick<PlaceLook, 'cursor'> {
  /** Stands somewhere on the screen; letters and digits alone. */
  readonly words: string
  /** In this row, from 0, and in none above it. @default in any */
  readonly row?: number | undefined
}
