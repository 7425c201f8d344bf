/**
 * What a viewer's own terminal answers to a program's questions ("who are you", "where is the cursor", "which colours"). The program asked
 * one terminal and gets one answer, from the supervisor: those of viewers would reach it as if they had been typed. Pure.
 */

const reply = new RegExp(
  [
    // DA1, DA2, DA3
    '\\u001b\\[[?>=][\\d;]*c',
    // Status, cursor with `?`, colour scheme, modes
    '\\u001b\\[0n',
    '\\u001b\\[\\?[\\d;]*[Rn]',
    '\\u001b\\[\\??[\\d;]*\\$y',
    // Where the cursor is: in row 1 it could be F3 with Shift, Alt or Ctrl, and is left.
    '\\u001b\\[(?!1;)\\d+;\\d+R',
    // Kitty's keyboard
    '\\u001b\\[\\?\\d+u',
    // Colours
    '\\u001b\\](?:4;\\d+|1[0-2]);rgba?:[\\da-fA-F/]+(?:\\u0007|\\u001b\\\\)',
    // Settings, names, version
    '\\u001bP[01][$+]r[^\\u001b]*\\u001b\\\\',
    '\\u001bP>\\|[^\\u001b]*\\u001b\\\\',
  ].join('|'),
  'g',
)

/** Each byte is one character of `latin1`, so that no character is torn. */
export function withoutReplies(bytes: Buffer): Buffer {
  if (!bytes.includes(0x1b)) return bytes
  const text = bytes.toString('latin1')
  const left = text.replace(reply, '')
  return left.length === text.length ? bytes : Buffer.from(left, 'latin1')
}
