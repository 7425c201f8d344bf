/** Pieces that wait until there are enough of them to be written at once. */
import type { RecordPiece } from './record-piece.ts'

export interface Enough {
  readonly pieces: number
  readonly responses: number
  readonly bytes: number
  readonly bytesOf: (piece: RecordPiece) => number
}

export class WaitingPieces {
  readonly #enough: Enough
  readonly #write: (pieces: readonly RecordPiece[]) => void
  #pieces: RecordPiece[] = []
  #responses = 0
  #bytes = 0

  constructor(enough: Enough, write: (pieces: readonly RecordPiece[]) => void) {
    this.#enough = enough
    this.#write = write
  }

  add(pieces: readonly RecordPiece[]): void {
    for (const piece of pieces) {
      this.#pieces.push(piece)
      this.#responses += piece.variants.count
      this.#bytes += this.#enough.bytesOf(piece)
    }
    const { pieces: most, responses, bytes } = this.#enough
    if (this.#pieces.length >= most || this.#responses >= responses || this.#bytes >= bytes) this.flush()
  }

  /** Those that are left. */
  flush(): void {
    const pieces = this.#pieces
    this.#pieces = []
    this.#responses = 0
    this.#bytes = 0
    if (pieces.length > 0) this.#write(pieces)
  }
}
