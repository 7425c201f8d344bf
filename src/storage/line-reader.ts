/** Reads the whole lines of a growing file, from where reading ended last time, in bounded memory. */
import { type OpenFile, readAt } from './open-file.ts'
import { type Encoding, endsLine, toUtf8 } from './utf16.ts'

/** Where reading goes on: behind the last whole line; the `carryBytes` after it are known to hold no line end. */
export interface LinePosition {
  readonly offset: number
  readonly carryBytes: number
}

export interface LineVisitor {
  /** The line is bytes[start, end), without its line end; `offset` is its place in the file. The bytes are only lent. */
  line(bytes: Buffer, start: number, end: number, offset: number): void
  tooLong(offset: number, length: number): void
  /**
   * Whoever lends room to read into takes all whole lines in it at once: they lie in [start, end) of it, each with its end, the first at
   * `offset` of the file.
   */
  lines?(start: number, end: number, offset: number): void
  /** The file ends without a line end: is this a whole line nevertheless? Then `line` was as good as called. */
  tail(bytes: Buffer, start: number, end: number, offset: number): boolean
}

export interface LineReading extends LinePosition {
  readonly bytesRead: number
  readonly isAtEnd: boolean
}

/** What was read stays in the processor's cache until it is looked through. */
const firstBytes = 1 << 18
/** A longer line is skipped and reported; no transcript of a real session comes near. */
export const longestLineBytes = 32 << 20
/** A held-back piece up to this size is simply read again. */
const cheapCarryBytes = 1 << 16

/** One buffer for all files of a thread. */
export class LineReader {
  #own: Buffer = Buffer.allocUnsafeSlow(firstBytes)
  /** The own one, or the beginning of the room. */
  #bytes: Buffer = this.#own
  /** Lent for this reading; undefined: lines are given one by one. */
  #room: Buffer | undefined
  #encoding: Encoding = 'utf8'

