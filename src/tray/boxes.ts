/** What Electron's message box is given. No text in it is more than text. Pure. */
import { plainText, printableLines } from '../core/words/text.ts'
import type { Outcome } from './commands.ts'
import type { Question } from './dialogs.ts'

/** The safe button has the focus. */
export const questionBox = ({ message, detail, confirm, cancel }: Question) => ({
  type: 'warning' as const,
  message: plainText(message),
  detail: printableLines(detail),
  buttons: [plainText(confirm), plainText(cancel)],
  defaultId: 1,
  cancelId: 1,
  noLink: true,
})

export const outcomeBox = ({ ok, title, body }: Outcome) => ({
  type: ok ? ('info' as const) : ('error' as const),
  message: plainText(title),
  detail: printableLines(body),
  noLink: true,
})
