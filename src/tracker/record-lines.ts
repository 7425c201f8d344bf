/** The lines of one file of records, each to whoever reads it: a program, or the agent's own scanner. */
import type { LineScanner } from '../agents/records.ts'
import { noteChainStart } from '../core/session/file-facts.ts'
import { type LineVisitor, longestLineBytes } from '../storage/line-reader.ts'
import { isDamagedGap, isWholeLine, textSpan } from '../storage/line-text.ts'
import type { PieceBuilder } from './piece-builder.ts'
import type { LoadedProgram } from './scan-programs.ts'

export class RecordLines implements LineVisitor {
  readonly #scanner: LineScanner
  readonly #piece: PieceBuilder
  readonly #program: LoadedProgram | undefined

  constructor(scanner: LineScanner, piece: PieceBuilder, program: LoadedProgram | undefined) {
    this.#scanner = scanner
    this.#piece = piece
    this.#program = program
  }

  lines(start: number, end: number, offset: number): void {
    const { scanner, room } = this.#program ?? {}
    if (scanner === undefined || room === undefined) throw new Error('Lines are taken at once only by a program.')
    scanner.scan(
      room.byteOffset + start,
      room.byteOffset + end,
      offset,
      this.#piece,
      (lineStart, lineEnd, lineOffset) =>
        this.#read(room, lineStart - room.byteOffset, lineEnd - room.byteOffset, lineOffset),
    )
  }

  line(bytes: Buffer, lineStart: number, lineEnd: number, offset: number): void {
    this.#program?.scanner.settle(this.#piece)
    this.#read(bytes, lineStart, lineEnd, offset)
  }

  #read(bytes: Buffer, lineStart: number, lineEnd: number, offset: number): void {
    const { start, end } = textSpan(bytes, lineStart, lineEnd)
    if (start === end) {
      if (isDamagedGap(bytes, lineStart, lineEnd)) this.#piece.bad(offset, 'a gap: zero bytes and no text')
      return
    }
    this.#scanner.scan(bytes, start, end, offset + start - lineStart, this.#piece)
    noteChainStart(this.#piece.facts, offset)
  }

  /** Nothing more is read into this piece. */
  finish(): void {
    this.#program?.scanner.finish(this.#piece)
  }

  tooLong(offset: number, length: number): void {
    this.#piece.bad(offset, `a line of ${Math.round(length / 1e6)} MB; over ${longestLineBytes >> 20} MiB none is read`)
  }

  tail(bytes: Buffer, start: number, end: number, offset: number): boolean {
    if (!isWholeLine(bytes, start, end)) return false
    this.line(bytes, start, end, offset)
    return true
  }
}
