/** Lines of which nothing is needed: only where they end, and that no other record may begin in them. */
import { isSame, word } from './json'

const CHAIN = word('{"parentUuid":')
const newline = i8x16.splat(10)
const open = i8x16.splat(123)
const close = i8x16.splat(125)
const quote = i8x16.splat(34)
const letter = i8x16.splat(112)

/**
 * Behind such a line, of which `at` is any place outside of texts; 0 where it has to be looked at more closely: what could begin another
 * record may as well stand in a text.
 */
export function skippedEnd(at: usize): usize {
  while (true) {
    const bytes = v128.load(at)
    const next = v128.load(at + 1)
    const ends = i8x16.eq(bytes, newline)
    const opens = v128.and(v128.and(i8x16.eq(bytes, open), i8x16.eq(next, quote)), i8x16.eq(v128.load(at + 2), letter))
    const seams = v128.and(i8x16.eq(bytes, close), i8x16.eq(next, open))
    if (v128.any_true(v128.or(v128.or(ends, opens), seams))) {
      const found = i8x16.bitmask(ends)
      const end = found === 0 ? 16 : ctz(found)
      if (mayBegin(at, i8x16.bitmask(opens), i8x16.bitmask(seams), end)) return 0
      if (end < 16) return behind(at + end)
    }
    at += 16
  }
}

function mayBegin(at: usize, opens: i32, seams: i32, end: i32): bool {
  if (seams !== 0 && ctz(seams) < end) return true
  for (let rest = opens; rest !== 0; rest &= rest - 1) {
    if (ctz(rest) < end && isSame(at + ctz(rest), CHAIN, load<u32>(CHAIN - 4))) return true
  }
  return false
}

/** `at` at its end. */
function behind(at: usize): usize {
  const last = load<u8>(at - 1) === 13 ? at - 2 : at - 1
  return load<u8>(last) === 125 ? at + 1 : 0
}
