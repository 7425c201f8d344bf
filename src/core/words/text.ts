/** Text from processes and transcripts is somebody else's: it may not steer a terminal, reverse a line or hide in it. */

/** Whole escape sequences first (also with the one-character C1 starters), so that no "[31m" is left standing. */
const escapes =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|(?:\u001b[PX^_]|[\u0090\u0098\u009e\u009f])[^\u001b\u009c]*(?:\u001b\\|\u009c)?|\u001b[ -/]*[0-~]/g

/** Breaks of lines and columns, which stand for a blank. */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]/g

/** C0 and C1 controls, DEL, soft hyphen, the bidi and zero-width marks (not the joiners of scripts and emoji), tags, lone surrogates. */
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu

/** Printable ASCII with single blanks: nearly every text, and nothing to do. */
const isPlain = /^(?:[!-~]+(?: [!-~]+)*)?$/

/** One line of plain text: escapes, control characters and bidi marks removed, white space run together. */
export function plainText(text: string): string {
  if (isPlain.test(text)) return text
  return text.replace(escapes, '').replace(breaks, ' ').replace(unsafe, '').replace(/\s+/g, ' ').trim()
}

/** Everything `unsafe` but the line feed, and but tabs, which are columns. */
const unsafeInLines =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu

/** Nothing but printable ASCII, tabs and line feeds. */
const areLinesPlain = /^[ -~\t\n]*$/

/** Several lines of plain text, with their indentation: for code, diffs and what programs printed. */
export function plainLines(text: string): string {
  if (areLinesPlain.test(text)) return text
  return text
    .replace(escapes, '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(unsafeInLines, '')
}
