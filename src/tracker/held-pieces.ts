/** Responses of many pieces, brought together in memory before any of them is written. */
import { mergeVariants, responsesOf } from '../core/usage/response-merge.ts'
import { idsOf, type SourceLabel, variantAt } from './packed-variants.ts'
import { readerVersion } from './record-files.ts'
import type { RecordPiece } from './record-piece.ts'
import type { StoredVariant } from './store-rows.ts'

/** A file of which all that is new is one piece. */
export interface HeldFile {
  readonly id: number
  readonly piece: RecordPiece
}

export interface HeldVariant {
  readonly variant: StoredVariant
  /** Of the file that holds its origin. */
  readonly fileId: number
  readonly reader: number
}

export class HeldPieces {
  /** Nearly always one of a message. */
  readonly #variants = new Map<string, HeldVariant | readonly HeldVariant[]>()

  constructor(files: readonly HeldFile[]) {
    for (const { id: fileId, piece } of files) {
      const reader = readerVersion(piece.kind)
      let index = 0
      for (const { messageId, requestId } of idsOf(piece.variants)) {
        const variant = variantAt(piece.variants, index++, requestId, piece.path)
        this.#add(messageId, { variant, fileId, reader })
      }
    }
  }

  get messageIds(): readonly string[] {
    return [...this.#variants.keys()]
  }

  variantsOf(messageId: string): readonly HeldVariant[] {
    const held = this.#variants.get(messageId)
    return held === undefined ? [] : isOne(held) ? [held] : held
  }

  responsesOf(messageId: string): readonly StoredVariant[] {
    const held = this.#variants.get(messageId)
    if (held === undefined) return []
    return responsesOf(isOne(held) ? [held.variant] : held.map(({ variant }) => variant))
  }

  /** Of all variants; a response that is put together of some is of one of these. */
  *sources(): Generator<SourceLabel> {
    for (const held of this.#variants.values()) {
      if (isOne(held)) yield held.variant.source
      else for (const { variant } of held) yield variant.source
    }
  }

  #add(messageId: string, one: HeldVariant): void {
    const held = this.#variants.get(messageId)
    if (held === undefined) {
      this.#variants.set(messageId, one)
      return
    }
    const before = isOne(held) ? [held] : held
    const { requestId } = one.variant
    const same = before.find(({ variant }) => variant.requestId === requestId)
    const merged = same === undefined ? one : merge(same, one)
    const others = before.filter((other) => other !== same)
    this.#variants.set(messageId, others.length === 0 ? merged : [...others, merged])
  }
}

function merge(a: HeldVariant, b: HeldVariant): HeldVariant {
  const variant = mergeVariants(a.variant, b.variant)
  return { variant, fileId: variant.origin === b.variant.origin ? b.fileId : a.fileId, reader: b.reader }
}

const isOne = (held: HeldVariant | readonly HeldVariant[]): held is HeldVariant => 'variant' in held
