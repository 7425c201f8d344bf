/** What shows notifications, whatever the system. */
import { plainText, printableLines } from '../core/words/text.ts'

export interface Notice {
  readonly title: string
  readonly body: string
}

/** As it may be shown: what it says of others is text and nothing more. */
export const shownNotice = ({ title, body }: Notice): Notice => ({
  title: plainText(title),
  body: printableLines(body),
})

export interface Notifier {
  /** Resolves when it was clicked (true), or closed without (false). Nothing is thrown: a notice that can't be shown is lost. */
  show(notice: Notice): Promise<boolean>
  /** Ends the programs that wait for a click. */
  close(): void
}