  /**
   * Reads until the end of the file or until about `enoughBytes` were read. Lines of another encoding are given in UTF-8. `room` is where
   * a visitor with `lines` wants them; what is longer than it is given line by line.
   */
  read(
    file: OpenFile,
    from: LinePosition,
    visitor: LineVisitor,
    enoughBytes = Number.POSITIVE_INFINITY,
    encoding: Encoding = 'utf8',
    room?: Buffer,
  ): LineReading {
    this.#encoding = encoding
    this.#room = encoding === 'utf8' && visitor.lines !== undefined ? room : undefined
    this.#bytes = this.#room?.subarray(0, firstBytes) ?? this.#own
    if (from.carryBytes > cheapCarryBytes) {
      const probed = this.#findLineEnd(file, from)
      if (probed) return probed
    }
    try {
      return this.#readFrom(file, from.offset, visitor, enoughBytes)
    } finally {
      if (this.#room === undefined) this.#own = this.#bytes
      if (this.#own.length > firstBytes * 16) this.#own = Buffer.allocUnsafeSlow(firstBytes)
    }
  }

  /** Nothing to do as long as a long unfinished line has not ended. */
  #findLineEnd(file: OpenFile, { offset, carryBytes }: LinePosition): LineReading | undefined {
    let at = offset + carryBytes
    let bytesRead = 0
    for (;;) {
      const count = readAt(file, this.#bytes, 0, this.#bytes.length, at)
      if (count === 0) return { offset, carryBytes: at - offset, bytesRead, isAtEnd: true }
      if (this.#bytes.subarray(0, count).includes(10)) return undefined
      at += count
      bytesRead += count
    }
  }

  #readFrom(file: OpenFile, offset: number, visitor: LineVisitor, enoughBytes: number): LineReading {
    let lineOffset = offset
    let held = 0
    let skippedBytes = 0
    let bytesRead = 0
    for (;;) {
      if (held === this.#bytes.length && !this.#grow()) {
        skippedBytes += held
        held = 0
      }
      const count = readAt(file, this.#bytes, held, this.#bytes.length - held, lineOffset + skippedBytes + held)
      bytesRead += count
      const filled = held + count
      const bytesOffset = lineOffset + skippedBytes
      let start = 0
      let lineEnd = -1
      if (this.#room === undefined) {
        // Of UTF-16 the last byte told nothing before the next one was known.
        lineEnd = this.#lineEnd(this.#encoding === 'utf8' ? held : Math.max(0, held - 1), filled, bytesOffset)
      } else {
        const end = this.#bytes.subarray(held, filled).lastIndexOf(10) + 1
        if (end > 0) {
          start = held + end
          visitor.lines?.(0, start, lineOffset)
          lineOffset += start
        }
      }
      while (lineEnd !== -1) {
        if (skippedBytes > 0) visitor.tooLong(lineOffset, skippedBytes + lineEnd - start)
        else this.#give(visitor, start, lineEnd, lineOffset)
        lineOffset += skippedBytes + lineEnd + 1 - start
        skippedBytes = 0
        start = lineEnd + 1
        lineEnd = this.#lineEnd(start, filled, bytesOffset)
      }
      held = filled - start
      if (count === 0) {
        const isWhole = held > 0 && skippedBytes === 0 && this.#giveTail(visitor, start, filled, lineOffset)
        if (isWhole) return { offset: lineOffset + held, carryBytes: 0, bytesRead, isAtEnd: true }
        return { offset: lineOffset, carryBytes: skippedBytes + held, bytesRead, isAtEnd: true }
      }
      // Without a whole line there would be nothing gained: who reads on from here would come here again.
      if (bytesRead >= enoughBytes && skippedBytes === 0 && lineOffset > offset) {
        return { offset: lineOffset, carryBytes: 0, bytesRead, isAtEnd: false }
      }
      if (start > 0) this.#bytes.copyWithin(0, start, filled)
      // What was made larger for one line would not stay in the processor's cache.
      if (this.#room !== undefined && held < firstBytes / 2) this.#bytes = this.#room.subarray(0, firstBytes)
    }
  }

  #give(visitor: LineVisitor, start: number, end: number, offset: number): void {
    if (this.#encoding === 'utf8') visitor.line(this.#bytes, start, end, offset)
    else {
      const line = toUtf8(this.#bytes, start, end, offset, this.#encoding)
      visitor.line(line, 0, line.length, offset)
    }
  }

  #giveTail(visitor: LineVisitor, start: number, end: number, offset: number): boolean {
    if (this.#encoding === 'utf8') return visitor.tail(this.#bytes, start, end, offset)
    const line = toUtf8(this.#bytes, start, end, offset, this.#encoding)
    return visitor.tail(line, 0, line.length, offset)
  }

  #lineEnd(from: number, filled: number, bytesOffset: number): number {
    if (this.#encoding !== 'utf8') return this.#lineEndOfUtf16(from, filled, bytesOffset)
    const at = this.#bytes.indexOf(10, from)
    return at < filled ? at : -1
  }

  #lineEndOfUtf16(from: number, filled: number, bytesOffset: number): number {
    const bytes = this.#bytes.subarray(0, filled)
    for (let at = bytes.indexOf(10, from); at !== -1; at = bytes.indexOf(10, at + 1)) {
      if (at + 1 < filled && endsLine(bytes, at, bytesOffset + at, this.#encoding)) return at
    }
    return -1
  }

  #grow(): boolean {
    if (this.#bytes.length >= longestLineBytes) return false
    if (this.#room !== undefined && this.#room.length >= this.#bytes.length * 2) {
      this.#bytes = this.#room.subarray(0, this.#bytes.length * 2)
      return true
    }
    this.#room = undefined
    const larger = Buffer.allocUnsafeSlow(this.#bytes.length * 2)
    this.#bytes.copy(larger)
    this.#bytes = larger
    return true
  }
}
