/** One line of a large file, whose place is known: nothing else of it is read. */
import { type OpenFile, readAt } from '../../storage/open-file.ts'
import { encodingOfFile } from '../../storage/utf16.ts'

const firstBytes = 1 << 14
const lineEnd = 10

/** Without its end. Undefined where no line of UTF-8 begins there, or it does not end: who reads whole lines has to look. */
export function lineAt(file: OpenFile, offset: number): Buffer | undefined {
  if (encodingOfFile(file) !== 'utf8') return undefined
  // With the byte before it, which tells whether a line begins here.
  const before = Math.min(1, offset)
  for (let size = firstBytes; ; size *= 4) {
    const bytes = Buffer.allocUnsafe(size + before)
    const count = readAt(file, bytes, 0, bytes.length, offset - before)
    if (before === 1 && (count === 0 || bytes[0] !== lineEnd)) return undefined
    const end = bytes.subarray(0, count).indexOf(lineEnd, before)
    if (end !== -1) return bytes.subarray(before, end)
    if (count < bytes.length) return undefined
  }
}
