/**
 * How a supervisor and who asks it speak: frames over a local socket. `u32 length of what follows | u8 kind | u32 channel | body`, big
 * endian. What is said is JSON, what programs write and what is typed are bytes as they are. A channel is one look at one session. Frames
 * of a kind that one does not know are passed over, and fields too: that is how the two may be of different age.
 */

/** The newest that this code speaks, and the oldest that it still does. */
export const protocolRange: ProtocolRange = [1, 1]
export type ProtocolRange = readonly [oldest: number, newest: number]

/** The newest that both speak. */
export function commonProtocol(a: ProtocolRange, b: ProtocolRange): number | undefined {
  const newest = Math.min(a[1], b[1])
  return newest >= Math.max(a[0], b[0]) ? newest : undefined
}

export const frameKinds = {
  /** JSON, on channel 0. */
  said: 1,
  /** `f64 offset | bytes` */
  output: 2,
  /** `u32 number | bytes`; answered by `typed` with the number. */
  input: 3,
  /** `f64 offset, NaN: more parts follow | u16 columns | u16 rows | u8 flags | bytes` */
  picture: 4,
  /** `f64`: bytes of output and pictures that were passed on, since the channel was opened. */
  passedOn: 5,
  /** `f64 offset | u16 columns | u16 rows`: the terminal has another size from there on. */
  size: 6,
  /** `u32 number`: given to the program's terminal. */
  typed: 7,
  /** JSON of the exit record: nothing more comes. */
  over: 8,
} as const

/** Of a picture: the first part of one, and one with the rows above the screen. */
export const pictureFlags = { first: 1, history: 2 } as const

export interface Frame {
  readonly kind: number
  readonly channel: number
  readonly body: Buffer
}

const headBytes = 9
/** No frame that we send is longer than this; one that is comes from somebody else. */
export const longestFrame = 4 * 1024 * 1024

export function frameOf(kind: number, channel: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const frame = Buffer.allocUnsafe(headBytes + length)
  frame.writeUInt32BE(length + headBytes - 4, 0)
  frame.writeUInt8(kind, 4)
  frame.writeUInt32BE(channel, 5)
  let at = headBytes
  for (const part of parts) {
    frame.set(part, at)
    at += part.length
  }
  return frame
}

export const sayFrame = (value: unknown): Buffer => frameOf(frameKinds.said, 0, Buffer.from(JSON.stringify(value)))

export function float64(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8)
  bytes.writeDoubleBE(value)
  return bytes
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export function sizeBytes({ columns, rows }: { readonly columns: number; readonly rows: number }): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt16BE(columns, 0)
  bytes.writeUInt16BE(rows, 2)
  return bytes
}

/** Undefined: whoever sends this does not speak our language. */
export type TakeBytes = (bytes: Buffer) => readonly Frame[] | undefined

/** Frames as they become whole. A long one is put together once, not with each piece of it that comes. */
export function frameReader(longest = longestFrame): TakeBytes {
  let pieces: Buffer[] = []
  let have = 0
  let need = headBytes
  return (bytes) => {
    pieces.push(bytes)
    have += bytes.length
    if (have < need) return []
    let all = pieces.length === 1 ? bytes : Buffer.concat(pieces)
    const frames: Frame[] = []
    for (;;) {
      need = headBytes
      if (all.length < headBytes) break
      const length = all.readUInt32BE(0)
      if (length < headBytes - 4 || length > longest) return undefined
      need = length + 4
      if (all.length < need) break
      frames.push({ kind: all.readUInt8(4), channel: all.readUInt32BE(5), body: all.subarray(headBytes, need) })
      all = all.subarray(need)
    }
    pieces = all.length === 0 ? [] : [all]
    have = all.length
    return frames
  }
}
