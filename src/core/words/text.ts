/** Text from processes and transcripts is somebody else's: it may not steer a terminal, reverse a line or hide in it. */

/** Whole escape sequences first (also with the one-character C1 starters), so that no "[31m" is left standing. */
const escapes =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|(?:\u001b[PX^_]|[\u0090\u0098\u009e\u009f])[^\u001b\u009c]*(?:\u001b\\|\u009c)?|\u001b[ -/]*[0-~]/g

/** Breaks of lines and columns, which stand for a blank. */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]/g

/** C0 and C1 controls, DEL, soft hyphen, the bidi and zero-width marks (not the joiners of scripts and emoji), tags, lone surrogates. */
export const unsafeCharacters =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu

/** Printable ASCII with single blanks: nearly every text, and nothing to do. */
const isPlain = /^(?:[!-~]+(?: [!-~]+)*)?$/

/** One line of plain text: escapes, control characters and bidi marks removed, white space run together. */
export function plainText(text: string): string {
  if (isPlain.test(text)) return text
  return text.replace(escapes, '').replace(breaks, ' ').replace(unsafeCharacters, '').replace(/\s+/g, ' ').trim()
}

declare const isPrintable: unique symbol
declare const arePrintable: unique symbol

/** One line that can't steer a terminal, whoever wrote it. */
export type Printable = string & { readonly [isPrintable]: true }
/** The same of several lines. */
export type PrintableLines = string & { readonly [arePrintable]: true }

/** Printable ASCII, box drawing, blocks and shapes: nearly every piece of a line. */
const isPrintableAlready = /^[ -~·–…−\u2500-\u25ff✓✗]*$/

/** The same as plainText with all blanks kept, for a piece of a line: its blanks are its layout. */
export function printable(text: string): Printable {
  if (isPrintableAlready.test(text)) return text as Printable
  return text.replace(escapes, '').replace(breaks, ' ').replace(unsafeCharacters, '') as Printable
}

/** Several such lines, with their blanks: a dialog, a help text. */
export const printableLines = (text: string): PrintableLines =>
  text.split(/\r?\n/).map(printable).join('\n') as PrintableLines

/** Everything unsafe but the line feed, and but tabs, which are columns. */
const unsafeInLines =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu

/** Nothing but printable ASCII, tabs and line feeds. */
const areLinesPlain = /^[ -~\t\n]*$/

/** Several lines of plain text, with their indentation: for code, diffs and what programs printed. */
export function plainLines(text: string): PrintableLines {
  if (areLinesPlain.test(text)) return text as PrintableLines
  return text
    .replace(escapes, '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(unsafeInLines, '') as PrintableLines
}
