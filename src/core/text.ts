/** Text from processes and transcripts is somebody else's: it may not steer a terminal or reverse a line. */

/** C0 and C1 controls (with ESC, so no escape sequence survives), DEL, and the bidi and zero-width marks. */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g
/** Whole escape sequences first, so that no "[31m" is left standing. */
const escapes =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[@-Z\\-_])/g

/** One line of plain text: escapes, control characters and bidi marks removed, white space run together. */
export function plainText(text: string): string {
  return text
    .replace(escapes, '')
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(unsafe, '')
    .trim()
}
