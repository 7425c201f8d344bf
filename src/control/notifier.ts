/** What shows notifications, whatever the system. */
import { plainText, printableLines } from '../core/words/text.ts'

export interface Notice {
  readonly title: string
  readonly body: string
  /** As buttons, where the desktop has them. */
  readonly actions?: readonly NoticeAction[] | undefined
}

export interface NoticeAction {
  readonly name: string
  readonly label: string
}

/** As it may be shown: what it says of others is text and nothing more. */
export const shownNotice = ({ title, body, actions }: Notice): Notice => ({
  actions,
  title: plainText(title),
  body: printableLines(body),
})

/** The name under which a click on the notice itself is told, as notify-send has it. */
export const clicked = 'default'

export interface Notifier {
  /**
   * Resolves with the action that was chosen, `clicked` for the notice itself, or nothing when it was closed. Nothing is thrown: a notice that
   * can't be shown is lost. It is taken back when `over` aborts, where the desktop knows how.
   */
  show(notice: Notice, over?: AbortSignal): Promise<string | undefined>
  /** Takes back what still waits for a click. */
  close(): void
}
