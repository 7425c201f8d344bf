/** A tar archive as a stream of plain files, written and read entry by entry. The only file that imports tar, of which it takes the header. */
import { Header } from 'tar/header'

export interface TarEntry {
  readonly name: string
  readonly bytes: number
  /** To be read to its end before the next entry is asked for. */
  readonly content: AsyncIterable<Uint8Array>
}

/** The archive is no tar, holds something else than files, or ends in the middle. */
export class TarError extends Error {
  readonly isTorn: boolean
  constructor(message: string, isTorn: boolean) {
    super(message)
    this.isTorn = isTorn
  }
}

const blockBytes = 512
const fileMode = 0o600

export async function* packTar(entries: AsyncIterable<TarEntry>, atMs: number): AsyncGenerator<Uint8Array> {
  for await (const { name, bytes, content } of entries) {
    yield headerOf(name, bytes, atMs)
    let written = 0
    for await (const chunk of content) {
      written += chunk.byteLength
      if (written > bytes) break
      yield chunk
    }
    if (written !== bytes) throw new Error(`${name} changed its size while it was read.`)
    yield Buffer.alloc(paddingOf(bytes))
  }
  yield Buffer.alloc(2 * blockBytes)
}

export async function* unpackTar(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const source = chunkReader(bytes)
  while (true) {
    const block = await source.exactly(blockBytes)
    if (block.every((byte) => byte === 0)) return
    const header = new Header(block)
    if (!header.cksumValid) throw new TarError('It is not a tar archive.', false)
    const { path: name = '', size = 0 } = header
    if (header.type !== 'File') throw new TarError(`“${name}” in it is no file.`, false)
    let left = size
    const content = {
      async *[Symbol.asyncIterator]() {
        while (left > 0) {
          const chunk = await source.upTo(left)
          left -= chunk.byteLength
          yield chunk
        }
      },
    }
    yield { name, bytes: size, content }
    // Of an entry that nobody wanted to the end.
    while (left > 0) left -= (await source.upTo(left)).byteLength
    await source.exactly(paddingOf(size))
  }
}

function headerOf(path: string, size: number, atMs: number): Buffer {
  const block = Buffer.alloc(blockBytes)
  const header = new Header({ path, size, mode: fileMode, type: 'File', mtime: new Date(atMs), uid: 0, gid: 0 })
  if (header.encode(block)) throw new Error(`${path} is too long a name for a tar archive.`)
  return block
}

const paddingOf = (bytes: number): number => (blockBytes - (bytes % blockBytes)) % blockBytes

function chunkReader(bytes: AsyncIterable<Uint8Array>) {
  const iterator = bytes[Symbol.asyncIterator]()
  let rest = new Uint8Array()
  /** At least one byte, and as many as come at once. */
  async function upTo(most: number): Promise<Uint8Array> {
    while (rest.byteLength === 0) {
      const { done, value } = await iterator.next()
      if (done === true) throw new TarError('It ends in the middle.', true)
      rest = value as Uint8Array<ArrayBuffer>
    }
    const taken = rest.subarray(0, most)
    rest = rest.subarray(taken.byteLength)
    return taken
  }
  async function exactly(count: number): Promise<Buffer> {
    const parts: Uint8Array[] = []
    for (let left = count; left > 0; left -= parts.at(-1)?.byteLength ?? 0) parts.push(await upTo(left))
    return Buffer.concat(parts)
  }
  return { upTo, exactly }
}
