/** Makes small zip archives: what is packed, with its mode, and links. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface Packed {
  readonly name: string
  readonly text?: string
  /** @default 0o644 */
  readonly mode?: number
  /** Makes it a symbolic link. */
  readonly linkTo?: string
}

export function zipOf(files: readonly Packed[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, text = '', mode = 0o644, linkTo } of files) {
    const raw = Buffer.from(linkTo ?? text)
    const packed = deflateRawSync(raw)
    const attributes = linkTo === undefined ? 0o100000 | mode : 0o120777
    const nameBytes = Buffer.from(name)
    // Version, flags, method (deflate), time, date, sum, sizes, length of the name, length of what is extra.
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(raw), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(raw.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE((attributes << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    // 3: packed on Unix.
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, rest, nameBytes]))
    bodies.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, entries, end])
}
