/** What of a line is text: without what stands around it. */

/** A line's text, or nothing. */
export interface TextSpan {
  readonly start: number
  readonly end: number
}

/**
 * Without spaces, the zero bytes that a crash leaves behind a record or in front of the next one, and the byte order mark that
 * editors put in front of a file: https://www.rfc-editor.org/rfc/rfc8259#section-8.1
 */
export function textSpan(bytes: Buffer, lineStart: number, lineEnd: number): TextSpan {
  let start = lineStart
  let end = lineEnd
  while (end > start && isPadding(bytes[end - 1])) end--
  for (;;) {
    while (start < end && isPadding(bytes[start])) start++
    if (bytes[start] !== 0xef || bytes[start + 1] !== 0xbb || bytes[start + 2] !== 0xbf || end - start < 3) break
    start += 3
  }
  return { start, end }
}

export const isPadding = (byte: number | undefined): boolean =>
  byte === 32 || byte === 13 || byte === 9 || byte === 10 || byte === 0

/** Nothing is written there, but something was: zero bytes, or a mark alone. */
export const isDamagedGap = (bytes: Buffer, start: number, end: number): boolean =>
  bytes.subarray(start, end).some((byte) => byte === 0 || byte > 32)

/** A line that ends with the file may be a whole one: an object whose `type` is a text. */
export function isWholeLine(bytes: Buffer, lineStart: number, lineEnd: number): boolean {
  const { start, end } = textSpan(bytes, lineStart, lineEnd)
  if (bytes[start] !== 123 || bytes[end - 1] !== 125) return false
  try {
    const record: unknown = JSON.parse(bytes.toString('utf8', start, end))
    return typeof record === 'object' && record !== null && 'type' in record && typeof record.type === 'string'
  } catch {
    return false
  }
}
