/**
 * Stretches of files, each compressed in a file of its own that is called by the sum of its bytes: whoever writes one twice writes the
 * same. Private from the first moment on, and whole before it has its name.
 */
import { createHash, randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { statOf } from '../storage/look.ts'
import { privateFileMode } from '../storage/private-file.ts'

/** Large enough to compress well, small enough that an excerpt is read in a millisecond. */
export const pieceBytes = 1 << 20

/** About ten times smaller, at some 150 MB a second; with a sum of its own, so that damage is noticed. */
const params = { [constants.ZSTD_c_compressionLevel]: 6, [constants.ZSTD_c_checksumFlag]: 1 }

export interface WrittenPiece {
  readonly hash: string
  /** On disk. */
  readonly bytes: number
  readonly isNew: boolean
}

export class PieceFiles {
  readonly #dir: string

  /** `dir`: the archive's own folder. */
  constructor(dir: string) {
    this.#dir = join(dir, 'pieces')
  }

  pathOf(hash: string): string {
    return join(this.#dir, hash.slice(0, 2), `${hash.slice(2)}.zst`)
  }

  folders(): readonly string[] {
    return Array.from({ length: 256 }, (_, at) => join(this.#dir, at.toString(16).padStart(2, '0')))
  }

  /** One that is there stays as it is. */
  write(raw: Uint8Array): WrittenPiece {
    const hash = createHash('sha256').update(raw).digest('hex')
    const path = this.pathOf(hash)
    const there = statOf(path)?.size
    if (there !== undefined && there > 0) return { hash, bytes: there, isNew: false }
    return { hash, bytes: this.#writeNew(path, zstdCompressSync(raw, { params })), isNew: true }
  }

  isThere(hash: string): boolean {
    return statOf(this.pathOf(hash)) !== undefined
  }

  /** Undefined: it is gone, or not what was written. */
  read(hash: string): Buffer | undefined {
    try {
      return zstdDecompressSync(readFileSync(this.pathOf(hash)), { maxOutputLength: pieceBytes })
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause) return undefined
      throw cause
    }
  }

  /** Read whole, and compared with its name. */
  isWhole(hash: string): boolean {
    const raw = this.read(hash)
    return raw !== undefined && createHash('sha256').update(raw).digest('hex') === hash
  }

  remove(hash: string): void {
    rmSync(this.pathOf(hash), { force: true })
  }

  /** Its bytes may still be good for something. */
  putAside(hash: string): void {
    if (this.isThere(hash)) renameSync(this.pathOf(hash), `${this.pathOf(hash)}.damaged`)
  }

  removeDraft(path: string): void {
    rmSync(path, { force: true })
  }

  #writeNew(path: string, compressed: Buffer): number {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const draft = join(dirname(path), `.${randomUUID()}.tmp`)
    try {
      const file = openSync(draft, 'wx', privateFileMode)
      try {
        for (let done = 0; done < compressed.length; ) done += writeSync(file, compressed, done)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(draft, path)
      syncFolder(dirname(path))
    } catch (cause) {
      rmSync(draft, { force: true })
      throw cause
    }
    return compressed.length
  }
}

/** So that the name outlives a power cut, too. Windows knows no such thing. */
function syncFolder(dir: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(dir, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
