/** Texts that are kept, until all of them are forgotten. */
import { textsAt, textsBytes } from './layout'

let end: usize = textsAt

export function forgetTexts(): void {
  end = textsAt
}

export function hasTextRoom(bytes: usize): bool {
  return end + bytes <= textsAt + textsBytes
}

export function keepText(from: usize, bytes: usize): usize {
  const place = end
  memory.copy(place, from, bytes)
  end += bytes
  return place
}

const factor: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15

export function hashOf(at: usize, bytes: usize): u32 {
  let hash: u64 = <u64>bytes * factor
  let i: usize = 0
  for (; i + 8 <= bytes; i += 8) hash = rotl<u64>(hash ^ load<u64>(at + i), 23) * factor
  if (i < bytes) {
    const rest = load<u64>(at + i) & (((<u64>1) << (<u64>(bytes - i) * 8)) - 1)
    hash = rotl<u64>(hash ^ rest, 23) * factor
  }
  return <u32>(hash ^ (hash >> 32))
}

/** Nothing but what ASCII has, so that it is one character a byte. */
export function isPlain(at: usize, bytes: usize): bool {
  for (let i: usize = 0; i < bytes; i++) if (load<u8>(at + i) > 126) return false
  return true
}
