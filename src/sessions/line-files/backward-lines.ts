/** The lines of a file from its end to its beginning: the last page of a log of any size is read at once. */
import { type OpenFile, readAt } from '../../storage/open-file.ts'
import { type Encoding, encodingOfFile, endsLine, toUtf8 } from '../../storage/utf16.ts'

export interface BackwardLine {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** Of its first byte in the file. */
  readonly offset: number
}

const chunkBytes = 128 << 10

/** Whole lines that begin before `before`, the nearest first. What stands behind the last line end is the caller's to judge. */
export function* linesBackward(file: OpenFile, before: number): Generator<BackwardLine> {
  let pieceEnd = before
  /** Bytes of the file from `bytesStart` to `pieceEnd`, no line of which was given yet. */
  let bytes: Buffer = Buffer.alloc(0)
  let bytesStart = before
  const encoding = encodingOfFile(file)
  for (;;) {
    let lineEnd = pieceEnd - bytesStart
    for (;;) {
      const at = lineEndBefore(bytes, lineEnd, bytesStart, encoding)
      if (at === -1) break
      if (lineEnd > at + 1) yield asUtf8({ bytes, start: at + 1, end: lineEnd, offset: bytesStart + at + 1 }, encoding)
      lineEnd = at
    }
    pieceEnd = bytesStart + lineEnd
    if (bytesStart === 0) {
      if (lineEnd > 0) yield asUtf8({ bytes, start: 0, end: lineEnd, offset: 0 }, encoding)
      return
    }
    const size = Math.min(bytesStart, Math.max(chunkBytes, lineEnd))
    const grown = Buffer.allocUnsafe(size + lineEnd)
    readFully(file, grown, size, bytesStart - size)
    bytes.copy(grown, size, 0, lineEnd)
    bytes = grown
    bytesStart -= size
  }
}

/** The nearest line end in bytes[0, before); -1 for none. */
function lineEndBefore(bytes: Buffer, before: number, bytesOffset: number, encoding: Encoding): number {
  for (let from = before - 1; from >= 0; ) {
    const at = bytes.lastIndexOf(10, from)
    if (at === -1 || encoding === 'utf8' || endsLine(bytes, at, bytesOffset + at, encoding)) return at
    from = at - 1
  }
  return -1
}

function asUtf8(line: BackwardLine, encoding: Encoding): BackwardLine {
  if (encoding === 'utf8') return line
  const bytes = toUtf8(line.bytes, line.start, line.end, line.offset, encoding)
  return { bytes, start: 0, end: bytes.length, offset: line.offset }
}

function readFully(file: OpenFile, bytes: Buffer, length: number, position: number): void {
  for (let done = 0; done < length; ) {
    const count = readAt(file, bytes, done, length - done, position + done)
    if (count === 0) {
      bytes.fill(10, done, length) // cut meanwhile: empty lines
      return
    }
    done += count
  }
}

/** The place behind the last line end: where appended lines begin. */
export function endOfLines(file: OpenFile, size: number): number {
  const chunk = Buffer.allocUnsafe(chunkBytes)
  const encoding = encodingOfFile(file)
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - chunkBytes)
    const bytes = chunk.subarray(0, readAt(file, chunk, 0, end - start, start))
    const at = lineEndBefore(bytes, bytes.length, start, encoding)
    if (at !== -1) return start + at + 1
    end = start
  }
  return 0
}
