/** Names of files as git has them, which are bytes, as text that stands for those bytes and no others. Pure. */

/** A run of ASCII, or one character in UTF-8; the group is a byte that is neither. */
const pieces =
  /[^\u0080-\u00ff]+|[\u00c2-\u00df][\u0080-\u00bf]|\u00e0[\u00a0-\u00bf][\u0080-\u00bf]|[\u00e1-\u00ec\u00ee\u00ef][\u0080-\u00bf]{2}|\u00ed[\u0080-\u009f][\u0080-\u00bf]|\u00f0[\u0090-\u00bf][\u0080-\u00bf]{2}|[\u00f1-\u00f3][\u0080-\u00bf]{3}|\u00f4[\u0080-\u008f][\u0080-\u00bf]{2}|([\u0080-\u00ff])/g
const isAscii = /^[^\u0080-\u00ff]*$/
const escaped = /\\x([0-9A-F]{2})/g

/**
 * @param bytes each a character, as git printed them and Latin-1 reads them
 * @returns UTF-8 as it is; what is none as `\xE9`. A name that has such letters itself has its backslash as `\x5C`.
 */
export function nameOf(bytes: string): string {
  const clear = bytes.replace(/\\(?=x[0-9A-F]{2})/g, '\\x5C')
  if (isAscii.test(clear)) return clear
  return clear.replace(pieces, (piece, stray: string | undefined) =>
    stray === undefined ? textOf(piece) : `\\x${stray.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** The other way. */
export const nameBytes = (name: string): string =>
  name.split(escaped).reduce((bytes, part, index) => bytes + (index % 2 === 1 ? byteOf(part) : latin1Of(part)), '')

/** It can be given to a program as a word: it is UTF-8, and stands for itself. */
export const isPlainName = (name: string): boolean => !name.includes('\\x') || name.search(escaped) < 0

const byteOf = (hex: string): string => String.fromCharCode(Number.parseInt(hex, 16))
const latin1Of = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')

/** UTF-8 whose bytes are characters; what is none becomes U+FFFD. */
export function textOf(bytes: string): string {
  if (isAscii.test(bytes)) return bytes
  return decoder.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * What git takes for this name and perhaps others: a pattern, as a word cannot hold bytes that are no UTF-8. Who asks with it picks the
 * right one from the answer.
 */
export const patternFor = (name: string): string =>
  `:(top,glob)${name
    .split(escaped)
    .map((part, index) =>
      index % 2 === 1 ? (byteOf(part) === '\\' ? '\\\\' : '?') : part.replace(/[\\*?[\]]/g, '\\$&'),
    )
    .join('')}`
