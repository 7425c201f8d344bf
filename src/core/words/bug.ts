/** A bug in words, for a log: with its stack and its causes, whose messages may repeat what was read. Pure. */
import type { PrintableLines } from './text.ts'
import { plainLines } from './text.ts'

const deepest = 5

export function bugText(cause: unknown): PrintableLines {
  const texts: string[] = []
  for (let next = cause; next !== undefined && texts.length < deepest; ) {
    const text = next instanceof Error ? (next.stack ?? next.message) : String(next)
    texts.push(texts.length === 0 ? text : `Caused by: ${text}`)
    next = next instanceof Error ? next.cause : undefined
  }
  return plainLines(texts.join('\n'))
}

/** What is done with a bug that nobody waits for the answer of. */
export type ReportError = (message: string, cause: unknown) => void

/** To the log of the server, where nothing else was said. */
export const errorReporter =
  (log: (text: PrintableLines) => void): ReportError =>
  (message, cause) =>
    log(plainLines(`${message}: ${bugText(cause)}`))
