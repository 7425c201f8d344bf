/**
 * Lines of a file that is UTF-16: a redirection in Windows' older shells makes one of any text. What was appended to it later is
 * UTF-8 again, so each line is looked at by itself.
 */
import { type OpenFile, readAt } from './open-file.ts'

export type Encoding = 'utf8' | 'utf16le' | 'utf16be'

/** By a file's first bytes: its mark, or the zero byte beside the first brace. */
export function encodingOf(beginning: Buffer): Encoding {
  const [first, second] = beginning
  if ((first === 0xff && second === 0xfe) || (first === 123 && second === 0)) return 'utf16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 123)) return 'utf16be'
  return 'utf8'
}

export function encodingOfFile(file: OpenFile): Encoding {
  const beginning = Buffer.alloc(2)
  return encodingOf(beginning.subarray(0, readAt(file, beginning, 0, 2, 0)))
}

/**
 * Whether the line end byte at `at` is one, or half of another character (上 has such a byte, too). `offset` is its place in the
 * file. In a line of UTF-8 it stands between a record's last brace and the next one's first.
 */
export function endsLine(bytes: Buffer, at: number, offset: number, encoding: Encoding): boolean {
  const next = bytes[at + 1]
  if (bytes[at - 1] === 125 && (next === 123 || next === undefined)) return true
  if (encoding === 'utf16le') return offset % 2 === 0 && (next === 0 || next === undefined)
  return offset % 2 === 1 && bytes[at - 1] === 0
}

/** The line as UTF-8; `offset` is the place of `start` in the file. */
export function toUtf8(bytes: Buffer, start: number, end: number, offset: number, encoding: Encoding): Buffer {
  const line = bytes.subarray(start, end)
  const brace = line.indexOf(123)
  if (brace !== -1 && line[brace + 1] !== 0) return line
  // Characters begin at even places: what stands at an odd one is the rest of the line end before.
  const pairs = Buffer.from(line.subarray(offset % 2))
  const whole = pairs.subarray(0, pairs.length & ~1)
  return Buffer.from((encoding === 'utf16le' ? whole : whole.swap16()).toString('utf16le'), 'utf8')
}
