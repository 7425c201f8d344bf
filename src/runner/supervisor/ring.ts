/** The newest of what a program wrote, by its offset. Blocks are only ever added to: whoever was given a piece of one may keep it. */

export interface Ring {
  push(bytes: Uint8Array): void
  /** Pieces from there to the end, not more than `most` bytes; undefined: it is not kept any more, or was never written. */
  from(offset: number, most: number): readonly Buffer[] | undefined
  readonly begin: number
  readonly end: number
}

const blockBytes = 32 * 1024

/** `keptFrom`: what lies behind this offset is kept, however much it is. */
export function createRing(keepBytes: number, keptFrom: () => number): Ring {
  let blocks: { readonly offset: number; readonly bytes: Buffer; used: number }[] = []
  let end = 0
  const begin = () => blocks[0]?.offset ?? end

  function forget(): void {
    const needed = Math.min(end - keepBytes, keptFrom())
    const first = blocks.findIndex(({ offset, used }) => offset + used > needed)
    if (first > 0) blocks = blocks.slice(first)
  }

  return {
    push(bytes) {
      let at = 0
      while (at < bytes.length) {
        let block = blocks.at(-1)
        if (block === undefined || block.used === block.bytes.length) {
          block = { offset: end, bytes: Buffer.allocUnsafeSlow(end === 0 ? 4096 : blockBytes), used: 0 }
          blocks.push(block)
        }
        const piece = bytes.subarray(at, at + block.bytes.length - block.used)
        block.bytes.set(piece, block.used)
        block.used += piece.length
        at += piece.length
        end += piece.length
      }
      forget()
    },
    from(offset, most) {
      if (offset < begin() || offset > end) return undefined
      const pieces: Buffer[] = []
      let left = most
      for (const block of blocks) {
        const at = Math.max(0, offset - block.offset)
        if (at >= block.used) continue
        const piece = block.bytes.subarray(at, Math.min(block.used, at + left))
        if (piece.length > 0) pieces.push(piece)
        left -= piece.length
        if (left === 0) break
      }
      return pieces
    },
    get begin() {
      return begin()
    },
    get end() {
      return end
    },
  }
}
