/** The lines of a file from its end to its beginning: the last page of a log of any size is read at once. */
import { readSync } from 'node:fs'

export interface BackwardLine {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** Of its first byte in the file. */
  readonly offset: number
}

const chunkBytes = 128 << 10

/** Whole lines that begin before `before`, the nearest first. What stands behind the last line end is the caller's to judge. */
export function* linesBackward(fd: number, before: number): Generator<BackwardLine> {
  let pieceEnd = before
  /** Bytes of the file from `bytesStart` to `pieceEnd`, no line of which was given yet. */
  let bytes: Buffer = Buffer.alloc(0)
  let bytesStart = before
  for (;;) {
    let lineEnd = pieceEnd - bytesStart
    for (;;) {
      const at = lineEnd === 0 ? -1 : bytes.lastIndexOf(10, lineEnd - 1)
      if (at === -1) break
      if (lineEnd > at + 1) yield { bytes, start: at + 1, end: lineEnd, offset: bytesStart + at + 1 }
      lineEnd = at
    }
    pieceEnd = bytesStart + lineEnd
    if (bytesStart === 0) {
      if (lineEnd > 0) yield { bytes, start: 0, end: lineEnd, offset: 0 }
      return
    }
    const size = Math.min(bytesStart, Math.max(chunkBytes, lineEnd))
    const grown = Buffer.allocUnsafe(size + lineEnd)
    readFully(fd, grown, size, bytesStart - size)
    bytes.copy(grown, size, 0, lineEnd)
    bytes = grown
    bytesStart -= size
  }
}

function readFully(fd: number, bytes: Buffer, length: number, position: number): void {
  for (let done = 0; done < length; ) {
    const count = readSync(fd, bytes, done, length - done, position + done)
    if (count === 0) {
      bytes.fill(10, done, length) // cut meanwhile: empty lines
      return
    }
    done += count
  }
}

/** The place behind the last line end: where appended lines begin. */
export function endOfLines(fd: number, size: number): number {
  const bytes = Buffer.allocUnsafe(chunkBytes)
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - chunkBytes)
    const count = readSync(fd, bytes, 0, end - start, start)
    const at = bytes.lastIndexOf(10, count - 1)
    if (count > 0 && at !== -1) return start + at + 1
    end = start
  }
  return 0
}
