/** The last lines of a log that grows, without the one that is being written. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

export interface LastLine {
  readonly text: string
  /** Of its first byte. */
  readonly offset: number
}

export function lastLines(path: string, mostBytes = 64 << 10): readonly LastLine[] {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    return [] // gone, or not ours to read
  }
  try {
    const { size } = fstatSync(fd)
    const from = Math.max(0, size - mostBytes)
    const bytes = Buffer.allocUnsafe(size - from)
    return linesIn(bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, from)), from)
  } finally {
    closeSync(fd)
  }
}

function linesIn(bytes: Buffer, from: number): readonly LastLine[] {
  const lines: LastLine[] = []
  // The first one may have begun before.
  let start = from === 0 ? 0 : bytes.indexOf(10) + 1
  for (let end = bytes.indexOf(10, start); end !== -1; end = bytes.indexOf(10, start)) {
    if (end > start) lines.push({ text: bytes.toString('utf8', start, end), offset: from + start })
    start = end + 1
  }
  return lines
}
