/** What a program asks its terminal to put into the clipboard (OSC 52): told to whoever may show it, never done and never answered. */
import type { HeadlessTerminal } from './headless.ts'

const mostBytes = 1024 * 1024

/** `c;aGVsbG8=`: into which of them, and what. A question (`?`) gets none. */
export function onCopiedText(terminal: HeadlessTerminal, tell: (text: string) => void): void {
  terminal.parser.registerOscHandler(52, (data) => {
    const text = copiedText(data)
    if (text !== undefined) tell(text)
    return true
  })
}

/** Undefined: a question, nothing, too long, or no text. */
export function copiedText(data: string): string | undefined {
  const payload = data.slice(data.indexOf(';') + 1)
  if (!data.includes(';') || !/^[A-Za-z0-9+/]+={0,2}$/.test(payload)) return undefined
  const bytes = Buffer.from(payload, 'base64')
  if (bytes.length === 0 || bytes.length > mostBytes) return undefined
  const text = bytes.toString('utf8')
  return text.includes('\ufffd') ? undefined : text
}
